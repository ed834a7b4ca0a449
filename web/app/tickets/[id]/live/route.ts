import { findListing } from "@/features/listing/find";
import { liveOf } from "@/features/listing/live";

/** How a listing stands at this moment, for pages that show it. */
export async function GET(_request: Request, { params }: RouteContext<"/tickets/[id]/live">): Promise<Response> {
  const { answer, now } = await findListing((await params).id);
  if (answer.ok) return Response.json(liveOf(answer.data, now));
  const known = answer.problem.status === 404;
  const status = known ? 404 : 503;
  const problem = { type: "about:blank", title: known ? "Not Found" : "Service Unavailable", status, detail: answer.problem.detail };
  return Response.json(problem, { status, headers: { "content-type": "application/problem+json", ...(known ? {} : { "retry-after": "2" }) } });
}
