/** The seconds of a countdown with `ms` left: 0 only when it is over. */
export function secondsOf(ms: number): number {
  return Math.max(0, Math.ceil(ms / 1000));
}

/** Whether a countdown with `ms` left is over. */
export function isOver(ms: number): boolean {
  return ms <= 0;
}

/** How long the seconds of a countdown with `ms` left stay as they are. */
export function untilNextSecond(ms: number): number {
  return Math.max(0, ms - (secondsOf(ms) - 1) * 1000);
}

/** Writes seconds as "14:05". */
export function formatSeconds(seconds: number): string {
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}

const steps = [
  { seconds: 30, text: "Less than 30 seconds left to pay." },
  { seconds: 60, text: "Less than a minute left to pay." },
  { seconds: 300, text: "Less than 5 minutes left to pay." },
] as const;

/** What is read out while the time runs: it changes at 5 minutes, at 1, and at 30 seconds, not every second. */
export function announcement(seconds: number): string {
  if (seconds === 0) return "";
  return steps.find((step) => seconds <= step.seconds)?.text ?? "";
}
