/** Newey-West and Driscoll-Kraay errors of an equation with instruments against AER and sandwich (`along-time.R`). */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative, of coefficients by R's QR, and of errors. */
const COEFFICIENT = 1e-9;
const STD_ERROR = 1e-8;

const agree = agreeing("aer-gmm");

type ByTerm = Readonly<Record<string, number>>;
interface Expected {
  readonly coef: ByTerm;
  readonly NW: Readonly<Record<string, ByTerm>>;
  readonly DK: Readonly<Record<string, ByTerm>>;
}
const expected: { readonly pooled: Expected; readonly effects: Expected } = JSON.parse(
  readFileSync(new URL("./along-time.json", import.meta.url), "utf8"),
);
const FORMULAS = {
  pooled: "inv ~ value | capital ~ l(value) + l(capital)",
  effects: "inv ~ value | firm | capital ~ l(value) + l(capital)",
};
const LAGS = [0, 1, 2, 3];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe.each(["pooled", "effects"] as const)("Grunfeld, %s", (which) => {
  it.each((["NW", "DK"] as const).flatMap((type) => LAGS.map((lag) => [type, lag] as const)))(
    "%s with %i lags",
    async (type, lag) => {
      const table = await goldenTable("grunfeld.csv");
      const panel = { unit: "firm", time: "year" };
      const fit = feols(engine, table, FORMULAS[which], { vcov: `${type}:${lag}`, panel, ssc: "large" });
      const { coef } = expected[which];
      expect(fit.vcov.about).toMatchObject({ lag, unit: "firm", time: "year", periods: 19 });
      for (const [name, error] of Object.entries(expected[which][type][lag]!)) {
        const ours = fit.coefficients[name === "capital" ? "fit_capital" : name]!;
        agree(ours.estimate, coef[name]!, COEFFICIENT, name);
        agree(ours.std_error, error, STD_ERROR, `error of ${name}`);
      }
    },
  );
});
