/** Why a text is no number: there is none, it can't be read, it is finer than can be kept, or it can be read in two ways. */
export type Unread = "empty" | "unreadable" | "fine" | "ambiguous";

/** The marks between the digits of a locale's numbers and amounts, which differ in some (Austria, Switzerland). */
interface Marks {
  readonly group: readonly string[];
  readonly decimal: readonly string[];
}

// Marks that group digits everywhere; the apostrophe stands for them all.
const groupMarks = /[\s'’\u066c]/gu;
const arabicDecimal = "\u066b";

/**
 * Reads a number of at most `digits` decimals, with or without groups of thousands, in digits of any script, as an
 * integer in units of 10^-digits: "1,234.5" with two is 123450. The form tells which mark is which ("1.234,5" is
 * never 1.2345); where it does not ("1,234"), the locale does; and where that would not make sense, nobody guesses.
 */
export function parseDecimal(text: string, digits: number, locale: string): number | Unread {
  const plain = toPlain(text);
  if (plain === "") return "empty";
  if (!/^[\d'.,\u066b]*\d[\d'.,\u066b]*$/.test(plain)) return "unreadable";
  const point = pointOf(plain, digits, marksOf(locale));
  if (typeof point === "string") return point;
  const whole = ungrouped(plain.slice(0, point));
  const fraction = plain.slice(point + 1);
  if (whole === undefined || !/^\d*$/.test(fraction)) return "unreadable";
  if (/[^0]/.test(fraction.slice(digits))) return "fine";
  return Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
}

/** Writes what parseDecimal reads, without groups. */
export function formatDecimal(value: number, digits: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });
  return format.format(value / 10 ** digits);
}

function toPlain(text: string): string {
  return text
    .replace(/\p{Cf}/gu, "")
    .trim()
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(groupMarks, "'");
}

// Unicode has the ten digits of every script in a row, so a digit's value is how many of them precede it.
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(code < 0x80 ? digit : value);
}

/** Where the decimals begin: the index of the mark, or the text's length when there are none. */
function pointOf(text: string, digits: number, marks: Marks): number | "unreadable" | "ambiguous" {
  const arabic = text.indexOf(arabicDecimal);
  if (arabic >= 0) return arabic;
  const found = text.match(/[.,]/g) ?? [];
  const mark = found.at(-1);
  if (mark === undefined) return text.length;
  const point = text.lastIndexOf(mark);
  const times = found.filter((other) => other === mark).length;
  if (times > 1) return times === found.length ? text.length : "unreadable";
  // Two kinds: the last begins the decimals.
  if (found.length > 1 || text.includes("'") || !/^[1-9]\d{0,2}[.,]\d{3}$/.test(text)) return point;
  // One mark before three digits: thousands or decimals.
  if (marks.group.includes(mark)) return text.length;
  return marks.decimal.includes(mark) && digits >= 3 ? point : "ambiguous";
}

/** The digits without their groups; undefined when the groups are not of three, or of two before the last as in India. */
function ungrouped(text: string): string | undefined {
  const mark = /[^\d]/.exec(text)?.[0];
  if (mark === undefined) return text;
  const groups = text.split(mark);
  const [first = "", last = ""] = [groups[0], groups.at(-1)];
  const middle = groups.slice(1, -1);
  const regular = first.length <= 3 && middle.every((group) => group.length === 3);
  const indian = first.length <= 2 && middle.every((group) => group.length === 2);
  const whole = groups.join("");
  return /^\d+$/.test(whole) && first !== "" && last.length === 3 && (regular || indian) ? whole : undefined;
}

function marksOf(locale: string): Marks {
  const formats = [new Intl.NumberFormat(locale), new Intl.NumberFormat(locale, { style: "currency", currency: "eur" })];
  const parts = formats.flatMap((format) => format.formatToParts(1234567.8));
  const marks = (type: string) => parts.filter((part) => part.type === type).map(({ value }) => value);
  return { group: marks("group"), decimal: marks("decimal") };
}
