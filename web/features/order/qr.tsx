import { encode } from "uqr";
import { pathOf } from "./qr-path";

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
