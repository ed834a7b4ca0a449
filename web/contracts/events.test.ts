import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { eventSchema, eventTypes } from "./events";

const folder = path.resolve(import.meta.dirname, "../../services/internal/contracts/testdata");

// A golden file holds one event, or an array of them. Those of each release, v1 and so on, stay as they were.
const golden = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => {
    const content: unknown = JSON.parse(readFileSync(path.join(folder, file), "utf8"));
    return (Array.isArray(content) ? content : [content]).map((event: unknown, n) => ({ name: `${file} ${n}`, event }));
  });

describe("the golden events", () => {
  it("are there", () => expect(golden.length).toBeGreaterThan(0));

  it.each(golden)("$name is read as it was written", ({ event }) => {
    expect(eventSchema.parse(event)).toEqual(event);
  });

  it("have an example of every type, and no other", () => {
    const found = new Set(golden.map(({ event }) => eventSchema.parse(event).type));
    expect([...found].sort()).toEqual([...eventTypes].sort());
  });
});

describe("an event", () => {
  const [first] = golden;
  const valid = () => structuredClone(first?.event) as Record<string, unknown> & { data: Record<string, unknown> };

  it("may carry fields of a later version", () => {
    const later = { ...valid(), traceparent: "00-1-2-01", data: { ...valid().data, later: true } };
    expect(eventSchema.parse(later)).toEqual(later);
  });

  it.each([
    ["specversion", "0.3"],
    ["type", "order.forgotten"],
    ["id", ""],
    ["source", "elsewhere"],
    ["time", "yesterday"],
    ["data", {}],
  ])("with the %s %j is refused", (field, value) => {
    expect(eventSchema.safeParse({ ...valid(), [field]: value }).success).toBe(false);
  });
});
