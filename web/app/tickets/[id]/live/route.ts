import { findListing } from "@/features/listing/find";
import { liveOf } from "@/features/listing/live";

/** How a listing stands at this moment, for pages that show it. */
export async function GET(_request: Request, { params }: RouteContext<"/tickets/[id]/live">): Promise<Response> {
  const { answer, now } = await findListing((await params).id);
  if (answer.ok) return Response.json(liveOf(answer.data, now));
  return answer.problem.status === 404 ? problem(404, "Not Found", "There is no such listing.") : problem(503, "Service Unavailable", "The listing can’t be looked up just now.");
}

function problem(status: number, title: string, detail: string): Response {
  const headers = new Headers({ "content-type": "application/problem+json" });
  if (status === 503) headers.set("retry-after", "2");
  return Response.json({ type: "about:blank", title, status, detail }, { status, headers });
}
