/**
 * Synthetic controls on designs by hand: what is refused and what is said, and identities they keep whatever rows, scales and levels.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import type { ScDetails } from "../../../src/verbs/did/estimators/sc/record.js";
import { detailFigures, detailTables } from "../../../src/verbs/did/verb/detail-exhibits.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { eventPath } from "../../../src/verbs/event-path/read.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Row {
  readonly unit: string;
  readonly time: number;
  y: number;
  start: number;
  x: number;
  donor: number;
}

const PERIODS = 12;
const START = 9;

/** Units on two factors, the first treated from `START` on with an effect of 1. */
function rowsOf(units = 9, seed = 5): Row[] {
  const random = seeded(seed);
  const factors = Array.from({ length: PERIODS }, () => [random() * 2, random() * 3]);
  return Array.from({ length: units }, (_, u) => {
    const loadings = u === 0 ? [0.5, 0.5] : [random(), random()];
    return factors.map(([a, b], t) => ({
      ...{ unit: `u${u}`, time: t + 1, start: u === 0 ? START : Number.POSITIVE_INFINITY, donor: Number(u % 2 === 0) },
      y: 5 + a! * loadings[0]! + b! * loadings[1]! + 0.1 * random() + Number(u === 0 && t + 1 >= START),
      x: loadings[0]! + 0.1 * random(),
    }));
  }).flat();
}

function panelOf(rows: readonly Row[]): Panel {
  const number = (name: "time" | "y" | "start" | "x" | "donor") => ({
    ...{ kind: "numeric" as const, name },
    values: Float64Array.from(rows, (row) => row[name]),
  });
  const labels = [...new Set(rows.map(({ unit }) => unit))];
  const codes = Uint32Array.from(rows, ({ unit }) => labels.indexOf(unit));
  const unit = { kind: "text" as const, name: "unit", levels: labels, codes };
  const columns = [unit, ...(["time", "y", "start", "x", "donor"] as const).map(number)];
  return panel(makeTable(columns, { name: "rows", bytes: 0, sha256: "" }), { unit: "unit", time: "time" });
}

const estimate = (rows: readonly Row[], options: DidOptions = {}, formula = "y ~ 1 | unit + time"): DidEstimate =>
  did(engine, panelOf(rows), formula, { cohort: "start", estimator: ["sc"], ...options }).estimates[0]!;
const recordOf = (rows: readonly Row[], options: DidOptions = {}) =>
  did(engine, panelOf(rows), "y ~ 1 | unit + time", { cohort: "start", estimator: ["sc"], ...options });
const unitsOf = (found: DidEstimate) => (found.details as ScDetails).units;
const codesOf = (found: DidEstimate) => found.notes.map(({ code }) => code);
const effects = (found: DidEstimate) => found.effects.map((effect) => effect.estimate);
const near = (got: readonly number[], want: readonly number[], tolerance = 1e-9) => {
  expect(got.length).toBe(want.length);
  for (const [i, value] of want.entries()) expect(Math.abs(got[i]! - value)).toBeLessThanOrEqual(tolerance);
};

