import { encode } from "uqr";

/** A QR code as an image that prints sharp at any size. */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string }) {
  // The quiet zone of four modules is part of the standard: without it readers miss the code.
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className={className}>
      <path className="fill-code-ground" d={`M0 0h${size}v${size}h-${size}z`} />
      <path className="fill-code" d={pathOf(data)} />
    </svg>
  );
}

/** Draws the dark modules of a code, those that touch in a row as one. */
export function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows.map((row, y) => row.map((dark, x) => (dark && !row[x - 1] ? bar(row, x, y) : "")).join("")).join("");
}

function bar(row: readonly boolean[], x: number, y: number): string {
  const end = row.indexOf(false, x);
  const width = (end < 0 ? row.length : end) - x;
  return `M${x} ${y}h${width}v1h-${width}z`;
}
