/** Values of expressions: R's rules on small cases, and a row-by-row interpreter as a law. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WasmetricsError } from "../../src/base/errors.js";
import { parseCsv } from "../../src/data/table/csv.js";
import type { BinaryOperator, Expression } from "../../src/formula/expression.js";
import { parseExpression } from "../../src/formula/parser.js";
import { evaluate } from "../../src/regression/frame/expression.js";
import { subsetRows } from "../../src/regression/frame/sample.js";
import { runs } from "../support/laws.js";
import { elementary } from "./elementary.js";

const table = parseCsv(`x,y,z,w
1,2,b,b
-4,,a,b
,3,,a
9,0.5,b,广东
0,-2,c,c
`);

const values = (text: string, rows?: number[]) =>
  Array.from(
    evaluate(parseExpression(text), table, elementary, rows === undefined ? undefined : Uint32Array.from(rows)).values,
  );

const NA = Number.NaN;

function errorOf(run: () => unknown): WasmetricsError {
  try {
    run();
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was thrown");
}

describe("evaluate", () => {
  it.each<readonly [string, readonly number[]]>([
    ["x", [1, -4, NA, 9, 0]],
    ["x + 2 * y", [5, NA, NA, 10, -4]],
    ["-x^2", [-1, -16, NA, -81, -0]],
    ["abs(x) / 2", [0.5, 2, NA, 4.5, 0]],
    ["sqrt(x)", [1, NA, NA, 3, 0]],
    ["floor(y)", [2, NA, 3, 0, -2]],
    ["x %% 3", [1, 2, NA, 0, 0]],
    ["x %% -3", [-2, -1, NA, 0, 0]],
    ["x > 0", [1, 0, NA, 1, 0]],
    ["x >= 0 & y > 0", [1, 0, NA, 1, 0]],
    ["x < 0 | y > 0", [1, 1, 1, 1, 0]],
    ["!(x == 1)", [0, 1, NA, 1, 1]],
    ["x != y", [1, NA, NA, 1, 1]],
    ["is.na(x)", [0, 0, 1, 0, 0]],
    ["is.na(z)", [0, 0, 1, 0, 0]],
    ["ifelse(x > 0, y, -1)", [2, -1, NA, 0.5, -1]],
    ["ifelse(TRUE, 1, 2)", [1, 1, 1, 1, 1]],
    ["x %in% c(-4, 8:10)", [0, 1, 0, 1, 0]],
    ["z == 'b'", [1, 0, NA, 1, 0]],
    ["z != 'b'", [0, 1, NA, 0, 1]],
    ["'missing' == z", [0, 0, NA, 0, 0]],
    ["z == w", [1, 0, NA, 0, 1]],
    ["z < 'b'", [0, 1, NA, 0, 0]],
    ["w >= z", [1, 1, NA, 1, 1]],
    ["z %in% c('a', 'c')", [0, 1, 0, 0, 1]],
    ["2^x", [2, 1 / 16, NA, 512, 1]],
    ["I((x > 0) * 10)", [10, 0, NA, 10, 0]],
    ["I(2 * 3 - 1)", [5, 5, 5, 5, 5]],
    ["2^3^2", [512, 512, 512, 512, 512]],
    ["8 / 4 / 2", [1, 1, 1, 1, 1]],
    ["1 - 2 - 3", [-4, -4, -4, -4, -4]],
    ["TRUE | FALSE & FALSE", [1, 1, 1, 1, 1]],
    ["log10(1000 + 0 * x)", [3, 3, NA, 3, 3]],
    ["log2(exp(x - x) * 8)", [3, 3, NA, 3, 3]],
  ])("%s", (text, expected) => {
    const got = values(text);
    expect(got).toHaveLength(expected.length);
    got.forEach((value, i) => {
      if (Number.isNaN(expected[i])) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(expected[i]!, 14);
    });
  });

  it("evaluates at selected rows only, in their order", () => {
    expect(values("x + 1", [3, 0])).toEqual([10, 2]);
    expect(values("z == 'b'", [4, 0])).toEqual([0, 1]);
    expect(values("5", [1, 2])).toEqual([5, 5]);
  });

  it("counts logarithms of what is not positive, once a row, and names the first", () => {
    const { values: logs, notes } = evaluate(parseExpression("log(x)"), table, elementary);
    expect(Array.from(logs)).toEqual([0, NA, NA, Math.log(9), Number.NEGATIVE_INFINITY]);
    expect(notes).toEqual([
      {
        code: "log_nonpositive",
        message: "log(x): the argument is zero or negative in 2 rows, first in row 2 (-4).",
        detail: { term: "log(x)", rows: 2, row: 2, value: -4 },
      },
    ]);
    const selected = evaluate(parseExpression("log(x)"), table, elementary, Uint32Array.of(0, 4)).notes;
    expect(selected[0]!.detail).toMatchObject({ rows: 1, row: 5 });
    expect(evaluate(parseExpression("log(abs(x) + 1)"), table, elementary).notes).toEqual([]);
  });

  it("counts square roots of negative numbers", () => {
    expect(evaluate(parseExpression("sqrt(x)"), table, elementary).notes).toMatchObject([
      { code: "sqrt_negative", detail: { rows: 1, row: 2 } },
    ]);
  });

  it.each<readonly [string, string, object]>([
    ["zz + 1", "unknown_column", { got: "zz" }],
    ["z + 1", "text_in_arithmetic", { column: "z", row: 1, got: "b" }],
    ["log(z)", "text_in_arithmetic", { column: "z" }],
    ["!z", "text_in_arithmetic", { column: "z" }],
    ["x + 'a'", "text_constant", { got: "a" }],
    ["z == 3", "comparison_types", {}],
    ["x == '3'", "comparison_types", {}],
    ["z %in% c('a', 3)", "comparison_types", {}],
    ["x %in% 'a'", "comparison_types", {}],
  ])("%s throws %s", (text, code, detail) => {
    const error = errorOf(() => values(text));
    expect(error.code).toBe(code);
    expect(error.detail).toMatchObject(detail);
  });

  it("says where the text is", () => {
    expect(errorOf(() => values("z + 1", [2, 4])).message).toBe(
      "Column 'z' is text where a number is needed: row 5 holds 'c'; use factor(z), compare it with ==, or clean it.",
    );
  });
});

describe("subsetRows", () => {
  const subset = (text: string) => subsetRows(parseExpression(text), table, elementary);

  it("keeps the rows at which the condition holds; missing is not", () => {
    const { rows, nFalse, nMissing } = subset("x >= 0 & z %in% c('b', 'c')");
    expect(Array.from(rows)).toEqual([0, 3, 4]);
    expect([nFalse, nMissing]).toEqual([2, 0]);
    expect(subset("x < 5")).toMatchObject({ nFalse: 1, nMissing: 1 });
  });

  it("refuses what is not a condition", () => {
    expect(errorOf(() => subset("x")).code).toBe("subset_condition");
    expect(errorOf(() => subset("x + 1")).message).toContain("x + 1 == 1");
  });
});

describe("law", () => {
  it("columns at once = row by row, for any expression", () => {
    fc.assert(
      fc.property(trees, fc.array(fc.tuple(cells, cells), { minLength: 1, maxLength: 12 }), (tree, rows) => {
        const column = (name: string, k: 0 | 1) =>
          ({ kind: "numeric", name, values: Float64Array.from(rows, (row) => row[k]) }) as const;
        const source = {
          nRows: rows.length,
          column: (name: string) => (name === "a" ? column("a", 0) : column("b", 1)),
        };
        expect(Array.from(evaluate(tree, source, elementary).values)).toEqual(
          rows.map(([a, b]) => atRow(tree, { a, b })),
        );
      }),
      runs(1000),
    );
  });
});

const cells = fc.constantFrom(NA, -3, -0.5, 0, 1, 2.5, 7, Number.POSITIVE_INFINITY);
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
const trees = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom("a", "b").map((name) => ({ kind: "name", name }) as const),
    fc.constantFrom(-1, 0, 2, 3).map((value) => ({ kind: "number", value }) as const),
    fc.record({ kind: fc.constant("binary" as const), operator: operators, left: tie("tree"), right: tie("tree") }),
    fc.record({
      kind: fc.constant("unary" as const),
      operator: fc.constantFrom("-" as const, "!" as const),
      operand: tie("tree"),
    }),
    fc
      .tuple(fc.constantFrom("log" as const, "exp" as const, "floor" as const, "is.na" as const), tie("tree"))
      .map(([name, argument]) => ({ kind: "call", name, args: [argument] }) as const),
    fc.tuple(tie("tree"), tie("tree"), tie("tree")).map((args) => ({ kind: "call", name: "ifelse", args }) as const),
  ),
})).tree;

/** R's rules, one row at a time. */
function atRow(tree: Expression, row: Readonly<Record<string, number>>): number {
  const bool = (test: boolean | undefined) => (test === undefined ? NA : Number(test));
  const truth = (value: number) => (Number.isNaN(value) ? undefined : value !== 0);
  if (tree.kind === "name") return row[tree.name]!;
  if (tree.kind === "number") return tree.value;
  if (tree.kind === "unary") {
    const value = atRow(tree.operand, row);
    if (tree.operator === "-") return -value;
    return Number.isNaN(value) ? NA : bool(!truth(value));
  }
  if (tree.kind === "call") {
    const [x, yes, no] = tree.args.map((argument) => atRow(argument, row)) as [number, number, number];
    if (tree.name === "log") return Math.log(x);
    if (tree.name === "exp") return Math.exp(x);
    if (tree.name === "floor") return Math.floor(x);
    if (tree.name === "is.na") return bool(Number.isNaN(x));
    return truth(x) === undefined ? NA : truth(x) ? yes : no;
  }
  if (tree.kind !== "binary") throw new Error(tree.kind);
  const a = atRow(tree.left, row);
  const b = atRow(tree.right, row);
  const known = !(Number.isNaN(a) || Number.isNaN(b));
  const sides = [truth(a), truth(b)];
  switch (tree.operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "^":
      return a ** b;
    case "%%": {
      const rest = a % b;
      return rest !== 0 && Math.sign(rest) !== Math.sign(b) ? rest + b : rest;
    }
    case "&":
      return sides.includes(false) ? 0 : bool(sides.includes(undefined) ? undefined : true);
    case "|":
      return sides.includes(true) ? 1 : bool(sides.includes(undefined) ? undefined : false);
    case "==":
      return bool(known ? a === b : undefined);
    case "!=":
      return bool(known ? a !== b : undefined);
    case "<":
      return bool(known ? a < b : undefined);
    case "<=":
      return bool(known ? a <= b : undefined);
    case ">":
      return bool(known ? a > b : undefined);
    case ">=":
      return bool(known ? a >= b : undefined);
  }
}
