/** Tells the server's time from what the server said of it and a local clock that only runs forward, whatever the computer's own clock shows. */
export class ServerClock {
  private offset: number | undefined;

  /** `local` gives ms since any moment. */
  constructor(private readonly local: () => number) {}

  /** Takes note that it is later on the server than `time` (ms since 1970): each answer is a bit old, and its time rounded down. */
  sample(time: number | undefined): void {
    if (time === undefined) return;
    // No sample is ahead of the server, so the one furthest ahead is the best.
    // So it is after the computer has slept and its clock stood still.
    this.offset = Math.max(this.offset ?? -Infinity, time - this.local());
  }

  /** The time in ms since 1970, a moment behind the server's; undefined before the first sample. */
  now(): number | undefined {
    return this.offset === undefined ? undefined : this.local() + this.offset;
  }
}

/** The clock that all parts of the page share. */
export const serverClock = new ServerClock(() => performance.now());
