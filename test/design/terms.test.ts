/** Names and values of design columns: names from fixest 0.12.2 and from model.matrix() of R 4.5.0. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Column } from "../../src/base/columns.js";
import type { WasmetricsError } from "../../src/base/errors.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { parseFormula } from "../../src/formula/parser.js";
import { MAX_TERM_COLUMNS } from "../../src/regression/frame/term-plan.js";
import { missingRows, requiredColumns } from "../../src/regression/frame/term-sample.js";
import { type ExpandedTerms, expandTerms, MAX_TERM_BYTES } from "../../src/regression/frame/terms.js";
import { elementary } from "./elementary.js";

/** Sixty rows in which every column takes the values it has in the data the names were recorded on. */
const recorded = makeTable(
  [
    ...numeric("y", (i) => i % 11),
    ...numeric("x1", (i) => (i % 7) - 3),
    ...numeric("treat", (i) => Number(i % 4 < 2)),
    ...numeric("post", (i) => Number(i % 10 >= 5)),
    ...numeric("period", (i) => (i % 10) + 1),
    ...numeric("id", (i) => Math.floor(i / 10)),
    ...numeric("time_to_treatment", (i) => (i % 19 === 18 ? -1000 : (i % 19) - 9)),
    ...numeric("relb", (i) => (i % 10 === 9 ? -1000 : (i % 10) - 4)),
    ...numeric("eco", (i) => i % 5),
    ...numeric("fin", (i) => i % 3),
    ...numeric("did", (i) => Number(i % 6 === 0)),
    ...numeric("hi", (i) => Number(i % 5 > 2)),
    ...numeric("lpop", (i) => 1 + (i % 9)),
    ...numeric("year", (i) => 2003 + (i % 5)),
    ...numeric("dist_km", (i) => 100 + i),
    ...numeric("Year", (i) => 2007 + (i % 10)),
    ...numeric("rel", (i) => (i % 6 === 5 ? Number.POSITIVE_INFINITY : (i % 6) - 3)),
  ],
  { name: "recorded", bytes: 0, sha256: null },
);

function numeric(name: string, value: (i: number) => number): Column[] {
  return [{ kind: "numeric", name, values: Float64Array.from({ length: 60 }, (_, i) => value(i)) }];
}

const named = (prefix: string, labels: readonly (number | string)[], suffix = "") =>
  labels.map((label) => `${prefix}${label}${suffix}`);

/** Coefficient names fixest prints, collinear ones included. */
const FIXEST: readonly (readonly [string, readonly string[]])[] = [
  ["y ~ x1 + treat:post | id + period", ["x1", "treat:post"]],
  ["y ~ x1 + treat + post + treat:post", ["(Intercept)", "x1", "treat", "post", "treat:post"]],
  [
    "y ~ x1 + i(period, treat, ref = 5) | id + period",
    ["x1", ...named("period::", [1, 2, 3, 4, 6, 7, 8, 9, 10], ":treat")],
  ],
  [
    "y ~ x1 + i(time_to_treatment, ref = c(-1, -1000)) | id + year",
    ["x1", ...named("time_to_treatment::", [-9, -8, -7, -6, -5, -4, -3, -2, 0, 1, 2, 3, 4, 5, 6, 7, 8])],
  ],
  [
    "y ~ i(relb, ref = c(-1, -1000)) + eco + fin | id + year",
    [...named("relb::", [-4, -3, -2, 0, 1, 2, 3, 4]), "eco", "fin"],
  ],
  ["y ~ did + did:hi + hi + eco + fin | id + year", ["did", "hi", "eco", "fin", "did:hi"]],
  ["log(y) ~ log(dist_km)", ["(Intercept)", "log(dist_km)"]],
  ["y ~ log(dist_km) + I(3 * log(dist_km)) + I(Year^2) | id", ["log(dist_km)", "I(3 * log(dist_km))", "I(Year^2)"]],
  ["y ~ lpop:factor(year) | id + year", named("lpop:factor(year)", [2003, 2004, 2005, 2006, 2007])],
  ["y ~ i(did, ref = FALSE) | id", ["did::1"]],
  ["y ~ i(rel, ref = c(-1, Inf)) | id", named("rel::", [-3, -2, 0, 1])],
];

