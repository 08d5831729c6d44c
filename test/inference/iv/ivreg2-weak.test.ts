/** Rank tests and Sanderson-Windmeijer statistics against the output of ivreg2, small-sample factors and all. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { rankTests } from "../../../src/verbs/iv/inference/rank-tests.js";
import { sandersonWindmeijer } from "../../../src/verbs/iv/inference/weak-identification.js";
import { agreeing } from "../../support/agree.js";
import { IVREG2_CASES, ivreg2Equation } from "../../support/ivreg2-cases.js";
import { naiveIv } from "../../support/naive-iv.js";

/** Relative. The data were published with 8 digits, which round Stata's single precision but not always back to it. */
const RELATIVE = 1e-6;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("ivreg2");
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
});