describe("sc keeps", () => {
  it("its effects whatever the order of rows, and has them by event time without errors", () => {
    const rows = rowsOf();
    const found = estimate(rows);
    near(effects(estimate([...rows].reverse())), effects(found), 1e-12);
    expect(found.effects.map(({ event }) => event)).toEqual(Array.from({ length: PERIODS }, (_, t) => t + 1 - START));
    expect(found.effects.every(({ std_error }) => std_error === null)).toBe(true);
    expect(found.errors).toBe("none");
  });

  it("scales, and levels of periods that all units share", () => {
    const rows = rowsOf();
    const want = estimate(rows);
    for (const factor of [1e-9, 1e9]) {
      near(
        effects(estimate(rows.map((row) => ({ ...row, y: factor * row.y })))).map((effect) => effect / factor),
        effects(want),
        1e-8,
      );
    }
    near(effects(estimate(rows.map((row) => ({ ...row, y: row.y + 100 * row.time * row.time })))), effects(want), 1e-8);
    const scaled = { predictors: [{ column: "x" }, { column: "y", from: 1, to: 4 }] };
    near(
      effects(
        estimate(
          rows.map((row) => ({ ...row, x: 1e6 * row.x })),
          scaled,
        ),
      ),
      effects(estimate(rows, scaled)),
      1e-6,
    );
  });

  it("a unit that is a mixture of donors: no gap before treatment, its effect after it, and no p value of the fit", () => {
    const rows = rowsOf(6);
    const of = (u: number, t: number) => rows.find(({ unit, time }) => unit === `u${u}` && time === t)!.y;
    const mixed = rows.map((row) =>
      row.unit === "u0"
        ? { ...row, y: 0.25 * of(1, row.time) + 0.75 * of(3, row.time) + (row.time >= START ? 2 : 0) }
        : row,
    );
    const found = estimate(mixed);
    near(
      effects(found),
      found.effects.map(({ event }) => (event! >= 0 ? 2 : 0)),
      1e-9,
    );
    const [unit] = unitsOf(found);
    expect(unit!.weights.map(({ unit: donor, weight }) => [donor, weight.toFixed(6)])).toEqual([
      ["u3", "0.750000"],
      ["u1", "0.250000"],
    ]);
    expect([unit!.ratio, unit!.permutation!.p_value]).toEqual([null, null]);
    expect(codesOf(found)).toContain("sc_exact_fit");
  });

  it("the plain weights as the penalty of augmentation grows, and fits better as it falls", () => {
    const rows = rowsOf();
    const plain = estimate(rows, { permute: false });
    near(effects(estimate(rows, { augment: 1e12, permute: false })), effects(plain), 1e-6);
    const missOf = (augment: number) => unitsOf(estimate(rows, { augment, permute: false }))[0]!.rmspe_pre;
    expect(missOf(0.1)).toBeLessThan(missOf(10));
    expect(missOf(10)).toBeLessThan(unitsOf(plain)[0]!.rmspe_pre);
  });

  it("p values that are ranks: a unit drawn at random has each of them alike", () => {
    const rows = rowsOf(7).map((row) => ({ ...row, y: row.y - Number(row.unit === "u0" && row.time >= START) }));
    const ps = Array.from({ length: 7 }, (_, u) => {
      const found = estimate(
        rows.map((row) => ({ ...row, start: row.unit === `u${u}` ? START : Number.POSITIVE_INFINITY })),
      );
      return unitsOf(found)[0]!.permutation!.p_value!;
    });
    // donors of one unit's placebos are not those of its own, so that ranks are near a permutation, not one
    expect(Math.min(...ps)).toBeGreaterThanOrEqual(1 / 7);
    expect(Math.max(...ps)).toBe(1);
  });

  it("every treated unit of its own, averaged by cohort; units treated at another time are no donors", () => {
    const rows = rowsOf().map((row) => (row.unit === "u1" ? { ...row, start: 7 } : row));
    const found = estimate(rows);
    const alone = (unit: string) =>
      unitsOf(estimate(rows.filter((row) => row.unit === unit || row.start > PERIODS)))[0]!;
    expect(unitsOf(found).map(({ unit }) => unit)).toEqual(["u0", "u1"]);
    for (const own of unitsOf(found)) near(own.gap, alone(own.unit).gap, 1e-12);
    expect(unitsOf(found).flatMap(({ weights }) => weights.map(({ unit }) => unit))).not.toContain("u1");
  });
});

/** The first `treated` of `units` from `START` on. */
const treatedMany = (units: number, treated: number): Row[] =>
  rowsOf(units).map((row) => ({
    ...row,
    start: Number(row.unit.slice(1)) < treated ? START : Number.POSITIVE_INFINITY,
  }));

