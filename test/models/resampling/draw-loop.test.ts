/** The loop of draws: every draw once and in order, however slices fall; aborts heard; partial results when asked. */
import { describe, expect, it } from "vitest";
import type { Progress } from "../../../src/base/progress.js";
import { runInSlices } from "../../../src/verbs/resampling/draw-loop.js";

const busy = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe("runInSlices", () => {
  it("makes every draw once and in order, in multiples of `atATime` but for the last slice", async () => {
    for (const [nDraws, atATime] of [
      [1, 1],
      [7, 4],
      [1000, 12],
    ] as const) {
      const slices: [number, number][] = [];
      const result = await runInSlices(
        nDraws,
        (first, count) => {
          slices.push([first, count]);
          return undefined;
        },
        {
          stage: "draws",
          atATime,
        },
      );
      expect(result).toEqual({ done: nDraws, stopped: false });
      let next = 0;
      for (const [first, count] of slices) {
        expect(first).toBe(next);
        expect(count % atATime === 0 || first + count === nDraws).toBe(true);
        next += count;
      }
      expect(next).toBe(nDraws);
    }
  });

  it("lets the host run between slices and tells progress to the end", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const told: Progress[] = [];
    await runInSlices(40, () => busy(5), { stage: "draws", onProgress: (progress) => told.push(progress) });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    expect(told.at(-1)).toMatchObject({ stage: "draws", fraction: 1, msLeft: 0 });
    expect(told.map(({ fraction }) => fraction)).toEqual(told.map(({ fraction }) => fraction).sort((a, b) => a - b));
  });

  it("grows slices until preparing them is a small part", async () => {
    const counts: number[] = [];
    await runInSlices(
      60,
      (_, count) => {
        counts.push(count);
        busy(30 + count);
        return 30;
      },
      { stage: "draws" },
    );
    expect(Math.max(...counts)).toBeGreaterThan(30);
  });

  it("throws the signal's reason, before the first draw and in the middle", async () => {
    const early = AbortSignal.abort(new Error("early"));
    await expect(runInSlices(5, () => undefined, { stage: "draws", signal: early, keepPartial: true })).rejects.toThrow(
      "early",
    );
    const control = new AbortController();
    const stopAtTwo = (first: number) => {
      busy(60);
      if (first === 2) control.abort(new Error("enough"));
    };
    await expect(runInSlices(50, stopAtTwo, { stage: "draws", signal: control.signal })).rejects.toThrow("enough");
  });

  it("keeps what is done when asked; a slice the abort cut short is not", async () => {
    const control = new AbortController();
    const cutShort = (first: number) => {
      busy(60);
      if (first < 3) return;
      control.abort();
      control.signal.throwIfAborted();
    };
    const options = { stage: "draws", signal: control.signal, keepPartial: true };
    expect(await runInSlices(50, cutShort, options)).toEqual({ done: 3, stopped: true });
  });

  it("hands on an error of the work itself", async () => {
    const broken = (first: number) => {
      if (first > 0) throw new RangeError("broken");
    };
    await expect(runInSlices(5, broken, { stage: "draws", keepPartial: true })).rejects.toThrow(RangeError);
  });
});
