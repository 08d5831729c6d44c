/**
 * Conditions after `if`, against a plain reading of Stata's rules: a missing value is larger than any number. Random conditions
 * over random rows keep the same rows.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable } from "../../../src/data/table/table.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { elementary } from "../../../src/engine/kernels/math.js";
import { parseExpression } from "../../../src/formula/parser.js";
import { parseStata } from "../../../src/formula/stata/parse-stata.js";
import type { ElementaryFunctions } from "../../../src/regression/frame/expression.js";
import { subsetRows } from "../../../src/regression/frame/sample.js";
import { runs } from "../../support/laws.js";

let functions: ElementaryFunctions;
beforeAll(async () => {
  functions = elementary(await loadEngine({ threads: 1 }));
});

/** Missing, as Stata orders it. */
const MISSING = Number.POSITIVE_INFINITY;
type Row = Readonly<Record<string, number>>;

/** A piece of a condition: its text in Stata, and its value in a row. */
interface Piece {
  readonly text: string;
  readonly value: (row: Row) => number;
}

const truth = (holds: boolean): number => (holds ? 1 : 0);
const orMissing = (operands: readonly number[], value: number): number =>
  operands.includes(MISSING) ? MISSING : value;

const names = ["x", "v", "w"];
const name = fc.constantFrom(...names).map((column): Piece => ({ text: column, value: (row) => row[column]! }));
const constant = fc.integer({ min: 0, max: 4 }).map((number): Piece => ({ text: String(number), value: () => number }));
const value: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 3, arbitrary: constant },
  {
    weight: 1,
    arbitrary: fc.tuple(name, fc.constantFrom("+", "-", "*"), constant).map(([a, operator, b]): Piece => {
      const apply = (p: number, q: number) => (operator === "+" ? p + q : operator === "-" ? p - q : p * q);
      return {
        text: `${a.text} ${operator} ${b.text}`,
        value: (row) => orMissing([a.value(row)], apply(a.value(row), b.value(row))),
      };
    }),
  },
  {
    weight: 1,
    arbitrary: name.map(
      ({ text, value: of }): Piece => ({
        text: `mod(${text}, 3)`,
        value: (row) => orMissing([of(row)], ((of(row) % 3) + 3) % 3),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: name.map(
      ({ text, value: of }): Piece => ({ text: `-${text}`, value: (row) => orMissing([of(row)], -of(row)) }),
    ),
  },
);

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "~=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};
const compared = fc
  .tuple(
    value,
    fc.constantFrom(...Object.keys(COMPARE)),
    fc.oneof(value, fc.constant<Piece>({ text: ".", value: () => MISSING })),
  )
  .map(
    ([a, operator, b]): Piece => ({
      text: `${a.text} ${operator} ${b.text}`,
      value: (row) => truth(COMPARE[operator]!(a.value(row), b.value(row))),
    }),
  );
const called = fc.oneof(
  fc.uniqueArray(name, { minLength: 1, maxLength: 3, selector: ({ text }) => text }).map(
    (list): Piece => ({
      text: `missing(${list.map(({ text }) => text).join(", ")})`,
      value: (row) => truth(list.some((piece) => piece.value(row) === MISSING)),
    }),
  ),
  fc.tuple(name, fc.array(constant, { minLength: 1, maxLength: 3 }), fc.boolean()).map(
    ([x, list, withMissing]): Piece => ({
      text: `inlist(${[x, ...list].map(({ text }) => text).join(", ")}${withMissing ? ", ." : ""})`,
      value: (row) =>
        truth(list.some((piece) => piece.value(row) === x.value(row)) || (withMissing && x.value(row) === MISSING)),
    }),
  ),
  fc.tuple(name, constant, constant).map(
    ([x, low, high]): Piece => ({
      text: `inrange(${x.text}, ${low.text}, ${high.text})`,
      value: (row) =>
        truth(x.value(row) !== MISSING && x.value(row) >= low.value(row) && x.value(row) <= high.value(row)),
    }),
  ),
);
const { condition } = fc.letrec<{ condition: Piece }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    compared,
    called,
    name,
    fc.tuple(tie("condition"), fc.constantFrom("&", "|"), tie("condition")).map(
      ([a, operator, b]): Piece => ({
        text: `(${a.text}) ${operator} (${b.text})`,
        value: (row) => {
          const [p, q] = [a.value(row) !== 0, b.value(row) !== 0];
          return truth(operator === "&" ? p && q : p || q);
        },
      }),
    ),
    fc.tuple(fc.constantFrom("!", "~"), tie("condition")).map(
      ([not, inner]): Piece => ({
        text: `${not}(${inner.text})`,
        value: (row) => truth(inner.value(row) === 0),
      }),
    ),
  ),
}));

