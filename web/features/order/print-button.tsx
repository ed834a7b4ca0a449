"use client";

import { Button } from "@/ui/button";

/** Opens the browser's dialog for printing. */
export function PrintButton() {
  return (
    <span className="hidden js:contents">
      <Button onClick={() => window.print()}>Print</Button>
    </span>
  );
}
