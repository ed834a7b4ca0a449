import type { Metadata } from "next";
import { Browse } from "@/features/browse/browse";
import { findListings } from "@/features/browse/find";
import { links } from "@/links";
import { setStatus } from "@/server/status";

export const metadata: Metadata = { alternates: { canonical: links.browse() } };

export default async function BrowsePage({ searchParams }: PageProps<"/">) {
  const found = await findListings(await searchParams);
  if (found.outcome === "unknown") setStatus(400);
  if (found.outcome === "unavailable") setStatus(503);
  return <Browse found={found} />;
}
