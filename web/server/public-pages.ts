import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { localeOf } from "@/format/locale";

/** A public page as it is rendered for all who ask for the same: what does not stand here can't tell visitors apart. */
export interface PublicPage {
  /** Path and query, in one spelling. */
  readonly url: string;
  /** All that the renderer learns beside the address. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same for requests that get the same bytes, and for no others. */
  readonly key: string;
}

/** The headers that choose between answers of one address; beside them only the encoding does. */
export const varying = [
  "accept-language",
  "rsc",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-url",
] as const;

const listing = /^\/tickets\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// The same in every language: how a listing stands, in figures, and what Next serves
// of app/, such as the icon, for which every new visitor's browser asks.
const plain = /^\/(?:tickets\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/live|[a-z0-9-]+\.[a-z0-9]+)$/;
const browsing = ["q", "status", "sort", "show", "cursor"];

/** The public page that a request is for; undefined when its answer may depend on who asks. */
export function publicPageOf(req: IncomingMessage): PublicPage | undefined {
  if (req.method !== "GET" && req.method !== "HEAD") return undefined;
  const [given = "", ...rest] = (req.url ?? "").split("?");
  // Ids count in either case, and must not be rendered once for each way to spell them.
  const path = given.toLowerCase();
  if (plain.test(path)) return { url: path, headers: {}, key: path };
  if (path !== "/" && !listing.test(path)) return undefined;
  const headers: Record<string, string> = {
    "accept-language": localeFor(req.headers["accept-language"]),
    ...navigationOf(req.headers),
  };
  const url = path + queryOf(rest.join("?"), path === "/" ? browsing : [], "rsc" in headers);
  return { url, headers, key: JSON.stringify([url, ...varying.map((name) => headers[name])]) };
}

/** Takes from a request all by which the renderer could tell who asks, where it is to have the request itself. */
export function anonymise(req: IncomingMessage, page: PublicPage): void {
  req.url = page.url;
  delete req.headers.cookie;
  delete req.headers.authorization;
  Object.assign(req.headers, page.headers);
}

// Next's router names in _rsc a hash of its headers, and Next sends a request with
// a wrong one to the right address, unrendered. Without the header it means nothing.
function queryOf(query: string, names: readonly string[], rsc: boolean): string {
  if (query === "") return "";
  const given = new URLSearchParams(query);
  const kept = new URLSearchParams();
  for (const name of names) {
    const value = given.get(name);
    if (value) kept.set(name, value);
  }
  if (rsc && given.has("_rsc")) kept.set("_rsc", given.get("_rsc") ?? "");
  return kept.size > 0 ? `?${kept}` : "";
}

// What Next's router sends when it fetches a page's parts, as far as Next heeds it.
function navigationOf(sent: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  if (sent.rsc !== "1") return headers;
  for (const name of varying.slice(1)) {
    const value = sent[name];
    if (typeof value !== "string" || (name === "next-router-prefetch" && !/^[123]$/.test(value))) continue;
    headers[name] = value;
  }
  return headers;
}

const locales = new Map<string, string>();

// Intl answers any region it never heard of with the language's own forms: such
// tags are one locale here. Browsers send few different headers, so most are known.
function localeFor(header = ""): string {
  const acceptLanguage = header.slice(0, 100);
  const known = locales.get(acceptLanguage);
  if (known) return known;
  const { locale } = new Intl.NumberFormat(localeOf(acceptLanguage)).resolvedOptions();
  if (locales.size >= 500) locales.clear();
  locales.set(acceptLanguage, locale);
  return locale;
}
