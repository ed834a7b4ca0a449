"use client";

import { useId, useState, type ReactNode } from "react";
import type { Order } from "@/endpoints/create-order";
import type { NewRefund } from "@/endpoints/create-refund";
import { CheckField } from "@/ui/check-field";
import { Confirm } from "@/ui/confirm";
import { inputClass } from "@/ui/input-class";
import { Money } from "@/ui/money";
import { Select } from "@/ui/select";
import { givenBack, unitsLeft } from "./returns";
import { useRefund } from "./use-refund";

interface Props {
  order: Order;
  /** Who gives back: a seller also says what becomes of the tickets. */
  as: "buyer" | "seller";
  /** The button that asks. */
  trigger: ReactNode;
  className?: string;
  /** It is decided; gives what then has the focus, null for the button. */
  onDone: (order: Order) => HTMLElement | null;
  /** It was refused: the order may have changed. */
  onRefused: () => void;
}

const longestReason = 200;

/** Gives units of an order back for their money, after asking how many. */
export function GiveBack({ order, as, trigger, className, onDone, onRefused }: Props) {
  const left = unitsLeft(order);
  const [open, setOpen] = useState(false);
  const [chosen, choose] = useState<number>();
  const [restock, setRestock] = useState(true);
  const [reason, setReason] = useState("");
  const [next, setNext] = useState<HTMLElement | null>(null);
  const { refund, busy, problem, forget } = useRefund(order.id);
  const units = Math.min(chosen ?? left, left);
  const amount = <Money amount={givenBack(order, units)} currency={order.currency} />;

  const decide = async () => {
    const asked: NewRefund = { units, ...(as === "seller" && units > 0 && { restock }), ...(reason.trim() && { reason: reason.trim() }) };
    const decided = await refund(asked);
    if (!decided) return onRefused();
    setNext(onDone(decided));
    setOpen(false);
    choose(undefined);
    setReason("");
  };
  return (
    <Confirm
      {...{ trigger, open, busy, className }}
      title={as === "seller" ? "Give money back?" : "Give tickets back?"}
      action={<>Give back {amount}</>}
      keep="Cancel"
      onConfirm={decide}
      error={problem}
      finalFocus={() => next}
      onOpenChange={(asked) => {
        setOpen(asked);
        setNext(null);
        forget();
      }}
      fields={
        <div className="grid gap-3">
          <Units left={left} owing={givenBack(order, 0) > 0} units={units} onChange={choose} />
          {as === "seller" && units > 0 && <CheckField label="Put on sale again" checked={restock} onChange={({ target }) => setRestock(target.checked)} />}
          <Reason value={reason} onChange={setReason} />
        </div>
      }
    >
      <Effect of={order} as={as} amount={amount} />
    </Confirm>
  );
}

function Effect({ of: { fee }, as, amount }: { of: Order; as: Props["as"]; amount: ReactNode }) {
  return (
    <>
      {as === "seller" ? "The buyer gets" : "You get"} {amount} back to the card that paid{fee > 0 && ", the service fee’s part included"}. This can’t be
      undone{as === "buyer" && ", and the tickets are not valid any more"}.
    </>
  );
}

interface UnitsProps {
  left: number;
  /** A refund has failed: its money can be given back by itself. */
  owing: boolean;
  units: number;
  onChange: (units: number) => void;
}

function Units({ left, owing, units, onChange }: UnitsProps) {
  const id = useId();
  if (left === 0 || (left === 1 && !owing)) return null;
  return (
    <div className="flex items-center justify-between gap-4">
      <label htmlFor={id} className="font-semibold">
        Tickets
      </label>
      <Select id={id} value={units} onChange={({ target }) => onChange(Number(target.value))} className="w-44">
        {owing && <option value={0}>none, what failed</option>}
        {Array.from({ length: left }, (_, index) => (
          <option key={index + 1} value={index + 1}>
            {index + 1 === left && left > 1 ? `all ${left}` : index + 1}
          </option>
        ))}
      </Select>
    </div>
  );
}

function Reason({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">
        Reason <span className="font-normal text-muted">(optional)</span>
      </label>
      <input id={id} className={inputClass} autoComplete="off" maxLength={longestReason} value={value} onChange={({ target }) => onChange(target.value)} />
    </div>
  );
}