describe("sc weighs placebos once", () => {
  it("for all treated units of a start, and each ranks as it does alone", () => {
    const rows = rowsOf(14).map((row) => {
      const start = { u0: START, u1: 7, u2: START, u3: START }[row.unit] ?? Number.POSITIVE_INFINITY;
      return { ...row, start };
    });
    // u3 is not observed in a period, so that its placebos are fitted to others
    const seen = rows.filter(({ unit, time }) => !(unit === "u3" && time === 4));
    const found = estimate(seen).details as ScDetails;
    expect(found.placebos.map(({ cohort, time }) => [cohort, time.length])).toEqual([
      [START, PERIODS],
      [7, PERIODS],
      [START, PERIODS - 1],
    ]);
    expect(found.units.map(({ permutation }) => permutation!.placebos)).toEqual([0, 1, 0, 2]);
    for (const own of found.units) {
      const alone = estimate(seen.filter(({ unit, start }) => unit === own.unit || start > PERIODS));
      const { placebos, units } = alone.details as ScDetails;
      expect(placebos).toEqual([found.placebos[own.permutation!.placebos]]);
      expect({ ...units[0]!.permutation, placebos: null }).toEqual({ ...own.permutation, placebos: null });
    }
  });

  it("and keeps of more than 200 donors no gaps, which it says", () => {
    const full = estimate(treatedMany(202, 2));
    const short = estimate(treatedMany(203, 2));
    const gapsOf = (found: DidEstimate) =>
      (found.details as ScDetails).placebos.flatMap(({ units }) => units.map(({ gap }) => gap?.length ?? null));
    expect(gapsOf(full)).toEqual(Array.from({ length: 200 }, () => PERIODS));
    expect(gapsOf(short)).toEqual(Array.from({ length: 201 }, () => null));
    expect(codesOf(full)).not.toContain("sc_placebos_short");
    expect(short.notes.find(({ code }) => code === "sc_placebos_short")!.detail).toEqual({ donors: 201, most: 200 });
    const [unit] = unitsOf(short);
    const { units: placebos } = (short.details as ScDetails).placebos[0]!;
    // the rank of the ratio can be had from the record without gaps
    const ratios = placebos.map(({ ratio }) => ratio ?? Number.POSITIVE_INFINITY);
    expect(unit!.permutation!.p_value).toBe((1 + ratios.filter((ratio) => ratio >= unit!.ratio!).length) / 202);
  });

  it("with a table of at most 20 treated units that says how many more there are", () => {
    const record = recordOf(treatedMany(34, 25));
    const { table } = detailTables(record, {}).find(({ name }) => name === "fit-sc")!;
    expect(table.rows.length).toBe(20);
    expect(table.notes).toContain("5 more treated units are in the record.");
    const chinese = detailTables(record, { language: "zh" }).find(({ name }) => name === "fit-sc")!;
    expect(chinese.table.notes).toContain("另有 5 个受处理单位见结果记录。");
  });
});

describe("sc with placebos that fit exactly", () => {
  /** u2 and u3 are mixtures of donors before treatment, and 1 above them after it. */
  const rows = rowsOf(12);
  const of = (u: number, t: number) => rows.find(({ unit, time }) => unit === `u${u}` && time === t)!.y;
  const mixtures: Readonly<Record<string, (t: number) => number>> = {
    u2: (t) => 0.5 * of(4, t) + 0.5 * of(5, t) + Number(t >= START),
    u3: (t) => 0.2 * of(6, t) + 0.8 * of(7, t) + Number(t >= START),
  };
  const mixed = rows.map((row) => ({ ...row, y: mixtures[row.unit]?.(row.time) ?? row.y }));

  it("counts them, and says so: p is at least their share", () => {
    const found = estimate(mixed);
    const [unit] = unitsOf(found);
    expect(unit!.permutation!.exact).toBe(2);
    expect(unit!.permutation!.p_value).toBeGreaterThanOrEqual(3 / 12);
    const said = found.notes.find(({ code }) => code === "sc_placebos_exact")!;
    expect(said.detail).toEqual({ placebos: 2, of: 11 });
    expect(codesOf(estimate(rows))).not.toContain("sc_placebos_exact");
  });

  it("has tables whose decimals are those of what is not exact", () => {
    const exact = mixed.map((row) => (row.unit === "u2" ? { ...row, start: START } : row));
    const rowsIn = (found: readonly Row[]) =>
      detailTables(recordOf(found), {})
        .find(({ name }) => name === "fit-sc")!
        .table.rows.map(({ cells }) => cells.map((cell) => ("text" in cell ? cell.text : "")));
    const [first, second] = rowsIn(exact);
    const decimals = (text: string) => text.split(".")[1]!.length;
    expect(first!.slice(0, 4).map(decimals)).toEqual(rowsIn(mixed)[0]!.slice(0, 4).map(decimals));
    expect(second!.slice(0, 3)).toEqual(["0.0000", "1.0000", ""]);
  });

  it("draws ratios more than 100 apart by powers of ten, others from zero", () => {
    const axisOf = (of: readonly Row[]): string => {
      const drawn = detailFigures(recordOf(of), {}).find(({ name }) => name.startsWith("ratios"))!;
      return JSON.stringify(drawn.spec({}));
    };
    expect(axisOf(rows)).not.toContain("log scale");
    // a mixture but for a thousandth of the noise
    const near = mixed.map((row) =>
      row.unit === "u2" ? { ...row, y: row.y + 1e-4 * Math.abs(((row.time * 7) % 5) - 2) } : row,
    );
    expect(axisOf(near)).toContain("RMSPE after / before treatment, log scale");
  });
});

