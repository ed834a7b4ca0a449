import { describe, expect, it } from "vitest";
import { ServerClock } from "./clock";
import { announcement, formatSeconds, isOver, secondsOf, untilNextSecond } from "./time-left";

/** A clock whose local time is set by hand. */
function clockAt(start: number) {
  const local = { time: start };
  return { local, clock: new ServerClock(() => local.time) };
}

describe("the server's clock", () => {
  it("is not known before a sample", () => {
    const { clock } = clockAt(0);
    clock.sample(undefined);
    expect(clock.now()).toBeUndefined();
  });

  it("runs on between samples", () => {
    const { local, clock } = clockAt(500);
    clock.sample(1_000_000);
    local.time += 250;
    expect(clock.now()).toBe(1_000_250);
  });

  it("comes within an answer's delay, however times are rounded down", () => {
    const { local, clock } = clockAt(0);
    const truth = () => 1_700_000_000_400 + local.time;
    for (const wait of [0, 3_700, 5_100, 4_650, 5_300]) {
      local.time += wait;
      const date = Math.floor(truth() / 1000) * 1000;
      local.time += 20; // the way back
      clock.sample(date);
      expect(clock.now()!).toBeLessThanOrEqual(truth());
    }
    expect(truth() - clock.now()!).toBeLessThan(200);
  });

  it("is not set back by an old answer", () => {
    const { local, clock } = clockAt(0);
    clock.sample(10_000);
    local.time += 1_000;
    clock.sample(10_000);
    expect(clock.now()).toBe(11_000);
  });

  it("counts from when an answer came, where that is known", () => {
    const { local, clock } = clockAt(3_000);
    clock.sample(10_000, 1_200);
    expect(clock.now()).toBe(11_800);
    local.time += 100;
    expect(clock.now()).toBe(11_900);
  });

  it("tells when it knows better, and only then", () => {
    const { clock } = clockAt(0);
    let told = 0;
    const forget = clock.subscribe(() => told++);
    clock.sample(10_000);
    clock.sample(9_000);
    clock.sample(10_000);
    expect(told).toBe(1);
    clock.sample(10_001);
    expect(told).toBe(2);
    forget();
    clock.sample(20_000);
    expect(told).toBe(2);
  });

  it("catches up after the computer has slept", () => {
    const { local, clock } = clockAt(0);
    clock.sample(10_000);
    local.time += 100;
    clock.sample(610_000);
    expect(clock.now()).toBe(610_000);
  });
});

describe("a countdown", () => {
  it.each([
    [900_000, 900, "15:00", 1000],
    [899_001, 900, "15:00", 1],
    [899_000, 899, "14:59", 1000],
    [61_500, 62, "01:02", 500],
    [1, 1, "00:01", 1],
    [0, 0, "00:00", 1000],
    [-5_000, 0, "00:00", 0],
    [5_400_000, 5400, "90:00", 1000],
  ])("with %i ms left shows %i s as %s", (ms, seconds, text, next) => {
    expect(secondsOf(ms)).toBe(seconds);
    expect(formatSeconds(seconds)).toBe(text);
    expect(untilNextSecond(ms)).toBe(next);
  });

  it("is over when it shows 0", () => {
    for (const ms of [1000, 1, 0, -1, -1000]) expect(isOver(ms)).toBe(secondsOf(ms) === 0);
  });

  it("is read out at 5 minutes, 1 minute and 30 seconds, and else keeps quiet", () => {
    const said = Array.from({ length: 901 }, (_, passed) => announcement(900 - passed));
    const changes = said.flatMap((text, passed) => (text !== (said[passed - 1] ?? "") ? [[900 - passed, text]] : []));
    expect(changes).toEqual([
      [300, "Less than 5 minutes left to pay."],
      [60, "Less than a minute left to pay."],
      [30, "Less than 30 seconds left to pay."],
      [0, ""],
    ]);
  });
});
