import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import type { PublicPage } from "./public-pages";
import type { Renderer } from "./renderer";
import { SharedAnswer } from "./shared-answer";

/** How long and how much of the pages is kept. */
export interface CacheBounds {
  /** Milliseconds from the start of a rendering, when its data was read, until nobody gets it any more. */
  readonly lifetime: number;
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/** Answers for public pages, each rendered once for all who ask for it within the cache's lifetime. */
export interface SharedPages {
  /** Rejects when the page could not be rendered. */
  answer(page: PublicPage, req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Closes the renderer, too. */
  close(): Promise<void>;
}

/** Shared pages with a cache of their own. */
export function createSharedPages(renderer: Renderer, { lifetime, maxEntries, maxBytes, now = () => performance.now() }: CacheBounds): SharedPages {
  const cache = new LRUCache<string, SharedAnswer, PublicPage>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: (answer, key) => answer.bytes + 2 * key.length,
    ttl: lifetime,
    ttlResolution: 0,
    perf: { now },
    // Who waits for a rendering gets it, also when the cache has no room for it by then.
    ignoreFetchAbort: true,
    async fetchMethod(_key, _stale, { context, options }) {
      const started = now();
      const answer = new SharedAnswer(await renderer.render(context));
      options.ttl = Math.max(1, lifetime - (now() - started));
      return answer;
    },
  });
  return {
    async answer(page, req, res) {
      const answer = await cache.forceFetch(page.key, { context: page });
      if (!answer.cacheable) cache.delete(page.key);
      return answer.send(req, res);
    },
    close: () => renderer.close(),
  };
}
