"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { browserApi } from "@/endpoints/browser";
import { createTicket, type TicketTerms } from "@/endpoints/create-ticket";
import { intentKeys } from "@/endpoints/intent";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { ListingForm } from "./listing-form";
import { nothingYet } from "./terms";

/** Puts a listing on sale; then my listings say so. */
export function NewListing() {
  const router = useRouter();
  const [keyOf] = useState(intentKeys);
  const send = async (terms: TicketTerms) => {
    const answer = await createTicket(browserApi, terms, keyOf(terms));
    if (!answer.ok) return answer.problem;
    router.push(links.selling({ listed: answer.data.id }));
    return undefined;
  };
  const cancel = (
    <ButtonLink href={links.selling()} look="quiet">
      Cancel
    </ButtonLink>
  );
  return <ListingForm initial={nothingYet} action="Put on sale" send={send} beside={cancel} />;
}
