/** The same model from a formula, an object and a line of Stata is the same frozen spec. */
import { describe, expect, it } from "vitest";
import { type ModelSpecInput, modelSpec, parseFormula } from "../../../src/formula/parser.js";

import { parseStata } from "../../../src/formula/stata/parse-stata.js";

const FORMS: readonly (readonly [string, string, ModelSpecInput])[] = [
  ["reg y x1 x2", "y ~ x1 + x2", { depvar: "y", terms: ["x1", "x2"] }],
  ["reg y x, noconstant", "y ~ 0 + x", { depvar: "y", terms: ["x"], intercept: false }],
  ["reg y treat##post", "y ~ factor(treat) * factor(post)", { depvar: "y", terms: ["factor(treat) * factor(post)"] }],
  ["reg y c.x##c.x c.x#c.z", "y ~ x + I(x^2) + x:z", { depvar: "y", terms: ["x", "I(x^2)", "x:z"] }],
  ["areg y x, absorb(id)", "y ~ x | id", { depvar: "y", terms: ["x"], fixedEffects: ["id"] }],
  [
    "xtset id year; xtreg y x i.year, fe",
    "y ~ x + factor(year) | id",
    { depvar: "y", terms: ["x", "factor(year)"], fixedEffects: ["id"] },
  ],
  [
    "reghdfe y c.treat#c.post, absorb(id i.year firm#year)",
    "y ~ treat:post | id + year + firm^year",
    { depvar: "y", terms: ["treat:post"], fixedEffects: ["id", "year", "firm^year"] },
  ],
  [
    "reghdfe y x, absorb(id##c.year firm#c.t)",
    "y ~ x | id[year] + firm[[t]]",
    { depvar: "y", terms: ["x"], fixedEffects: ["id[year]", "firm[[t]]"] },
  ],
  [
    "reghdfe y ib5.period##c.treat, absorb(id period)",
    "y ~ i(period, ref = 5) + treat + i(period, treat, ref = 5) | id + period",
    {
      depvar: "y",
      terms: ["i(period, ref = 5)", "treat", "i(period, treat, ref = 5)"],
      fixedEffects: ["id", "period"],
    },
  ],
  [
    "ivreghdfe y w (x = z1 z2), absorb(id)",
    "y ~ w | id | x ~ z1 + z2",
    {
      depvar: "y",
      terms: ["w"],
      fixedEffects: ["id"],
      instruments: { endogenous: ["x"], excluded: ["z1", "z2"] },
    },
  ],
  ["ppmlhdfe y x, absorb(a b)", "y ~ x | a + b", { depvar: "y", terms: ["x"], fixedEffects: ["a", "b"] }],
];

describe("a model in three forms", () => {
  it.each(FORMS)("%s", (stata, formula, object) => {
    const spec = parseFormula(formula);
    expect(parseStata(stata).spec).toEqual(spec);
    expect(modelSpec(object)).toEqual(spec);
    for (const form of [spec, parseStata(stata).spec, modelSpec(object)]) {
      expect(Object.isFrozen(form) && Object.isFrozen(form.terms) && form.fixedEffects.every(Object.isFrozen)).toBe(
        true,
      );
    }
  });
});
