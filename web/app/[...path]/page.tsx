import type { Metadata } from "next";
import { setStatus } from "@/server/status";
import { NotFound } from "@/ui/not-found";

export const metadata: Metadata = { title: "Nothing here", robots: { index: false } };

/** Every address that is no page's. */
export default function NowherePage() {
  setStatus(404);
  return <NotFound />;
}
