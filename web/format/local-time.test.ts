import { afterEach, describe, expect, it } from "vitest";
import { toLocal, toUtc } from "./local-time";

const before = process.env.TZ;
afterEach(() => {
  process.env.TZ = before;
});

describe("a local time", () => {
  it.each([
    ["Europe/Berlin", "2026-06-01T19:30", "2026-06-01T17:30:00.000Z"],
    ["Europe/Berlin", "2026-01-01T00:15", "2025-12-31T23:15:00.000Z"],
    ["America/New_York", "2026-06-01T19:30", "2026-06-01T23:30:00.000Z"],
    ["Asia/Kathmandu", "2026-06-01T19:30", "2026-06-01T13:45:00.000Z"],
    ["UTC", "2026-06-01T19:30:15", "2026-06-01T19:30:15.000Z"],
  ])("in %s: %s is %s, and back", (zone, local, utc) => {
    process.env.TZ = zone;
    expect(toUtc(local)).toBe(utc);
    expect(toLocal(utc)).toBe(local);
  });

  it("goes on after a gap when the clocks skip it", () => {
    process.env.TZ = "Europe/Berlin";
    expect(toUtc("2026-03-29T02:30")).toBe("2026-03-29T01:30:00.000Z");
    expect(toLocal("2026-03-29T01:30:00Z")).toBe("2026-03-29T03:30");
  });

  it("is the first of two when the clocks show it twice", () => {
    process.env.TZ = "Europe/Berlin";
    expect(toUtc("2026-10-25T02:30")).toBe("2026-10-25T00:30:00.000Z");
  });

  it.each(["", "soon", "2026-06-01", "2026-13-01T00:00", "12026-06-01T19:30", "2026-06-01T19:30Z"])("%j is none", (text) => expect(toUtc(text)).toBeUndefined());
  it.each([null, undefined, "", "soon"])("%j shows as empty", (time) => expect(toLocal(time)).toBe(""));
});
