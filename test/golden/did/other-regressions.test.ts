/**
 * Two-way, stacked and local-projection estimates against fixest and the R package lpdid: effects, errors, rows.
 *
 * lpdid pools outcomes over a window with controls that are untreated when it begins, though they start treatment within it; ours are
 * untreated through it, as in the paper and in Stata's command: there its rule is applied to our regression. It drops from rows
 * "without changes of composition" all units of cohorts that start as late as the last period less the window, though those of the first
 * such period are observed through it: there such cohorts are left out of the data.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { didPlan } from "../../../src/verbs/did/design/plan.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import { didSample } from "../../../src/verbs/did/design/sample.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { lpPanel } from "../../../src/verbs/did/estimators/lpdid/lp-panel.js";
import { fitHorizon } from "../../../src/verbs/did/estimators/lpdid/lpdid.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import type { ExpectedFit } from "../feols/expected.js";
import { dataOf, expected, goldenPanel } from "./support.js";

/** Relative: fixest was run to 1e-11. */
const ESTIMATE = 1e-8;
/** Of estimates near zero: a hundredth of a millionth of their error. */
const OF_ERROR = 1e-9;
const STD_ERROR = 1e-6;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const ofFixest = agreeing("fixest-staggered");
const ofLpdid = agreeing("lpdid");

const estimate = (data: Panel, formula: string, options: DidOptions): DidEstimate =>
  did(engine, data, formula, options).estimates[0]!;

const feolsFile = (file: string): ExpectedFit =>
  JSON.parse(readFileSync(new URL(`../feols/expected/${file}.json`, import.meta.url), "utf8"));

describe("twfe reproduces fixest", () => {
  const STATIC: readonly (readonly [string, string, DidOptions])[] = [
    ["fixest_mpdta_twfe", "lemp ~ 1 | countyreal + year", {}],
    ["fixest_castle_twfe", "l_homicide ~ 1 | state + year", {}],
    [
      "fixest_castle_twfe_w_controls",
      "l_homicide ~ l_police + unemployrt + poverty + l_income + l_prisoner | state + year",
      { weights: "popwt" },
    ],
  ];
  for (const [file, formula, options] of STATIC) {
    it(file, async () => {
      const { source } = await goldenPanel(dataOf(file));
      const keys = { unit: file.includes("castle") ? "state" : "countyreal", time: "year" };
      const data = panel(await goldenTable(`${dataOf(file)}.csv`), keys);
      const want = feolsFile(file);
      for (const variant of want.variants) {
        const vcov = /^~/.test(variant.vcov_arg) ? `cluster:${variant.vcov_arg.slice(1)}` : variant.vcov_arg;
        if (!/^(cluster:|iid|hetero)/.test(vcov) || variant.vcov_arg.includes("|")) continue;
        const got = estimate(data, formula, { ...source, ...options, estimator: ["twfe"], aggregate: "simple", vcov });
        ofFixest(got.overall.estimate, want.coef.post!, ESTIMATE, `${file}, ${vcov}`);
        ofFixest(got.overall.std_error, variant.se.post!, STD_ERROR, `${file}, ${vcov}: std_error`);
        ofFixest(got.overall.p_value, variant.p.post!, STD_ERROR, `${file}, ${vcov}: p`, 1e-12);
        expect(got.nobs).toBe(want.nobs);
      }
    });
  }

  it("event by event, with a covariate", async () => {
    const { data, source } = await goldenPanel("base_stagg");
    const want = feolsFile("fixest_base_stagg_twfe_es");
    const got = estimate(data, "y ~ x1 | id + year", { ...source, estimator: ["twfe"] });
    const variant = want.variants.find(({ vcov_arg }) => vcov_arg.startsWith("~id") && !vcov_arg.includes("+"))!;
    const events = Object.keys(want.coef).filter((name) => name.startsWith("time_to_treatment::"));
    expect(got.effects.filter(({ reference }) => !reference).length).toBe(events.length);
    for (const name of events) {
      const effect = got.effects.find(({ event }) => event === Number(name.split("::")[1]))!;
      ofFixest(effect.estimate, want.coef[name]!, ESTIMATE, name);
      ofFixest(effect.std_error, variant.se[name]!, STD_ERROR, `${name}: std_error`);
    }
  });
});

interface Stacked {
  readonly coef: { readonly D: number };
  readonly se: { readonly D: number };
  readonly nobs: number;
  readonly event_coef: Readonly<Record<string, number>>;
  readonly event_se: Readonly<Record<string, number>>;
}

