/** Conditions and expressions in Stata, where a missing value is larger than any number and a comparison is 0 or 1: rows are those of the study. */
import { expect, test } from "vitest";
import { parseExpression } from "../../src/formula/parser.js";
import { StataTerms } from "../../src/study/code/stata-terms.js";

const terms = () => new StataTerms(["x", "y", "g"], (name) => name === "g");

test.each([
  ["x == 1", "x == 1"],
  ["1 == x", "1 == x"],
  ["x == y", "(x == y & !missing(y))"],
  ["x != 1", "(x != 1 & !missing(x))"],
  ["x != y", "(x != y & !missing(x) & !missing(y))"],
  ["x < 1", "x < 1"],
  ["x <= y", "(x <= y & !missing(y))"],
  ["1 < x", "(1 < x & !missing(x))"],
  ["x > 1", "(x > 1 & !missing(x))"],
  ["x > y", "(x > y & !missing(x))"],
  ["log(x) > 1", "(log(x) > 1 & !missing(log(x)))"],
  ['g != "a" | is.na(x)', '(g != "a" & !missing(g)) | missing(x)'],
  ["x %in% c(1, 2)", "inlist(x, 1, 2)"],
])("rows where %s", (written, stata) => {
  expect(terms().condition(parseExpression(written))).toBe(stata);
});

test.each([
  ["I(x > 1)", "(cond(missing(x), ., x > 1))"],
  ["I(x == y)", "(cond(missing(x, y), ., x == y))"],
  ["ifelse(x > 1, y, 0)", "cond(cond(missing(x), ., x > 1), y, 0, .)"],
  ["ifelse(is.na(x), 0, x)", "cond(missing(x), 0, x, .)"],
  ["x / log2(y)", "x / (log(y) / log(2))"],
])("a column of %s is missing where it is in the study", (written, stata) => {
  const made = terms();
  made.number(parseExpression(written));
  expect(made.lines).toEqual([expect.stringMatching(/^generate double \w+ = /)]);
  expect(made.lines[0]!.replace(/^generate double \w+ = /, "")).toBe(stata);
});

test.each(["I(x > 1 & y > 1)", "I(!(x > 1))"])("%s has no line: missing values would be others", (written) => {
  expect(() => terms().number(parseExpression(written))).toThrow(expect.objectContaining({ code: "code_unsupported" }));
});

test.each(['g == "a$b"', `g %in% c(${[..."abcdefghij"].map((letter) => `"${letter}"`).join(", ")})`])(
  "Stata can't take %s",
  (written) => {
    expect(() => terms().condition(parseExpression(written))).toThrow(
      expect.objectContaining({ code: "code_unsupported" }),
    );
  },
);
