/** Plausibly exogenous instruments as a verb: fixest at the corners, the fit it starts from, laws of the path, refusals. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { plausexog } from "../../src/verbs/plausexog/fit.js";
import type { PlausexogRecord } from "../../src/verbs/plausexog/record.js";
import type { PlausexogOptions } from "../../src/verbs/plausexog/verb.js";
import { agreeing } from "../support/agree.js";
import { goldenTable } from "../support/golden-table.js";

/** Of estimates and ends of intervals: fixest's 2SLS through normal equations of badly scaled controls. */
const FIXEST = 1e-8;
/** The fit's interval and the path's by two ways of double precision. */
const SAME = 1e-12;
/** Of an end that is zero where the path breaks: the share is found to 1e-13. */
const AT_ZERO = 1e-12;

const BOX = { nearc4: [-0.01, 0.02], nearc2: [0, 0.015], fatheduc: [-0.002, 0.001] } as const;
const NORMAL = { nearc4: [0.005, 0.01], nearc2: [0, 0.02], fatheduc: [-0.001, 0.003] } as const;
const OVER = "lwage ~ exper + expersq + black + south + smsa | educ ~ nearc4 + nearc2";

interface Case {
  readonly case: string;
  readonly formula: string;
  readonly vcov: string;
  readonly weights: string | null;
  readonly endogenous: readonly string[];
  readonly instruments: readonly (keyof typeof BOX)[];
  readonly plain: readonly (readonly number[])[];
  readonly union: readonly (readonly number[])[];
  readonly half: readonly (readonly number[])[];
  readonly local: readonly (readonly number[])[];
}

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../golden/iv-robust/${name}.json`, import.meta.url), "utf8"));
const cases: readonly Case[] = read("plausibly-exogenous");

let engine: Engine;
let card: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  card = await goldenTable("card.csv");
});
afterAll(() => engine.close());

const only = <T>(names: readonly string[], all: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, all[name]!]));

const agree = agreeing("plausibly-exogenous");

function close(got: readonly number[], wanted: readonly number[], tolerance: number, what: string): void {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, i) => {
    agree.within(value, wanted[i]!, tolerance, `${what} ${i}`);
  });
}

const ends = (bounds: PlausexogRecord["path"][string][number]) => [
  bounds.estimate_low,
  bounds.estimate_high,
  bounds.conf_low,
  bounds.conf_high,
];

describe.each(cases)("fixest on card, $case, $vcov", ({ formula, vcov, weights, endogenous, instruments, ...want }) => {
  const given = { vcov, fixefRm: "none", ...(weights === null ? {} : { weights }) } as const;

  it("regressions at every corner of the box and of half of it", () => {
    const record = plausexog(engine, card, formula, { ...given, ranges: only(instruments, BOX) });
    expect(Object.keys(record.bounds)).toEqual(endogenous);
    endogenous.forEach((name, j) => {
      const { at_low, at_high, ...bounds } = record.bounds[name] as never as Record<"at_low" | "at_high", object>;
      close(ends(bounds as never), want.union[j]!, FIXEST, `union of ${name}`);
      close(ends(record.path[name]![5]!), want.half[j]!, FIXEST, `half of ${name}`);
      for (const corner of [at_low, at_high]) {
        expect(Object.keys(corner)).toEqual(instruments);
        for (const [z, value] of Object.entries(corner)) expect(BOX[z as keyof typeof BOX]).toContain(value);
      }
    });
  });

  it("normal direct effects: the estimate moved, the variance added to", () => {
    const record = plausexog(engine, card, formula, { ...given, normal: only(instruments, NORMAL) });
    endogenous.forEach((name, j) => {
      const { estimate, std_error, conf_low, conf_high } = record.bounds[name] as never as Record<string, number>;
      close([estimate!, std_error!, conf_low!, conf_high!], want.local[j]!, FIXEST, `local of ${name}`);
    });
  });

  it("is the fit of feols beside, and starts at its interval", () => {
    const fit = feols(engine, card, formula, given);
    for (const asked of [{ ranges: only(instruments, BOX) }, { normal: only(instruments, NORMAL) }]) {
      const { kind, direct_effects, bounds, path, breaks_at, notes, timing_ms, ...rest } = plausexog(
        engine,
        card,
        formula,
        { ...given, ...asked },
      );
      const { kind: _kind, notes: own, timing_ms: _timing, ...wanted } = fit;
      expect([kind, rest]).toEqual(["plausibly-exogenous", wanted]);
      expect(notes.slice(0, own.length)).toEqual(own);
      expect(Object.keys(timing_ms)).toContain("bounds");
      expect([Object.keys(bounds), Object.keys(breaks_at)]).toEqual([endogenous, endogenous]);
      expect(Object.keys(direct_effects.instruments)).toEqual(instruments);
      for (const name of endogenous) {
        const { estimate, conf_low, conf_high } = fit.coefficients[`fit_${name}`]!;
        const [start] = path[name]!;
        expect(start!.fraction).toBe(0);
        const same = [estimate, estimate, conf_low, conf_high];
        ends(start!).forEach((end, i) => {
          expect(Math.abs(end - same[i]!), `start of ${name}`).toBeLessThan(SAME);
        });
      }
    }
  });
});

it("has the bounds of the same regressions without a small-sample factor", () => {
  const rows = read("card").filter((row: { case: string; vcov: string }) => row.case === "just" && row.vcov !== "iid");
  expect(rows).toHaveLength(2);
  for (const { vcov, union, local } of rows) {
    const given = { vcov: vcov === "cluster" ? "cluster:age" : vcov, ssc: "none" };
    const asked = { ...given, normal: { nearc4: [0.005, 0.01] } } as const;
    const moved = plausexog(engine, card, cases[0]!.formula, asked).bounds.educ as never as {
      readonly estimate: number;
      readonly std_error: number;
    };
    close([moved.estimate, moved.std_error], local, FIXEST, `local, ${vcov}`);
    const ranged = plausexog(engine, card, cases[0]!.formula, { ...given, ranges: { nearc4: BOX.nearc4 } });
    const { estimate_low, estimate_high } = ranged.path.educ![10]!;
    close([estimate_low, estimate_high], union.slice(0, 2), FIXEST, `union, ${vcov}`);
  }
});

describe("the path", () => {
  const over = (options: Omit<PlausexogOptions, "vcov">) =>
    plausexog(engine, card, OVER, { vcov: "hetero", ...options });

  it.each<[string, Omit<PlausexogOptions, "vcov">]>([
    ["ranges about zero", { ranges: { nearc4: BOX.nearc4, nearc2: [-0.005, 0.015] } }],
    ["a range from zero on", { ranges: { nearc4: [0, 0.03] } }],
    ["normal, mean zero", { normal: { nearc4: [0, 0.03], nearc2: [0, 0.01] } }],
  ])("%s: intervals widen", (_, options) => {
    const path = over(options).path.educ!;
    expect(path.map(({ fraction }) => fraction)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    path.slice(1).forEach((point, i) => {
      const before = path[i]!;
      expect(point.conf_low).toBeLessThan(before.conf_low);
      expect(point.conf_high).toBeGreaterThanOrEqual(before.conf_high);
      expect(point.estimate_low).toBeLessThanOrEqual(before.estimate_low);
      expect(point.conf_low).toBeLessThan(point.estimate_low);
      expect(point.conf_high).toBeGreaterThan(point.estimate_high);
    });
  });

  it.each<[string, Pick<PlausexogOptions, "ranges" | "normal">, 1 | -1]>([
    ["ranges", { ranges: { nearc4: [-0.01, 0.06], nearc2: [-0.02, 0.03] } }, 1],
    ["ranges, estimate below zero", { ranges: { nearc4: [-0.06, 0.01], nearc2: [-0.03, 0.02] } }, -1],
    ["normal", { normal: { nearc4: [0.02, 0.06] } }, 1],
    ["normal, estimate below zero", { normal: { nearc4: [-0.02, 0.06] } }, -1],
  ])("%s: where it breaks, the near end is zero and the interval before does not cover it", (_, asked, sign) => {
    const formula = sign > 0 ? OVER : OVER.replace("lwage", "I(-lwage)");
    const record = plausexog(engine, card, formula, { vcov: "hetero", ...asked });
    const share = record.breaks_at.educ!;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
    const scaled = Object.fromEntries(
      Object.entries(asked).map(([method, given]) => [
        method,
        Object.fromEntries(Object.entries(given).map(([z, pair]) => [z, pair.map((value) => share * value)])),
      ]),
    );
    const { conf_low, conf_high } = plausexog(engine, card, formula, { vcov: "hetero", ...scaled }).bounds.educ!;
    expect(Math.abs(sign > 0 ? conf_low : conf_high)).toBeLessThan(AT_ZERO);
    expect(sign > 0 ? conf_high : -conf_low).toBeGreaterThan(0.1);
    for (const { fraction, ...point } of record.path.educ!) {
      const covers = point.conf_low <= 0 && point.conf_high >= 0;
      expect(covers, `at ${fraction}`).toBe(fraction >= share);
    }
  });

  it("normal with mean zero breaks where q^2 (V + f^2 A) = b^2", () => {
    const asked = { normal: { nearc4: [0, 0.06] } } as const;
    const record = over(asked);
    const { estimate, std_error, conf_high } = record.coefficients.fit_educ!;
    const { std_error: widened } = record.bounds.educ as never as { readonly std_error: number };
    const ratio = estimate / ((conf_high - estimate) / std_error);
    const share = Math.sqrt((ratio ** 2 - std_error ** 2) / (widened ** 2 - std_error ** 2));
    expect(share).toBeLessThan(1);
    expect(Math.abs(record.breaks_at.educ! - share)).toBeLessThan(SAME);
  });

  it("is the same for an instrument in other units, its range in theirs", () => {
    const unit = 1e6;
    const far = card.numeric("nearc4").map((value) => unit * value);
    const table = withColumns(card, [{ kind: "numeric", name: "far", values: far }]);
    const near = over({ ranges: { nearc4: [-0.01, 0.03], nearc2: [0, 0.02] } });
    const ranges = { far: [-0.01 / unit, 0.03 / unit], nearc2: [0, 0.02] } as const;
    const rescaled = plausexog(engine, table, OVER.replace("nearc4", "far"), { vcov: "hetero", ranges });
    near.path.educ!.forEach((point, i) => {
      close(ends(rescaled.path.educ![i]!), ends(point), SAME, `at ${point.fraction}`);
    });
  });

  it("breaks nowhere where zero is not reached, and at once where 2SLS covers it", () => {
    expect(over({ ranges: { nearc4: [0, 0.001] } }).breaks_at.educ).toBeNull();
    const covered = plausexog(engine, card, OVER, {
      vcov: "hetero",
      level: 0.9999,
      ranges: { nearc4: [0, 0.001] },
    });
    expect(covered.path.educ![0]!.conf_low).toBeLessThan(0);
    expect(covered.breaks_at.educ).toBe(0);
  });

  it("says which instruments have no direct effect, and that a range leaves exogeneity out", () => {
    const record = over({ ranges: { nearc4: [0.01, 0.02] } });
    expect(record.direct_effects).toEqual({
      method: "union_of_intervals",
      instruments: { nearc4: { min: 0.01, max: 0.02 }, nearc2: { min: 0, max: 0 } },
    });
    const said = record.notes.filter(({ code }) => code.startsWith("direct_effects"));
    expect(said.map(({ code, detail }) => [code, detail])).toEqual([
      ["direct_effects_none", { instruments: ["nearc2"], depvar: "lwage" }],
      ["direct_effects_without_zero", { instruments: ["nearc4"] }],
    ]);
    const normal = over({ normal: { nearc4: [0.01, 0.02], nearc2: [0, 0] } });
    expect(normal.notes.filter(({ code }) => code.startsWith("direct_effects"))).toEqual([]);
    expect(Object.isFrozen(normal.path.educ)).toBe(true);
  });
});

describe("what is refused", () => {
  const refused = (options: object, formula = OVER, table = card) => {
    try {
      plausexog(engine, table, formula, { vcov: "hetero", ...options } as PlausexogOptions);
    } catch (error) {
      const { code, message } = error as { readonly code: string; readonly message: string };
      return `${code}: ${message}`;
    }
    return "nothing";
  };
  const ranges = { nearc4: [0, 0.02] };

  it.each<[string, object, RegExp]>([
    ["neither way", {}, /^direct_effects: .*got neither/],
    ["no instrument", { ranges: {} }, /^direct_effects: .*got neither/],
    ["both ways", { ranges, normal: ranges }, /^direct_effects: .*got both/],
    [
      "ends the wrong way round",
      { ranges: { nearc4: [1, 0] } },
      /^direct_effects: .*'nearc4' got 1 and 0; .*smaller first/,
    ],
    ["no number", { ranges: { nearc4: [0, Number.NaN] } }, /^direct_effects: .*two finite numbers/],
    ["one number", { ranges: { nearc4: [0] } }, /^direct_effects: /],
    ["a negative deviation", { normal: { nearc4: [0, -1] } }, /^direct_effects: .*at least 0/],
    ["a name misspelled", { ranges: { nearc5: [0, 1] } }, /^direct_effects_instrument: .*did you mean 'nearc4'\?/],
    ["a regressor", { ranges: { smsa: [0, 1] } }, /^direct_effects_instrument: .*instruments are nearc4, nearc2/],
    ["another estimator", { ranges, iv: "liml" }, /^direct_effects_estimator: .*2SLS; got liml/],
    ["two clusterings", { ranges, vcov: "cluster:age+south" }, /^direct_effects_clusterings: /],
    ["no variance", { ranges, vcov: undefined }, /^vcov_required: /],
    ["a level beyond", { ranges, level: 95 }, /^level: /],
  ])("%s", (_, options, message) => {
    expect(refused(options)).toMatch(message);
  });

  it("a formula without instruments, an instrument left out", () => {
    expect(refused({ ranges }, "lwage ~ educ + exper")).toMatch(/^direct_effects_formula: .*endogenous ~ instruments/);
    const constant = withColumns(card, [
      { kind: "numeric", name: "city", values: card.numeric("smsa").map((value) => 2 * value) },
    ]);
    const formula = "lwage ~ exper | smsa | educ ~ nearc4 + nearc2 + city";
    const left = refused({ ranges: { city: [0, 1] } }, formula, constant);
    expect(left).toMatch(/^direct_effects_left_out: 'city' was left out of the equation \(.*\), so .*nearc4, nearc2/);
  });
});
