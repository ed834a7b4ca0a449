import Link from "next/link";
import { links } from "@/links";
import { Availability } from "@/ui/availability";
import { Moment } from "@/ui/moment";
import { Money } from "@/ui/money";
import type { CardOf } from "./find";

/** A listing as a small ticket: what it is above the perforation, what it costs and what is left below. */
export function Card({ of: { id, title, venue, startsAt, price, currency, available, standing } }: { of: CardOf }) {
  return (
    <article className="ticket group relative flex h-full flex-col outline-ink transition-shadow hover:shadow-raised has-focus-visible:outline-3 has-focus-visible:outline-offset-2">
      <div className="flex flex-1 flex-col gap-2 p-5">
        <h3 dir="auto" className="line-clamp-5 text-xl">
          <Link href={links.listing(id)} prefetch={false} className="outline-none after:absolute after:inset-0 group-hover:underline">
            {title}
          </Link>
        </h3>
        <p className="mt-auto text-sm text-muted">
          <span className="block">
            <Moment at={startsAt} style="short" fallback="Date not set" />
          </span>
          {venue && (
            <span dir="auto" className="block">
              {venue}
            </span>
          )}
        </p>
      </div>
      <div className="ticket-stub flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-5 py-3.5">
        <span className="text-lg font-semibold">
          <Money amount={price} currency={currency} />
        </span>
        <Availability standing={standing} available={available} />
      </div>
    </article>
  );
}
