/**
 * Lines of xtreg, re, be and fe against what Stata prints: on a simulated panel, balanced and with 5 and 20 percent of values
 * missing, from the test files of linearmodels; and on nlswork every number of the Stata 18 manual, [XT] xtreg, example 4 (two digits of
 * t, seven of coefficients, as printed).
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseStata } from "../../../src/formula/stata/parse-stata.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { fromStata } from "../../../src/verbs/feols/from-stata.js";
import { plm } from "../../../src/verbs/plm/plm.js";
import type { PlmRecord } from "../../../src/verbs/plm/record.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative: Stata's file has ten or eleven digits, seven of errors where the variances in it are small. */
const ESTIMATE = 2e-9;
const STD_ERROR = 5e-8;
const STATISTIC = 2e-9;

interface Printed {
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly statistics: Readonly<Record<string, number>>;
}

const printed = JSON.parse(readFileSync(new URL("./xtreg.json", import.meta.url), "utf8")) as Readonly<
  Record<string, Printed>
>;

let engine: Engine;
let simulated: Table;
let nlswork: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  simulated = await goldenTable("xtreg_panel.csv");
  nlswork = await goldenTable("nlswork.csv");
});

function random(table: Table, line: string): PlmRecord {
  const { verb, spec, options } = parseStata(line, { columns: table.names });
  expect(verb).toBe("plm");
  const { panel: keys, model, components, vcov, ssc } = options;
  return plm(engine, panel(table, keys!), spec, {
    ...{ model: model!, vcov: vcov! },
    ...(components === undefined ? {} : { components }),
    ...(ssc === undefined ? {} : { ssc }),
  });
}

const close = agreeing("stata-xtreg");

function compareCoefficients(
  coefficients: Readonly<Record<string, { readonly estimate: number; readonly std_error: number }>>,
  { coef, se }: Printed,
): void {
  for (const [term, { estimate, std_error }] of Object.entries(coefficients)) {
    const name = term === "(Intercept)" ? "_cons" : term;
    close(estimate, coef[name]!, ESTIMATE, term);
    close(std_error, se[name]!, STD_ERROR, `${term}: error`);
  }
}

const OPTIONS: Readonly<Record<string, string>> = {
  conventional: "",
  robust: " vce(robust)",
  cluster: " vce(cluster firm)",
};
const lineOf = (ending: string, rest: string): string =>
  `xtset firm year\nxtreg ${["y", "x1", "x2", "x3", "x4", "x5"].map((name) => name + ending).join(" ")}, ${rest}`;

describe("xtreg on a simulated panel is what Stata prints", () => {
  for (const [key, want] of Object.entries(printed)) {
    const [model, errors, , ending = ""] = key.split("-") as [string, string, string?, string?];
    it(key, () => {
      const { statistics } = want;
      if (model === "fixed_effect") {
        const { formula, options } = fromStata(lineOf(ending, `fe${OPTIONS[errors]}`), { columns: simulated.names });
        const fit = feols(engine, simulated, formula, options);
        expect(fit.nobs).toBe(statistics.N);
        compareCoefficients(fit.coefficients, want);
        return;
      }
      const short = model === "between" ? "be" : "re";
      const record = random(simulated, lineOf(ending, `${short}${OPTIONS[errors]}`));
      expect([record.panel.rows, record.panel.units]).toEqual([statistics.N, statistics.N_g]);
      expect(Object.keys(record.coefficients)).toHaveLength(6);
      compareCoefficients(record.coefficients, want);
      const { fit, components, tests } = record;
      close(Math.sqrt(fit.sigma2), statistics.rmse!, STATISTIC, "rmse");
      close(fit.within_r2!, statistics.r2_w!, STATISTIC, "R2 within");
      close(fit.between_r2!, statistics.r2_b!, STATISTIC, "R2 between");
      close(fit.overall_r2!, statistics.r2_o!, STATISTIC, "R2 overall");
      if (model === "between") {
        expect(record.fit.df_residual).toBe(statistics.df_r);
        close(tests.overall!.statistic!, statistics.F!, STATISTIC, "F");
        return;
      }
      const { individual, idiosyncratic } = components!;
      close(Math.sqrt(individual!), statistics.sigma_u!, STATISTIC, "sigma_u");
      close(Math.sqrt(idiosyncratic), statistics.sigma_e!, STATISTIC, "sigma_e");
      close(individual! / (individual! + idiosyncratic), statistics.rho!, STATISTIC, "rho");
    });
  }
});

