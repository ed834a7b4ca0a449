"use client";

import Link from "next/link";
import { useState } from "react";
import type { Problem } from "@/endpoints/answer";
import { browserApi } from "@/endpoints/browser";
import type { TicketTerms } from "@/endpoints/create-ticket";
import { getTicket } from "@/endpoints/get-ticket";
import type { Ticket } from "@/endpoints/list-tickets";
import { updateTicket } from "@/endpoints/update-ticket";
import { links } from "@/links";
import { Button, ButtonLink } from "@/ui/button";
import { useLocale } from "@/ui/locale";
import { Message } from "@/ui/notice";
import { inWords } from "./conflict";
import { FormFrame } from "./form-frame";
import { ListingForm } from "./listing-form";
import { Locked } from "./locked";
import { valuesOf } from "./terms";

type State = "still" | "saved" | "changed" | "loaded";

/** Changes what is offered, unless it was changed elsewhere meanwhile. */
export function EditListing({ initial }: { initial: Ticket }) {
  const locale = useLocale();
  const [ticket, setTicket] = useState(initial);
  const [state, setState] = useState<State>("still");
  // The form begins anew when another version is loaded, not when this one was saved.
  const [edition, setEdition] = useState(0);

  const send = async (terms: TicketTerms): Promise<Problem | undefined> => {
    setState("still");
    const answer = await updateTicket(browserApi, ticket, terms);
    if (!answer.ok) {
      if (answer.problem.status === 412) setState("changed");
      return inWords(answer.problem, terms, () => getTicket(browserApi, ticket.id));
    }
    setTicket(answer.data);
    setState("saved");
    return undefined;
  };
  const load = async () => {
    const answer = await getTicket(browserApi, ticket.id);
    if (!answer.ok) return;
    setTicket(answer.data);
    setEdition(edition + 1);
    setState("loaded");
  };

  if (ticket.status !== "on_sale" && state !== "saved") return <Locked ticket={ticket} />;
  return (
    <FormFrame title="Edit the listing" lead="Orders that were made before keep their price.">
      <ListingForm
        key={edition}
        initial={valuesOf(ticket, locale)}
        focused={edition > 0}
        action="Save changes"
        send={send}
        message={<After state={state} id={ticket.id} onLoad={load} />}
        beside={
          <ButtonLink href={links.selling()} look="quiet">
            Back to my listings
          </ButtonLink>
        }
      />
    </FormFrame>
  );
}

function After({ state, id, onLoad }: { state: State; id: string; onLoad: () => void }) {
  if (state === "changed") {
    return (
      <Button look="secondary" onClick={onLoad}>
        Load it anew, without my changes
      </Button>
    );
  }
  if (state === "loaded") return <Message tone="wait">This is how the listing stands now. Change it and save again.</Message>;
  if (state === "still") return null;
  return (
    <Message tone="good">
      Saved. Buyers see it within two seconds.{" "}
      <Link href={links.listing(id)} prefetch={false} className="link font-semibold">
        See the listing
      </Link>
    </Message>
  );
}
