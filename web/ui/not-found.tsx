import { links } from "@/links";
import { ButtonLink } from "./button";
import { Notice } from "./notice";

/** What stands at an address where nothing is, or nothing for this visitor. */
export function NotFound({ what = "This page" }: { what?: string }) {
  return (
    <Notice title="There is nothing here" level={1}>
      <p>{what} does not exist, or it is not yours to see. Check the address, or start from the listings.</p>
      <ButtonLink href={links.browse()}>See all listings</ButtonLink>
    </Notice>
  );
}
