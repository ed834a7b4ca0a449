/** How many characters a text has as the services count them: code points, not UTF-16 units. */
export function characters(text: string): number {
  return Array.from(text).length;
}

/** Whether a text is well formed and without control characters; line breaks and tabs count as such unless it may have several lines. */
export function isPrintable(text: string, { multiline = false } = {}): boolean {
  const shown = multiline ? text.replace(/[\n\r\t\u2028\u2029]/g, "") : text;
  // Neither those that reorder the text around them.
  return !/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(shown);
}

/** Whether a text shows nothing at all. */
export function isBlank(text: string): boolean {
  return /^[\s\p{Cf}]*$/u.test(text);
}