describe("sc says", () => {
  it("which donors lack outcomes, which may be donors, and which periods of the treated are not seen", () => {
    const rows = rowsOf().filter(({ unit, time }) => !(unit === "u2" && time === 3) && !(unit === "u0" && time === 4));
    const found = estimate(rows, { donors: "donor" });
    expect(codesOf(found)).toEqual(["sc_donors_incomplete", "sc_donors_chosen", "sc_periods_unobserved"]);
    expect((found.details as ScDetails).donors).toBe(3);
    expect(unitsOf(found)[0]!.time).not.toContain(4);
    expect(unitsOf(found)[0]!.periods_before).toBe(7);
  });

  it("that a search has found a local optimum, which donors lack predictors, and that errors are idle", () => {
    const rows = rowsOf().map((row) => (row.unit === "u4" ? { ...row, x: Number.NaN } : row));
    const found = estimate(rows, {
      ...{ predictors: [{ column: "x" }, { column: "y", from: 5, to: 8 }], vcov: "cluster:unit" },
    });
    expect(codesOf(found)).toEqual(["sc_donors_without_predictor", "sc_search", "sc_vcov_idle"]);
    const { search } = unitsOf(found)[0]!;
    expect(search!.loss).toBeGreaterThanOrEqual(search!.bound);
  });

  it("nothing of an effect where there is none to find: dated back, gaps stay small", () => {
    const found = estimate(rowsOf(), { backdate: 6, permute: false });
    const { backdated, att } = unitsOf(found)[0]!;
    expect(backdated!.period).toBe(6);
    expect(Math.abs(backdated!.att)).toBeLessThan(0.3 * Math.abs(att));
  });

  it("the same for any number of threads", async () => {
    const found = estimate(rowsOf(), { intervals: ["prediction"], draws: 20 });
    const other = await loadEngine({ threads: 3 });
    const again = did(other, panelOf(rowsOf()), "y ~ 1 | unit + time", {
      ...{ cohort: "start", estimator: ["sc"], intervals: ["prediction"], draws: 20 },
    });
    expect(again.estimates[0]!.details).toEqual(found.details);
  });
});

