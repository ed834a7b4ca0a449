import type { Problem } from "@/endpoints/answer";
import type { Ticket } from "@/endpoints/list-tickets";
import { links } from "@/links";
import { Button, ButtonLink } from "@/ui/button";
import { Notice } from "@/ui/notice";
import type { Page } from "./use-listings";

const none: Record<Ticket["status"], string> = {
  on_sale: "Nothing is on sale",
  reserved: "Nothing is held to the last ticket",
  sold_out: "Nothing is sold out yet",
  withdrawn: "Nothing is withdrawn",
};

/** What stands where there is no listing. */
export function NoListings({ page }: { page: Page }) {
  if (page.status || page.cursor) {
    return (
      <Notice title={page.status ? none[page.status] : "That was all"}>
        <ButtonLink href={links.selling()} look="secondary">
          See all my listings
        </ButtonLink>
      </Notice>
    );
  }
  return (
    <Notice title="Nothing listed yet">
      <p>Offer your first tickets. They are on sale at once, nobody can buy more than there are, and you see here how they sell.</p>
      <ButtonLink href={links.newListing()}>List your first tickets</ButtonLink>
    </Notice>
  );
}

/** What stands where the listings could not be had. */
export function Unavailable({ problem, onRetry }: { problem: Problem | undefined; onRetry: () => void }) {
  return (
    <Notice title="Your listings can’t be shown just now" alert>
      <p>{problem?.detail ?? "The service is not available just now."} It is tried again by itself.</p>
      <Button look="secondary" onClick={onRetry}>
        Try now
      </Button>
    </Notice>
  );
}
