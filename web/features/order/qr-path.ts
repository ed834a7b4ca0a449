/** Draws the dark modules of a QR code as an SVG path: those that touch in a row are one bar. */
export function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows.map((row, y) => row.map((dark, x) => (dark && !row[x - 1] ? bar(row, x, y) : "")).join("")).join("");
}

function bar(row: readonly boolean[], x: number, y: number): string {
  const end = row.indexOf(false, x);
  const width = (end < 0 ? row.length : end) - x;
  return `M${x} ${y}h${width}v1h-${width}z`;
}
