/**
 * Sets under violations of parallel trends against HonestDiD: fixed-length intervals by their half length (its critical value is
 * simulated, and its middle as soft as the optimum is flat), ends of the other sets to three steps of its grids, at whose edge and at
 * M = 0 it says nothing; and against the digits its authors keep.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { bilinear } from "../../../src/verbs/honest/estimator/flci.js";
import { foldedQuantile } from "../../../src/verbs/honest/estimator/folded-normal.js";
import { honest } from "../../../src/verbs/honest/fit.js";
import type { HonestRecord, HonestSet } from "../../../src/verbs/honest/record.js";
import { agreeing } from "../../support/agree.js";

/** Relative: of a critical value from 1e6 draws, and of a grid over errors. */
const HALF_LENGTH = 5e-3;
const STEPS = 3;
/** Points of its grid for sets of smoothness, over this many errors on either side of the identified set. */
const SMOOTH_POINTS = 1000;

interface Result {
  readonly delta: "SD" | "RM";
  readonly Delta: string;
  readonly method: string;
  readonly l_vec: readonly number[];
  readonly alpha: number;
  readonly M: readonly number[];
  readonly lb: readonly number[];
  readonly ub: readonly number[];
  readonly lb_at_grid_edge?: readonly boolean[] | boolean;
  readonly ub_at_grid_edge?: readonly boolean[] | boolean;
  readonly grid_points?: number;
  readonly grid_lb?: number;
  readonly grid_ub?: number;
}

interface Optimal {
  readonly M: number;
  readonly l_vec: readonly number[];
  readonly optimal_vec_pre_then_post: readonly number[];
  readonly half_length: number;
}

interface Published {
  readonly Mbar: readonly number[];
  readonly lb: readonly number[];
  readonly ub: readonly number[];
}

interface Golden {
  readonly id: string;
  readonly input: {
    readonly event_time: readonly number[];
    readonly betahat: readonly number[];
    readonly sigma: readonly (readonly number[])[];
    readonly num_pre: number;
  };
  readonly original_ci: readonly { readonly l_vec: readonly number[]; readonly lb: number; readonly ub: number }[];
  readonly results: readonly Result[];
  readonly optimal_flci: readonly Optimal[];
  readonly published?: Readonly<Record<string, Published | string>>;
}

const agree = agreeing("honestdid");
const folder = new URL("./expected/", import.meta.url);
const goldens = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Golden);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Numbers with event times around a reference at -1, as ours have it. */
function pathOf({ input }: Golden) {
  const event = input.event_time.map((_, i) => (i < input.num_pre ? i - input.num_pre - 1 : i - input.num_pre));
  return { event, estimate: input.betahat, covariance: symmetric(input.sigma) };
}

/** Printed halves of a covariance differ in the last digit. */
const symmetric = (S: readonly (readonly number[])[]) => S.map((row, i) => row.map((v, j) => (v + S[j]![i]!) / 2));

const runs = (golden: Golden, { Delta, method, l_vec, alpha, M }: Omit<Result, "delta" | "lb" | "ub">): HonestRecord =>
  honest(engine, pathOf(golden), { delta: Delta, method: method as never, lVec: l_vec, level: 1 - alpha, mvec: M });

const setOf = (record: HonestRecord, M: number): HonestSet => record.sets.find((set) => set.M === M)!;

describe.each(goldens)("$id", (golden) => {
  const cases = golden.results.map((result, i) => ({ ...result, i }));

  it.each(cases.filter(({ method }) => method === "FLCI"))("$Delta FLCI, case $i", (result) => {
    const record = runs(golden, result);
    result.M.forEach((M, i) => {
      const { half_length } = setOf(record, M).flci!;
      agree(half_length, (result.ub[i]! - result.lb[i]!) / 2, HALF_LENGTH, `half length at M = ${M}`);
    });
  });

  it.each(cases.filter(({ method }) => method !== "FLCI"))("$Delta $method, case $i", (result) => {
    const record = runs(golden, result);
    const isEdge = (edges: Result["lb_at_grid_edge"], i: number) => (Array.isArray(edges) ? edges[i] : edges) === true;
    result.M.forEach((M, i) => {
      if (M === 0) return;
      const set = setOf(record, M);
      const step = stepOf(golden, result);
      const rule = agree.by("an end read off a grid, to three of its steps");
      if (!isEdge(result.lb_at_grid_edge, i)) rule.within(set.low, result.lb[i]!, STEPS * step, `low at M = ${M}`);
      if (!isEdge(result.ub_at_grid_edge, i)) rule.within(set.high, result.ub[i]!, STEPS * step, `high at M = ${M}`);
    });
  });

  it("has the interval under parallel trends", () => {
    for (const { l_vec, lb, ub } of golden.original_ci) {
      const { original } = honest(engine, pathOf(golden), { delta: "sd", lVec: l_vec, mvec: [0] });
      agree(original.low, lb, 1e-10, "low");
      agree(original.high, ub, 1e-10, "high");
    }
  });

  it("has no longer intervals than the estimators that were found there", () => {
    for (const { M, l_vec, optimal_vec_pre_then_post, half_length } of golden.optimal_flci) {
      const own = honest(engine, pathOf(golden), { delta: "sd", method: "FLCI", lVec: l_vec, mvec: [M] }).sets[0]!
        .flci!;
      const theirs = halfLength(golden, M, optimal_vec_pre_then_post);
      // theirs leave linear trends a rest of bias that its solver tolerates
      if (Number.isFinite(theirs)) expect(own.half_length).toBeLessThanOrEqual(theirs * (1 + 1e-6));
      agree(own.half_length, half_length, HALF_LENGTH, `half length at M = ${M}`);
    }
  });
});

