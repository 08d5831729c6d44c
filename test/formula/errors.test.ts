/** What a malformed formula says: the class, the code, the place. */
import { describe, expect, it } from "vitest";
import { NotSupported, UsageError, type WasmetricsError } from "../../src/base/errors.js";
import { parseExpression, parseFixedEffects, parseFormula } from "../../src/formula/parser.js";

function errorOf(run: () => unknown): WasmetricsError {
  try {
    run();
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was thrown");
}

/** Formula with `@` before the offending token, the code, a part of the message. */
const USAGE: readonly (readonly [string, string, string])[] = [
  ["@~ x", "formula_syntax", "where the dependent variable was expected"],
  ["y@", "formula_syntax", "got the end where '~' was expected"],
  ["y ~ @", "formula_syntax", "got the end where a term was expected"],
  ["y ~ x + @)", "formula_syntax", "got ')' where a term was expected"],
  ["y ~ x @z", "formula_syntax", "got 'z'"],
  ["y ~ x@^2", "formula_syntax", "arithmetic belongs inside I()"],
  ["y ~ @2*x", "formula_syntax", "numbers in arithmetic belong inside I()"],
  ["y ~ x:@2", "formula_syntax", "numbers in arithmetic belong inside I()"],
  ["y ~ x @> 2", "formula_syntax", "arithmetic belongs inside I()"],
  ["y ~ @lgo(x)", "formula_unknown_function", "did you mean 'log'?"],
  ["y ~ I(@frobnicate(x))", "formula_unknown_function", "known are I, log"],
  ["y ~ @log(x, 2)", "formula_arity", "log() takes 1 argument(s), got 2"],
  ["y ~ I(@factor(z))", "formula_function", "factor() makes several columns"],
  ["y ~ x | @factor(z)", "formula_function", "not among fixed effects"],
  ["y ~ factor(z @+ 1)", "formula_syntax", "levels are those of a column"],
  ["y ~ i(z, x, ref = 3, @ref = 4)", "formula_arity", "each once"],
  ["y ~ x @# comment", "formula_character", "unexpected character '#'"],
  ["y ~ x @＋ z", "formula_character", "write '+' (half width)"],
  ["y ~ @'x", "formula_quote", "never closed"],
  ["y ~ @``", "formula_quote", "encloses nothing"],
  ["y ~ x | fe1@:fe2", "formula_syntax", "fixed effects are combined by ^"],
  ["y ~ x | fe | p ~ z @| q", "formula_syntax", "where an operator or the end was expected"],
  ["y ~ x | fe | p @", "formula_syntax", "got the end where '~' was expected"],
  ["y ~ I(x @= 2)", "formula_syntax", "equality is written =="],
  ["y ~ I(1 < x @< 2)", "formula_syntax", "comparisons don't chain"],
  ["y ~ I(x == @NA)", "formula_syntax", "is.na(x)"],
  ["y ~ I(x %in% c(@1.5:2))", "formula_range", "two whole numbers"],
  ["y ~ l(x, @1.5)", "formula_lag_order", "whole numbers of periods"],
  ["y ~ d(x, @'a')", "formula_lag_order", "whole numbers of periods"],
  ["y ~ l(x, 1@, 2)", "formula_syntax", "got ',' where ')' was expected"],
  ["y ~ log(@l(x, 1:2))", "formula_lags", "several variables"],
  ["@l(y, 1:2) ~ x", "formula_lags", "feolsMulti"],
  ["y ~ i(z, @l(x, 1:2))", "formula_lags", "several variables"],
  ["@c(y1, y2) ~ x", "formula_several", "feolsMulti"],
  ["y ~ @sw(x, z)", "formula_several", "feolsMulti"],
  ["y ~ x | @csw0(f, g)", "formula_several", "feolsMulti"],
  ['y ~ @..("^x")', "formula_regex", "write the names"],
  ['y ~ @regex("^x")', "formula_regex", "write the names"],
  ["y ~ I(@poly(x, 2))", "formula_function", "makes several columns"],
  ["y ~ @poly(x)", "formula_polynomial", "needs a degree"],
  ["y ~ poly(x, @2.5)", "formula_polynomial", "from 1 to 25"],
  ["y ~ poly(x, 2, raw = @maybe)", "formula_syntax", "TRUE or FALSE"],
  ["y ~ poly(x, 2, raw = TRUE, @raw = TRUE)", "formula_arity", "each once"],
  ["y ~ i(z, log(x), @ref2 = 1)", "formula_indicator_option", "which must be a column"],
  ["y ~ i(z, @ref2 = 1)", "formula_indicator_option", "which must be a column"],
  ['y ~ i(z, bin = @"bin::0")', "formula_bin", "above 0"],
  ["y ~ i(z, bin = list(a = @))", "formula_syntax", "a constant"],
  ["y ~ (x + z)^@w", "formula_syntax", "a whole number"],
];

const REFUSED: readonly (readonly [string, string])[] = [
  ["y ~ x | @log(z)", "formula_function"],
  ["y ~ x | @l(z)", "formula_function"],
  ["y ~ @lag(x)", "formula_function"],
  ["y ~ x | @bin(z, 1:2)", "formula_function"],
  ["y ~ poly(x, @z, degree = 2)", "formula_polynomial"],
  ["y ~ poly(x, 2, @simple = TRUE)", "formula_polynomial"],
  ["y ~ i(z, @factor(x))", "formula_function"],
  ["y ~ i(z, bin = @~x < 2)", "formula_bin"],
  ['y ~ i(z, bin = @"cut::3")', "formula_bin"],
  ["y ~ x + @sunab(g, t)", "formula_function"],
  ["y ~ x @- z", "formula_removal"],
  ["y ~ @.", "formula_dot"],
  ["y ~ i(z, x, @drop = 3)", "formula_indicator_option"],
  ["y ~ i(z):x@", "formula_indicator_product"],
];

describe("formula errors", () => {
  it.each(USAGE)("%s: %s", (marked, code, message) => {
    const error = errorOf(() => parseFormula(marked.replace("@", "")));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.detail.position).toBe(marked.indexOf("@"));
  });

  it.each(REFUSED)("%s is recognised and refused", (marked, code) => {
    const error = errorOf(() => parseFormula(marked.replace("@", "")));
    expect(error).toBeInstanceOf(NotSupported);
    expect(error.code).toBe(code);
    expect(error.detail.position).toBe(marked.indexOf("@"));
  });

  it("refuses bins by regular expression and by place", () => {
    for (const text of [
      'y ~ i(z, bin = "@a|b")',
      'y ~ i(z, bin = list("@1" = 1:2))',
      'y ~ i(z, bin = list(a = "@b"))',
    ]) {
      const error = errorOf(() => parseFormula(text));
      expect(error).toBeInstanceOf(NotSupported);
      expect(error.code).toBe("formula_bin");
      expect(error.detail.position).toBe(text.search(/"@/));
    }
  });

  it("shows the place by a caret", () => {
    const error = errorOf(() => parseFormula("y ~ x + lgo(z)"));
    expect(error.message.split("\n")).toEqual([
      "Formula: unknown function 'lgo'; did you mean 'log'?",
      "  y ~ x + lgo(z)",
      "          ^",
    ]);
  });

  it("keeps the caret below wide characters", () => {
    const lines = errorOf(() => parseExpression("城市 == ")).message.split("\n");
    expect(lines.slice(1)).toEqual(["  城市 == ", "  \u3000\u3000    ^"]);
  });

  it("names the part it reads", () => {
    expect(errorOf(() => parseExpression("x +")).message).toMatch(/^Expression: got the end/);
    expect(errorOf(() => parseFixedEffects("a + 1")).message).toMatch(/^Fixed effects: got '1'/);
  });
});
