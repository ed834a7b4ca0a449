import Link from "next/link";
import type { Order } from "@/endpoints/create-order";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { Cancel } from "./cancel";
import { Pay } from "./pay";
import type { Followed } from "./use-order";
import type { Words } from "./words";

interface Props {
  order: Order;
  words: Words;
  followed: Followed;
  onEnd: (note?: string) => void;
}

/** What there is to do with an order as it stands. */
export function OrderActions({ order, words, followed, onEnd }: Props) {
  const { pay, cancel, again } = words;
  return (
    <div className="flex flex-wrap gap-3">
      {pay && <Pay order={order} label={pay} followed={followed} />}
      {cancel && (
        <span className="hidden js:contents">
          <Cancel orderId={order.id} refresh={followed.refresh} onEnd={onEnd} />
        </span>
      )}
      {pay && <p className="js:hidden">Paying and cancelling need JavaScript, which is off or blocked here.</p>}
      {order.status === "complete" && (
        <ButtonLink href={links.orderTicket(order.id)}>{order.quantity === 1 ? "Show the ticket" : `Show the ${order.quantity} tickets`}</ButtonLink>
      )}
      {again && <ButtonLink href={links.listing(order.ticket.id)}>{again}</ButtonLink>}
      <p className="w-full pt-2">
        <Link href={links.orders()} prefetch={false} className="link inline-block py-1">
          All my orders
        </Link>
      </p>
    </div>
  );
}
