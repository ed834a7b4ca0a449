import { expect, it } from "vitest";
import { readSettings } from "./settings";

it("has defaults for every setting", () => {
  expect(readSettings({})).toEqual({
    host: "127.0.0.1",
    port: 3000,
    sidecar: "http://127.0.0.1:3500",
    sidecarToken: undefined,
    trustedProxies: 0,
    pageCacheSeconds: 1,
    drainSeconds: 0,
    siteUrl: "http://localhost:3000",
  });
});

it("prefers the port that Dapr names", () => {
  const env = { PORT: "1", APP_PORT: "2", DAPR_HTTP_PORT: "3", DAPR_API_TOKEN: "t", HOST: "::", TRUSTED_PROXIES: "1" };
  expect(readSettings(env)).toEqual({
    host: "::",
    port: 2,
    sidecar: "http://127.0.0.1:3",
    sidecarToken: "t",
    trustedProxies: 1,
    pageCacheSeconds: 1,
    drainSeconds: 0,
    siteUrl: "http://localhost:3000",
  });
});

it("takes a page cache of no seconds, and the site's address with or without its slash", () => {
  const settings = readSettings({ PAGE_CACHE_SECONDS: "0", SITE_URL: "https://Pass.example:443/" });
  expect(settings).toMatchObject({ pageCacheSeconds: 0, siteUrl: "https://pass.example" });
});

it.each(["pass.example", "ftp://pass.example", "https://pass.example/shop", "https://a@pass.example", "https://pass.example?a"])(
  "refuses %s as the site's address",
  (url) => expect(() => readSettings({ SITE_URL: url })).toThrow(/SITE_URL must be an origin/),
);

it("reports every mistake at once", () => {
  expect(() => readSettings({ APP_PORT: "web", DAPR_HTTP_PORT: "70000" })).toThrow(/APP_PORT.*DAPR_HTTP_PORT/);
});
