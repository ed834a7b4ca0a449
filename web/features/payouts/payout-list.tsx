import type { Payout, PayoutList } from "@/endpoints/list-payouts";
import { links } from "@/links";
import { Badge } from "@/ui/badge";
import { ButtonLink } from "@/ui/button";
import { Moment } from "@/ui/moment";
import { Money } from "@/ui/money";
import { payoutWords } from "./words";

/** The seller's shares of their sales, and whether they are paid out. */
export function Payouts({ list, cursor }: { list: PayoutList; cursor: string | undefined }) {
  return (
    <section aria-labelledby="payouts" className="grid gap-4">
      <h2 id="payouts" className="text-2xl">
        Payouts
      </h2>
      {list.items.length === 0 ? (
        <p className="text-muted">{cursor ? "There are no older ones." : "There is one for each sale as soon as it is paid."}</p>
      ) : (
        <ul className="ticket divide-y divide-line">
          {list.items.map((payout) => (
            <Line key={payout.orderId} payout={payout} />
          ))}
        </ul>
      )}
      {(cursor || list.nextCursor) && (
        <nav aria-label="More payouts" className="flex flex-wrap justify-between gap-3">
          {cursor && (
            <ButtonLink look="secondary" href={links.payouts()}>
              Newest payouts
            </ButtonLink>
          )}
          {list.nextCursor && (
            <ButtonLink look="secondary" href={links.payouts(list.nextCursor)} className="ms-auto">
              Older payouts
            </ButtonLink>
          )}
        </nav>
      )}
    </section>
  );
}

function Line({ payout }: { payout: Payout }) {
  const { title, amount, refunded, currency, createdAt, transferredAt } = payout;
  const { tone, text } = payoutWords(payout);
  return (
    <li className="grid gap-x-6 gap-y-2 p-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid content-start gap-0.5">
        <p dir="auto" className="font-display text-lg font-semibold">
          {title}
        </p>
        <p className="text-sm text-muted">
          Sold <Moment at={createdAt} style="short" />
          {transferredAt && (
            <>
              , paid out <Moment at={transferredAt} style="short" />
            </>
          )}
        </p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 sm:flex-col sm:items-end">
        <p className="font-semibold">
          <Money amount={amount} currency={currency} />
        </p>
        <Badge tone={tone}>{text}</Badge>
        {refunded > 0 && (
          <p className="text-sm text-muted">
            <Money amount={refunded} currency={currency} /> given back
          </p>
        )}
      </div>
    </li>
  );
}
