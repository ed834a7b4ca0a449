import { useEffect, useRef } from "react";
import { jittered } from "./polling";

/** Asks again and again while the page can be seen, about `pause` ms after the last answer; never when it is 0. */
export function usePoll(pause: number, ask: () => Promise<unknown>): void {
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    if (pause === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const wait = () => {
      if (!over) timer = setTimeout(turn, jittered(pause, Math.random()));
    };
    const turn = () => void (document.hidden ? Promise.resolve() : latest.current()).then(wait, wait);
    wait();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [pause]);
}
