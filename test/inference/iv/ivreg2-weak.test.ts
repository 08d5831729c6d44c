/** Rank tests and Sanderson-Windmeijer statistics against the output of ivreg2, small-sample factors and all. */
import { beforeAll, describe, expect, it } from "vitest";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { rankTests } from "../../../src/verbs/iv/inference/rank-tests.js";
import { sandersonWindmeijer } from "../../../src/verbs/iv/inference/weak-identification.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { IVREG2_CASES, ivreg2Equation } from "../../support/ivreg2-cases.js";
import { naiveIv } from "../../support/naive-iv.js";

/** Relative. The data were published with 8 digits, which round Stata's single precision but not always back to it. */
const RELATIVE = 1e-6;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("ivreg2");
/** What makes ivreg2's header F of our chi-squared. */
const HEADER_F =
  "without small ivreg2 prints F with the small-sample factor: χ² / q times (N - K) / N, or (N - K) / (N - 1) (G - 1) / G, equals";

const expectNear = (got: number, want: number, what: string) => agree(got, want, RELATIVE, what);

describe.each(IVREG2_CASES)("$name", (run) => {
  it("prints what ivreg2 prints", async () => {
    const { equation, how } = await ivreg2Equation(run);
    const { system, errors } = naiveIv(equation, how);
    const { diagnostics, first_stage } = run;
    const ranks = rankTests(engine, system, errors);
    const underidentified = ranks.kleibergen_paap_lm ?? ranks.anderson_lm;
    expectNear(ranks.cragg_donald.statistic, diagnostics.cdf!, "Cragg-Donald F");
    expectNear(
      (ranks.kleibergen_paap_wald ?? ranks.cragg_donald).statistic,
      diagnostics.widstat!,
      "weak identification",
    );
    expectNear(underidentified.statistic, diagnostics.idstat!, "underidentification");
    expect(underidentified.df1).toBe(diagnostics.iddf);
    sandersonWindmeijer(engine, system, errors).forEach(({ F, chi2, partial_r2, shea_partial_r2 }, j) => {
      const printed = first_stage[run.endogenous[j]!]!;
      expectNear(F!.statistic, printed.SWF!, "F");
      expect([F!.df1, F!.df2]).toEqual([printed.SWFdf1, printed.SWFdf2]);
      expectNear(chi2!.statistic, printed.SWchi2!, "chi2");
      expectNear(partial_r2, printed.pr2!, "partial R2");
      expectNear(shea_partial_r2, printed.sheapr2!, "Shea's partial R2");
    });
  });

  it("has the F of all slopes in its header, by two clusterings too", async () => {
    const { N, K, F_stat, F_df1, N_clust: G } = run.diagnostics;
    const table = await goldenTable(run.data_file);
    const single = [run.y, ...run.endogenous, ...run.exogenous, ...run.instruments].map((name) => ({
      ...{ kind: "numeric" as const, name },
      values: table.numeric(name).map(Math.fround),
    }));
    const formula = `${run.y} ~ ${run.exogenous.join(" + ")} | ${run.endogenous.join(" + ")} ~ ${run.instruments.join(" + ")}`;
    const vcov = run.errors === "cluster" ? `cluster:${run.clusters!.join("+")}` : run.errors;
    const { tests, notes } = feols(engine, withColumns(table, single), formula, { vcov, ssc: "large" });
    const { statistic, df1 } = tests.slopes!;
    expect(df1).toBe(F_df1);
    expect(notes.map(({ code }) => code)).not.toContain("rank_short");
    const factor = G === undefined ? (N! - K!) / N! : ((N! - K!) / (N! - 1)) * ((G - 1) / G);
    agree.by(HEADER_F)((statistic / df1) * factor, F_stat!, RELATIVE, "F of all slopes");
  });
});
