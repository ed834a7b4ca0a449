import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useHydrated } from "@/ui/hydrated";
import { documentCame, serverClock } from "./clock";
import { untilNextSecond } from "./time-left";

/** Sets the clock by `now`, the server's time when it made the page (ms since 1970). */
export function useServerTime(now: number): void {
  // A page that came later than its document came just now.
  const [ofDocument] = useState(!useHydrated());
  useEffect(() => serverClock.sample(now, ofDocument ? documentCame() : undefined), [now, ofDocument]);
}

/**
 * Reads the time that is left until `until` (RFC 3339) by the server's clock: `read` makes of it, in ms, what is
 * rendered, and only a change of that renders anew. `now` is when the server made the page (ms since 1970).
 */
export function useCountdown<T extends number | boolean>(until: string, now: number, read: (ms: number) => T): T {
  const deadline = Date.parse(until);
  const subscribe = useCallback((changed: () => void) => everySecond(deadline, changed), [deadline]);
  return useSyncExternalStore(
    subscribe,
    () => read(deadline - (serverClock.now() ?? now)),
    () => read(deadline - now),
  );
}

/** Calls changed whenever another second is left, until the function that it returns is called. */
function everySecond(deadline: number, changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    clearTimeout(timer);
    changed();
    const left = deadline - (serverClock.now() ?? -Infinity);
    if (left > 0 && Number.isFinite(left)) timer = setTimeout(tick, untilNextSecond(left));
  };
  const forget = serverClock.subscribe(tick);
  tick();
  return () => {
    forget();
    clearTimeout(timer);
  };
}
