/**
 * Synthetic differences-in-differences against R's synthdid on Proposition 99 and two cohorts of cities. Its weights are those of
 * Frank and Wolfe's steps, which stop short of the optimum: at its weights our estimate is its own, and ours do no worse by its objective.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { didPlan } from "../../../src/verbs/did/design/plan.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import { didSample } from "../../../src/verbs/did/design/sample.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { type Blocks, blocksOf, type Cohort } from "../../../src/verbs/did/estimators/sdid/blocks.js";
import type { SdidRecord } from "../../../src/verbs/did/estimators/sdid/record.js";
import { effectOf, fitCohort, pathsOf, variantWeights } from "../../../src/verbs/did/estimators/sdid/weights.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { expected } from "./support.js";

/** At given weights an estimate is a sum. */
const SAME = 1e-8;
/** Frank and Wolfe's steps stop where they bring less than 1e-5 of the spread of changes; of shares, absolutely. */
const STEPS = 1e-3;
const STEPS_OF_SHARES = 1e-4;
/** A million of them come closer the slower, the closer they are. */
const MANY_STEPS = 2e-5;
/** Objectives of equal solutions differ by rounding. */
const ROUNDING = 1 + 1e-12;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Given {
  readonly estimate: number;
  readonly omega: readonly number[];
  readonly lambda: readonly number[];
  readonly jackknife_se?: number | null;
}

/** A problem as R has it: its donors in the order of their labels as texts. */
interface Case {
  readonly data: Panel;
  readonly formula: string;
  readonly options: DidOptions;
  readonly results: Readonly<Record<"synthdid" | "sc" | "did", Given>>;
  readonly curve: readonly number[] | null;
}

async function california(): Promise<Case> {
  interface Named extends Omit<Given, "omega" | "lambda"> {
    readonly omega: Readonly<Record<string, number>>;
    readonly lambda: Readonly<Record<string, number>>;
  }
  const {
    synthdid,
    sc,
    did: plain,
  } = expected<Readonly<Record<"synthdid" | "sc" | "did", Named>>>("synthdid_california_prop99");
  const listed = (one: Named): Given => ({
    ...one,
    omega: Object.values(one.omega),
    lambda: Object.values(one.lambda),
  });
  return {
    data: panel(await goldenTable("california_prop99.csv"), { unit: "State", time: "Year" }),
    formula: "PacksPerCapita ~ 1 | State + Year",
    options: { treat: "treated", estimator: ["sdid"], errors: "none" },
    results: { synthdid: listed(synthdid), sc: listed(sc), did: listed(plain) },
    curve: null,
  };
}

async function cities(batch: number): Promise<Case> {
  const want = expected<Pick<Case, "results"> & { readonly effect_curve: readonly number[] }>(
    `sc_synthdid_smartcity_sim_batch${batch}`,
  );
  return {
    data: panel(await goldenTable("smartcity_sim.csv"), { unit: "city", time: "year" }),
    formula: "quality ~ 1 | city + year",
    options: { cohort: "g", subset: `g == 0 | g == ${batch}`, estimator: ["sdid"], errors: "jackknife" },
    ...{ results: want.results, curve: want.effect_curve },
  };
}

const CASES = [
  ["Proposition 99", california],
  ["cities treated from 2012", () => cities(2012)],
  ["cities treated from 2013", () => cities(2013)],
] as const;

const estimate = ({ data, formula, options }: Case): DidEstimate => did(engine, data, formula, options).estimates[0]!;

/** The blocks of a case, and places of its donors in R's order. */
function blocks({ data, formula, options }: Case): {
  readonly blocks: Blocks;
  readonly cohort: Cohort;
  readonly order: number[];
} {
  const plan = didPlan(options);
  const found = blocksOf(didSample(engine, data, parseFormula(formula), plan, options), plan);
  const named = found.donors.map((unit, j) => ({ name: found.name(unit), j }));
  const order = named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ j }) => j);
  return { blocks: found, cohort: found.cohorts[0]!, order };
}

