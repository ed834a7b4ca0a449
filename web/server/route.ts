/** The Dapr app that serves each prefix of the public API. */
export const apps = { users: "auth", tickets: "tickets", orders: "orders", payments: "payments" } as const;

export type App = (typeof apps)[keyof typeof apps];

// The sidecar decodes a path and resolves its dots before the app sees it, so
// nothing that could change meaning on the way gets through: only unreserved
// characters, no percent-encoding, no empty segments, no "." or "..".
const apiPath = /^\/api\/v1\/(users|tickets|orders|payments)(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)*\/?$/;

/** Tells which app answers the path (without its query); undefined when none does. */
export function routeOf(path: string): App | undefined {
  const match = apiPath.exec(path);
  return match ? apps[match[1] as keyof typeof apps] : undefined;
}

/** Whether the path belongs to the API rather than to the pages, however it is spelt. */
export function isApiPath(path: string): boolean {
  return /^[/\\]*api(?:[/\\]|%2f|%5c|$)/i.test(path);
}

/** Whether a path's percent-encoding can be undone. */
export function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
