import { links } from "@/links";
import { buttonClass } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { Empty } from "./empty";
import type { Found } from "./find";
import { NavigationProvider } from "./navigation";
import { Results } from "./results";
import { SearchForm } from "./search-form";
import { StatusFilter } from "./status-filter";
import { countOf, headingOf } from "./words";

/** The list of listings: search, filter, sort, and what came of it. */
export function Browse({ found }: { found: Found }) {
  return (
    <NavigationProvider>
      <div className="grid gap-8">
        <header className="grid gap-3">
          <h1>Tickets that are really there</h1>
          <p className="max-w-prose text-lg text-muted">Find one and hold it for a quarter of an hour while you pay. Nothing is sold twice.</p>
        </header>
        <div className="grid gap-3">
          <SearchForm search={found.search} />
          <StatusFilter search={found.search} />
        </div>
        {/* As high as the screen, so that the foot of the page stays out of it however few there are. */}
        <section aria-labelledby="results" className="grid min-h-dvh content-start gap-5">
          <Heading found={found} />
          <Outcome found={found} />
        </section>
      </div>
    </NavigationProvider>
  );
}

function Heading({ found }: { found: Found }) {
  const listed = found.outcome === "listed";
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-6">
      <h2 id="results" tabIndex={-1} className="text-2xl" dir="auto">
        {listed ? headingOf(found.search) : "Listings"}
      </h2>
      <p role="status" className="text-muted">
        {listed && countOf(found.cards.length, found.search, Boolean(found.more))}
      </p>
    </div>
  );
}

function Outcome({ found }: { found: Found }) {
  switch (found.outcome) {
    case "listed":
      if (found.cards.length === 0) return <Empty search={found.search} />;
      // Another list has cards of its own: those of the one before would be seen to jump about.
      return <Results key={links.browse({ ...found.search, show: undefined })} cards={found.cards} more={found.more} />;
    case "unknown":
      return (
        <Notice title="This address leads nowhere in the list" alert>
          <p>It asks for a page, an order or a search that the list does not know. Perhaps it was cut short on its way here.</p>
          <a href={links.browse()} className={buttonClass()}>
            See all listings
          </a>
        </Notice>
      );
    case "unavailable":
      return (
        <Notice title="The listings can’t be shown just now" alert>
          <p>Something behind this page does not answer. Nothing is lost: orders and tickets that you have are safe.</p>
          <a href={links.browse(found.search)} className={buttonClass()}>
            Try again
          </a>
        </Notice>
      );
  }
}