describe("sc refuses, with what fits instead", () => {
  const rows = rowsOf();
  const X = { predictors: [{ column: "x" }, { column: "y", from: 5, to: 8 }] };
  const CASES: readonly (readonly [what: string, code: string, words: RegExp, () => unknown])[] = [
    ["covariates", "sc_covariates", /--predictors x/, () => estimate(rows, {}, "y ~ x | unit + time")],
    ["--control notyet", "sc_control", /cs --control notyet/, () => estimate(rows, { control: "notyet" })],
    ["--weights", "sc_weights", /--weigh-by/, () => estimate(rows, { weights: "donor" })],
    [
      "nobody never treated",
      "sc_donors",
      /cs --control notyet or bjs/,
      () => estimate(rows.map((row) => ({ ...row, start: row.unit === "u0" ? START : START + 1 }))),
    ],
    [
      "one donor",
      "sc_donors",
      /at least two donors/,
      () => estimate(rows.filter(({ unit }) => unit === "u0" || unit === "u1")),
    ],
    [
      "donors with gaps",
      "sc_donors",
      /--subset, or use bjs/,
      () => estimate(rows.filter(({ unit, time }) => unit === "u0" || time !== 1 + (Number(unit.slice(1)) % 5))),
    ],
    [
      "a column of donors that is not 0 or 1",
      "sc_donors_column",
      /row 2 of unit 'u0'|row \d+ of unit/,
      () => estimate(rows, { donors: "x" }),
    ],
    [
      "anticipation of all that is before",
      "sc_before",
      /anticipate fewer/,
      () => estimate(rows, { anticipation: START - 1 }),
    ],
    [
      "predictors measured under treatment",
      "sc_periods",
      /before treatment/,
      () => estimate(rows, { predictors: [{ column: "x", from: 5, to: START }] }),
    ],
    [
      "a predictor without a value",
      "sc_predictor_missing",
      /'u0' has no value of predictor x@2/,
      () =>
        estimate(
          rows.map((row) => (row.unit === "u0" ? { ...row, x: Number.NaN } : row)),
          { predictors: [{ column: "x", from: 2, to: 2 }, { column: "y" }] },
        ),
    ],
    [
      "a predictor that is the same for all",
      "sc_predictor_constant",
      /leave it out/,
      () =>
        estimate(
          rows.map((row) => ({ ...row, x: 3 })),
          X,
        ),
    ],
    [
      "weights without predictors",
      "sc_predictors",
      /--predictor-weights/,
      () => estimate(rows, { predictorWeights: [1] }),
    ],
    [
      "too few weights",
      "sc_predictors",
      /has 1 and --predictors has 2/,
      () => estimate(rows, { ...X, predictorWeights: [1] }),
    ],
    ["weights that are all 0", "sc_predictors", /all 0/, () => estimate(rows, { ...X, predictorWeights: [0, 0] })],
    [
      "validation beside augmentation",
      "sc_predictors",
      /leave it out/,
      () => estimate(rows, { ...X, augment: "cv", validation: { from: 5, to: 8 } }),
    ],
    [
      "an earlier date that is later",
      "sc_backdate",
      /give a period between/,
      () => estimate(rows, { backdate: START }),
    ],
    ["unknown intervals", "sc_intervals", /conformal/, () => estimate(rows, { intervals: ["conform"] })],
    ["intervals of predictors", "sc_intervals", /--augment/, () => estimate(rows, { ...X, intervals: ["conformal"] })],
    [
      "prediction intervals of augmented weights",
      "sc_intervals",
      /conformal or jackknife/,
      () => estimate(rows, { augment: 1, intervals: ["prediction"] }),
    ],
    ["a uniform band", "band_variance", /--band uniform/, () => estimate(rows, { band: "uniform" })],
    [
      "a treatment that switches off",
      "did_design",
      /switches off/,
      () => {
        const off = rows.map((row) => ({
          ...row,
          start: Number(row.unit === "u0" && row.time >= START && row.time < 11),
        }));
        return did(engine, panelOf(off), "y ~ 1 | unit + time", { treat: "start", estimator: ["sc"] });
      },
    ],
  ];
  for (const [what, code, words, run] of CASES) {
    it(what, () => {
      try {
        run();
      } catch (error) {
        expect((error as { code?: string }).code).toBe(code);
        expect((error as Error).message).toMatch(words);
        return;
      }
      throw new Error(`${what} was not refused`);
    });
  }

  it("a path of effects for honest and pretrends, by name", () => {
    const record = did(engine, panelOf(rows), "y ~ 1 | unit + time", {
      cohort: "start",
      estimator: ["sc"],
      permute: false,
    });
    expect(() => eventPath(record)).toThrow(/gaps to a synthetic control/);
  });

  it("nothing of one period before treatment, nor of an outcome that is constant", () => {
    const short = estimate(rows.filter(({ time }) => time >= START - 1));
    expect(unitsOf(short)[0]!.periods_before).toBe(1);
    const flat = estimate(rows.map((row) => ({ ...row, y: 3 })));
    near(
      effects(flat),
      effects(flat).map(() => 0),
    );
    expect(unitsOf(flat)[0]!.permutation!.p_value).toBeNull();
  });
});
