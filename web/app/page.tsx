import { publicApi } from "@/endpoints/server";
import { listTickets } from "@/endpoints/list-tickets";

export default async function HomePage() {
  const answer = await listTickets(publicApi(), { limit: 24 });
  return <h1>{answer.ok ? answer.data.items.length : answer.problem.detail}</h1>;
}
