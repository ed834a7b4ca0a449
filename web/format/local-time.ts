/**
 * A time of the machine's own zone, as the browser's field for one gives it (2026-06-01T19:30), in RFC 3339 and UTC;
 * undefined when it is none. A time that the clocks skip is the same span after the gap's begin; of one that they
 * show twice, it is the first.
 */
export function toUtc(local: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?$/.test(local)) return undefined;
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The reverse: what the browser's field shows for a time (RFC 3339); empty for none. */
export function toLocal(time: string | null | undefined): string {
  const date = new Date(time ?? "");
  if (!time || Number.isNaN(date.getTime())) return "";
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const seconds = date.getSeconds() ? `:${two(date.getSeconds())}` : "";
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}${seconds}`;
}

/** The machine's own time zone, such as Europe/Berlin. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
