import type { TicketQuery } from "@/endpoints/list-tickets";
import { links, type Search } from "@/links";

/** How many listings a page shows, and how many more at a time, up to what one request can bring. */
export const step = 24;
const most = 96;
const longest = 200;

const statuses = ["on_sale", "reserved", "sold_out"] as const;
const sorts = ["soonest", "price", "-price"] as const;

/** A page's query as Next reads it. */
export type Params = Readonly<Record<string, string | string[] | undefined>>;

/** What an address asks for; undefined when the list knows no such thing. */
export function searchOf(params: Params): Search | undefined {
  const q = tidy(first(params.q));
  const status = first(params.status) || undefined;
  const sort = first(params.sort) || undefined;
  const show = Number(first(params.show) || step);
  const knows = oneOf(statuses, status) && (sort === "newest" || oneOf(sorts, sort)) && show % step === 0 && show >= step && show <= most;
  if (!knows || [...q].length > longest) return undefined;
  return {
    q: q || undefined,
    status,
    sort: sort === "newest" ? undefined : sort,
    show: show === step ? undefined : show,
    cursor: first(params.cursor) || undefined,
  };
}

/** The same in the words of the API. */
export function ticketQueryOf({ q, status, sort, show = step, cursor }: Search): TicketQuery {
  return { limit: show, ...(q && { q }), ...(status && { status }), ...(sort && { sort }), ...(cursor && { cursor }) };
}

/** What people type, without what makes no difference. */
export function tidy(q: string): string {
  return q.trim().replace(/\s+/g, " ");
}

/** How one gets to see more. */
export interface More {
  readonly name: string;
  readonly href: string;
  /** Adds to what is shown, rather than taking its place. */
  readonly adds: boolean;
}

/** How one gets to see more when more follows at the cursor. */
export function moreOf(search: Search, next: string | null): More | undefined {
  if (!next) return undefined;
  const { show = step } = search;
  if (show < most) return { name: "Show more", href: links.browse({ ...search, show: show + step }), adds: true };
  return { name: "Next page", href: links.browse({ ...search, cursor: next }), adds: false };
}

function first(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

function oneOf<T extends string>(known: readonly T[], value: string | undefined): value is T | undefined {
  return value === undefined || (known as readonly string[]).includes(value);
}
