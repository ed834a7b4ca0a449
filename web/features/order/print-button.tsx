"use client";

import { Button } from "@/ui/button";

/** Opens the browser's dialog for printing. */
export function PrintButton() {
  return (
    <Button onClick={() => window.print()} className="hidden js:inline-flex print:hidden">
      Print
    </Button>
  );
}
