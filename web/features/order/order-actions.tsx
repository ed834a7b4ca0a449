import Link from "next/link";
import type { Order } from "@/endpoints/create-order";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { AskBack } from "./ask-back";
import { Cancel } from "./cancel";
import { Pay } from "./pay";
import { unitsLeft } from "./returns";
import type { Followed } from "./use-order";
import type { Words } from "./words";

interface Props {
  order: Order;
  words: Words;
  followed: Followed;
  /** The server's time when it made the page, in ms since 1970. */
  now: number;
  onEnd: (note?: string) => void;
}

/** What there is to do with an order as it stands. */
export function OrderActions({ order, words, followed, now, onEnd }: Props) {
  const { pay, cancel, again } = words;
  const valid = order.status === "complete" ? unitsLeft(order) : 0;
  return (
    <div className="flex flex-wrap gap-3">
      {pay && <Pay order={order} label={pay} followed={followed} />}
      {cancel && (
        <span className="hidden js:contents">
          <Cancel orderId={order.id} refresh={followed.refresh} onEnd={onEnd} />
        </span>
      )}
      {pay && <p className="js:hidden">Paying and cancelling need JavaScript, which is off or blocked here.</p>}
      {valid > 0 && <ButtonLink href={links.orderTicket(order.id)}>{valid === 1 ? "Show the ticket" : `Show the ${valid} tickets`}</ButtonLink>}
      <AskBack order={order} followed={followed} now={now} onEnd={onEnd} />
      {again && <ButtonLink href={links.listing(order.ticket.id)}>{again}</ButtonLink>}
      <p className="w-full pt-2">
        <Link href={links.orders()} prefetch={false} className="link inline-block py-1">
          All my orders
        </Link>
      </p>
    </div>
  );
}
