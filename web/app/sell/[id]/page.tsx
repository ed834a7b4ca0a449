import type { Metadata } from "next";
import { getTicket } from "@/endpoints/get-ticket";
import { visitorApi } from "@/endpoints/server";
import { SignedIn } from "@/endpoints/use-session";
import { visitor } from "@/endpoints/visitor";
import { EditListing } from "@/features/sell/edit-listing";
import { links } from "@/links";
import { setStatus } from "@/server/status";
import { ButtonLink } from "@/ui/button";
import { NotFound } from "@/ui/not-found";
import { Notice } from "@/ui/notice";
import { SignInFirst } from "@/ui/sign-in-first";

export const metadata: Metadata = { title: "Edit a listing", robots: { index: false } };

export default async function EditListingPage({ params }: PageProps<"/sell/[id]">) {
  const { id } = await params;
  const api = await visitorApi();
  const [user, ticket] = await Promise.all([visitor(), api && getTicket(api, id)]);
  if (!ticket || user === null) return <SignInFirst title="Sign in to edit this listing" back={links.editListing(id)} />;
  if (!ticket.ok && ticket.problem.status === 404) {
    setStatus(404);
    return <NotFound what="This listing" />;
  }
  if (!ticket.ok || !user) {
    setStatus(503);
    return <Unavailable id={id} />;
  }
  if (ticket.data.sellerId !== user.id) {
    setStatus(403);
    return <Foreign id={id} />;
  }
  return (
    <>
      <SignedIn />
      <EditListing initial={ticket.data} />
    </>
  );
}

function Foreign({ id }: { id: string }) {
  return (
    <Notice title="This is somebody else’s listing" level={1}>
      <p>Only its seller can edit it.</p>
      <ButtonLink href={links.listing(id)}>See the listing</ButtonLink>
    </Notice>
  );
}

function Unavailable({ id }: { id: string }) {
  return (
    <Notice title="The listing can’t be shown just now" level={1} alert>
      <p>The service is not available just now. Try again in a moment.</p>
      <ButtonLink href={links.editListing(id)} look="secondary">
        Try again
      </ButtonLink>
    </Notice>
  );
}
