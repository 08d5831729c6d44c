/** Stata's operators in a formula: refused with the formula that says the same, unless the data have such a column. */
import { describe, expect, it } from "vitest";
import type { UsageError } from "../../../src/base/errors.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { parseFormulas } from "../../../src/formula/several.js";

const columns = ["y", "x", "z", "g", "id", "year", "i.sector"];
function errorOf(text: string, known?: readonly string[]): UsageError {
  try {
    parseFormula(text, known === undefined ? {} : { columns: known });
  } catch (error) {
    return error as UsageError;
  }
  throw new Error(`'${text}' was read`);
}

describe("Stata's operators in a formula", () => {
  it.each([
    ["y ~ i.year + x", "y ~ factor(year) + x"],
    ["y ~ c.x + x | id", "y ~ x | id"],
    ["y ~ c.x##c.z | id", "y ~ x + z + x:z | id"],
    ["y ~ c.x#c.x", "y ~ I(x^2)"],
    ["y ~ i.g##c.x", "y ~ factor(g) + x + factor(g):x"],
    ["y ~ log(z) + L.x | id", "y ~ l(x, 1) + log(z) | id"],
    ["y ~ x + ib3.g | id + year", "y ~ x + i(g, ref = 3) | id + year"],
  ])("%s", (text, same) => {
    const error = errorOf(text, columns);
    expect(error.code).toBe("formula_factor");
    expect(error.message.split("\n")[0]).toMatch(
      new RegExp(`in a formula this is: ${same.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`),
    );
    expect(() => parseFormula(same, { columns })).not.toThrow();
  });

  it("are known by # alone where the columns are not", () => {
    expect(errorOf("y ~ c.x#c.z").message).toContain("in a formula this is: y ~ x:z");
    expect(errorOf("y ~ i.g#i.year").message).toContain("a factor is factor(g), an interaction x:z");
    expect(() => parseFormulas("y ~ g##x")).toThrow(/'#' is an operator of Stata/);
  });

  it("are names where the data have such a column, in back-ticks, and where nothing is known", () => {
    expect(parseFormula("y ~ i.sector + x", { columns }).terms.length).toBe(2);
    expect(parseFormula("y ~ i.year").terms.length).toBe(1);
    expect(parseFormula("y ~ `a#b`").terms.length).toBe(1);
  });
});
