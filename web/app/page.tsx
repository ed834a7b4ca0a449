import { headers } from "next/headers";
import Link from "next/link";
import { listTickets, type TicketPage } from "@/endpoints/list-tickets";
import { localeOf } from "@/format/locale";
import { ListingCard } from "./listing-card";
import { Notice } from "./notice";

type Search = Promise<Record<string, string | string[] | undefined>>;

/** The listings, newest first, or those that have the words of `?q=`. */
export default async function HomePage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams;
  const q = one(search.q).trim();
  const answer = await listTickets({ q, cursor: one(search.cursor) });
  return (
    <>
      <h1>{q ? <>Results for “{q}”</> : "Tickets on pass"}</h1>
      <form className="search" role="search" action="/" method="get">
        <label htmlFor="q">Search titles, venues and descriptions</label>
        <div>
          <input id="q" name="q" type="search" defaultValue={q} maxLength={200} placeholder="A band, a hall, a play" />
          <button type="submit">Search</button>
        </div>
      </form>
      {answer.ok ? <Listings page={answer.data} q={q} /> : <NoListings invalid={answer.reason === "invalid"} />}
    </>
  );
}

async function Listings({ page, q }: { page: TicketPage; q: string }) {
  if (page.items.length === 0) return <Nothing q={q} />;
  const locale = localeOf((await headers()).get("accept-language"));
  const next = new URLSearchParams({ ...(q && { q }), cursor: page.nextCursor ?? "" });
  return (
    <>
      <ul className="grid">
        {page.items.map((ticket) => (
          <li key={ticket.id}>
            <ListingCard ticket={ticket} locale={locale} />
          </li>
        ))}
      </ul>
      {page.nextCursor && (
        <p className="more">
          <Link href={`/?${next}`} prefetch={false}>
            More listings
          </Link>
        </p>
      )}
    </>
  );
}

function Nothing({ q }: { q: string }) {
  if (!q) return <Notice title="No listings yet">As soon as somebody offers a ticket, it shows up here.</Notice>;
  return (
    <Notice title="Nothing matches">
      Try fewer or other words, or <Link href="/">see all listings</Link>.
    </Notice>
  );
}

function NoListings({ invalid }: { invalid: boolean }) {
  if (invalid) {
    return (
      <Notice title="That link does not lead anywhere" alert>
        <Link href="/">Start again from the first page</Link>.
      </Notice>
    );
  }
  return (
    <Notice title="The listings can’t be loaded just now" alert>
      Nothing is lost. Please reload the page in a moment.
    </Notice>
  );
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
