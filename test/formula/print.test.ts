/** Spelling of expressions and numbers, against what R 4.5.0 deparses. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BinaryOperator, Expression, Literal } from "../../src/formula/expression.js";
import { parseExpression } from "../../src/formula/parser.js";
import { printExpression, printLevel, printName, printNumber } from "../../src/formula/print.js";
import { runs } from "../support/laws.js";

/** `deparse(x)` in R 4.5.0. */
const DEPARSED_NUMBERS: readonly (readonly [number, string])[] = [
  [0, "0"],
  [1, "1"],
  [-1000, "-1000"],
  [2009, "2009"],
  [123456, "123456"],
  [1234567, "1234567"],
  [1200000, "1200000"],
  [100000, "1e+05"],
  [-100000, "-1e+05"],
  [100001, "100001"],
  [300000, "3e+05"],
  [1.5e10, "1.5e+10"],
  [1e15, "1e+15"],
  [1e16, "1e+16"],
  [1e21, "1e+21"],
  [1e300, "1e+300"],
  [2 ** 53, "9007199254740992"],
  [123456789012, "123456789012"],
  [0.1, "0.1"],
  [2.5, "2.5"],
  [0.1 + 0.2, "0.3"],
  [1 / 3, "0.333333333333333"],
  [100000.1, "100000.1"],
  [0.001, "0.001"],
  [1e-4, "1e-04"],
  [0.00012345, "0.00012345"],
  [0.00001234, "1.234e-05"],
  [-1e-10, "-1e-10"],
  [5e-324, "4.94065645841247e-324"],
  [Number.POSITIVE_INFINITY, "Inf"],
  [Number.NEGATIVE_INFINITY, "-Inf"],
];

/** Source and what `deparse(quote(source))` gives in R 4.5.0. */
const DEPARSED: readonly (readonly [string, string])[] = [
  ["I(3*log(dist_km))", "I(3 * log(dist_km))"],
  ["I(Year ^ 2)", "I(Year^2)"],
  ["a / b", "a/b"],
  ["a*b+c", "a * b + c"],
  ["-x^2", "-x^2"],
  ["! x", "!x"],
  ["x%in%c('A',\"B\")", 'x %in% c("A", "B")'],
  ["x%in%2005:2008", "x %in% 2005:2008"],
  ["a&b|c", "a & b | c"],
  ["(a+b)*2", "(a + b) * 2"],
  ["x==1", "x == 1"],
  ["2^-1", "2^-1"],
  ["-(-x)", "-(-x)"],
  ["x %% 5", "x%%5"],
  ["`my var`+1", "`my var` + 1"],
  ["ifelse(a>1,b,c)", "ifelse(a > 1, b, c)"],
  ["!a==b", "!a == b"],
  ["first.treat>=2004", "first.treat >= 2004"],
  ["'a\"b'==z", '"a\\"b" == z'],
];

describe("print", () => {
  it.each(DEPARSED_NUMBERS)("%d prints as %s", (value, text) => {
    expect(printNumber(value)).toBe(text);
  });

  it.each(DEPARSED)("%s prints as %s", (source, text) => {
    expect(printExpression(parseExpression(source))).toBe(text);
  });

  it("puts back-ticks round names that need them, in any script", () => {
    expect(["first.treat", "hs_8", "城市", "été", ".5x", "a b", "2x", "", "a`b"].map(printName)).toEqual([
      ...["first.treat", "hs_8", "城市", "été"],
      ...["`.5x`", "`a b`", "`2x`", "``", "`a\\`b`"],
    ]);
  });

  it("names levels as fixest does", () => {
    const by = { kind: "name", name: "treat" } as const;
    expect(printLevel({ kind: "factor", column: "z" }, "b")).toBe("factor(z)b");
    expect(printLevel({ kind: "indicator", column: "period", by, refs: [] }, "6")).toBe("period::6:treat");
    expect(printLevel({ kind: "indicator", column: "rel", refs: [] }, "-9")).toBe("rel::-9");
    expect(printLevel({ kind: "expression", expression: { kind: "name", name: "region" } }, "N")).toBe("regionN");
  });

  it("law: what is printed parses back to the same tree", () => {
    fc.assert(
      fc.property(expressions, (tree) => {
        expect(parseExpression(printExpression(tree))).toEqual(tree);
      }),
      runs(500),
    );
  });
});

const names = fc
  .constantFrom("x", "first.treat", "城市", "a b", "log", "I")
  .map((name) => ({ kind: "name", name }) as const);
const constants: fc.Arbitrary<Literal> = fc.oneof(
  fc.constantFrom(0, 1, 0.5, 2009, 1e5, 1e-7).map((value) => ({ kind: "number", value }) as const),
  fc.constantFrom("", "a'b", 'a"b', "\\n\n", "广东").map((value) => ({ kind: "text", value }) as const),
  fc.boolean().map((value) => ({ kind: "logical", value }) as const),
);
const operators = fc.constantFrom<BinaryOperator>(
  "^",
  "%%",
  "*",
  "/",
  "+",
  "-",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "&",
  "|",
);

/** Operands of operators are in parentheses, so that a tree is the only reading of its text. */
const expressions = fc.letrec<{ tree: Expression; closed: Expression }>((tie) => ({
  closed: fc.oneof(
    { maxDepth: 4 },
    names,
    constants,
    tie("tree").map((inner) => ({ kind: "group", inner }) as const),
    tie("tree").map((argument) => ({ kind: "call", name: "log", args: [argument] }) as const),
    fc.tuple(tie("tree"), tie("tree"), tie("tree")).map((args) => ({ kind: "call", name: "ifelse", args }) as const),
  ),
  tree: fc.oneof(
    { maxDepth: 4 },
    tie("closed"),
    tie("closed").map((operand) => ({ kind: "unary", operator: "-", operand }) as const),
    fc
      .record({ kind: fc.constant("binary" as const), operator: operators, left: tie("closed"), right: tie("closed") })
      .map((node) => node),
    fc.record({
      kind: fc.constant("in" as const),
      element: tie("closed"),
      set: fc.array(constants, { minLength: 1, maxLength: 3 }),
    }),
  ),
})).tree;