const cell = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -1, max: 4 }) },
  { weight: 1, arbitrary: fc.constant(MISSING) },
);
const rows = fc.array(fc.record({ x: cell, v: cell, w: cell }), { minLength: 1, maxLength: 12 });

function tableOf(data: readonly Row[]) {
  const columns = names.map((column) => ({
    kind: "numeric" as const,
    name: column,
    values: Float64Array.from(data, (row) => (row[column] === MISSING ? Number.NaN : row[column]!)),
  }));
  return makeTable(columns, { name: "rows", bytes: 0, sha256: null });
}

const subsetOf = (stata: string): string => parseStata(stata).options.subset!;
const keptBy = (subset: string, data: readonly Row[]): number[] => [
  ...subsetRows(parseExpression(subset), tableOf(data), functions).rows,
];

describe("conditions of Stata", () => {
  it("keep the rows that Stata's order of missing values keeps", () => {
    fc.assert(
      fc.property(condition, rows, ({ text, value: of }, data) => {
        const wanted = data.flatMap((row, i) => (of(row) !== 0 ? [i] : []));
        expect(keptBy(subsetOf(`reg y q if ${text}`), data), text).toEqual(wanted);
      }),
      runs(2000),
    );
  });

  it("keep them with fewer words for a column the model needs, whose missing rows go anyway", () => {
    fc.assert(
      fc.property(condition, rows, ({ text, value: of }, data) => {
        const complete = (row: Row) => names.every((column) => row[column] !== MISSING);
        const subset = subsetOf(`reg y x v w if ${text}`);
        const kept = keptBy(subset, data).filter((i) => complete(data[i]!));
        expect(kept, text).toEqual(data.flatMap((row, i) => (complete(row) && of(row) !== 0 ? [i] : [])));
      }),
      runs(1000),
    );
  });

  it.each([
    ["year >= 2007", "year >= 2007 | is.na(year)"],
    ["x >= 2007", "x >= 2007"],
    ["x == 1 & g != 2", "x == 1 & (g != 2 | is.na(g))"],
    ["!(x == 1 | g == 2)", "x != 1 & (g != 2 | is.na(g))"],
    ["treated", "treated != 0 | is.na(treated)"],
    ["!treated", "treated == 0"],
    ["mi(g, h)", "is.na(g) | is.na(h)"],
    ["g < . & h != .", "!is.na(g) & !is.na(h)"],
    ['region == "north"', 'region == "north"'],
    ['inlist(region, "a", "b")', 'region %in% c("a", "b")'],
    ['region != ""', "!is.na(region)"],
    ["mod(g, 2) == 1", "(g %% 2) == 1"],
    ["g == -1", "g == -1"],
    ["!g == 1 | x == 2", undefined],
    ["x == 2 | x == 3 & g == 1", "x == 2 | x == 3 & g == 1"],
  ])("%s", (stata, subset) => {
    const read = () => subsetOf(`reg y x if ${stata}`);
    if (subset === undefined) expect(read).toThrow(/binds first/);
    else expect(read()).toBe(subset);
  });

  it("say where missing values were kept", () => {
    const { notes } = parseStata("reg y x if g > 2 & h == 3");
    expect(notes).toMatchObject([{ code: "stata_missing", detail: { columns: ["g"] } }]);
  });
});
