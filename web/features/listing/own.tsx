"use client";

import { useSession } from "@/endpoints/use-session";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";

/** For the seller: the way to change the listing. */
export function Own({ id, sellerId }: { id: string; sellerId: string }) {
  const user = useSession();
  if (user?.id !== sellerId) return null;
  return (
    <ButtonLink href={links.editListing(id)} look="secondary">
      Edit your listing
    </ButtonLink>
  );
}