/** `colnames(model.matrix(~ ...))` where f is text a b c, g is text p q, x and w are numbers. */
const MODEL_MATRIX: readonly (readonly [string, string])[] = [
  ["f", "(Intercept) fb fc"],
  ["0 + f", "fa fb fc"],
  ["x:f", "(Intercept) x:fa x:fb x:fc"],
  ["x + x:f", "(Intercept) x x:fb x:fc"],
  ["f:x + x", "(Intercept) x fb:x fc:x"],
  ["f:g", "(Intercept) fa:gp fb:gp fc:gp fa:gq fb:gq fc:gq"],
  ["f + f:g", "(Intercept) fb fc fa:gq fb:gq fc:gq"],
  ["f*g", "(Intercept) fb fc gq fb:gq fc:gq"],
  ["0 + f*g", "fa fb fc gq fb:gq fc:gq"],
  ["0 + f:g", "fa:gp fb:gp fc:gp fa:gq fb:gq fc:gq"],
  ["g + f:g", "(Intercept) gq gp:fb gq:fb gp:fc gq:fc"],
  ["f:g + g", "(Intercept) gq fb:gp fc:gp fb:gq fc:gq"],
  ["0 + x + f", "x fa fb fc"],
  ["0 + x + f + g", "x fa fb fc gq"],
  ["0 + x + x:f", "x x:fa x:fb x:fc"],
  ["0 + f:x + g", "gp gq fa:x fb:x fc:x"],
  ["0 + f:x + f:g", "fa:x fb:x fc:x fa:gq fb:gq fc:gq"],
  ["f:x + f:g", "(Intercept) fa:x fb:x fc:x fa:gq fb:gq fc:gq"],
  ["x:w:f + x:f:g", "(Intercept) x:w:fa x:w:fb x:w:fc x:fa:gq x:fb:gq x:fc:gq"],
  ["x:f:g", "(Intercept) x:fa:gp x:fb:gp x:fc:gp x:fa:gq x:fb:gq x:fc:gq"],
  ["x*f*g", "(Intercept) x fb fc gq x:fb x:fc x:gq fb:gq fc:gq x:fb:gq x:fc:gq"],
  ["x:f + x:f:g", "(Intercept) x:fa x:fb x:fc x:fa:gq x:fb:gq x:fc:gq"],
  ["f:x + f:x:w", "(Intercept) fa:x fb:x fc:x fa:x:w fb:x:w fc:x:w"],
  ["I(x > 0)", "(Intercept) I(x>0)TRUE"],
  ["0 + I(x > 0)", "I(x>0)FALSE I(x>0)TRUE"],
  ["I(x > 0):w", "(Intercept) I(x>0)FALSE:w I(x>0)TRUE:w"],
];

const crossed = parseCsv(`y,f,g,x,w
1,a,p,1,5
2,b,p,-2,4
3,c,p,3,3
4,a,q,-4,2
5,b,q,5,1
6,c,q,-6,0
`);

const gapped = parseCsv(`y,z,t,x,s,fe
1,10,1,1,u,k
2,9,2,2,v,k
3,9,3,0,u,m
4,2,1,-1,w,
5,,2,4,u,m
6,10,3,5,,k
`);

const expand = (formula: string, table: Table, rows?: readonly number[]) =>
  numbersOf(
    expandTerms(parseFormula(formula), table, elementary, rows === undefined ? undefined : Uint32Array.from(rows)),
  );