describe("xtreg, re on nlswork is what the manual prints", () => {
  const model =
    "xtset idcode year\nxtreg ln_wage grade age c.age#c.age ttl_exp c.ttl_exp#c.ttl_exp tenure c.tenure#c.tenure 2.race not_smsa south, re";

  it("coefficients, components, theta, R2 and the Wald test", () => {
    const record = random(nlswork, `${model} theta`);
    const { coefficients, components, fit, tests } = record;
    expect([record.panel.rows, record.panel.units]).toEqual([28091, 4697]);
    // _cons first, then as the line has them; errors .00005 and .049469 are printed without their last zeros
    const printedCoefficients = [
      ["0.2387207", "0.0494690", "4.83"],
      ["0.0646499", "0.0017812", "36.30"],
      ["0.0368059", "0.0031195", "11.80"],
      ["-0.0007133", "0.0000500", "-14.27"],
      ["0.0290208", "0.0024220", "11.98"],
      ["0.0003049", "0.0001162", "2.62"],
      ["0.0392519", "0.0017554", "22.36"],
      ["-0.0020035", "0.0001193", "-16.80"],
      ["-0.0530530", "0.0099926", "-5.31"],
      ["-0.1308252", "0.0071751", "-18.23"],
      ["-0.0868922", "0.0073032", "-11.90"],
    ];
    expect(
      Object.values(coefficients).map(({ estimate, std_error, statistic }) => [
        ...[estimate.toFixed(7), std_error.toFixed(7), statistic.toFixed(2)],
      ]),
    ).toEqual(printedCoefficients);
    expect([fit.within_r2, fit.between_r2, fit.overall_r2].map((r2) => r2!.toFixed(4))).toEqual([
      ...["0.1715", "0.4784", "0.3708"],
    ]);
    expect([tests.overall!.statistic!.toFixed(2), tests.overall!.df]).toEqual(["9244.74", [10]]);
    const { individual, idiosyncratic, theta } = components!;
    expect(Math.sqrt(individual!).toFixed(8)).toBe("0.25790526");
    expect(Math.sqrt(idiosyncratic).toFixed(8)).toBe("0.29068923");
    expect((individual! / (individual! + idiosyncratic)).toFixed(8)).toBe("0.44045273");
    const { min, p5, median, p95, max } = theta.individual!;
    const printedTheta = ["0.2520", "0.2520", "0.5499", "0.7016", "0.7206"];
    expect([min, p5, median, p95, max].map((value) => value.toFixed(4))).toEqual(printedTheta);
  });

  it("is linearmodels' RandomEffects, and 'sa' the same with small_sample=True", () => {
    const wanted = [
      ["", "xtreg", 0.06464988979651465, 0.0017811633328862063, 0.06651512277291417],
      [" sa", "swar", 0.06457464949377771, 0.001702304254900937, 0.0571953827197497],
    ] as const;
    for (const [option, method, estimate, error, variance] of wanted) {
      const { coefficients, components } = random(nlswork, `${model}${option}`);
      expect(components!.method).toBe(method);
      close(coefficients.grade!.estimate, estimate, 1e-9, "grade");
      close(coefficients.grade!.std_error, error, 1e-9, "grade: error");
      close(components!.individual!, variance, 1e-8, "variance of the effect");
    }
  });
});
