"use client";

import { Notice } from "./notice";

/** Shown when a page fails in a way it did not foresee. */
export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return (
    <Notice title="Something went wrong" alert>
      <button type="button" onClick={reset}>
        Try again
      </button>
    </Notice>
  );
}
