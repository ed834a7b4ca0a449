import type { ReactNode } from "react";
import type { Balance } from "@/endpoints/get-balance";
import { Money } from "@/ui/money";

/** What the seller has sold and been paid out, for each currency. */
export function Balances({ items }: { items: readonly Balance[] }) {
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="balances" className="grid gap-4">
      <h2 id="balances" className="text-2xl">
        Balance
      </h2>
      <ul className="grid gap-4 sm:grid-cols-2">
        {items.map((balance) => (
          <li key={balance.currency}>
            <Card balance={balance} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Card({ balance: { currency, sales, refunded, disputed, transferred, balance } }: { balance: Balance }) {
  const money = (amount: number) => <Money amount={amount} currency={currency} />;
  // Nothing is written as minus nothing.
  const less = (amount: number) => money(amount === 0 ? 0 : -amount);
  return (
    <dl className="ticket grid gap-1 p-5">
      <Line name="Sold">{money(sales)}</Line>
      {refunded > 0 && <Line name="Given back">{less(refunded)}</Line>}
      {disputed > 0 && <Line name="Disputed">{less(disputed)}</Line>}
      <Line name="Paid out">{less(transferred)}</Line>
      <div className="mt-2 flex items-baseline justify-between gap-4 border-t border-line pt-3 font-semibold">
        <dt>{balance < 0 ? "To be taken back" : "Still to be paid out"}</dt>
        <dd className="text-xl whitespace-nowrap">{money(Math.abs(balance))}</dd>
      </div>
    </dl>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="whitespace-nowrap">{children}</dd>
    </div>
  );
}
