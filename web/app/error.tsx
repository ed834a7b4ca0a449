"use client";

import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";

/** Shown when a page fails in a way it did not foresee. */
export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return (
    <Notice title="Something went wrong" alert level={1}>
      <p>The page could not be shown. Nothing that you did before is lost.</p>
      <Button onClick={reset}>Try again</Button>
    </Notice>
  );
}
