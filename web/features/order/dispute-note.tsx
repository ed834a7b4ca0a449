import type { Order } from "@/endpoints/create-order";
import { Moment } from "@/ui/moment";
import { Money } from "@/ui/money";
import { Message } from "@/ui/notice";
import { disputeOf, isDecided, type Viewer } from "./refund-words";

/** Says that the buyer's bank wants an order's money back, and how that stands. */
export function DisputeNote({ order: { dispute, currency }, viewer }: { order: Order; viewer: Viewer }) {
  if (!dispute) return null;
  return (
    <Message tone={isDecided(dispute) ? "wait" : "bad"}>
      {disputeOf(dispute, viewer)} It is about <Money amount={dispute.amount} currency={currency} />, since <Moment at={dispute.createdAt} style="short" />.
    </Message>
  );
}
