/**
 * The verb on the calls of the reference files, translated: numbers of plm, and of dense algebra where plm's tests are not
 * those meant; the output printed in Roodman (2009) from its own lines of xtabond2.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Panel } from "../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import { agreeing } from "../support/agree.js";
import {
  abdata,
  emplUk,
  type PlmReference,
  plmReferences,
  publishedXtabond2,
  smartCity,
  xtabond2TwoStep,
} from "../support/gmm-panels.js";
import { plainName, translatePlm } from "../support/plm-calls.js";

/** Relative, as the references promise: difference models, systems, tests. */
const DIFFERENCE = 1e-8;
const SYSTEM = 1e-6;
const TESTS = 1e-5;
/** Of output printed with seven digits, by xtabond2 on logs in float32, of values that had been rounded to it before. */
const PRINTED = 2e-6;
/** Ends of its intervals: an estimate and two errors. */
const LIMITS = 3 * PRINTED;

let engine: Engine;
const panels: Record<string, Panel> = {};
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  Object.assign(panels, { EmplUK: await emplUk(), smartcity_sim: await smartCity(), abdata: await abdata() });
});

const [ofPlm, ofXtabond2] = [agreeing("plm-gmm"), agreeing("xtabond2")];
const relative = (got: number, want: number, tolerance: number, what: string) =>
  ofPlm(got, want, tolerance, what, tolerance * 1e-3);

describe.each(plmReferences())("$id", (expected: PlmReference) => {
  const { formula, options } = translatePlm(expected.call);
  const tolerance = options.model === "system" ? SYSTEM : DIFFERENCE;
  const singular =
    expected.algebra.rank_instruments < expected.algebra.n_instruments || /endogenous_wk/.test(expected.id);
  const run = () =>
    pgmm(engine, panels[expected.dataset]!, formula, { ...options, singular: singular ? "pseudoinverse" : "refuse" });

  it("has plm's coefficients and errors, by name", () => {
    const { coefficients, vcov } = run();
    expect(vcov.names.toSorted()).toEqual(Object.keys(expected.coef).map(plainName).sort());
    for (const [name, estimate] of Object.entries(expected.coef)) {
      relative(coefficients[plainName(name)]!.estimate, estimate, tolerance, "estimate");
    }
    for (const [name, error] of Object.entries(expected.se)) {
      if (name === "") continue; // the file lost the names of time dummies
      relative(coefficients[plainName(name)]!.std_error, error, tolerance, "error");
    }
  });

  it("has its counts and the tests of dense algebra", () => {
    const { tests, nobs, n_groups, n_instruments, observations } = run();
    const { algebra } = expected;
    const two = options.steps === 2;
    expect(n_groups).toBe(expected.n_groups);
    expect(n_instruments).toBe(expected.n_instruments);
    expect(observations.transformed).toBe(algebra.n_diff_rows);
    expect(nobs).toBe(options.model === "system" ? algebra.n_obs_stacked - algebra.n_diff_rows : algebra.n_obs_stacked);
    const step = two ? "twostep_windmeijer" : "onestep_robust";
    for (const order of [1, 2] as const) {
      const z = algebra[`m${order}_${step}`]!;
      relative(tests[`ar${order}`]!.statistic!, z, TESTS, "z");
    }
    relative(tests.hansen!.statistic, algebra.hansen_J_twostep, TESTS, "algebra.hansen_J_twostep");
    const sargan = expected.sargan_xtabond2;
    if (sargan !== undefined) {
      relative(tests.sargan.statistic, sargan.stat, TESTS, "sargan.stat");
      expect(tests.sargan.df1).toBe(sargan.df);
      relative(tests.sargan.p_value!, sargan.p, TESTS, "sargan.p");
    }
    const { wald_coef_robust: coef, wald_td_robust: time } = expected;
    if (options.model === "difference") {
      relative((tests.wald_regressors ?? tests.wald).statistic, coef.stat, TESTS, "coef.stat");
      if (time !== undefined) relative(tests.wald_time!.statistic, time.stat, TESTS, "time.stat");
    }
  });
});

describe.each(publishedXtabond2())("Roodman (2009): $call", (printed) => {
  it("gives the printed coefficients and errors", () => {
    const { coefficients } = pgmm(engine, panels.abdata!, printed.call);
    for (const [name, estimate] of Object.entries(printed.coef)) {
      const { estimate: ours, std_error } = coefficients[stataName(name)]!;
      ofXtabond2.within(ours, estimate, PRINTED, name);
      ofXtabond2.within(std_error, printed.se[name]!, PRINTED, name);
    }
  });

  it("gives the printed tests to their last digit", () => {
    const record = pgmm(engine, panels.abdata!, printed.call);
    const { tests } = record;
    const printedAs = (value: number, decimals = 2) => Number(value.toFixed(decimals));
    expect(record.nobs).toBe(printed.nobs);
    expect(record.n_groups).toBe(140);
    expect(record.n_instruments).toBe(printed.n_instruments);
    expect(printedAs(tests.ar1!.statistic!)).toBe(printed.ar1_z);
    expect(printedAs(tests.ar2!.statistic!)).toBe(printed.ar2_z);
    expect([printedAs(tests.sargan.statistic), tests.sargan.df1]).toEqual([printed.sargan.stat, printed.sargan.df]);
    expect([printedAs(tests.hansen!.statistic), tests.hansen!.df1]).toEqual([printed.hansen.stat, printed.hansen.df]);
    const { statistic, df1, df2 } = tests.wald;
    expect([printedAs(statistic), df1, df2]).toEqual(printed.wald);
    for (const { group, excluding, difference } of printed.groups) {
      const found = tests.diff_hansen.find((test) => test.group.startsWith(group))!;
      expect([printedAs(found.excluding!.statistic), found.excluding!.df1]).toEqual(excluding);
      expect([printedAs(found.difference!.statistic), found.difference!.df1]).toEqual(difference);
    }
  });

  it("prints what it was translated to", () => {
    const { notes, command, xtabond2 } = pgmm(engine, panels.abdata!, printed.call);
    expect(xtabond2).toBe(printed.call);
    const note = notes.find(({ code }) => code === "xtabond2_translated")!;
    expect(note.message).toContain(command);
  });
});

describe("a two-step system with small-sample correction, as xtabond2 printed it", () => {
  const printed = xtabond2TwoStep();

  it("has its coefficients, corrected errors, F, counts", () => {
    const record = pgmm(engine, panels.abdata!, printed.call);
    for (const [name, [estimate, error, low, high]] of Object.entries(printed.coefficients)) {
      const ours = record.coefficients[stataName(name)]!;
      ofXtabond2.within(ours.estimate, estimate, PRINTED, name);
      ofXtabond2.within(ours.std_error, error, PRINTED, name);
      ofXtabond2.within(ours.conf_low, low, LIMITS, name);
      ofXtabond2.within(ours.conf_high, high, LIMITS, name);
    }
    const { statistic, df1, df2 } = record.tests.wald;
    expect([Number(statistic.toFixed(2)), df1, df2]).toEqual(printed.F);
    const { nobs, n_groups, n_instruments, per_group } = record;
    expect({ nobs, n_groups, n_instruments }).toEqual(printed.counts);
    expect([per_group.min, Number(per_group.mean.toFixed(2)), per_group.max]).toEqual(printed.per_group);
  });
});

/** `k_L2` as `lag(k, 2)`. */
function stataName(name: string): string {
  if (name === "_cons") return "(Intercept)";
  const [variable, lag] = name.split("_L");
  return lag === undefined ? variable! : `lag(${variable}, ${lag})`;
}