function inOurOrder(given: Given, order: readonly number[]) {
  const units = new Float64Array(order.length);
  order.forEach((j, i) => {
    units[j] = given.omega[i]!;
  });
  const times = given.lambda.every((weight) => weight === 0) ? null : Float64Array.from(given.lambda);
  return { units, times };
}

describe("sdid reproduces synthdid", () => {
  const agree = agreeing("synthdid");
  for (const [name, read] of CASES) {
    it(`${name}: estimates`, async () => {
      const one = await read();
      const { results, curve } = one;
      const found = estimate(one);
      const { groups, errors } = found.details as unknown as SdidRecord;
      agree(groups[0]!.estimate, results.synthdid.estimate, STEPS, "synthdid", STEPS_OF_SHARES);
      agree(found.overall.estimate, results.synthdid.estimate, STEPS, "average", STEPS_OF_SHARES);
      for (const { method, estimate, std_error } of groups[0]!.variants) {
        // without a penalty the steps of a synthetic control stop farther away
        if (method === "did") agree(estimate, results.did.estimate, SAME, "did");
        if (method === "did" && errors !== null) agree(std_error, results.did.jackknife_se!, SAME, "did: error");
      }
      if (errors !== null) agree(found.overall.std_error, results.synthdid.jackknife_se!, STEPS, "error");
      const after = found.effects.filter(({ event }) => event! >= 0);
      curve?.forEach((effect, t) => {
        agree(after[t]!.estimate, effect, STEPS, `event ${t}`, STEPS_OF_SHARES);
      });
    });

    it(`${name}: at its weights`, async () => {
      const one = await read();
      const { blocks: found, cohort, order } = blocks(one);
      for (const method of ["synthdid", "sc", "did"] as const) {
        const given = inOurOrder(one.results[method], order);
        agree(effectOf(cohort, pathsOf(found, cohort, given).effects), one.results[method].estimate, SAME, method);
      }
    });

    it(`${name}: our weights do no worse`, async () => {
      const one = await read();
      const { blocks: found, cohort, order } = blocks(one);
      const fit = fitCohort(engine, found, cohort);
      const theirs = inOurOrder(one.results.synthdid, order);
      const { units, times } = fit.penalties;
      const ofUnits = (weights: Float64Array, penalty: number, intercept: boolean) =>
        unitObjective(found, cohort, weights, penalty, intercept);
      expect(ofUnits(fit.units, units, true)).toBeLessThanOrEqual(ofUnits(theirs.units, units, true) * ROUNDING);
      expect(timeObjective(found, cohort, fit.times, times)).toBeLessThanOrEqual(
        timeObjective(found, cohort, theirs.times!, times) * ROUNDING,
      );
      const control = inOurOrder(one.results.sc, order);
      const own = variantWeights(engine, found, fit).sc;
      expect(ofUnits(own.units, times, false)).toBeLessThanOrEqual(ofUnits(control.units, times, false) * ROUNDING);
    });
  }
});

interface Converged {
  readonly estimate: number;
  readonly curve: readonly number[];
  readonly lambda: readonly number[];
  readonly jackknife: number | null;
}

