/** Statistics of instruments under errors correlated along time: laws that tie them to what is known otherwise. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative: sums in another order. */
const SAME = 1e-9;

const FORMULA = "inv ~ value | capital ~ l(value) + l(capital)";

let engine: Engine;
let grunfeld: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  grunfeld = await goldenTable("grunfeld.csv");
});

const fitOf = (options: object): FitRecord =>
  feols(engine, grunfeld, FORMULA, { ssc: "large", panel: { unit: "firm", time: "year" }, ...options } as never);

/** Numbers that all statistics of the instruments come to. */
function statisticsOf(fit: FitRecord): Readonly<Record<string, number>> {
  const { effective_F, anderson_rubin_set: set, sanderson_windmeijer } = fit.iv!;
  return {
    ...Object.fromEntries(Object.entries(fit.tests).map(([name, { statistic }]) => [name, statistic])),
    effective: effective_F!.statistic,
    tsls: effective_F!.tsls!.worst_bias,
    conditional: sanderson_windmeijer.capital!.F!.statistic,
    set_low: set.intervals[0]![0]!,
    set_high: set.intervals[0]![1]!,
    estimate: fit.coefficients.fit_capital!.estimate,
    std_error: fit.coefficients.fit_capital!.std_error,
  };
}

describe.each(["2sls", "liml", "gmm2s"])("%s without lags", (iv) => {
  it.each([
    ["NW:0", "hetero"],
    ["DK:0", "cluster:year"],
  ])("%s is %s in every statistic", (vcov, plain) => {
    const [ours, theirs] = [statisticsOf(fitOf({ iv, vcov })), statisticsOf(fitOf({ iv, vcov: plain }))];
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    // Wu and Hausman's F has periods' degrees of freedom in the p-value alone
    for (const [name, value] of Object.entries(theirs)) {
      expect(Math.abs(ours[name]! / value - 1), `${name}: ${ours[name]} against ${value}`).toBeLessThanOrEqual(SAME);
    }
  });
});

describe("with lags", () => {
  it.each(["NW:3", "DK:3"])("the Anderson-Rubin test under %s is the reduced form's, rescaled", (vcov) => {
    const { tests, iv, nobs } = fitOf({ vcov });
    const [L, periods] = [4, 19];
    const scale = vcov === "NW:3" ? (nobs - L) / nobs : ((nobs - L) / (nobs - 1)) * ((periods - 1) / periods);
    const ours = tests.anderson_rubin!;
    const { statistic } = iv!.reduced_form.partial_F;
    expect(Math.abs(ours.statistic / (statistic * scale) - 1)).toBeLessThanOrEqual(SAME);
    expect(ours.df2).toBe(vcov === "NW:3" ? nobs - L : periods - 1);
  });

  it.each(["NW:3", "DK:3"])("the rk Wald F under %s is the first stage's, rescaled", (vcov) => {
    const { tests, first_stage, nobs } = fitOf({ vcov });
    const [L, periods] = [4, 19];
    const scale = vcov === "NW:3" ? (nobs - L) / nobs : ((nobs - L) / (nobs - 1)) * ((periods - 1) / periods);
    const F = first_stage.capital!.partial_F.statistic * scale;
    expect(Math.abs(tests.kleibergen_paap_wald!.statistic / F - 1)).toBeLessThanOrEqual(SAME);
  });

  it("a held equation takes such a variance, too", async () => {
    const { fitFeols } = await import("../../../src/verbs/feols/fitted-model.js");
    const panel = { unit: "firm", time: "year" };
    const held = fitFeols(engine, grunfeld, FORMULA, { vcov: "iid", panel });
    expect(held.withVcov("DK:2").vcov.matrix).toEqual(
      feols(engine, grunfeld, FORMULA, { vcov: "DK:2", panel }).vcov.matrix,
    );
    held.free();
  });
});