/** A step of the grid that ends were read off. */
function stepOf({ original_ci, input }: Golden, { grid_lb, grid_ub, grid_points, lb, ub, l_vec }: Result): number {
  if (grid_points !== undefined) return (grid_ub! - grid_lb!) / (grid_points - 1);
  const own = original_ci.find((one) => one.l_vec.every((weight, i) => weight === l_vec[i]));
  const error = ((own?.ub ?? 0) - (own?.lb ?? 0)) / (2 * 1.959963984540054) || Math.sqrt(input.sigma.at(-1)!.at(-1)!);
  // 20 errors to either side of the set
  return (40 * error + Math.max(...ub) - Math.min(...lb)) / (SMOOTH_POINTS - 1);
}

/** Of an affine estimator by its weights, the bias of linear trends set aside. */
function halfLength(golden: Golden, M: number, weights: readonly number[]): number {
  const { input } = golden;
  const nPre = input.num_pre;
  const times = weights.map((_, i) => (i < nPre ? i - nPre : i - nPre + 1));
  const trend = weights.reduce((sum, weight, i) => sum + weight * times[i]!, 0);
  if (Math.abs(trend) > 1e-6) return Number.POSITIVE_INFINITY;
  // changes of slope at each period but the ends, by what a unit of each adds
  const centres = Array.from({ length: weights.length - 1 }, (_, i) => i - nPre + 1);
  const bias = centres.reduce((sum, centre) => {
    const own = weights.reduce((total, weight, i) => {
      const t = times[i]!;
      if (centre >= 0) return total + weight * Math.max(0, t - centre);
      return total + weight * Math.max(0, centre - t);
    }, 0);
    return sum + M * Math.abs(own);
  }, 0);
  const sigma = Float64Array.from(symmetric(input.sigma).flat());
  const error = Math.sqrt(bilinear(sigma, Float64Array.from(weights), Float64Array.from(weights)));
  return error * foldedQuantile(engine, bias / error, 0.05).value;
}

describe("the authors' own digits", () => {
  const golden = goldens.find(({ id }) => id === "honest_ehec")!;
  /** What two of their runs on two grids differ by, as steps of 241 points. */
  const STEP = 0.000915;

  it.each([
    ["rm_first_period", [1, 0]],
    ["rm_first_period_readme_other_grid", [1, 0]],
    ["rm_average", [0.5, 0.5]],
  ])("%s", (name, l_vec) => {
    const { Mbar, lb, ub } = golden.published![name] as Published;
    const record = runs(golden, { Delta: "DeltaRM", method: "C-LF", l_vec, alpha: 0.05, M: Mbar });
    Mbar.forEach((M, i) => {
      if (M === 0) return;
      const rule = agree.by("an end read off a grid, to three of its steps");
      rule.within(setOf(record, M).low, lb[i]!, STEPS * STEP, `low at M = ${M}`);
      rule.within(setOf(record, M).high, ub[i]!, STEPS * STEP, `high at M = ${M}`);
    });
  });

  it("sd_flci", () => {
    const { M, lb, ub } = golden.published!.sd_flci as unknown as Published & { readonly M: readonly number[] };
    const record = runs(golden, { Delta: "DeltaSD", method: "FLCI", l_vec: [1, 0], alpha: 0.05, M });
    M.forEach((one, i) => {
      agree(setOf(record, one).flci!.half_length, (ub[i]! - lb[i]!) / 2, HALF_LENGTH, `half length at M = ${one}`);
    });
  });
});

describe("the quantile of |N(t, 1)|", () => {
  const text = readFileSync(new URL("./folded-normal.json", import.meta.url), "utf8");
  const { cases } = JSON.parse(text) as { cases: readonly Readonly<Record<"t" | "alpha" | "quantile", number>>[] };

  it.each(cases)("at t = $t, alpha = $alpha", ({ t, alpha, quantile }) => {
    agree(foldedQuantile(engine, t, alpha).value, quantile, 1e-13, `t = ${t}`);
  });
});

describe("diff-diff", () => {
  const theirs = agreeing("diff-diff-honest");
  const text = readFileSync(new URL("./diff-diff.json", import.meta.url), "utf8");
  const { cases } = JSON.parse(text) as { cases: readonly DiffDiffCase[] };

  it.each(cases.map((one, i) => ({ ...one, i })))("$id, case $i", ({ id, l_vec, flci, identified_rm }) => {
    const golden = goldens.find((one) => one.id === id)!;
    const own = honest(engine, pathOf(golden), { delta: "sd", lVec: l_vec, mvec: flci.map(({ M }) => M) });
    for (const { M, low, high } of flci) {
      const { half_length } = setOf(own, M).flci!;
      theirs(half_length, (high - low) / 2, SEARCHED, `half length at M = ${M}`);
      expect(half_length).toBeLessThanOrEqual(((high - low) / 2) * (1 + 1e-9));
    }
    const relative = honest(engine, pathOf(golden), {
      ...{ delta: "rm", lVec: l_vec, draws: 100 },
      mvec: identified_rm.map(({ M }) => M),
    });
    for (const { M, low, high } of identified_rm) {
      const [piece, ...others] = setOf(relative, M).identified;
      expect(others).toEqual([]);
      theirs(piece!.low, low, 1e-9, `identified set at M = ${M}`);
      theirs(piece!.high, high, 1e-9, `identified set at M = ${M}`);
    }
  });
});

/** Relative: what its search over half lengths leaves. */
const SEARCHED = 1e-6;

interface DiffDiffSet {
  readonly M: number;
  readonly low: number;
  readonly high: number;
}

interface DiffDiffCase {
  readonly id: string;
  readonly l_vec: readonly number[];
  readonly flci: readonly DiffDiffSet[];
  readonly identified_rm: readonly DiffDiffSet[];
}
