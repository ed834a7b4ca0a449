import type { IncomingMessage, ServerResponse } from "node:http";
import { PageCache, type CacheBounds } from "./page-cache";
import type { PublicPage } from "./public-pages";
import type { Renderer } from "./renderer";
import { SharedAnswer } from "./shared-answer";

/** Answers for public pages, each rendered once for all who ask for it within the cache's lifetime. */
export interface SharedPages {
  /** Rejects when the page could not be rendered. */
  answer(page: PublicPage, req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Closes the renderer, too. */
  close(): Promise<void>;
}

/** Shared pages with a cache of their own. */
export function createSharedPages(renderer: Renderer, bounds: CacheBounds): SharedPages {
  const cache = new PageCache<SharedAnswer>(bounds);
  return {
    async answer(page, req, res) {
      const answer = await cache.get(page.key, async () => new SharedAnswer(await renderer.render(page)));
      return answer.send(req, res);
    },
    close: () => renderer.close(),
  };
}
