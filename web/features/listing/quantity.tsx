import { useId } from "react";
import { Money } from "@/ui/money";
import { Select } from "@/ui/select";
import { mostUnits, type Live } from "./live";

interface Props {
  of: Live;
  quantity: number;
  onChange: (quantity: number) => void;
  disabled: boolean;
}

/** How many to take, and what that comes to. */
export function Quantity({ of: { available, price, currency }, quantity, onChange, disabled }: Props) {
  const id = useId();
  const most = Math.max(1, Math.min(available, mostUnits));
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <div className="grid gap-1">
        <label htmlFor={id} className="text-sm font-semibold">
          Quantity
        </label>
        <Select id={id} value={quantity} onChange={(event) => onChange(Number(event.target.value))} disabled={disabled} className="w-24 [&>select:disabled]:opacity-100!">
          {Array.from({ length: most }, (_, index) => (
            <option key={index + 1} value={index + 1}>
              {index + 1}
            </option>
          ))}
        </Select>
      </div>
      <p className="ms-auto grid justify-items-end gap-1">
        <span className="text-sm font-semibold">Total</span>
        <output htmlFor={id} aria-label="Total" className="flex min-h-11 items-center whitespace-nowrap text-xl font-semibold">
          <Money amount={price * quantity} currency={currency} />
        </output>
      </p>
    </div>
  );
}
