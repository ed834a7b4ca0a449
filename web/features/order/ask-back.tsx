import type { Order } from "@/endpoints/create-order";
import { GiveBack } from "./give-back";
import { mayAskBack } from "./returns";
import { isOver } from "./time-left";
import { useCountdown } from "./use-countdown";
import type { Followed } from "./use-order";

interface Props {
  order: Order;
  followed: Pick<Followed, "refresh">;
  /** The server's time when it made the page, in ms since 1970. */
  now: number;
  /** Called when it is decided, with a word on it. */
  onEnd: (note: string) => void;
}

/** The buyer's way to have money back, for as long as the seller has allowed it. */
export function AskBack({ order, followed: { refresh }, now, onEnd }: Props) {
  // Without a start it never is over.
  const begun = useCountdown(order.ticket.startsAt ?? "", now, isOver);
  if (!mayAskBack(order, begun)) return null;
  const done = () => {
    void refresh();
    onEnd("The money is on its way back. Banks take some days to show it.");
    return null;
  };
  return (
    <span className="hidden js:contents">
      <GiveBack order={order} as="buyer" trigger="Ask for a refund" onDone={done} onRefused={() => void refresh()} />
    </span>
  );
}
