import { links, type Search } from "@/links";
import { ButtonLink } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { ViewLink } from "./view-link";

/** The list when there is nothing in it: why, and what to try. */
export function Empty({ search: { q, status, sort, cursor } }: { search: Search }) {
  if (cursor) {
    return (
      <Notice title="Nothing follows">
        <p>There is nothing more in this list.</p>
        <ViewLink href={links.browse({ q, status, sort })} leavesTo="results" className="link">
          Start from its beginning
        </ViewLink>
      </Notice>
    );
  }
  if (!q && !status) {
    return (
      <Notice title="Nothing is offered yet">
        <p>Have a ticket to spare? Yours would be the first that people see here.</p>
        <ButtonLink href={links.newListing()}>Sell a ticket</ButtonLink>
      </Notice>
    );
  }
  return (
    <Notice title={q ? "Nothing matches" : "There are none just now"}>
      {q && <p>Each word must begin a word of the title, the venue or the description. Try fewer words, or shorter ones.</p>}
      <ul className="flex flex-wrap justify-center gap-x-6 gap-y-2">
        {q && status && (
          <li>
            <ViewLink href={links.browse({ q, sort })} leavesTo="results" className="link inline-block py-2.5">
              Look among all listings
            </ViewLink>
          </li>
        )}
        <li>
          <ViewLink href={links.browse({ sort })} leavesTo="results" className="link inline-block py-2.5">
            {q ? "Clear the search" : "See all listings"}
          </ViewLink>
        </li>
      </ul>
    </Notice>
  );
}
