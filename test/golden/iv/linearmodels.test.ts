/**
 * LIML, Fuller and two-step GMM under robust, clustered and serially correlated errors against linearmodels
 * (`make-linearmodels.py`), which has no small-sample factor here.
 */
import { readFileSync } from "node:fs";
import { beforeAll, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative: linearmodels inverts X'Z(Z'Z)^-1Z'X with the squares of experience in it, whose condition is 1e9. */
const COEFFICIENT = 1e-8;
const STD_ERROR = 1e-6;

const { cases } = JSON.parse(readFileSync(new URL("./linearmodels.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};
interface Case {
  readonly name: string;
  readonly data_file: string;
  readonly formula: "card" | "firm";
  readonly options: { readonly iv?: string; readonly vcov: string; readonly ivWeight?: string };
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly J?: number;
}

const EQUATIONS = {
  card: { formula: "lwage ~ exper + expersq + black + south | educ ~ nearc2 + nearc4", options: {} },
  firm: {
    formula: "inv ~ value | capital ~ l(value) + l(capital)",
    options: { panel: { unit: "firm", time: "year" }, subset: "firm == 1" },
  },
} as const;
const OURS: Readonly<Record<string, string>> = {
  Intercept: "(Intercept)",
  educ: "fit_educ",
  capital: "fit_capital",
};

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("linearmodels");

it.each(cases.map((one) => [one.name, one.formula, one] as const))("%s (%s)", async (_, __, want) => {
  const { formula, options } = EQUATIONS[want.formula];
  const own = want.options.iv === "gmm2s" ? { ivVcov: "sandwich" } : {};
  const table = await goldenTable(want.data_file);
  const fit = feols(engine, table, formula, { ssc: "large", ...options, ...want.options, ...own });
  for (const [name, coefficient] of Object.entries(want.coef)) {
    const { estimate, std_error } = fit.coefficients[OURS[name] ?? name]!;
    agree(estimate, coefficient, COEFFICIENT, name);
    agree(std_error, want.se[name]!, STD_ERROR, `error of ${name}`);
  }
  if (want.J !== undefined) agree(fit.tests.hansen!.statistic, want.J, STD_ERROR, "J");
});