describe("stacked reproduces explicit stacks in fixest", () => {
  const CASES = [
    ["stacked_mpdta", "lemp", [-2, 0]],
    ["stacked_castle", "l_homicide", [-4, 1]],
    ["city_smartcity_sim_stacked", "quality", [-2, 4]],
  ] as const;
  for (const [file, outcome, window] of CASES) {
    it(file, async () => {
      const { data, source, effects } = await goldenPanel(dataOf(file));
      const want = expected<Stacked>(file);
      const options: DidOptions = {
        ...{ ...source, estimator: ["stacked"], control: "notyet", window, stackWeights: "none" },
      };
      const all = estimate(data, `${outcome} ~ 1 | ${effects}`, { ...options, aggregate: "simple" });
      expect(all.nobs).toBe(want.nobs);
      ofFixest(all.overall.estimate, want.coef.D, ESTIMATE, file);
      ofFixest(all.overall.std_error, want.se.D, STD_ERROR, `${file}: std_error`);
      const byEvent = estimate(data, `${outcome} ~ 1 | ${effects}`, options).effects.filter((each) => !each.reference);
      expect(byEvent.map(({ event }) => `rel::${event}`)).toEqual(Object.keys(want.event_coef));
      for (const { event, ...effect } of byEvent) {
        ofFixest(effect.estimate, want.event_coef[`rel::${event}`]!, ESTIMATE, `${file}, ${event}`);
        ofFixest(effect.std_error, want.event_se[`rel::${event}`]!, STD_ERROR, `${file}, ${event}: std_error`);
      }
    });
  }
});

interface Projection {
  readonly horizon: readonly number[];
  readonly estimate: readonly (number | null)[];
  readonly se: readonly (number | null)[];
  readonly nobs: readonly (number | null)[];
}

interface Pooled {
  readonly pooled: { readonly estimate: number; readonly se: number; readonly nobs: number };
}

const OUTCOME = { mpdta: "lemp", castle: "l_homicide", base_stagg: "y", smartcity_sim: "quality" } as const;

function agreeHorizons(got: DidEstimate, { horizon, estimate: values, se, nobs }: Projection, what: string): void {
  let compared = 0;
  horizon.forEach((event, at) => {
    const effect = got.effects.find((each) => each.event === event);
    if (values[at] === null || nobs[at] === 0) {
      expect(effect === undefined || effect.reference, `${what}, ${event}`).toBe(true);
      return;
    }
    const name = `${what}, horizon ${event}`;
    ofLpdid(effect!.estimate, values[at]!, ESTIMATE, name, OF_ERROR * se[at]!);
    ofLpdid(effect!.std_error, se[at]!, STD_ERROR, `${name}: std_error`);
    expect(effect!.n_obs, `${name}: rows`).toBe(nobs[at]);
    compared++;
  });
  expect(got.effects.filter(({ reference }) => !reference).length, what).toBe(compared);
}

