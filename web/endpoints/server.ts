import { cookies, headers } from "next/headers";
import { apps } from "@/server/route";
import { createApi, type Api } from "./api";

/** The API as a page that anyone may see asks it, through this app's own sidecar: without a session. */
export function publicApi(): Api {
  return through(undefined);
}

/** The API as a page of the visitor's own asks it; undefined when the visitor has no session. */
export async function visitorApi(): Promise<Api | undefined> {
  const session = await sessionToken();
  return session ? through(session) : undefined;
}

/** Whom the visitor's session is of, for pages about what a service has just given for it: nobody verifies it here. */
export async function visitorId(): Promise<string | undefined> {
  try {
    const claims = Buffer.from((await sessionToken())?.split(".")[1] ?? "", "base64url").toString();
    return (JSON.parse(claims) as { sub?: string }).sub;
  } catch {
    return undefined;
  }
}

async function sessionToken(): Promise<string | undefined> {
  const session = (await cookies()).get("session")?.value ?? "";
  return /^[\w-]+(?:\.[\w-]+){2}$/.test(session) ? session : undefined;
}

function through(session: string | undefined): Api {
  return createApi({
    baseUrl: `http://127.0.0.1:${process.env.DAPR_HTTP_PORT || 3500}`,
    fetch: async (request) => {
      const service = new URL(request.url).pathname.split("/")[3] as keyof typeof apps;
      request.headers.set("dapr-app-id", apps[service]);
      if (process.env.DAPR_API_TOKEN) request.headers.set("dapr-api-token", process.env.DAPR_API_TOKEN);
      if (session) request.headers.set("authorization", `Bearer ${session}`);
      const trace = (await headers()).get("traceparent");
      if (trace) request.headers.set("traceparent", trace);
      return ofService(await fetch(request, { cache: "no-store", signal: AbortSignal.timeout(5_000) }));
    },
  });
}

// The sidecar says in plain JSON that it can't reach a service; services say
// what is wrong as problem+json.
function ofService(response: Response): Response {
  const type = response.headers.get("content-type") ?? "";
  if (response.ok || response.status === 304 || type.startsWith("application/problem+json")) return response;
  return new Response(null, { status: 503 });
}
