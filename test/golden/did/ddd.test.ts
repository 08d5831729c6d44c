/**
 * Triple differences against R's triplediff: cells, averages and their errors by every method, against never treated and against several
 * cohorts put together by least variance; and two periods of two cohorts alone.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { didPlan } from "../../../src/verbs/did/design/plan.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import { didSample } from "../../../src/verbs/did/design/sample.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { ddd } from "../../../src/verbs/did/estimators/ddd/ddd.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { expected } from "./support.js";

const ESTIMATE = 1e-8;
const STD_ERROR = 1e-8;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const closeTo = agreeing("triplediff");
/** Of the variance over units, triplediff divides by n - 1 here, and by n elsewhere. */
const divided = closeTo.by(
  "a variance over n units divided by n - 1 where two periods, or several cohorts, are compared",
);

const first = closeTo.by(
  "the share of every cohort moved by the units of the first one in the error of the average over cohorts",
);

interface Averages {
  readonly overall_att: number;
  readonly overall_se: number;
  readonly egt: readonly number[];
  readonly att: readonly number[];
  readonly se: readonly (number | null)[];
}

interface Expected {
  readonly att_gt: Readonly<Record<"group" | "t" | "att", readonly number[]>> & {
    readonly se: readonly (number | null)[];
  };
  readonly n: number;
  readonly aggregations: Readonly<Record<"simple" | "eventstudy" | "group" | "calendar", Averages>>;
}

const WORDS = { simple: "simple", dynamic: "eventstudy", group: "group", calendar: "calendar" } as const;
const METHODS = ["dr", "reg", "ipw"] as const;

/** The covariates and options of an estimate, as a sample and a plan. */
const asked = async (x: string, options: DidOptions) => {
  const data = panel(await goldenTable("ddd_sim.csv"), { unit: "id", time: "year" });
  const all = { cohort: "g", estimator: ["ddd"], eligible: "elig", shares: "all" as const, ...options };
  return { data, formula: `y ~ ${x} | id + year`, all };
};

