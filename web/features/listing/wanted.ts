import { useSyncExternalStore } from "react";

const keyOf = (id: string) => `pass.wanted.${id}`;
const never = () => () => {};

/** Remembers how many somebody wanted of a listing, for when they are back from signing in; undefined forgets it. */
export function rememberWanted(id: string, quantity: number | undefined): void {
  try {
    if (quantity === undefined) sessionStorage.removeItem(keyOf(id));
    else sessionStorage.setItem(keyOf(id), String(quantity));
  } catch {
    // A browser that keeps nothing forgets the quantity, no more.
  }
}

/** How many were wanted before signing in: 1 when none were. */
export function useWanted(id: string): number {
  return useSyncExternalStore(never, () => wantedOf(id), () => 1);
}

function wantedOf(id: string): number {
  try {
    return Number(sessionStorage.getItem(keyOf(id))) || 1;
  } catch {
    return 1;
  }
}
