/** Formulas to specs: grammar, canonical order, freezing; order and labels of terms against R 4.5.0's terms(). */
import { describe, expect, it } from "vitest";
import { modelSpec, parseExpression, parseFixedEffects, parseFormula } from "../../src/formula/parser.js";

import { printExpression, printFixedEffect, printTerm } from "../../src/formula/print.js";

/** Right side and `attr(terms(y ~ ...), "term.labels")`. */
const TERM_LABELS: readonly (readonly [string, readonly string[]])[] = [
  ["post + treat:post", ["post", "post:treat"]],
  ["x1 + treat + post + treat:post", ["x1", "treat", "post", "treat:post"]],
  ["did + did:hi + hi + eco", ["did", "hi", "eco", "did:hi"]],
  ["x1 + a:b + c + b:a + a", ["x1", "c", "a", "a:b"]],
  ["a*b*c", ["a", "b", "c", "a:b", "a:c", "b:c", "a:b:c"]],
  ["(a + b)*c", ["a", "b", "c", "a:c", "b:c"]],
  ["a:(b + c)", ["a:b", "a:c"]],
  ["a:a", ["a"]],
  ["z:x + x + z", ["x", "z", "z:x"]],
  ["a + I(a^2) + I(a ^ 2)", ["a", "I(a^2)"]],
  ["a*b + a:b:c + d:e", ["a", "b", "a:b", "d:e", "a:b:c"]],
  ["`my var`", ["`my var`"]],
  ["log(x2):factor(z) + exp(x)", ["exp(x)", "log(x2):factor(z)"]],
];

describe("parseFormula", () => {
  it.each(TERM_LABELS)("y ~ %s has R's terms", (right, labels) => {
    expect(parseFormula(`y ~ ${right}`).terms.map(printTerm)).toEqual(labels);
  });

  it.each([
    ["y ~ x", true],
    ["y ~ x + 0", false],
    ["y ~ 0 + x", false],
    ["y ~ x - 1", false],
    ["y ~ -1 + x", false],
    ["y ~ 1", true],
    ["y ~ x + 0 + 1 - 1", false],
    ["y ~ x + 0 + 1", true],
  ])("%s: intercept %s", (formula, intercept) => {
    expect(parseFormula(formula).intercept).toBe(intercept);
  });

  it("reads all parts", () => {
    const spec = parseFormula("log(q)+5*log(p)~x1+i(z,x,ref=c(1,-2)) | fe1+fe2^fe3 + fe1");
    expect(printExpression(spec.lhs)).toBe("log(q) + 5 * log(p)");
    expect(spec.fixedEffects).toEqual([{ columns: ["fe1"] }, { columns: ["fe2", "fe3"] }]);
    expect(spec.instruments).toBeUndefined();
    expect(spec.call).toBe("log(q) + 5 * log(p) ~ x1 + i(z, x, ref = c(1, -2)) | fe1 + fe2^fe3");
  });

  it.each([
    ["y ~ x | fe | endo ~ z1 + z2", "y ~ x | fe | endo ~ z1 + z2", 1],
    ["y ~ x | endo ~ z", "y ~ x | endo ~ z", 0],
    ["y ~ 1 | 0 | log(p) ~ z", "y ~ 1 | log(p) ~ z", 0],
  ])("%s has instruments", (formula, call, nEffects) => {
    const spec = parseFormula(formula);
    expect(spec.call).toBe(call);
    expect(spec.fixedEffects).toHaveLength(nEffects);
    expect(spec.instruments!.endogenous).toHaveLength(1);
  });

  it.each<readonly [string, readonly unknown[]]>([
    ["i(rel)", []],
    ["i(rel, ref = c(-1, Inf))", [-1, Number.POSITIVE_INFINITY]],
    ["i(cell, ref = '0')", ["0"]],
    ["i(did, ref = FALSE)", [false]],
    ["i(z, x, ref = 1:3)", [1, 2, 3]],
    ["i(z, ref = c(3:1, 'other'))", [3, 2, 1, "other"]],
  ])("%s has references %j", (term, refs) => {
    const variable = parseFormula(`y ~ ${term}`).terms[0]!.variables[0] as unknown as { refs: { value: unknown }[] };
    expect(variable.refs.map(({ value }) => value)).toEqual(refs);
  });

  it("takes the reference of i() as third argument", () => {
    expect(parseFormula("y ~ i(period, treat, 5)").call).toBe("y ~ i(period, treat, ref = 5)");
  });

  it("reads names of any script, dotted and quoted", () => {
    const spec = parseFormula("质量 ~ first.treat + hs_8 + `exchange rate` | 城市 + 年份^省");
    expect(spec.call).toBe("质量 ~ first.treat + hs_8 + `exchange rate` | 城市 + 年份^省");
  });

  it("gives a spec that can't be changed, all the way down", () => {
    const spec = parseFormula("y ~ i(z, x, ref = 3) | fe");
    const variable = spec.terms[0]!.variables[0] as unknown as { refs: unknown[] };
    for (const part of [spec, spec.terms, spec.terms[0], variable, variable.refs, spec.fixedEffects[0]!.columns]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it("law: the canonical call parses to the same spec", () => {
    for (const [right] of TERM_LABELS) {
      const spec = parseFormula(`log(y) ~ ${right} - 1 | a^b + c | p ~ q`);
      expect(parseFormula(spec.call)).toEqual(spec);
    }
  });
});

describe("modelSpec", () => {
  it("gives the spec of the formula", () => {
    const spec = modelSpec({
      depvar: "log(y)",
      terms: ["x1", "i(period, treat, ref=5)", "a*b"],
      fixedEffects: ["id", "country^year"],
    });
    expect(spec).toEqual(parseFormula("log(y) ~ x1 + i(period, treat, ref = 5) + a*b | id + country^year"));
    expect(Object.isFrozen(spec)).toBe(true);
  });

  it("takes the intercept and instruments", () => {
    const instruments = { endogenous: ["p"], excluded: ["z1", "z2"] };
    expect(modelSpec({ depvar: "y", intercept: false, instruments })).toEqual(parseFormula("y ~ 0 | p ~ z1 + z2"));
    expect(modelSpec({ depvar: "y" })).toEqual(parseFormula("y ~ 1"));
  });

  it("refuses an empty list of instruments", () => {
    expect(() => modelSpec({ depvar: "y", instruments: { endogenous: ["p"], excluded: [] } })).toThrow(
      expect.objectContaining({ code: "spec_instruments" }),
    );
  });
});

describe("parts of formulas", () => {
  it("reads conditions", () => {
    const condition = parseExpression("year >= 2007 & Product <= 3 & Origin == 'BE' | country %in% c('A','B')");
    expect(printExpression(condition)).toBe('year >= 2007 & Product <= 3 & Origin == "BE" | country %in% c("A", "B")');
  });

  it("reads fixed effects alone", () => {
    expect(parseFixedEffects("product + dest^year").map(printFixedEffect)).toEqual(["product", "dest^year"]);
  });
});
