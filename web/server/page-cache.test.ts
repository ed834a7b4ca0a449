import { describe, expect, it } from "vitest";
import { PageCache } from "./page-cache";

const bounds = { lifetime: 1_000, maxEntries: 3, maxBytes: 1_000 };

function start(changes: Partial<typeof bounds> = {}) {
  const clock = { now: 5_000 };
  let made = 0;
  const cache = new PageCache<{ name: string; cacheable: boolean; bytes: number }>({
    ...bounds,
    ...changes,
    now: () => clock.now,
  });
  const get = (key: string, bytes = 10, cacheable = true) =>
    cache.get(key, async () => ({ name: `${key}${(made += 1)}`, cacheable, bytes }));
  return { cache, clock, get };
}

describe("a page cache", () => {
  it("makes a value once for all who ask until its lifetime is over", async () => {
    const { clock, get } = start();
    expect((await get("a")).name).toBe("a1");
    clock.now += 999;
    expect((await get("a")).name).toBe("a1");
    clock.now += 1;
    expect((await get("a")).name).toBe("a2");
  });

  it("makes one value for all who wait at the same time, whatever the clock says", async () => {
    const { clock, get } = start();
    const first = get("a");
    clock.now += 10_000;
    expect(await Promise.all([first, get("a"), get("a")])).toMatchObject([{ name: "a1" }, { name: "a1" }, { name: "a1" }]);
  });

  it("counts the lifetime from the moment at which the making began", async () => {
    const { cache, clock, get } = start();
    await cache.get("a", async () => {
      clock.now += 600;
      return { name: "slow", cacheable: true, bytes: 1 };
    });
    clock.now += 399;
    expect((await get("a")).name).toBe("slow");
    clock.now += 1;
    expect((await get("a")).name).toBe("a1");
  });

  it("gives what may not be kept to those who wait, and to nobody else", async () => {
    const { get } = start();
    const [one, two] = await Promise.all([get("a", 10, false), get("a", 10, false)]);
    expect(one).toBe(two);
    expect((await get("a")).name).toBe("a2");
  });

  it("forgets a failure", async () => {
    const { cache, get } = start();
    const fail = () => cache.get("a", () => Promise.reject(new Error("no")));
    await expect(Promise.all([fail(), fail()])).rejects.toThrow("no");
    expect((await get("a")).name).toBe("a1");
  });

  it("drops the oldest beyond its number of entries", async () => {
    const { cache, get } = start();
    for (const key of ["a", "b", "c", "d"]) await get(key);
    expect(cache.size.entries).toBe(3);
    expect((await get("d")).name).toBe("d4");
    expect((await get("a")).name).toBe("a5");
  });

  it("drops the oldest beyond its number of bytes, and itself if it alone is too large", async () => {
    const { cache, get } = start();
    await get("a", 500);
    await get("b", 450);
    await get("c", 400);
    expect(cache.size.bytes).toBe(854);
    await get("d", 2_000);
    expect(cache.size).toEqual({ entries: 0, bytes: 0 });
  });

  it("holds its bounds against a thousand addresses, and tidies up what nobody asks for any more", async () => {
    const { cache, clock, get } = start({ maxEntries: 50 });
    for (let n = 0; n < 1_000; n += 1) await get(`/?q=${n}`);
    expect(cache.size.entries).toBeLessThanOrEqual(50);
    clock.now += 1_000;
    await get("a");
    expect(cache.size).toEqual({ entries: 1, bytes: 12 });
  });
});
