import type { Metadata } from "next";
import { findListing, findQuote } from "@/features/listing/find";
import { Listing, ListingUnavailable } from "@/features/listing/listing";
import { previewOf } from "@/features/listing/preview";
import { links } from "@/links";
import { setStatus } from "@/server/status";
import { NotFound } from "@/ui/not-found";

type Props = PageProps<"/tickets/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { answer } = await findListing((await params).id);
  if (!answer.ok) return { title: "No such listing", robots: { index: false } };
  const { title } = answer.data;
  const description = previewOf(answer.data);
  const address = links.listing(answer.data.id);
  return {
    title,
    description,
    alternates: { canonical: address },
    openGraph: { type: "website", title, description, url: address, siteName: "pass" },
    twitter: { card: "summary_large_image", title, description },
  };
}

export default async function ListingPage({ params }: Props) {
  const { id } = await params;
  const [{ answer, now }, quote] = await Promise.all([findListing(id), findQuote(id)]);
  if (answer.ok) return <Listing ticket={answer.data} quote={quote} now={now} />;
  if (answer.problem.status === 404) {
    setStatus(404);
    return <NotFound what="This listing" />;
  }
  setStatus(503);
  return <ListingUnavailable id={id} />;
}