/** The error of the average over cohorts by triplediff's rule: the influence of shares is that of the first cohort's for all of them. */
async function firstForAll(x: string, options: DidOptions): Promise<number> {
  const { data, formula, all } = await asked(x, options);
  const plan = didPlan(all);
  const sample = didSample(engine, data, parseFormula(formula), plan, all);
  const { cells, estimates, shares } = ddd.fit(engine, sample, plan).cells!;
  const n = sample.units.length;
  const estimated = cells.filter(({ isReference }) => !isReference);
  const total = [...shares!.values()].reduce((sum, share) => sum + share, 0);
  const cohorts = [...shares!].map(([cohort, share]) => {
    const own = estimated.flatMap((cell, j) => (cell.cohort === cohort && cell.period >= cohort ? [j] : []));
    const mean = (of: (j: number) => number) => own.reduce((sum, j) => sum + of(j), 0) / own.length;
    return {
      cohort,
      share,
      value: mean((j) => estimates.values[j]!),
      at: (i: number) => mean((j) => estimates.influence![j * n + i]!),
    };
  });
  const overall = cohorts.reduce((sum, { share, value }) => sum + (share / total) * value, 0);
  const slope = cohorts.reduce((sum, { value }) => sum + value - overall, 0) / total / n;
  const squares = Array.from({ length: n }, (_, i) => {
    const moved = cohorts.reduce((sum, { share, at }) => sum + (share / total) * at(i), 0);
    return (moved + (sample.cohort[i] === cohorts[0]!.cohort ? slope : 0)) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

const FILES: readonly { readonly file: string; readonly x: string; readonly options: DidOptions }[] = [
  ...METHODS.flatMap((method) => [
    { file: `ddd_sim_nevertreated_${method}_x`, x: "x", options: { method, control: "never" as const } },
    { file: `ddd_sim_notyettreated_${method}_x`, x: "x", options: { method, control: "notyet" as const } },
  ]),
  { file: "ddd_sim_nevertreated_nox", x: "1", options: { base: "universal" } },
];

const fitted = async (x: string, options: DidOptions): Promise<DidEstimate> => {
  const { data, formula, all } = await asked(x, options);
  return did(engine, data, formula, all).estimates[0]!;
};

describe("ddd reproduces triplediff", () => {
  for (const { file, x, options } of FILES) {
    it(file, async () => {
      const want = expected<Expected>(file);
      const { cells, n_units, details } = await fitted(x, options);
      expect(n_units).toBe(want.n);
      const { group, t, att, se } = want.att_gt;
      expect(cells!.map(({ cohort, time }) => [cohort, time])).toEqual(group.map((g, at) => [g, t[at]]));
      const compared = details?.kind === "triple" ? details.comparisons : [];
      cells!.forEach((cell, at) => {
        const what = `${file}, cohort ${group[at]} in ${t[at]}`;
        closeTo(cell.estimate, att[at]!, ESTIMATE, `${what}: estimate`);
        expect(cell.reference).toBe(se[at] === null);
        if (cell.reference) return;
        const isCombined = compared.some(({ cohort, time }) => cohort === cell.cohort && time === cell.time);
        if (isCombined)
          divided(cell.std_error! * Math.sqrt(want.n / (want.n - 1)), se[at]!, STD_ERROR, `${what}: error`);
        else closeTo(cell.std_error, se[at]!, STD_ERROR, `${what}: error`);
      });
      for (const aggregate of ["simple", "dynamic", "group", "calendar"] as const) {
        const averages = want.aggregations[WORDS[aggregate]];
        const { overall, effects } = await fitted(x, { ...options, aggregate });
        closeTo(overall.estimate, averages.overall_att, ESTIMATE, `${file}, ${aggregate}: overall`);
        const error = `${file}, ${aggregate}: error overall`;
        if (aggregate === "group") first(await firstForAll(x, options), averages.overall_se, STD_ERROR, error);
        else closeTo(overall.std_error, averages.overall_se, STD_ERROR, error);
        if (aggregate === "simple") continue;
        expect(effects.map(({ event, group: cohort, time }) => event ?? cohort ?? time)).toEqual(averages.egt);
        effects.forEach((effect, at) => {
          const what = `${file}, ${aggregate} ${averages.egt[at]}`;
          closeTo(effect.estimate, averages.att[at]!, ESTIMATE, `${what}: estimate`);
          if (!effect.reference) closeTo(effect.std_error, averages.se[at]!, STD_ERROR, `${what}: error`);
        });
      }
    });
  }
});

describe("two cohorts in two periods reproduce triplediff", () => {
  const subset = "(g == 0 | g == 4) & (year == 3 | year == 4)";
  const NORMAL = 1.959963984540054;
  const all = [...METHODS.map((method) => [method, "x"] as const), ["nox", "1"] as const];

  it.each(all)("%s", async (name, x) => {
    const want = expected<{ readonly att: number; readonly se: number; readonly ci: readonly [number, number] }>(
      `ddd_sim_2x2x2_${name}`,
    );
    const method = name === "nox" ? "dr" : name;
    const { overall, n_units } = await fitted(x, { method, subset, aggregate: "simple" });
    closeTo(overall.estimate, want.att, ESTIMATE, `${name}: estimate`);
    const error = overall.std_error! * Math.sqrt(n_units / (n_units - 1));
    divided(error, want.se, STD_ERROR, `${name}: error`);
    divided(overall.estimate - NORMAL * error, want.ci[0], ESTIMATE, `${name}: low`);
    divided(overall.estimate + NORMAL * error, want.ci[1], ESTIMATE, `${name}: high`);
  });
});

interface PeerCase {
  readonly method: "dr" | "reg" | "ipw";
  readonly x: string;
  readonly control: "never_treated" | "not_yet_treated";
  readonly base: "varying" | "universal";
  readonly anticipation: number;
  readonly cells: readonly { readonly g: number; readonly t: number; readonly att: number; readonly se: number }[];
  readonly overall: { readonly att: number; readonly se: number };
  readonly dynamic: readonly { readonly at: number; readonly att: number; readonly se: number }[];
  readonly group: readonly { readonly at: number; readonly att: number; readonly se: number }[];
}

describe("ddd weighed by eligible units reproduces diff-diff", () => {
  const CASES = expected<{ readonly cases: readonly PeerCase[] }>("diff-diff_ddd").cases;
  const peer = agreeing("diff-diff-ddd");
  const dividedToo = peer.by("a variance over n units divided by n - 1 where several cohorts are compared");

  for (const { method, x, control, base, anticipation, cells, overall, dynamic, group } of CASES) {
    const what = `${method} on ${x}, ${control}, ${base}, anticipation ${anticipation}`;
    it(what, async () => {
      const options: DidOptions = {
        method,
        base,
        anticipation,
        shares: "eligible",
        control: control === "never_treated" ? "never" : "notyet",
      };
      const found = await fitted(x, options);
      const compared = found.details?.kind === "triple" ? found.details.comparisons : [];
      const own = found.cells!.filter(({ reference }) => !reference);
      expect(own.map(({ cohort, time }) => [cohort, time])).toEqual(cells.map(({ g, t }) => [g, t]));
      own.forEach(({ cohort, time, estimate, std_error }, at) => {
        const { att, se } = cells[at]!;
        const place = `${what}, cohort ${cohort} in ${time}`;
        peer(estimate, att, ESTIMATE, `${place}: estimate`);
        const n = found.n_units;
        const isCombined = compared.some((one) => one.cohort === cohort && one.time === time);
        if (isCombined) dividedToo(std_error! * Math.sqrt(n / (n - 1)), se, STD_ERROR, `${place}: error`);
        else peer(std_error, se, STD_ERROR, `${place}: error`);
      });
      const shown = found.effects.filter(({ reference }) => !reference);
      expect(shown.map(({ event }) => event)).toEqual(dynamic.map(({ at }) => at));
      shown.forEach(({ estimate, std_error }, at) => {
        peer(estimate, dynamic[at]!.att, ESTIMATE, `${what}, event ${dynamic[at]!.at}: estimate`);
        peer(std_error, dynamic[at]!.se, STD_ERROR, `${what}, event ${dynamic[at]!.at}: error`);
      });
      const simple = (await fitted(x, { ...options, aggregate: "simple" })).overall;
      if (anticipation > 0) return;
      peer(simple.estimate, overall.att, ESTIMATE, `${what}: overall`);
      peer(simple.std_error, overall.se, STD_ERROR, `${what}: error overall`);
      (await fitted(x, { ...options, aggregate: "group" })).effects.forEach(({ estimate, std_error }, at) => {
        peer(estimate, group[at]!.att, ESTIMATE, `${what}, cohort ${group[at]!.at}: estimate`);
        peer(std_error, group[at]!.se, STD_ERROR, `${what}, cohort ${group[at]!.at}: error`);
      });
    });
  }
});
