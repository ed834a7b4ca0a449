import { useId } from "react";
import { Select } from "@/ui/select";
import { mostUnits, type Live } from "./live";

interface Props {
  of: Live;
  quantity: number;
  onChange: (quantity: number) => void;
  disabled: boolean;
}

/** How many to take. */
export function Quantity({ of: { available }, quantity, onChange, disabled }: Props) {
  const id = useId();
  const most = Math.max(1, Math.min(available, mostUnits));
  return (
    <div className="flex items-center justify-between gap-4">
      <label htmlFor={id} className="font-semibold">
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
  );
}
