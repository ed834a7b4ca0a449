import type { Order } from "@/endpoints/create-order";
import { formatMoney } from "@/format/money";
import { Badge } from "@/ui/badge";
import { useLocale } from "@/ui/locale";
import { Moment } from "@/ui/moment";
import { Money } from "@/ui/money";
import { DisputeNote } from "./dispute-note";
import { GiveBack } from "./give-back";
import { Refunds } from "./refunds";
import { canGiveBack } from "./returns";
import { readableId } from "./ticket-code";
import { badgeOf } from "./words";

interface Props {
  order: Order;
  /** A refund is decided, in words; gives what then has the focus. */
  onRefunded: (text: string) => HTMLElement | null;
  onRefused: () => void;
}

/** An order as its seller sees it. */
export function Sale({ order, onRefunded, onRefused }: Props) {
  const locale = useLocale();
  const badge = badgeOf(order, false);
  const done = ({ refunds }: Order) => onRefunded(`${formatMoney(refunds.at(-1)?.amount ?? 0, order.currency, locale)} is on its way back to the buyer.`);
  return (
    <li className="ticket grid gap-4 p-5">
      <div className="grid gap-x-6 gap-y-3 sm:grid-cols-[minmax(0,1fr)_auto]">
        <Facts order={order} />
        <div className="flex flex-wrap items-center justify-between gap-3 sm:flex-col sm:items-end">
          <Badge tone={badge.tone}>{badge.text}</Badge>
          {canGiveBack(order) && (
            <span className="hidden js:contents">
              <GiveBack
                order={order}
                as="seller"
                trigger={
                  <>
                    Refund<span className="sr-only"> order {readableId(order.id)}</span>
                  </>
                }
                onDone={done}
                onRefused={onRefused}
              />
            </span>
          )}
        </div>
      </div>
      <DisputeNote order={order} viewer="seller" />
      <Refunds order={order} viewer="seller" level={3} />
    </li>
  );
}

function Facts({ order: { id, quantity, subtotal, fee, currency, createdAt } }: { order: Order }) {
  return (
    <div className="grid content-start gap-1">
      <h2 className="text-xl">
        {quantity === 1 ? "1 ticket" : `${quantity} tickets`}, <Money amount={subtotal} currency={currency} />
      </h2>
      <p className="text-sm text-muted">
        Ordered <Moment at={createdAt} style="short" />
        {fee > 0 && (
          <>
            . The buyer paid a service fee of <Money amount={fee} currency={currency} /> on top.
          </>
        )}
      </p>
      <p className="font-mono text-sm text-muted">{readableId(id)}</p>
    </div>
  );
}
