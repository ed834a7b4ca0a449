"use client";

import { useWatch, type UseFormReturn } from "react-hook-form";
import type { TicketTerms } from "@/endpoints/create-ticket";
import { ownZone, toLocal, toUtc } from "@/format/local-time";
import { formatTime } from "@/format/time";
import { TextField } from "@/ui/field";
import { useHydrated } from "@/ui/hydrated";
import { useLocale } from "@/ui/locale";
import type { ListingValues } from "./terms";

/** When it starts, in the visitor's own time zone, which is named. */
export function StartField({ form }: { form: UseFormReturn<ListingValues, unknown, TicketTerms> }) {
  const locale = useLocale();
  const zone = useHydrated() ? `your time zone, ${ownZone().replaceAll("_", " ")}` : "your own time zone";
  const typed = useWatch({ control: form.control, name: "startsAt" });
  const error = form.formState.errors.startsAt?.message;
  return (
    <TextField
      label="Starts"
      optional
      type="datetime-local"
      hint={`In ${zone}.${remark(typed, locale)}`}
      error={error}
      {...form.register("startsAt")}
    />
  );
}

function remark(typed: string, locale: string): string {
  const time = toUtc(typed);
  if (!time) return "";
  if (toLocal(time) !== typed) return ` The clocks skip this time that day, so it is ${formatTime(time, { locale, zone: ownZone() })}.`;
  return Date.parse(time) < Date.now() ? " This is in the past." : "";
}