function errorOf(run: () => unknown): WasmetricsError {
  try {
    run();
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was thrown");
}

describe("expandTerms: names", () => {
  it.each(FIXEST)("%s, as fixest", (formula, names) => {
    expect(expand(formula, recorded).names).toEqual(names);
  });

  it.each(MODEL_MATRIX)("~ %s, as model.matrix", (right, names) => {
    const got = expand(`y ~ ${right}`, crossed).names.map((name) => name.replaceAll(" ", ""));
    expect(got).toEqual(names.split(" "));
  });
});

describe("expandTerms: values", () => {
  const columnsOf = (formula: string, table: Table, rows?: readonly number[]) => {
    const { names, columns } = expand(formula, table, rows);
    return Object.fromEntries(names.map((name, j) => [name, Array.from(columns[j]!)]));
  };

  it("makes dummies, products and powers", () => {
    expect(columnsOf("y ~ f + x:g + I(x^2)", crossed)).toEqual({
      "(Intercept)": [1, 1, 1, 1, 1, 1],
      fb: [0, 1, 0, 0, 1, 0],
      fc: [0, 0, 1, 0, 0, 1],
      "I(x^2)": [1, 4, 9, 16, 25, 36],
      "x:gp": [1, -2, 3, 0, 0, 0],
      "x:gq": [0, 0, 0, -4, 5, -6],
    });
  });

  it("sorts numeric levels by value and makes none for levels outside the sample", () => {
    expect(columnsOf("y ~ factor(z) | fe", gapped, [0, 1, 2, 5])).toEqual({ "factor(z)10": [1, 0, 0, 1] });
    expect(columnsOf("y ~ 0 + factor(z)", gapped, [3, 1, 0])).toEqual({
      "factor(z)2": [1, 0, 0],
      "factor(z)9": [0, 1, 0],
      "factor(z)10": [0, 0, 1],
    });
  });

  it("interacts indicators with a number, keeping all levels unless told", () => {
    expect(columnsOf("y ~ i(t, x) | fe", gapped, [0, 1, 2])).toEqual({
      "t::1:x": [1, 0, 0],
      "t::2:x": [0, 2, 0],
      "t::3:x": [0, 0, 0],
    });
    expect(columnsOf("y ~ i(t, log(x + 1), ref = 2) | fe", gapped, [0, 1])).toEqual({
      "t::1:log(x + 1)": [Math.log(2), 0],
    });
  });

  it("takes the first level in the sample as reference of i(z), and says so", () => {
    const { names, notes } = expand("y ~ i(t) | fe", gapped, [1, 2, 4, 5]);
    expect(names).toEqual(["t::3"]);
    expect(notes).toEqual([
      {
        code: "reference_level",
        message: "i(t): the reference category is the first level, '2'.",
        detail: { term: "i(t)", reference: "2" },
      },
    ]);
    expect(expand("y ~ 0 + i(t)", gapped, [1, 2]).names).toEqual(["t::2", "t::3"]);
  });

  it("matches references by label", () => {
    expect(expand("y ~ i(s, ref = 'u') | fe", gapped, [0, 1, 3]).names).toEqual(["s::v", "s::w"]);
    expect(expand("y ~ i(t, ref = '3') | fe", gapped).names).toEqual(["t::1", "t::2"]);
    expect(expand("y ~ i(t, ref = TRUE) | fe", gapped).names).toEqual(["t::2", "t::3"]);
  });

  it("notes references that are not there, single levels and empty cells", () => {
    const codes = (formula: string, table: Table, rows?: readonly number[]) =>
      expand(formula, table, rows).notes.map(({ code }) => code);
    expect(codes("y ~ i(t, ref = c(1, 99)) | fe", gapped)).toEqual(["reference_absent"]);
    expect(codes("y ~ factor(t) | fe", gapped, [0, 3])).toEqual(["single_level"]);
    const sparse = expand("y ~ 0 + f:g", crossed, [0, 4, 5]);
    expect(sparse.names).toEqual(["fa:gp", "fb:gq", "fc:gq"]);
    expect(sparse.notes).toEqual([
      {
        code: "empty_cells",
        message: "f:g: 3 combinations do not occur in the sample; no column is formed for them.",
        detail: { term: "f:g", cells: 3 },
      },
    ]);
  });

  it("gives NaN, not 0, to a row whose level is missing", () => {
    expect(columnsOf("y ~ factor(z) | fe", gapped)["factor(z)10"]).toEqual([1, 0, 0, 0, Number.NaN, 1]);
  });

  it("law: expanding at rows = expanding the table of these rows", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(59), { minLength: 3 }),
        fc.constantFrom(...FIXEST.map(([f]) => f)),
        (rows, formula) => {
          const selected = makeTable(
            recorded.columns.map((column) => {
              if (column.kind !== "numeric") throw new Error(column.name);
              return { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) };
            }),
            recorded.source,
          );
          expect(outcome(() => expand(formula, recorded, rows))).toEqual(outcome(() => expand(formula, selected)));
        },
      ),
    );
  });

  it("law: dummies of a full factor sum to one, those of i(z, x) to x", () => {
    const total = (formula: string) =>
      expand(formula, recorded).columns.reduce((sum, column) => sum.map((value, i) => value + column[i]!));
    expect(total("y ~ 0 + factor(period)")).toEqual(new Float64Array(60).fill(1));
    expect(total("y ~ i(period, x1) | id")).toEqual((recorded.column("x1") as { values: Float64Array }).values);
  });
});

