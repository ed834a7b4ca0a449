/** How long and how much the cache keeps. */
export interface CacheBounds {
  /** Milliseconds from the start of making a value, when its data was read, until nobody gets it any more. */
  readonly lifetime: number;
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/** What the cache must know of a value. */
export interface Cacheable {
  /** Whether others may have it after those who wait for it now. */
  readonly cacheable: boolean;
  /** Memory that it takes at most, in bytes. */
  readonly bytes: number;
}

interface Entry<T> {
  readonly value: T;
  readonly expires: number;
}

/**
 * Keeps values for a moment, and lets all who ask for a missing one at the same time wait for the same making of it.
 *
 * It stands in for undici's own HTTP cache, whose memory store (7.30) frees nothing of an address that has one
 * entry, so that its bounds don't hold for addresses that anybody can make up; which answers no If-None-Match
 * itself; and whose shared requests fail for all when the first who asked goes away.
 */
export class PageCache<T extends Cacheable> {
  // In the order in which they came, so the first ones are the oldest.
  private readonly kept = new Map<string, Entry<T>>();
  private readonly pending = new Map<string, Promise<T>>();
  private readonly now: () => number;
  private total = 0;

  constructor(private readonly bounds: CacheBounds) {
    this.now = bounds.now ?? (() => performance.now());
  }

  /** The number of values kept, and their bytes. */
  get size(): { entries: number; bytes: number } {
    return { entries: this.kept.size, bytes: this.total };
  }

  /** The value of the key; made when there is none that lives. Rejects when making it did, and forgets that. */
  get(key: string, make: () => Promise<T>): T | Promise<T> {
    const entry = this.kept.get(key);
    if (entry && this.now() < entry.expires) return entry.value;
    return this.pending.get(key) ?? this.make(key, make);
  }

  private make(key: string, make: () => Promise<T>): Promise<T> {
    const started = this.now();
    const value = make()
      .then((made) => {
        if (made.cacheable) this.keep(key, { value: made, expires: started + this.bounds.lifetime });
        return made;
      })
      .finally(() => this.pending.delete(key));
    this.pending.set(key, value);
    return value;
  }

  private keep(key: string, entry: Entry<T>): void {
    this.drop(key);
    this.kept.set(key, entry);
    this.total += sizeOf(key, entry);
    for (const [oldest, { expires }] of this.kept) {
      const full = this.kept.size > this.bounds.maxEntries || this.total > this.bounds.maxBytes;
      if (!full && this.now() < expires) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const entry = this.kept.get(key);
    if (!entry) return;
    this.kept.delete(key);
    this.total -= sizeOf(key, entry);
  }
}

function sizeOf(key: string, { value }: Entry<Cacheable>): number {
  return 2 * key.length + value.bytes;
}
