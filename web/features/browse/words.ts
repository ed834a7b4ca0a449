import type { Search } from "@/links";

/** What the list is of. */
export function headingOf({ q, status, cursor }: Search): string {
  const what = { on_sale: "On sale", reserved: "All held just now", sold_out: "Sold out", all: "All listings" }[status ?? "all"];
  const of = q ? (status ? `${what}: “${q}”` : `“${q}”`) : what;
  return cursor ? `${of}, continued` : of;
}

/** How many there are, as far as is known. */
export function countOf(shown: number, { cursor }: Search, more: boolean): string {
  const listings = shown === 1 ? "1 listing" : `${shown} listings`;
  if (cursor) return more ? `${listings} on this page` : `The last ${listings}`;
  return more ? `The first ${listings}` : listings;
}
