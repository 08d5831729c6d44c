/** Formulas of dynamic panels to what is estimated: lags written out, groups of instruments, what is refused and why. */
import { describe, expect, it } from "vitest";
import { NotSupported, UsageError } from "../../src/base/errors.js";
import { printInstrumentGroup, printPanelVariable } from "../../src/formula/panel-gmm-spec.js";
import { parsePanelGmm } from "../../src/formula/read-panel-gmm.js";

const termsOf = (formula: string) => parsePanelGmm(formula).terms.map(printPanelVariable);
const codeOf = (formula: string): [unknown, string] => {
  try {
    parsePanelGmm(formula);
  } catch (error) {
    return [(error as Error).constructor, (error as UsageError).code];
  }
  throw new Error(`${formula} was read`);
};

describe("parsePanelGmm", () => {
  it.each([
    ["y ~ lag(y) | gmm(y, 2)", ["lag(y, 1)"]],
    ["y ~ l(y, 1) + x | gmm(y, 2)", ["lag(y, 1)", "x"]],
    ["log(y)~lag( log(y),1:2 )+lag(x,0:1) | gmm(y,2)", ["lag(log(y), 1)", "lag(log(y), 2)", "x", "lag(x, 1)"]],
    ["y ~ lag(y, c(1, 4)) + I(x^2) | gmm(y, 2)", ["lag(y, 1)", "lag(y, 4)", "I(x^2)"]],
    ["y ~ lag(y, 1) + lag(y, 1:2) + x + lag(x, 0) | gmm(y, 2)", ["lag(y, 1)", "lag(y, 2)", "x"]],
    ["y ~ lag(y, 1) + factor(year) | gmm(y, 2)", ["lag(y, 1)", "factor(year)"]],
  ])("%s has these terms", (formula, terms) => {
    expect(termsOf(formula)).toEqual(terms);
  });

  it.each([
    ["y ~ x | gmm(y, 2)", true],
    ["y ~ 0 + x | gmm(y, 2)", false],
    ["y ~ x - 1 | gmm(y, 2)", false],
  ])("%s: constant %s", (formula, intercept) => {
    expect(parsePanelGmm(formula).intercept).toBe(intercept);
  });

  it("reads instruments with their lags, equations and collapse", () => {
    const formula = parsePanelGmm(
      "y~lag(y,1)+x|gmm(y,2:Inf)+gmm(x,log(z),1:3,collapse=true,eq=diff)+iv(w,lag(w,0:2),factor(year),eq=level)+iv(v)",
    );
    const { instruments } = formula;
    expect(instruments).toMatchObject([
      { kind: "gmm", from: 2, to: Number.POSITIVE_INFINITY, equation: "both" },
      { kind: "gmm", from: 1, to: 3, equation: "diff", collapse: true },
      { kind: "iv", equation: "level" },
      { kind: "iv", equation: "both" },
    ]);
    expect(instruments[0]).not.toHaveProperty("collapse");
    expect(instruments.map(printInstrumentGroup)).toEqual([
      "gmm(y, 2:Inf)",
      "gmm(x, log(z), 1:3, eq = diff, collapse = TRUE)",
      "iv(lag(w, 0:2), factor(year), eq = level)",
      "iv(v)",
    ]);
    expect(parsePanelGmm(formula.call)).toEqual(formula);
  });

  it.each([
    ["y ~ lag(y, 1)", UsageError, "formula_instruments"],
    ["y ~ lag(y, 1) | x", UsageError, "formula_syntax"],
    ["y ~ lag(y, 1) | lag(y, 2:99)", UsageError, "formula_syntax"],
    ["y ~ lag(y, 1) | gmm(y)", UsageError, "formula_lag"],
    ["y ~ lag(y, 1) | gmm(2:4)", UsageError, "formula_lag"],
    ["y ~ lag(y, 1) | gmm(y, 4:2)", UsageError, "formula_lag"],
    ["y ~ lag(y, -1) | gmm(y, 2)", UsageError, "formula_lag"],
    ["y ~ lag(y, 1:Inf) | gmm(y, 2)", UsageError, "formula_lag"],
    ["y ~ lag(y, 1.5) | gmm(y, 2)", UsageError, "formula_lag"],
    ["y ~ lag(y, 1) | gmm(y, 2, eq = levels)", UsageError, "formula_equation"],
    ["y ~ lag(y, 1) | gmm(y, 2, lags = 3)", UsageError, "formula_syntax"],
    ["y ~ lag(y, 1) | iv(x, collapse = TRUE)", UsageError, "formula_syntax"],
    ["y ~ gmm(y, 2) | iv(x)", UsageError, "formula_syntax"],
    ["y ~ lag(y, 1) + x^2 | gmm(y, 2)", UsageError, "formula_syntax"],
    ["y ~ lag(y, 1) | gmm(y, 2) | x", UsageError, "formula_syntax"],
    ["y ~ a:b | gmm(y, 2)", NotSupported, "formula_product"],
    ["y ~ diff(x) | gmm(y, 2)", NotSupported, "formula_function"],
    ["y ~ lag(y, 1) - x | gmm(y, 2)", NotSupported, "formula_removal"],
  ])("refuses %s", (formula, kind, code) => {
    expect(codeOf(formula)).toEqual([kind, code]);
  });

  it("puts a caret under what it does not understand", () => {
    expect(() => parsePanelGmm("y ~ lag(y, 1) | gmm(y, 2, eq = up)")).toThrow(
      /eq is diff, level or both, got 'up'\.\n {2}y ~ lag\(y, 1\) \| gmm\(y, 2, eq = up\)\n {33}\^/,
    );
  });
});
