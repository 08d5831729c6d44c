/**
 * Outcomes in any unit: of synthetic controls a power of two multiplies effects and distances, and changes no weight, ratio or p value; others refuse by a
 * code what they cannot reckon with.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { WasmetricsError } from "../../../src/base/errors.js";
import { parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Units treated in the last third of their periods, ten or so that never are. */
function ask(unit: number, options: DidOptions = {}, treated = 1) {
  const random = seeded(11);
  const lines = Array.from({ length: 10 + treated }, (_, u) => {
    const level = random();
    return Array.from({ length: 12 }, (_, t) => {
      const y = level + 0.2 * t * (1 + level) + 0.3 * random() + (u < treated && t >= 8 ? 1 : 0);
      return `${u},${t},${Number(u < treated && t >= 8)},${y * unit},${u % 2}`;
    });
  }).flat();
  const panel = parseCsv(["unit,time,d,y,eligible", ...lines].join("\n")).panel({ unit: "unit", time: "time" });
  return did(engine, panel, "y ~ 1 | unit + time", { treat: "d", estimator: ["sc"], ...options }).estimates[0]!;
}

/** Numbers of a record by their place. */
function numbersOf(value: unknown, place = ""): [string, number][] {
  if (typeof value === "number") return [[place, value]];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, own]) => numbersOf(own, `${place}.${name}`));
}

const codeOf = (run: () => unknown): string | null => {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof WasmetricsError ? error.code : String(error);
  }
};

describe("outcomes in another unit", () => {
  it.each([2 ** 500, 2 ** 505, 2 ** 660, 2 ** -500, 2 ** -531, 2 ** -660])(
    "sc in units of %s: each number is that of 1, or in these units",
    (unit) => {
      const [was, found] = [ask(1), ask(unit)];
      const [expected, numbers] = [numbersOf(was), numbersOf(found)];
      expect(numbers.map(([place]) => place)).toEqual(expected.map(([place]) => place));
      const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.abs(b);
      const inUnits = numbers.filter(([, value], j) => !near(value, expected[j]![1]));
      const values = new Map(expected);
      for (const [place, value] of inUnits) expect(near(value / unit, values.get(place)!), place).toBe(true);
      const places = inUnits.map(([place]) => place);
      expect(places.filter((place) => /weights|ratio|\.p\b|p_value/.test(place))).toEqual([]);
      expect(places.filter((place) => /rmspe_pre|rmspe_post|estimate/.test(place)).length).toBeGreaterThan(3);
      expect(found.notes).toEqual(was.notes);
    },
  );

  const NAMES = ["cs", "bjs", "ddd", "fect", "sdid", "dcdh"] as const;
  it.each(NAMES)("%s refuses outcomes whose variances are left without digits", (name) => {
    const options = {
      ...(name === "ddd" ? { eligible: "eligible" } : {}),
      ...(name === "dcdh" ? { window: [-1, 1] as const } : {}),
    };
    const code = codeOf(() => ask(2 ** -531, { ...options, estimator: [name] }, 6));
    expect(code).toBe("variance_scale");
  });

  it.each(["ife", "mc", "gsynth"] as const)("%s refuses outcomes whose squares are no numbers", (name) => {
    const own = name === "mc" ? { penalty: 0.01 } : { factors: 1 };
    expect(codeOf(() => ask(2 ** 660, { ...own, estimator: [name], resampling: "none" }, 6))).toBe("not_finite");
  });
});
