/** What a short text may ask for: everything that repeats is counted before it is made, and refused where it stands. */
import { describe, expect, it } from "vitest";
import { WasmetricsError } from "../../src/base/errors.js";
import { Cursor } from "../../src/formula/cursor.js";
import { parseExpression, parseFormula } from "../../src/formula/parser.js";
import { printTerm } from "../../src/formula/print.js";
import { parseCombination, parseRestrictions } from "../../src/formula/read-combination.js";
import { parsePanelGmm } from "../../src/formula/read-panel-gmm.js";
import { parseFormulas, parseSplit } from "../../src/formula/several.js";
import { parseStata } from "../../src/formula/stata/parse-stata.js";
import { parseXtabond2 } from "../../src/formula/xtabond2.js";
import { seeded } from "../support/random.js";

const COLUMNS = ["y", "x", "z", "w", ...Array.from({ length: 30 }, (_, j) => `v${j}`)];

const READERS = {
  formula: (text: string) => parseFormula(text, { columns: COLUMNS }),
  several: (text: string) => parseFormulas(text, { columns: COLUMNS }),
  expression: (text: string) => parseExpression(text),
  split: (text: string) => parseSplit(text),
  pgmm: (text: string) => parsePanelGmm(text),
  stata: (text: string) => parseStata(text, { columns: COLUMNS, panel: { unit: "v0", time: "v1" } }),
  xtabond2: (text: string) => parseXtabond2(text, COLUMNS),
  combination: (text: string) => parseCombination(text, COLUMNS, true),
  restriction: (text: string) => parseRestrictions(text, COLUMNS),
} as const;
type Reader = keyof typeof READERS;

const errorOf = (reader: Reader, text: string): WasmetricsError => {
  try {
    READERS[reader](text);
  } catch (error) {
    expect(error).toBeInstanceOf(WasmetricsError);
    return error as WasmetricsError;
  }
  throw new Error("nothing was thrown");
};

const list = (n: number, separator: string, of = (j: number) => `v${j}`): string =>
  Array.from({ length: n }, (_, j) => of(j)).join(separator);
const nest = (n: number, open: string, close: string, inside = "x"): string =>
  `${open.repeat(n)}${inside}${close.repeat(n)}`;

