"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { useForm } from "react-hook-form";
import type { Problem } from "@/endpoints/answer";
import type { TicketTerms } from "@/endpoints/create-ticket";
import { Button } from "@/ui/button";
import { TextAreaField, TextField } from "@/ui/field";
import { showErrors } from "@/ui/form-errors";
import { useHydrated } from "@/ui/hydrated";
import { useLocale } from "@/ui/locale";
import { Message } from "@/ui/notice";
import { PriceFields } from "./price-fields";
import { RefundFields } from "./refund-fields";
import { SignInBeside } from "./sign-in-beside";
import { StartField } from "./start-field";
import { termsSchema, type ListingValues } from "./terms";
import { useGuard } from "./use-guard";

interface Props {
  initial: ListingValues;
  /** The button that sends. */
  action: string;
  /** Sends the terms; a problem is shown where it belongs, and what was typed stays. */
  send: (terms: TicketTerms) => Promise<Problem | undefined>;
  /** The first field takes the focus. */
  focused?: boolean;
  /** What stands above the buttons. */
  message?: ReactNode;
  /** What stands beside the button. */
  beside?: ReactNode;
}

const names = {
  title: "The title",
  description: "The description",
  venue: "The venue",
  startsAt: "The start",
  price: "The price",
  currency: "The currency",
  quantity: "The number of tickets",
  refundable: "The refunds",
  restockRefunds: "What becomes of tickets that come back",
};

/** What a seller offers, asked for and sent. */
export function ListingForm({ initial, action, send, focused = false, message, beside }: Props) {
  const locale = useLocale();
  const alive = useHydrated();
  const resolver = useMemo(() => zodResolver(termsSchema(locale)), [locale]);
  const form = useForm<ListingValues, unknown, TicketTerms>({ resolver, defaultValues: initial });
  const { errors, isSubmitting, isDirty } = form.formState;
  const [refusal, setRefusal] = useState<ReactNode>();
  useGuard(isDirty);
  const { setFocus } = form;
  useEffect(() => {
    if (focused) setFocus("title");
  }, [focused, setFocus]);

  const submit = form.handleSubmit(async (terms) => {
    setRefusal(undefined);
    const problem = await send(terms);
    if (!problem) return form.reset(form.getValues());
    setRefusal(problem.status === 401 ? <SignInBeside /> : showErrors(problem, names, form.setError));
  }, () => setRefusal(undefined));

  return (
    <form method="post" noValidate onSubmit={submit}>
      <fieldset disabled={!alive} className="grid min-w-0 gap-6">
        <TextField label="Title" required autoComplete="off" error={errors.title?.message} {...form.register("title")} />
        <StartField form={form} />
        <TextField label="Venue" optional autoComplete="off" error={errors.venue?.message} {...form.register("venue")} />
        <PriceFields form={form} />
        <RefundFields form={form} />
        <TextAreaField label="Description" optional rows={5} error={errors.description?.message} {...form.register("description")} />
        <div className="grid">
          <div aria-live="polite" className="grid gap-4 not-empty:mb-6">
            {refusal && <Message tone="bad">{refusal}</Message>}
            {message}
          </div>
          <div className="flex flex-wrap gap-3">
            <Button type="submit" busy={isSubmitting} className="grow xs:grow-0">
              {isSubmitting ? "One moment…" : action}
            </Button>
            {beside}
          </div>
        </div>
      </fieldset>
    </form>
  );
}
