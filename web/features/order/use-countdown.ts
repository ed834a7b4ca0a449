import { useCallback, useSyncExternalStore } from "react";
import { serverClock } from "./clock";
import { untilNextSecond } from "./time-left";

/**
 * Reads the time that is left until `until` (RFC 3339) by the server's clock: `read` makes of it, in ms, what is
 * rendered, and only a change of that renders anew. `now` is when the server made the page (ms since 1970).
 */
export function useCountdown<T extends number | boolean>(until: string, now: number, read: (ms: number) => T): T {
  const deadline = Date.parse(until);
  const subscribe = useCallback((changed: () => void) => everySecond(deadline, now, changed), [deadline, now]);
  return useSyncExternalStore(
    subscribe,
    () => read(deadline - (serverClock.now() ?? now)),
    () => read(deadline - now),
  );
}

function everySecond(deadline: number, now: number, changed: () => void): () => void {
  serverClock.sample(now);
  let timer: ReturnType<typeof setTimeout>;
  const tick = () => {
    changed();
    const left = deadline - (serverClock.now() ?? now);
    if (left > 0) timer = setTimeout(tick, untilNextSecond(left));
  };
  tick();
  return () => clearTimeout(timer);
}
