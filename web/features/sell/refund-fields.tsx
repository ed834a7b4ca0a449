"use client";

import { useWatch, type UseFormReturn } from "react-hook-form";
import type { TicketTerms } from "@/endpoints/create-ticket";
import { CheckField } from "@/ui/check-field";
import type { ListingValues } from "./terms";

/** Whether buyers may give their tickets back, and what becomes of these. */
export function RefundFields({ form }: { form: UseFormReturn<ListingValues, unknown, TicketTerms> }) {
  const { register, control } = form;
  const refundable = useWatch({ control, name: "refundable" });
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1 font-semibold">Refunds</legend>
      <CheckField
        label="Buyers can have their money back"
        hint="Until it starts, without asking you. You can give money back yourself at any time."
        {...register("refundable")}
      />
      {refundable && (
        <CheckField label="What they give back goes on sale again" hint="Else those tickets are gone." {...register("restockRefunds")} />
      )}
    </fieldset>
  );
}
