"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Money } from "@/ui/money";
import { Message } from "@/ui/notice";
import { changesOf, type Live } from "./live";

// Milliseconds. Pages are kept for a second, so an earlier one could be the old one still.
const settled = 1_500;

/** Says what the seller changed since the visitor opened the page, and brings the rest of the page up to date. */
export function Changes({ initial, live }: { initial: Live; live: Live }) {
  const router = useRouter();
  const [seen] = useState(initial);
  const behind = initial.version < live.version;
  useEffect(() => {
    if (!behind) return;
    const timer = setTimeout(() => router.refresh(), settled);
    return () => clearTimeout(timer);
  }, [behind, live.version, router]);

  const changes = changesOf(seen, live);
  if (changes.length === 0) return null;
  return (
    <Message tone="wait">
      The seller has changed the {new Intl.ListFormat("en").format(changes)} since you opened this page.
      {changes.includes("price") && (
        <>
          {" "}
          One costs <Money amount={live.price} currency={live.currency} /> now; it was <Money amount={seen.price} currency={seen.currency} />.
        </>
      )}
    </Message>
  );
}