function numbersOf({ columns, ...rest }: ExpandedTerms) {
  return { ...rest, columns: columns.map((column) => column.numbers()) };
}

function outcome(run: () => { names: readonly string[]; columns: readonly Float64Array[] }): unknown {
  try {
    const { names, columns } = run();
    return { names, columns };
  } catch (error) {
    return (error as WasmetricsError).code;
  }
}

describe("expandTerms: errors", () => {
  it.each([
    ["y ~ i(t, ref = 1:3) | fe", "no_level_left"],
    ["y ~ factor(nope) | fe", "unknown_column"],
    ["y ~ log(s) | fe", "text_in_arithmetic"],
  ])("%s throws %s", (formula, code) => {
    expect(errorOf(() => expand(formula, gapped)).code).toBe(code);
  });

  it("refuses to make more columns than can be used", () => {
    const n = MAX_TERM_COLUMNS + 2;
    const id: Column = { kind: "numeric", name: "id", values: Float64Array.from({ length: n }, (_, i) => i) };
    const many = makeTable([id], { name: "many", bytes: 0, sha256: null });
    const error = errorOf(() => expand("id ~ factor(id)", many));
    expect(error.code).toBe("too_many_columns");
    expect(error.detail.got).toBe(MAX_TERM_COLUMNS + 1);
  });

  it("refuses columns that would not fit in memory, before making them", () => {
    const levels = 1000;
    const n = Math.ceil(MAX_TERM_BYTES / (8 * levels)) + 1;
    const id: Column = { kind: "numeric", name: "id", values: Float64Array.from({ length: n }, (_, i) => i % levels) };
    const long = makeTable([id], { name: "long", bytes: 0, sha256: null });
    const error = errorOf(() => expand("id ~ 0 + factor(id)", long));
    expect(error.code).toBe("too_many_columns");
    expect(error.message).toContain(`4 GiB, over ${n} rows`);
  });
});

describe("missingRows", () => {
  const spec = parseFormula("log(y) ~ factor(z) + i(t, log(x)) | fe");

  it("lists the columns a model needs", () => {
    expect(requiredColumns(spec)).toEqual(["y", "z", "t", "x", "fe"]);
    expect(requiredColumns(parseFormula("y ~ I(x > t) | fe^s | z ~ w"))).toEqual(["y", "x", "t", "z", "w", "fe", "s"]);
  });

  it("finds the complete rows, counts by variable and passes notes on", () => {
    const { complete, nMissing, missingBy, notes } = missingRows(spec, gapped, elementary);
    expect(Array.from(complete!)).toEqual([0, 1, 5]);
    expect(nMissing).toBe(3);
    expect(missingBy).toEqual({ z: 1, "log(x)": 2, fe: 1 });
    expect(notes).toMatchObject([{ code: "log_nonpositive", detail: { term: "log(x)", rows: 2, row: 3 } }]);
  });

  it("looks at the given rows only, and at columns beside the model's", () => {
    const rows = Uint32Array.of(0, 1, 5);
    const { complete, missingBy } = missingRows(spec, gapped, elementary, { rows, also: ["s"] });
    expect(Array.from(complete!)).toEqual([0, 1]);
    expect(missingBy).toEqual({ s: 1 });
  });

  it("counts infinite numbers as missing, infinite levels not", () => {
    const { nMissing } = missingRows(parseFormula("y ~ i(rel) | id"), recorded, elementary);
    expect(nMissing).toBe(0);
    expect(missingRows(parseFormula("y ~ rel | id"), recorded, elementary).nMissing).toBe(10);
  });

  it("takes text columns as factors", () => {
    const { complete } = missingRows(parseFormula("y ~ s"), gapped, elementary);
    expect(Array.from(complete!)).toEqual([0, 1, 2, 3, 4]);
  });

  it("leaves rows that expand without a missing value", () => {
    const { complete } = missingRows(spec, gapped, elementary);
    const { columns } = numbersOf(expandTerms(spec, gapped, elementary, complete));
    expect(columns.every((column) => column.every(Number.isFinite))).toBe(true);
  });
});
