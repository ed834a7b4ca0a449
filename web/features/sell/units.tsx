import type { Ticket } from "@/endpoints/list-tickets";
import { useLocale } from "@/ui/locale";

/** How many units are sold, held and free: in words, and as a bar for the eye. */
export function Units({ ticket }: { ticket: Ticket }) {
  const { sold, held, available, quantity } = ticket;
  return (
    <div className="grid gap-1.5">
      <p className="text-sm tabular-nums">
        <Count n={sold} of="sold" /> · <Count n={held} of="held" /> · <Count n={available} of="free" />
        <span className="text-muted">
          {" "}
          of <Amount n={quantity} />
        </span>
      </p>
      <UnitsBar {...{ sold, held, quantity }} />
    </div>
  );
}

function Count({ n, of }: { n: number; of: string }) {
  return (
    <>
      <strong className={n > 0 ? undefined : "font-normal text-muted"}>
        <Amount n={n} />
      </strong> <span className="text-muted">{of}</span>
    </>
  );
}

function Amount({ n }: { n: number }) {
  // The browser's own tables may write it differently from the server's.
  return <span suppressHydrationWarning>{n.toLocaleString(useLocale())}</span>;
}

const [width, height] = [200, 10];

// Sold is full and high, held is low, free is empty: the shape tells it without the colour.
function UnitsBar({ sold, held, quantity }: { sold: number; held: number; quantity: number }) {
  const soldWidth = (width * sold) / quantity;
  const heldWidth = (width * held) / quantity;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className="h-2.5 w-full lg:max-w-64 rounded-full bg-gone" aria-hidden="true" focusable="false">
      <rect width={soldWidth} height={height} className="fill-ink" />
      <rect x={soldWidth} y={height / 4} width={heldWidth} height={height / 2} className="fill-accent-strong" />
    </svg>
  );
}
