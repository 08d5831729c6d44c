/** Bins of levels and dummies of two factors: what fixest does is in test/golden/formula; here what it refuses or differs in. */
import { describe, expect, it } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { parseFormula } from "../../src/formula/parser.js";
import type { Indicator } from "../../src/formula/spec.js";
import { binLevels, levelsOf } from "../../src/regression/frame/term-levels.js";
import { expandTerms } from "../../src/regression/frame/terms.js";
import { elementary } from "./elementary.js";

const table = parseCsv("t,s,x\n1,a,1\n2,b,2\n3,a,3\n4,c,4\n5,b,5\n");

function binned(column: string, bin: string) {
  const variable = parseFormula(`y ~ i(${column}, bin = ${bin})`).terms[0]!.variables[0] as Indicator;
  const { levels, absent } = binLevels(levelsOf(table.column(column)), variable.bin!, "i()");
  return { labels: levels.labels, codes: [...levels.codes], absent };
}

const names = (formula: string) => expandTerms(parseFormula(formula), table, elementary).names;
const codesOfNotes = (formula: string) =>
  expandTerms(parseFormula(formula), table, elementary).notes.map(({ code }) => code);

describe("binLevels", () => {
  it("gives each row the level of its group", () => {
    expect(binned("t", 'list("low" = 1:2, 4:5)')).toEqual({
      labels: ["low", "3", "4"],
      codes: [0, 0, 1, 2, 2],
      absent: [],
    });
    expect(binned("t", '"!!bin::2"').labels).toEqual(["1", "2", "4"]);
    expect(binned("s", 'c("b", "c")')).toEqual({ labels: ["a", "b"], codes: [0, 1, 0, 1, 1], absent: [] });
  });

  it("tells values that no row has", () => {
    expect(binned("t", "c(2, 9)").absent).toEqual(["9"]);
    expect(binned("t", "8:9")).toEqual({
      labels: ["1", "2", "3", "4", "5"],
      codes: [0, 1, 2, 3, 4],
      absent: ["8", "9"],
    });
    expect(codesOfNotes("y ~ i(t, bin = c(2, 9))")).toContain("level_absent");
    expect(codesOfNotes("y ~ i(t, keep = c(2, 9))")).toContain("level_absent");
  });

  it.each([
    ["t", "list(a = 1:2, b = 2:3)", "bin_twice"],
    ["t", "list(a = 1:2, a = 4:5)", "bin_name"],
    ["s", '"bin::2"', "bin_not_numeric"],
  ])("%s with %s throws %s", (column, bin, code) => {
    expect(() => binned(column, bin)).toThrow(expect.objectContaining({ code }));
  });
});

describe("i() of two factors", () => {
  it("has a dummy a combination some row has, the first of them left out beside a constant", () => {
    expect(names("y ~ i(t, s)")).toEqual(["(Intercept)", "t::2:s::b", "t::3:s::a", "t::4:s::c", "t::5:s::b"]);
    expect(names("y ~ 0 + i(s, i.t)")).toEqual(["s::a:t::1", "s::a:t::3", "s::b:t::2", "s::b:t::5", "s::c:t::4"]);
    expect(codesOfNotes("y ~ i(t, s)")).toEqual(["reference_level", "empty_cells"]);
  });

  it("refuses to leave none", () => {
    expect(() => names('y ~ i(t, s, ref2 = c("a", "b", "c"))')).toThrow(
      expect.objectContaining({ code: "no_level_left" }),
    );
  });
});

describe("poly()", () => {
  it("is orthogonal to a constant and of length 1, its leading coefficient above 0", () => {
    const { columns } = expandTerms(parseFormula("y ~ 0 + poly(x, 4)"), table, elementary);
    const values = columns.map((column) => column.numbers());
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
    const one = new Float64Array(5).fill(1);
    values.forEach((a, i) => {
      expect(dot(a, one)).toBeCloseTo(0, 14);
      expect(a.at(-1)).toBeGreaterThan(0);
      for (const [j, b] of values.entries()) expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 14);
    });
  });

  it.each([
    ["y ~ poly(x, 5)", "poly_degree"],
    ["y ~ poly(log(x - 1), 2)", "poly_missing"],
    ["y ~ poly(s, 2)", "text_in_arithmetic"],
  ])("%s throws %s", (formula, code) => {
    expect(() => names(formula)).toThrow(expect.objectContaining({ code }));
  });
});
