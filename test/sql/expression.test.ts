/** Expressions as SQL of DuckDB over random trees, against their values in memory. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { BinaryOperator, Expression, LagFunction, SetItem } from "../../src/formula/expression.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import { expectValues } from "../engines/frame-laws.js";
import { type Rows, randomRows, sourceOf } from "../engines/frame-rows.js";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await openDuckDB({ memory: 5e8 });
});
afterAll(() => engine.close());

const load = (rows: Rows) => sourceOf(engine, "rows", rows);

const number = (value: number): Expression => ({ kind: "number", value });
const named = (name: string): Expression => ({ kind: "name", name });
const call = (name: "log" | "exp" | "log2" | "sqrt" | "abs" | "floor" | "is.na" | "ifelse", ...args: Expression[]) =>
  ({ kind: "call", name, args }) satisfies Expression;

const CONSTANTS = [0, 1, -1, 2, 0.5, 3, -2.5, Number.POSITIVE_INFINITY].map(number);
const TEXTS = ["North", "it's", "a\\b", "absent"];
const text = fc.oneof(
  fc.constantFrom("region", "my sector", "group").map(named),
  fc.constantFrom(...TEXTS).map((value): Expression => ({ kind: "text", value })),
);

/** Trees whose values are exact: sums, products, quotients and roots as IEEE rounds them, comparisons, logic, lags. */
const { tree } = fc.letrec<{ tree: Expression; leaf: Expression }>((tie) => {
  const tree = tie("tree");
  const comparison = fc.constantFrom<BinaryOperator>("==", "!=", "<", "<=", ">", ">=");
  const binary = (operator: fc.Arbitrary<BinaryOperator>, side: fc.Arbitrary<Expression>) =>
    fc
      .tuple(operator, side, side)
      .map(([op, left, right]): Expression => ({ kind: "binary", operator: op, left, right }));
  const set = fc.constantFrom<readonly SetItem[]>(
    [{ kind: "range", from: 0, to: 3 }],
    [
      { kind: "number", value: -1 },
      { kind: "logical", value: true },
    ],
  );
  return {
    leaf: fc.oneof(fc.constantFrom("x", "z", "count", "post", "year").map(named), fc.constantFrom(...CONSTANTS)),
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("leaf"),
      binary(fc.constantFrom<BinaryOperator>("+", "-", "*", "/", "%%", "&", "|"), tree),
      binary(comparison, tree),
      binary(comparison, text),
      fc
        .tuple(tree, fc.constantFrom(0, 1, 2, 3, -1))
        .map(([left, y]): Expression => ({ kind: "binary", operator: "^", left, right: number(y) })),
      fc
        .tuple(fc.constantFrom<"-" | "+" | "!">("-", "+", "!"), tree)
        .map(([operator, operand]): Expression => ({ kind: "unary", operator, operand })),
      fc
        .tuple(fc.constantFrom<"abs" | "floor" | "sqrt" | "is.na">("abs", "floor", "sqrt", "is.na"), tree)
        .map(([name, x]) => call(name, x)),
      text.map((x) => call("is.na", x)),
      fc.tuple(tree, tree, tree).map((args) => call("ifelse", ...args)),
      fc.tuple(tree, set).map(([element, items]): Expression => ({ kind: "in", element, set: items })),
      fc
        .tuple(fc.constantFrom<LagFunction>("l", "f", "d"), tree, fc.integer({ min: 1, max: 3 }))
        .map(([name, argument, periods]): Expression => ({ kind: "lag", name, argument, periods })),
    ),
  };
});

/** One function of an exact tree that engines round as they like. */
const rounded = fc.oneof(
  fc.tuple(fc.constantFrom<"log" | "exp" | "log2">("log", "exp", "log2"), tree).map(([name, x]) => call(name, x)),
  fc
    .tuple(tree, fc.constantFrom(0.5, -2, 4, 1.5, -0.5))
    .map(([left, y]): Expression => ({ kind: "binary", operator: "^", left, right: number(y) })),
  fc
    .tuple(tree, fc.constantFrom("count", "z"))
    .map(([left, name]): Expression => ({ kind: "binary", operator: "^", left, right: named(name) })),
);

describe("expressions as SQL", () => {
  it("have the values of memory, whatever is missing, infinite or undefined", async () => {
    const trees = fc.array(fc.oneof(tree, rounded), { minLength: 12, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(trees, fc.integer({ min: 1, max: 1e6 }), async (expressions, seed) => {
        await expectValues(load, randomRows(60, seed, 0.15), expressions);
      }),
      { numRuns: 40 },
    );
  });
});
