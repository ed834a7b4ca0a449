import { expect, it } from "vitest";
import { readSettings } from "./settings";

it("has defaults for every setting", () => {
  expect(readSettings({})).toEqual({
    host: "127.0.0.1",
    port: 3000,
    sidecar: "http://127.0.0.1:3500",
    sidecarToken: undefined,
    trustedProxies: 0,
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
  });
});

it("reports every mistake at once", () => {
  expect(() => readSettings({ APP_PORT: "web", DAPR_HTTP_PORT: "70000" })).toThrow(/APP_PORT.*DAPR_HTTP_PORT/);
});