describe("lpdid reproduces the R package lpdid and its regressions in fixest", () => {
  const CASES: readonly (readonly [string, DidOptions, string?])[] = [
    ["lpdid_mpdta_vw", { window: [-3, 2] }],
    ["lpdid_mpdta_rw", { window: [-3, 2], reweight: true }],
    ["lpdid_mpdta_nocomp", { window: [-2, 1], fixedSample: true, subset: "`first.treat` < 2006" }],
    ["lpdid_mpdta_pmd2", { window: [-2, 2], premean: 2 }],
    ["lpdid_castle_vw", { window: [-4, 3] }],
    ["lpdid_castle_rw", { window: [-4, 3], reweight: true }],
    ["lpdid_castle_rw_nocomp", { window: [-4, 2], reweight: true, fixedSample: true, subset: "late == 0" }],
    ["lpdid_castle_controls", { window: [-4, 3] }, "unemployrt + l_police"],
    ["lpdid_castle_pmd3", { window: [-4, 3], premean: 3 }],
    ["lpdid_base_stagg_vw", { window: [-4, 4] }],
    ["lpdid_base_stagg_rw", { window: [-4, 4], reweight: true }],
  ];
  for (const [file, options, controls = "1"] of CASES) {
    it(file, async () => {
      const name = dataOf(file);
      const { data, source, effects } = await goldenPanel(name);
      const got = estimate(withLate(data), `${OUTCOME[name]} ~ ${controls} | ${effects}`, {
        ...{ ...source, estimator: ["lpdid"], control: "notyet", ...options },
      });
      agreeHorizons(got, expected<Projection>(file), file);
    });
  }

  const POOLED: readonly (readonly [string, DidOptions])[] = [
    ["lpdid_mpdta_pooled", { window: [-3, 2] }],
    ["lpdid_mpdta_pooled_rw", { window: [-3, 2], reweight: true }],
    ["lpdid_castle_pooled_rw", { window: [-4, 3], reweight: true }],
    ["lpdid_base_stagg_pooled", { window: [-4, 4] }],
  ];
  for (const [file, options] of POOLED) {
    it(file, async () => {
      const name = dataOf(file);
      const { data, source, effects } = await goldenPanel(name);
      const { pooled } = expected<Pooled>(file);
      const given: DidOptions = { ...source, ...options, estimator: ["lpdid"], control: "notyet", aggregate: "simple" };
      const formula = `${OUTCOME[name]} ~ 1 | ${effects}`;
      const plan = didPlan(given);
      const sample = didSample(engine, data, parseFormula(formula), plan, given);
      const over = Array.from({ length: options.window![1] + 1 }, (_, lead) => lead);
      const theirs = fitHorizon(engine, lpPanel(sample, plan), { over, cleanTo: 0, observed: [] }, plan, null)!;
      const agree = ofLpdid.by("controls untreated at the start of the window only, as the package has them");
      agree(theirs.estimates.values[0], pooled.estimate, ESTIMATE, file);
      agree(Math.sqrt(theirs.estimates.covariance[0]!), pooled.se, STD_ERROR, `${file}: std_error`);
      expect(theirs.nobs).toBe(pooled.nobs);
      expect(estimate(data, formula, given).nobs).toBeLessThan(pooled.nobs);
    });
  }

  it("lets a treatment switch off after effects have settled", async () => {
    for (const [file, off, after, window, stable] of [
      ["lpdid_nonabsorbing_castle_switch", 3, 2, [-3, 3], 2],
      ["lpdid_nonabsorbing_base_stagg_switch", 4, 3, [-3, 3], 3],
    ] as const) {
      const name = dataOf(file);
      const { data, source, effects } = await goldenPanel(name);
      const switched = withSwitch(data, source, off, after);
      const formula = `${OUTCOME[name]} ~ 1 | ${effects}`;
      const options: DidOptions = { treat: "d_switch", estimator: ["lpdid"], control: "notyet", window };
      agreeHorizons(estimate(switched, formula, { ...options, stable }), expected<Projection>(file), file);
      expect(() => did(engine, switched, formula, options)).toThrow(
        expect.objectContaining({ code: "did_design", message: expect.stringContaining("switches off") }),
      );
    }
  });
});

/** First period of each unit with a treatment. */
function startsOf(data: Panel, { cohort, treat }: Pick<DidOptions, "cohort" | "treat">): Float64Array {
  const column = data.table.numeric((cohort ?? treat)!);
  const starts = new Float64Array(data.nUnits).fill(Number.POSITIVE_INFINITY);
  column.forEach((value, row) => {
    const start = treat === undefined ? value : value === 1 ? data.timeValues[row]! : Number.POSITIVE_INFINITY;
    const unit = data.unit.codes[row]!;
    starts[unit] = Math.min(starts[unit]!, start);
  });
  return starts;
}

const withNumbers = (data: Panel, name: string, values: Float64Array): Panel =>
  panel(withColumns(data.table, [{ kind: "numeric", name, values }]), { unit: data.unit.name, time: data.time.name });

/** States that adopted castle doctrine laws in 2008 or later, which the package drops at a window that ends two periods on. */
function withLate(data: Panel): Panel {
  if (!data.table.has("post")) return data;
  const starts = startsOf(data, { treat: "post" });
  const late = Float64Array.from(data.unit.codes, (unit) =>
    Number(Number.isFinite(starts[unit]!) && starts[unit]! >= 2008),
  );
  return withNumbers(data, "late", late);
}

/** The treatment of every `off`-th unit, by their order, switches off `after` periods after its start. */
function withSwitch(data: Panel, source: Pick<DidOptions, "cohort" | "treat">, off: number, after: number): Panel {
  const starts = startsOf(data, source);
  const ids = data.table.numeric(data.unit.name);
  const ranks = new Map([...new Set(ids)].sort((a, b) => a - b).map((id, at) => [id, at + 1]));
  const treated = Float64Array.from(ids, (id, row) => {
    const start = starts[data.unit.codes[row]!]!;
    const time = data.timeValues[row]!;
    return Number(time >= start && !(ranks.get(id)! % off === 0 && time >= start + after));
  });
  return withNumbers(data, "d_switch", treated);
}
