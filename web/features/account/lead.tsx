"use client";

import { useSessionEnded } from "@/endpoints/use-session";

/** Why one is asked to sign in: what comes after it, or that the session has ended. */
export function Lead({ next }: { next: string }) {
  return useSessionEnded() ? "Your session has ended. Sign in again to go on where you were." : next;
}
