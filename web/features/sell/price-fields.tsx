"use client";

import { useWatch, type UseFormReturn } from "react-hook-form";
import type { TicketTerms } from "@/endpoints/create-ticket";
import { formatMoney, parseMoney } from "@/format/money";
import { SelectField, TextField } from "@/ui/field";
import { useLocale } from "@/ui/locale";
import { currencyChoices } from "./currencies";
import { examplePrice } from "./price";
import type { ListingValues } from "./terms";

/** What one ticket costs, in which currency, and how many there are. */
export function PriceFields({ form }: { form: UseFormReturn<ListingValues, unknown, TicketTerms> }) {
  const locale = useLocale();
  const { register, control, formState } = form;
  const { errors, defaultValues, isSubmitted } = formState;
  const [price, currency] = useWatch({ control, name: ["price", "currency"] });
  const minor = parseMoney(price, currency, locale);
  return (
    <div className="grid gap-6 sm:grid-cols-[1.2fr_1.2fr_0.8fr]">
      <TextField
        label="Price of one"
        required
        inputMode="decimal"
        autoComplete="off"
        hint={typeof minor === "number" && !errors.price ? `${formatMoney(minor, currency, locale)} each` : `Such as ${examplePrice(currency, locale)}`}
        error={errors.price?.message}
        {...register("price")}
      />
      <SelectField label="Currency" error={errors.currency?.message} {...register("currency", isSubmitted ? { deps: "price" } : {})}>
        {currencyChoices(defaultValues?.currency ?? currency, locale).map(({ code, name }) => (
          <option key={code} value={code} suppressHydrationWarning>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField label="Tickets" required inputMode="numeric" autoComplete="off" error={errors.quantity?.message} {...register("quantity")} />
    </div>
  );
}