/** Reader, text, code, a part of the message. */
const REFUSED: readonly (readonly [Reader, string, string, string])[] = [
  ["formula", "y ~ l(x, 1:999999999)", "formula_limit", "there would be 999999999 values in this set; at most 10000"],
  ["formula", "y ~ l(x, 1:10000000000:2)", "formula_limit", "10000000000 values"],
  ["formula", "y ~ f(x, c(1:9000, 1:9000))", "formula_limit", "18000 values"],
  ["formula", `y ~ l(I(${list(200, " + ")}), 1:10000)`, "formula_limit", "terms and products in all"],
  ["formula", "l(y, 0:999999999) ~ x", "formula_limit", "999999999"],
  ["formula", `y ~ ${list(26, "*")}`, "formula_limit", "16383 terms; at most 10000 are made"],
  ["formula", `y ~ (${list(30, " + ")})^30`, "formula_limit", "terms; at most 10000 are made"],
  ["formula", `y ~ ${list(60, ":", (j) => `a${j}`)}`, "formula_limit", "51 variables in one product"],
  ["formula", `y ~ ${list(8_000, "*", (j) => `v${j % 12}`)}`, "formula_limit", "terms and products in all"],
  ["formula", `y ~ ${list(12_000, "+", () => "x")}`, "formula_limit", "terms; at most 10000"],
  ["formula", `y ~ ${nest(5_000, "log(", ")")}`, "formula_limit", "nested deeper than 100"],
  ["formula", `y ~ ${nest(5_000, "(", ")")}`, "formula_limit", "nested deeper than 100"],
  ["formula", `y ~ I(${"-".repeat(5_000)}x)`, "formula_limit", "nested deeper than 100"],
  ["formula", `y ~ I(${"!".repeat(5_000)}x)`, "formula_limit", "nested deeper than 100"],
  ["formula", `y ~ I(${list(5_000, "^", () => "x")})`, "formula_limit", "nested deeper than 100"],
  ["formula", `y ~ I(${list(5_000, " + ", () => "x")})`, "formula_limit", "more than 1000 operators"],
  ["formula", `y ~ I(${list(5_000, " %% ", () => "x")})`, "formula_limit", "more than 1000 operators"],
  ["formula", "y ~ i(z, keep = 1:100000000)", "formula_limit", "100000000 values"],
  ["formula", "y ~ i(z, ref = 1:-100000000)", "formula_limit", "100000002 values"],
  ["formula", "y ~ i(z, bin = 1:100000000)", "formula_limit", "at most 1000000"],
  ["formula", `y ~ x | ${list(15_000, "+", () => "f[x]")}`, "formula_limit", "101 fixed effects"],
  ["formula", `y ~ x | ${list(80, "^", (j) => `f${j}`)}`, "formula_limit", "80 columns in one effect"],
  ["formula", `y ~ ${list(500, " + ", () => '..("v")')}`, "formula_limit", "patterns are 101 here"],
  ["formula", `y ~ ${"x".repeat(100_001)}`, "formula_limit", "the text has 100005 characters"],
  ["several", `y ~ mvsw(${list(30, ", ")})`, "formula_stepwise", "1073741824 models; at most 4096"],
  ["several", `y ~ csw(${list(20_000, ",", () => "x")})`, "formula_stepwise", "20000 models"],
  ["several", `y ~ csw(${list(3_000, ",", (j) => `a${j}`)})`, "formula_stepwise", "too many together"],
  ["several", `c(${list(20_000, ",", () => "y")}) ~ x`, "formula_several", "20000 models"],
  ["several", "c(l(y, 1:4000), l(x, 1:4000)) ~ z", "formula_several", "8000 models"],
  ["several", "l(y, 0:4000) ~ sw(x, z)", "formula_several", "8002 models"],
  ["several", `c(${list(100, ", ", () => "y")}) ~ sw(${list(40, ", ")}) + l(z, 1:500)`, "formula_limit", "in all"],
  ["several", "y ~ csw(l(x, 1:999999999), z)", "formula_limit", "999999999"],
  ["expression", "x %in% 1:999999999", "formula_limit", "at most 1000000"],
  ["expression", list(5_000, " | ", (j) => `x == ${j}`), "formula_limit", "list values by %in%"],
  ["expression", nest(5_000, "(", ")"), "formula_limit", "nested deeper than 100"],
  ["split", "x %keep% 1:999999999", "formula_limit", "999999999"],
  ["pgmm", "y ~ lag(y, 1:999999999) | gmm(y, 2:99)", "formula_limit", "999999999 terms"],
  ["pgmm", `y ~ ${list(500, " + ", () => "lag(y, 1:500)")} | gmm(y, 2:99)`, "formula_limit", "terms"],
  ["pgmm", "y ~ x | iv(lag(x, 0:999999999))", "formula_limit", "terms"],
  ["pgmm", `${nest(5_000, "log(", ")")} ~ x | iv(x)`, "formula_limit", "nested deeper than 100"],
  ["stata", "reg y L(0/999999999).x", "stata_limit", "'L(0/999999999).' stands for 1000000000 periods"],
  ["stata", `reg y L(0/9999).x L(0/9999).z`, "stata_limit", "10001 terms"],
  ["stata", `reg y ${list(3_000, " ", () => "v*")}`, "stata_limit", "terms; at most 10000"],
  ["stata", `reg y ${list(5, "##", () => "c.(v*)")}`, "stata_limit", "terms; at most 10000"],
  ["stata", `reghdfe y x, absorb(${list(30, "##", (j) => `v${j}`)})`, "stata_absorb", "8 variables at most"],
  ["stata", `reg y x if ${"!".repeat(500)}z`, "stata_limit", "nested deeper than 100"],
  ["stata", `reg y x if ${"-".repeat(500)}z > 1`, "stata_limit", "nested deeper than 100"],
  ["stata", `reg y x if ${list(5_000, " | ", (j) => `z == ${j}`)}`, "stata_limit", "inlist(x, 1, 2)"],
  ["stata", `reg y x ${"/*".repeat(5_000)}`, "stata_comment", "never closed"],
  ["stata", `reg y x ${" ".repeat(200_000)}`, "stata_limit", "characters"],
  ["xtabond2", "xtabond2 y L(0/999999999).x, gmm(x)", "xtabond2_limit", "1000000000 variables"],
  ["xtabond2", "xtabond2 y L(0/200).(L(0/200).x), gmm(x)", "xtabond2_limit", "40401 variables"],
  ["xtabond2", `xtabond2 y ${nest(500, "L.(", ")")}, gmm(x)`, "xtabond2_limit", "nested deeper"],
  ["combination", nest(5_000, "(", ")"), "combination_syntax", "nest more than 100"],
  ["combination", list(5_000, " + ", () => "x"), "combination_syntax", "more than 1000 operators"],
  ["restriction", list(5_000, ", ", () => "x = z"), "combination_syntax", "more than 1000 operators"],
];