describe("sdid reproduces synthdid run on until its steps bring nothing", () => {
  const agree = agreeing("synthdid");
  const want = expected<{
    readonly california: Converged;
    readonly cohorts: Readonly<Record<string, Converged>>;
    readonly staggered: { readonly estimate: number; readonly jackknife: number; readonly units: number };
  }>("sdid_converged");
  const compare = (found: DidEstimate, one: Converged, name: string): void => {
    const [group] = (found.details as unknown as SdidRecord).groups;
    agree(found.overall.estimate, one.estimate, MANY_STEPS, name);
    const after = found.effects.filter(({ event }) => event! >= 0);
    one.curve.forEach((effect, t) => {
      agree(after[t]!.estimate, effect, MANY_STEPS, `${name}, event ${t}`);
    });
    one.lambda.forEach((weight, t) => {
      agree.within(group!.time_weights[t]!.weight, weight, MANY_STEPS, `${name}, weight ${t}`);
    });
    if (one.jackknife !== null) agree(found.overall.std_error, one.jackknife, MANY_STEPS, `${name}: error`);
  };

  it("one cohort at a time", async () => {
    compare(estimate(await california()), want.california, "Proposition 99");
    for (const cohort of [2012, 2013]) compare(estimate(await cities(cohort)), want.cohorts[cohort]!, String(cohort));
  });

  it("three cohorts together, with a jackknife over all units", async () => {
    const one = await cities(2012);
    const { subset, ...options } = one.options;
    const found = did(engine, one.data, one.formula, { ...options, aggregate: "group" }).estimates[0]!;
    for (const { group, estimate, std_error } of found.effects) {
      agree(estimate, want.cohorts[group!]!.estimate, MANY_STEPS, `cohort ${group}`);
      expect(std_error).toBeGreaterThan(0);
    }
    agree(found.overall.estimate, want.staggered.estimate, MANY_STEPS, "average");
    agree(found.overall.std_error, want.staggered.jackknife, MANY_STEPS, "error");
    expect(found.n_units).toBe(want.staggered.units);
  });
});

interface Cohorts {
  readonly coefficients: Readonly<Record<string, number>>;
  readonly cohorts: Readonly<Record<string, { readonly estimate: number; readonly share: number }>>;
  readonly average: number;
}

describe("sdid reproduces Python's synthdid", () => {
  const agree = agreeing("synthdid-python");
  const want = expected<Readonly<Record<"plain" | "eco" | "eco_fin", Cohorts>>>("sdid_cohorts");
  it.each([
    ["plain", "1"],
    ["eco", "eco"],
    ["eco_fin", "eco + fin"],
  ] as const)("three cohorts, covariates: %s", async (name, controls) => {
    const data = panel(await goldenTable("smartcity_sim.csv"), { unit: "city", time: "year" });
    const options: DidOptions = { cohort: "g", estimator: ["sdid"], errors: "none", aggregate: "group" };
    const found = did(engine, data, `quality ~ ${controls} | city + year`, options).estimates[0]!;
    const { groups, coefficients } = found.details as unknown as SdidRecord;
    const { cohorts, average, coefficients: slopes } = want[name];
    expect(coefficients.map(({ covariate }) => covariate)).toEqual(Object.keys(slopes));
    for (const { covariate, estimate } of coefficients) agree(estimate, slopes[covariate]!, SAME, covariate);
    for (const { cohort, estimate, share } of groups) {
      agree(estimate, cohorts[cohort]!.estimate, STEPS, `cohort ${cohort}`);
      agree(share, cohorts[cohort]!.share, SAME, `share of ${cohort}`);
    }
    agree(found.overall.estimate, average, STEPS, "average");
  });
});

const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);
const centred = (values: readonly number[]): number[] => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
};

/** The objective of unit weights, as the paper has it times the periods. */
function unitObjective(
  found: Blocks,
  cohort: Cohort,
  units: Float64Array,
  penalty: number,
  intercept: boolean,
): number {
  const { observed, donors } = pathsOf(found, cohort, { units, times: null });
  const gaps = Array.from(observed.subarray(0, cohort.before), (value, t) => value - donors[t]!);
  return squares(intercept ? centred(gaps) : gaps) + cohort.before * penalty ** 2 * squares(Array.from(units));
}

function timeObjective(
  { y, matrix, donors }: Blocks,
  { before }: Cohort,
  times: Float64Array,
  penalty: number,
): number {
  const gaps = donors.map((unit) => {
    const path = Array.from({ length: matrix.nPeriods }, (_, t) => y[t * matrix.nUnits + unit]!);
    const after = path.slice(before);
    const mean = after.reduce((sum, value) => sum + value, 0) / after.length;
    return path.slice(0, before).reduce((sum, value, t) => sum + times[t]! * value, -mean);
  });
  return squares(centred(gaps)) + donors.length * penalty ** 2 * squares(Array.from(times));
}
