/** Formulas of several estimations: which models they are, in fixest's order; what can't be one, and where. */
import { describe, expect, it } from "vitest";
import type { WasmetricsError } from "../../src/base/errors.js";
import { parseFormula } from "../../src/formula/parser.js";
import { parseFormulas, parseSplit } from "../../src/formula/several.js";

const columns = ["y", "yy", "y2", "x1", "x2", "x3", "id", "period"];
const callsOf = (text: string) => parseFormulas(text, { columns }).models.map(({ spec }) => spec.call);

function errorOf(run: () => unknown): WasmetricsError {
  try {
    run();
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was thrown");
}

/** Models as fixest 0.12.2 lists them (models()), calls as it prints them. */
const MODELS: readonly (readonly [string, readonly string[]])[] = [
  ["y ~ x1", ["y ~ x1"]],
  ["c(y, log(y2)) ~ x1", ["y ~ x1", "log(y2) ~ x1"]],
  ["y ~ x1 + csw(x2, x3)", ["y ~ x1 + x2", "y ~ x1 + x2 + x3"]],
  ["y ~ csw0(x1, x2 + x3) | id", ["y ~ 1 | id", "y ~ x1 | id", "y ~ x1 + x2 + x3 | id"]],
  ["y ~ sw(x2, x3) + x1", ["y ~ x2 + x1", "y ~ x3 + x1"]],
  ["y ~ sw0(x1)", ["y ~ 1", "y ~ x1"]],
  ["y ~ sw0(x1) - 1", ["y ~ 0", "y ~ 0 + x1"]],
  ["y ~ x1 | csw0(id, period)", ["y ~ x1", "y ~ x1 | id", "y ~ x1 | id + period"]],
  ["y ~ x1 | id + sw(period, x3)", ["y ~ x1 | id + period", "y ~ x1 | id + x3"]],
  ["y ~ x1 | sw(id, id[x2])", ["y ~ x1 | id", "y ~ x1 | id[x2]"]],
  [
    "y ~ mvsw(x1, x2, x3)",
    ["y ~ 1", "y ~ x1", "y ~ x2", "y ~ x3", "y ~ x1 + x2", "y ~ x1 + x3", "y ~ x2 + x3", "y ~ x1 + x2 + x3"],
  ],
  [
    "c(y, y2) ~ sw(x1, x2) | sw0(id)",
    ["y ~ x1", "y ~ x2", "y2 ~ x1", "y2 ~ x2", "y ~ x1 | id", "y ~ x2 | id", "y2 ~ x1 | id", "y2 ~ x2 | id"],
  ],
  ["c(y, y2) ~ 1 | id | x1 ~ x2", ["y ~ 1 | id | x1 ~ x2", "y2 ~ 1 | id | x1 ~ x2"]],
  ["c(y, y2) ~ 1 | x1 ~ x2", ["y ~ 1 | x1 ~ x2", "y2 ~ 1 | x1 ~ x2"]],
  ["l(y, 1:2) ~ x1", ["l(y, 1) ~ x1", "l(y, 2) ~ x1"]],
  ["c(d(y), l(y, k = c(-1, 0))) ~ x1", ["d(y, 1) ~ x1", "f(y, 1) ~ x1", "y ~ x1"]],
  ["y ~ sw(l(x1), l(x1, 1:2))", ["y ~ l(x1, 1)", "y ~ l(x1, 1) + l(x1, 2)"]],
  ['y ~ ..("^x[12]$")', ["y ~ x1 + x2"]],
  ['y ~ regex("!^[xyp]")', ["y ~ id"]],
  ['..("^y") ~ x1', ["y ~ x1", "yy ~ x1", "y2 ~ x1"]],
  ['c(y, ..(, "^yy|y2")) ~ x1', ["y ~ x1", "yy ~ x1", "y2 ~ x1"]],
  ['y ~ sw(..(, "^x[12]$"))', ["y ~ x1", "y ~ x2"]],
  ['y ~ sw(..("^x[12]$"))', ["y ~ x1 + x2"]],
  ['y ~ x1*..("x[23]")', ["y ~ x1 + x2 + x3 + x1:x2 + x1:x3"]],
  ['y ~ log(..("^x2"))', ["y ~ log(x2)"]],
  ['y ~ x1 | ..("^id|per")', ["y ~ x1 | id + period"]],
];

/** Formula with `@` before the offending token, the code, a part of the message. */
const ERRORS: readonly (readonly [string, string, string])[] = [
  ["y ~ sw(x1, x2) + @sw(x3, id)", "formula_stepwise", "one stepwise function"],
  ["y ~ x1 + @sw0(x2, x3):x1", "formula_stepwise", "by + alone"],
  ["y ~ x1*@sw(x2, x3)", "formula_stepwise", "by + alone"],
  ["y ~ log(@sw(x2, x3))", "formula_stepwise", "by + alone"],
  ["y ~ x1 | id^@sw(period, x2)", "formula_stepwise", "by + alone"],
  ["y ~ x1 | id | x2 ~ @sw(x3, x1)", "formula_stepwise", "instruments"],
  ["y ~ @sw(x1,)", "formula_stepwise", "nothing between commas"],
  ["@c() ~ x1", "formula_stepwise", "nothing between commas"],
  ["y ~ sw(x1 @| x2, x3)", "formula_syntax", "can't stand inside sw()"],
  ["y ~ sw(x1, @lgo(x2))", "formula_unknown_function", "did you mean 'log'?"],
  ["@c(y, y2)^2 ~ x1", "formula_several", "feolsMulti"],
  ['y ~ ..(@"nope")', "formula_regex", "no column's name matches 'nope'"],
  ['y ~ ..(@"[")', "formula_regex", "no regular expression"],
  ["y ~ ..(@x1)", "formula_regex", "one pattern in quotes"],
  ["y ~ x1 @~ x2", "formula_syntax", "got '~'"],
  ["y ~ x1 | @", "formula_syntax", "a column name"],
  ["y ~ @", "formula_syntax", "a term"],
  ["y@", "formula_syntax", "'~' was expected"],
];

describe("parseFormulas", () => {
  it.each(MODELS)("%s", (text, calls) => {
    expect(callsOf(text)).toEqual(calls);
  });

  it.each(ERRORS)("%s: %s", (marked, code, message) => {
    const error = errorOf(() => callsOf(marked.replace("@", "")));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.detail.position).toBe(marked.indexOf("@"));
  });

  it("says what differs", () => {
    expect(parseFormulas("c(y, y2) ~ x1 | csw(id, period)").varies).toEqual({
      depvar: true,
      rhs: false,
      fixedEffects: true,
    });
    const { models } = parseFormulas("y ~ sw(x1, x2) | sw0(id)");
    expect(models.map(({ depvar, rhs, fixedEffects }) => [depvar, rhs, fixedEffects])).toEqual([
      ["y", "x1", "1"],
      ["y", "x2", "1"],
      ["y", "x1", "id"],
      ["y", "x2", "id"],
    ]);
  });

  it("gives each model as a formula of its own is read", () => {
    for (const [text] of MODELS) {
      for (const { spec } of parseFormulas(text, { columns }).models) expect(parseFormula(spec.call)).toEqual(spec);
    }
  });

  it("refuses more models than anyone reads", () => {
    const many = Array.from({ length: 13 }, (_, i) => `x${i}`).join(", ");
    expect(errorOf(() => parseFormulas(`y ~ mvsw(${many})`)).message).toContain("8192 models");
    const twelve = Array.from({ length: 12 }, (_, i) => `x${i}`).join(", ");
    expect(errorOf(() => parseFormulas(`c(y, z) ~ mvsw(${twelve})`)).code).toBe("formula_several");
  });

  it("checks a pattern without columns, and takes it for one column", () => {
    expect(parseFormulas('y ~ sw(..("^x"), z)', { columns: "any" }).models).toHaveLength(2);
    expect(errorOf(() => parseFormulas('y ~ ..("^x") + lgo(x)', { columns: "any" })).code).toBe(
      "formula_unknown_function",
    );
  });
});

describe("parseFormula with names of columns", () => {
  it("reads a pattern", () => {
    expect(parseFormula('y ~ ..("^x")', { columns }).call).toBe("y ~ x1 + x2 + x3");
  });

  it("refuses a pattern that makes several outcomes", () => {
    const error = errorOf(() => parseFormula('..("^y") ~ x1', { columns }));
    expect(error.code).toBe("formula_several");
    expect(error.detail.position).toBe(0);
  });
});

describe("parseSplit", () => {
  it("reads a column and its values", () => {
    expect(parseSplit("g")).toEqual({ column: "g" });
    expect(parseSplit("g %keep% c('a', 2:3)").keep).toHaveLength(3);
    expect(parseSplit("`my g` %drop% 'a'").column).toBe("my g");
  });

  it.each(["g + h", "bin(g, 1:2)", "'g'", "g %keep%", "g %in% 1"])("refuses %s with its place", (text) => {
    const error = errorOf(() => parseSplit(text));
    expect(error.code).toMatch(/^formula_/);
    expect(error.message).toMatch(/^Split: /);
    expect(error.message).toContain("^");
  });
});
