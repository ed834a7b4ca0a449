/** Tells the server's time from what the server said of it and a local clock that only runs forward, whatever the computer's own clock shows. */
export class ServerClock {
  private offset: number | undefined;
  private readonly listeners = new Set<() => void>();

  /** `local` gives ms since any moment. */
  constructor(private readonly local: () => number) {}

  /** Takes note that the server's time was `time` (ms since 1970) or a bit later when the local clock showed `at`, now if not given. */
  sample(time: number | undefined, at: number = this.local()): void {
    if (time === undefined) return;
    // Answers take their way, and their times are rounded down: no sample is ahead of the server, and the one furthest
    // ahead is the best. So it is, too, after the computer has slept and its clock stood still.
    const offset = time - at;
    if (this.offset !== undefined && offset <= this.offset) return;
    this.offset = offset;
    for (const listener of this.listeners) listener();
  }

  /** The time in ms since 1970, a moment behind the server's; undefined before the first sample. */
  now(): number | undefined {
    return this.offset === undefined ? undefined : this.local() + this.offset;
  }

  /** Calls listener whenever the time is known better, until the function that it returns is called. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

/** The clock that all parts of the page share. */
export const serverClock = new ServerClock(() => performance.now());

/** When the document began to arrive, by the local clock; its making ended just before. */
export function documentCame(): number | undefined {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.responseStart || undefined;
}
