/** What the list of listings shows: the query of its address. */
export interface Search {
  q?: string | undefined;
  status?: "on_sale" | "reserved" | "sold_out" | undefined;
  sort?: "soonest" | "price" | "-price" | undefined;
  /** How many listings to show at once, when more than the first page. */
  show?: number | undefined;
  /** Where a later page begins. */
  cursor?: string | undefined;
}

/** The addresses of all pages. */
export const links = {
  browse: (search: Search = {}) => `/${queryOf({ ...search })}`,
  listing: (id: string) => `/tickets/${id}`,
  availability: (id: string) => `/tickets/${id}/live`,
  signIn: (back?: string) => `/signin${queryOf({ return: back })}`,
  signUp: (back?: string) => `/signup${queryOf({ return: back })}`,
  orders: (cursor?: string) => `/orders${queryOf({ cursor })}`,
  order: (id: string) => `/orders/${id}`,
  orderTicket: (id: string) => `/orders/${id}/ticket`,
  selling: (query: { cursor?: string; status?: string; listed?: string } = {}) => `/sell${queryOf(query)}`,
  newListing: () => "/sell/new",
  editListing: (id: string) => `/sell/${id}`,
  sales: (id: string, cursor?: string) => `/sell/${id}/sales${queryOf({ cursor })}`,
  payouts: (cursor?: string) => `/payouts${queryOf({ cursor })}`,
} as const;

/**
 * The page to go back to after signing in: a path of this site, or the list
 * when the address says anything else, so that no link can lead elsewhere.
 */
export function backFrom(value: string | string[] | undefined): string {
  const path = Array.isArray(value) ? value[0] : value;
  if (!path || !/^\/[\x21-\x7e]*$/.test(path) || path.includes("\\")) return links.browse();
  // Judged as browsers read it, for whom "/.//elsewhere" is another site's address once its dots are gone.
  const url = new URL(URL.canParse(path, here) ? path : links.browse(), here);
  if (url.origin !== here || url.pathname.startsWith("//")) return links.browse();
  return url.pathname + url.search + url.hash;
}

// Only to resolve paths by; nothing is there.
const here = "http://here.invalid";

function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  return query.size > 0 ? `?${query}` : "";
}