describe("limits", () => {
  it.each(REFUSED.map((one) => [`${one[0]}: ${one[1].slice(0, 60)}`, ...one] as const))(
    "%s",
    (...[, reader, text, code, part]) => {
      const error = errorOf(reader, text);
      expect(error.code).toBe(code);
      expect(error.message).toContain(part);
      expect(error.message.length).toBeLessThan(5_000);
    },
  );

  it("show the place in a long text", () => {
    const { message, detail } = errorOf("formula", `y ~ ${list(1_000, " + ")} + l(x, 1:99999) + z`);
    const [, line, caret] = message.split("\n");
    expect(line!.slice(caret!.indexOf("^")).startsWith("1:99999) + z")).toBe(true);
    expect(line!.length).toBeLessThan(210);
    expect(String(detail.text).length).toBeLessThan(2_100);
  });
});

describe("what is large and meant is read", () => {
  it("a product written several times over is the product", () => {
    const once = parseFormula("y ~ x*z*w*t*g").terms;
    expect(once).toHaveLength(31);
    expect(parseFormula(`y ~ ${list(1_000, "*", () => "x*z*w*t*g")}`).terms).toEqual(once);
  });
  it("products of groups keep R's order", () => {
    const terms = parseFormula("y ~ (a + a:b + c)*(d + d:e)").terms.map(printTerm);
    expect(terms.join(" + ")).toBe("a + c + d + a:b + d:e + a:d + c:d + a:d:e + a:b:d + c:d:e + a:b:d:e");
  });
  it("all pairs of 120 columns, 2,000 terms, 1,000 lags, 12 optional terms, codes of six digits", () => {
    expect(parseFormula(`y ~ (${list(120, " + ")})^2`).terms).toHaveLength(120 + 60 * 119);
    expect(parseFormula(`y ~ ${list(2_000, " + ", (j) => `log(v${j})`)}`).terms).toHaveLength(2_000);
    expect(parseFormula("y ~ l(x, 1:1000)").terms).toHaveLength(1_000);
    expect(parseFormulas(`y ~ z + mvsw(${list(12, ", ")})`).models).toHaveLength(4_096);
    expect(() => parseExpression("x %in% 280000:389999")).not.toThrow();
  });
  it("comments of Stata stand within each other", () => {
    expect(READERS.stata("reg y x /* not /* now */ z */ w").formula).toBe("y ~ x + w");
    expect(() => READERS.stata(`reg y x ${"/*".repeat(5_000)}${"*/".repeat(5_000)}`)).not.toThrow();
  });
  it("an expression as long as is read can be printed, frozen and read again", () => {
    const text = list(1_001, " + ", () => "x");
    expect(parseFormula(parseFormula(`y ~ I(${text})`).call).call).toBe(`y ~ I(${text})`);
  });
});

/** Pieces that texts are made of: names, numbers, everything that repeats, and marks out of place. */
const PIECES = [
  ..."y x z w v1 v2 1 2 0 99 999999999 ( ) [ ] [[ ]] { } + - * / ^ : ~ | & ! = == < %in% %keep% , . ; # ## /* */ // *".split(
    " ",
  ),
  ..."l( f( d( lag( i( poly( factor( log( I( c( sw( csw( mvsw( gmm( iv( L( L. i. c. ib3. if in xtset reg reghdfe absorb( vce(".split(
    " ",
  ),
  ..."1:5 1:999999999 0/3 0/999999999 v1-v9 v* ref= keep= bin= raw=TRUE".split(" "),
  ..." \n\t\"'`\\$é汉".split(""),
  '..("v")',
  '..("(v+)+$")',
];

describe("any text", () => {
  it("gives a model or an error of ours, within counted steps", () => {
    const random = seeded(20261128);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const own = Cursor.prototype.peek;
    let looks = 0;
    Cursor.prototype.peek = function (this: Cursor, ahead) {
      looks++;
      return own.call(this, ahead);
    };
    try {
      for (let k = 0; k < 6_000; k++) {
        const reader = pick(Object.keys(READERS) as Reader[]);
        const head = pick(["", "", "y ~ ", "y ~ x | ", "reg y ", "xtabond2 y ", "y ~ x | gmm(y, 2:9) + "]);
        let body = "";
        for (let length = 1 + Math.floor(random() * 12); length > 0; length--) {
          const piece = pick(PIECES);
          body += random() < 0.1 ? piece.repeat(1 + Math.floor(random() * 400)) : piece;
          if (random() < 0.4) body += " ";
        }
        looks = 0;
        try {
          READERS[reader](head + body);
        } catch (error) {
          if (!(error instanceof WasmetricsError))
            throw new Error(`${reader}: ${JSON.stringify(head + body)}: ${error}`);
          expect(error.message.length).toBeLessThan(20_000);
        }
        expect(looks, `${reader}: ${head}${body}`).toBeLessThan(2_000_000);
      }
    } finally {
      Cursor.prototype.peek = own;
    }
  });
});
