"use client";

import { useSession } from "@/endpoints/use-session";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";

/** For the seller: the way to change the listing, and to its sales. */
export function Own({ id, sellerId }: { id: string; sellerId: string }) {
  const user = useSession();
  if (user?.id !== sellerId) return null;
  return (
    <div className="flex flex-wrap gap-3">
      <ButtonLink href={links.sales(id)} look="secondary">
        Sales and refunds
      </ButtonLink>
      <ButtonLink href={links.editListing(id)} look="secondary">
        Edit your listing
      </ButtonLink>
    </div>
  );
}
