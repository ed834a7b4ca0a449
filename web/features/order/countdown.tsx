"use client";

import { useHydrated } from "@/ui/hydrated";
import { announcement, formatSeconds, secondsOf } from "./time-left";
import { useCountdown } from "./use-countdown";

interface Props {
  /** Until when the hold lasts, and since when. */
  until: string;
  since: string;
  /** The server's time when it made the page, in ms since 1970. */
  now: number;
}

/** The time that is left to pay, to the second. */
export function Countdown({ until, since, now }: Props) {
  const seconds = useCountdown(until, now, secondsOf);
  const whole = Math.max(1, (Date.parse(until) - Date.parse(since)) / 1000);
  const live = useHydrated();
  return (
    <div className="hidden gap-2 js:grid">
      <div className="flex items-baseline gap-3">
        <p role="timer" aria-label="Time left to pay" className="font-display text-5xl font-semibold tabular-nums">
          {formatSeconds(seconds)}
        </p>
        <p className="text-muted">left to pay</p>
      </div>
      <progress aria-hidden="true" value={seconds} max={whole} className="meter" />
      <p role="status" className="sr-only">
        {live && announcement(seconds)}
      </p>
    </div>
  );
}
