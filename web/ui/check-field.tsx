import { useId, type ComponentProps, type ReactNode } from "react";

/** A box to tick, with its label and its hint. */
export function CheckField({ label, hint, ...input }: { label: ReactNode; hint?: ReactNode } & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      <label htmlFor={id} className="col-span-2 grid min-h-11 grid-cols-subgrid items-center font-semibold">
        <input {...input} id={id} type="checkbox" aria-describedby={hint ? `${id}-hint` : undefined} className="size-5" />
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="col-start-2 text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
