import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether the page is alive in a browser: false on the server and in the very first rendering. */
export function useHydrated(): boolean {
  return useSyncExternalStore(never, () => true, () => false);
}
