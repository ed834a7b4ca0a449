import createClient, { type Client } from "openapi-fetch";
import type { paths as AuthPaths } from "@/contracts/api/auth";
import type { paths as OrdersPaths } from "@/contracts/api/orders";
import type { paths as PaymentsPaths } from "@/contracts/api/payments";
import type { paths as TicketsPaths } from "@/contracts/api/tickets";

type Paths = AuthPaths & TicketsPaths & OrdersPaths & PaymentsPaths;

/** The HTTP API, typed by the services' OpenAPI files. Endpoints take one, so that they work in the browser and on the server. */
export type Api = Client<Paths, "application/json">;

/** An API whose requests are sent by `fetch`, to `baseUrl`. */
export function createApi(options: { baseUrl: string; fetch: (request: Request) => Promise<Response> }): Api {
  return createClient<Paths, "application/json">({ ...options, headers: { accept: "application/json" } });
}
