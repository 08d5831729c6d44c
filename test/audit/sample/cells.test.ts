/** Identical cells, undefined variables, printed zeros, absorbed regressors. */
import { describe, expect, test } from "vitest";
import { NO_FACTS } from "../../../src/audit/paper.js";
import { absorbedRegressors } from "../../../src/audit/rules/sample/cells/absorbed-regressors.js";
import { identicalCells } from "../../../src/audit/rules/sample/cells/identical-cells.js";
import { printedZeros } from "../../../src/audit/rules/sample/cells/printed-zeros.js";
import { undefinedVariables } from "../../../src/audit/rules/sample/cells/undefined-variables.js";
import { cell, column, paper, table } from "./hand.js";
import { codes, judge } from "./judging.js";

describe("identical cells", () => {
  const first = {
    a: "0.432 (25.869)",
    b: "0.010 (3.859)",
    c: "-0.003 (-0.960)",
    d: "-0.005 (-0.105)",
    e: "0.406 (24.366)",
  };
  const second = {
    a: "0.592 (24.945)",
    b: "0.009 (3.296)",
    c: "-0.008 (-2.481)",
    d: "-0.005 (-0.105)",
    e: "0.330 (17.880)",
  };
  const of = (...columns: readonly (readonly [object: Readonly<Record<string, string>>, n?: string])[]) =>
    paper([
      table(
        "T",
        columns.map(([rows, n = "100"], i) => column(`(${i + 1})`, rows, { N: n })),
      ),
    ]);

  test("one cell of two models that differ everywhere else, by distances 924, 563, 1521 and 6486 of the others", () => {
    const { judged, findings } = judge(identicalCells, of([first], [second]));
    expect(judged).toBe(5);
    // of the other rows' distances the lower median is 924: 1 in 1849
    expect(findings).toMatchObject([
      { code: "identical_cells", severity: "unusual", where: [cell("T", "(2)", "d"), cell("T", "(1)", "d")] },
    ]);
    expect((findings[0]!.facts as { chance: number }).chance).toBeCloseTo(1 / 1849, 12);
  });

  test("variants of one model that differ little are expected to agree somewhere", () => {
    const near = { ...first, a: "0.431 (25.866)", b: "0.010 (3.858)", c: "-0.003 (-0.961)", e: "0.406 (24.366)" };
    expect(codes(identicalCells, of([first], [near]))).toEqual([]);
  });

  test("zeros and few digits say nothing, nor do too few other rows", () => {
    expect(codes(identicalCells, of([{ ...first, d: "0.000 (0.105)" }], [{ ...second, d: "0.000 (0.105)" }]))).toEqual(
      [],
    );
    expect(codes(identicalCells, of([{ ...first, d: "0.005 (0.011)" }], [{ ...second, d: "0.005 (0.011)" }]))).toEqual(
      [],
    );
    expect(judge(identicalCells, of([{ d: first.d, a: first.a }], [{ d: first.d, a: second.a }]))).toMatchObject({
      judged: 0,
      findings: [],
    });
  });

  test("a cell alone, of samples whose sizes would put it apart", () => {
    const errors = { parentheses: { says: "standard errors", means: "std_error" as const } };
    const two = (a: Readonly<Record<string, string>>, n: string, b: Readonly<Record<string, string>>, m: string) =>
      paper([table("T", [column("(1)", a, { N: n }), column("(2)", b, { N: m })], errors)]);
    const one = { x: "0.9330 (0.5673)", z: "0.5100 (0.1200)" };
    const other = { x: "0.9330 (0.5673)", z: "0.4700 (0.1350)" };
    // 95 and 76 rows: estimates a median of 0.6745 × 0.56725 × √0.25 = 0.19131 apart, errors 0.5673(√1.25 - 1) = 0.06696
    const { findings } = judge(identicalCells, two(one, "95", other, "76"));
    expect(findings).toMatchObject([{ code: "identical_cells", facts: { term: "x", by: "samples" } }]);
    expect((findings[0]!.facts as { chance: number }).chance).toBeCloseTo(1 / (2 * 1913.1 + 1) / (2 * 669.6 + 1), 10);
    // one row fewer hardly moves an estimate, and rows that tell nothing don't move any
    expect(
      codes(identicalCells, two({ x: "0.9 (0.6)", z: "0.5 (0.1)" }, "95", { x: "0.9 (0.6)", z: "0.4 (0.1)" }, "94")),
    ).toEqual([]);
    expect(codes(identicalCells, two(one, "95", one, "76"))).toEqual([]);
    expect(codes(identicalCells, two(one, "95", other, "95"))).toEqual([]);
  });

  test("equal estimates with unequal numbers beneath are no match", () => {
    expect(
      codes(identicalCells, of([{ ...first, d: "0.258 (95.399)" }], [{ ...second, d: "0.258 (89.002)" }])),
    ).toEqual([]);
  });

  test("two rows of one column with the same numbers to five digits or more", () => {
    const rows = {
      coverage: "-0.000982*** (0.000337)",
      lnafe: "-0.000982 (0.000337)",
      usage: "0.5 (0.1)",
      c: "0.5 (0.1)",
    };
    expect(judge(identicalCells, of([rows])).findings).toMatchObject([
      { code: "identical_rows", severity: "unusual", facts: { terms: ["coverage", "lnafe"], digits: 6, pairs: 1 } },
    ]);
  });

  test("columns equal throughout in few digits say nothing", () => {
    const few = { a: "0.03 (0.00)", b: "0.01 (0.00)", c: "0.000 (0.000)" };
    expect(codes(identicalCells, of([few, "888"], [few, "444"]))).toEqual([]);
  });

  test("columns equal throughout are a repeated model, unless they say that they differ", () => {
    expect(codes(identicalCells, of([first], [first]))).toEqual([]);
    expect(judge(identicalCells, of([first], [first, "90"])).findings).toMatchObject([
      { code: "identical_columns", severity: "unusual", facts: { rows: 5, unlike: ["nobs"] } },
    ]);
  });

  test("of simulated tables of models that differ fewer than 1 in 20 have a match, of those with a cell copied most", () => {
    let state = 99;
    const uniform = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const normal = () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, -6);
    const tables = 300;
    let [flagged, found] = [0, 0];
    for (let i = 0; i < tables; i++) {
      const rows = Array.from({ length: 9 }, () => ({
        t: 4 * normal(),
        error: 0.01 + 0.09 * uniform(),
        spread: 2 ** normal(),
      }));
      const columns = Array.from({ length: 3 }, () =>
        Object.fromEntries(
          rows.map(({ t, error, spread }, row) => {
            const statistic = t + spread * normal();
            return [`x${row}`, `${(statistic * error * (1 + 0.2 * uniform())).toFixed(4)} (${statistic.toFixed(3)})`];
          }),
        ),
      );
      if (codes(identicalCells, of(...columns.map((one) => [one] as const))).length > 0) flagged++;
      const copied = columns.map((one, c) => (c === 2 ? { ...one, x4: columns[0]!.x4! } : one));
      if (codes(identicalCells, of(...copied.map((one) => [one] as const))).length > 0) found++;
    }
    expect(flagged / tables).toBeLessThan(0.05);
    expect(found / tables).toBeGreaterThan(0.75);
  });
});

describe("undefined variables", () => {
  const of = (terms: readonly string[], defined: readonly string[] | null) =>
    paper([table("T", [column("(1)", Object.fromEntries(terms.map((term) => [term, "0.1 (0.2)"])))])], { defined });
  const undefinedOf = (terms: readonly string[], defined: readonly string[]) =>
    judge(undefinedVariables, of(terms, defined)).findings.map(({ facts }) => (facts as { variable: string }).variable);

  test("market, of which no text says what it is", () => {
    expect(judge(undefinedVariables, of(["did", "market", "_cons"], ["did", "eco"])).findings).toMatchObject([
      {
        code: "undefined_variable",
        severity: "unreported",
        where: [cell("T", "(1)", "market")],
        facts: { near: null },
      },
    ]);
  });

  test("constants, lags, products, powers and logarithms of what is defined", () => {
    const terms = [
      "_cons",
      "Constant",
      "(Intercept)",
      "常数项",
      "L.quality",
      "L2.quality",
      "D.gdp",
      "quality_{t-1}",
      "Quality (t-1)",
      "Quality(-1)",
      "lag_quality",
      "ln gdp",
      "ln(GDP)",
      "lnGDP",
      "log(gdp)",
      "gdp^2",
      "GDP²",
      "gdp_sq",
      "gdp squared",
      "gdp × quality",
      "c.gdp#c.quality",
      "1.treat#1.post",
      "treat*post",
      "gdp:quality",
      "gdp x quality",
      "2012.year",
      "Treat = 1",
      "GDP (logs)",
      "ln(gdp) × treat",
    ];
    expect(undefinedOf(terms, ["quality", "gdp", "treat", "post", "year"])).toEqual([]);
  });

  test("a product with an undefined factor, and a name spelt differently", () => {
    expect(undefinedOf(["treat × post", "gdb"], ["treat", "gdp"])).toEqual(["treat × post", "gdb"]);
    expect(judge(undefinedVariables, of(["infrs"], ["infra", "open"])).findings[0]!.facts).toMatchObject({
      near: "infra",
    });
  });

  test("needs the names that the text defines", () => {
    expect(judge(undefinedVariables, of(["x"], null))).toMatchObject({ judged: 0, notApplied: [{ lacks: "defined" }] });
  });
});

describe("printed zeros", () => {
  const of = (cells: readonly string[], means: "std_error" | "statistic" | null) =>
    paper([
      table(
        "T",
        cells.map((text, i) => column(`(${i + 1})`, { infra: text, x: "-0.500*** (-9.000)" })),
        {
          parentheses: means === null ? null : { says: "", means },
        },
      ),
    ]);

  test("-0.000 with t of -0.536: an error of at most 0.0005/0.5355, told once for the row", () => {
    const { findings } = judge(printedZeros, of(["-0.000 (-0.536)", "0.001 (3.157)", "-0.000*** (-3.212)"], null));
    expect(findings).toMatchObject([
      { code: "printed_zero", severity: "unreported", where: [cell("T", "(1)", "infra"), cell("T", "(3)", "infra")] },
    ]);
    const { cells } = findings[0]!.facts as { cells: readonly { error: number; most: number }[] };
    expect(cells[0]!.error).toBeCloseTo(0.0005 / 0.5355, 9);
    expect(cells[0]!.most).toBeCloseTo(0.0005, 12);
  });

  test("an estimate that is small beside its error is 0.000 with reason", () => {
    // t = 0.018: an error of up to 0.0005/0.0175 = 0.0286
    expect(codes(printedZeros, of(["0.000 (0.018)"], null))).toEqual([]);
    const errors = paper([
      table("T", [column("(1)", { x: "0.000 (0.028)", z: "0.5*** (0.1)" })], {
        parentheses: { says: "", means: "std_error" },
      }),
    ]);
    expect(codes(printedZeros, errors)).toEqual([]);
  });

  test("a base category without parentheses is none", () => {
    expect(judge(printedZeros, of(["0.000"], null))).toMatchObject({ judged: 1, findings: [], notApplied: [] });
  });

  test("where parentheses may be several things, stars decide or the rule says what it lacks", () => {
    const unclear = (text: string) => paper([table("T", [column("(1)", { x: text })])]);
    expect(codes(printedZeros, unclear("0.000* (0.900)"))).toEqual(["printed_zero"]);
    expect(judge(printedZeros, unclear("0.000 (0.900)"))).toMatchObject({
      findings: [],
      notApplied: [{ lacks: "standard_error" }],
    });
  });
});

describe("regressors that effects absorb", () => {
  const of = (included: boolean, estimator: "ols" | "gmm" = "ols") =>
    paper(
      [
        table("T", [
          column("(1)", { iv: "0.042*** (3.820)" }, {}, { estimator, effects: [{ name: "City FE", included }] }),
        ]),
      ],
      {
        invariant: [{ term: "iv", within: "city FE", says: "terrain ruggedness" }],
      },
    );

  test("terrain beside city effects, not without them", () => {
    expect(judge(absorbedRegressors, of(true)).findings).toMatchObject([
      { code: "absorbed_regressor", severity: "inconsistent" },
    ]);
    expect(judge(absorbedRegressors, of(false))).toMatchObject({ judged: 1, findings: [] });
  });

  test("a system has equations in levels", () => {
    expect(judge(absorbedRegressors, of(true, "gmm")).findings).toMatchObject([{ severity: "conditional" }]);
  });

  test("needs to know what does not vary", () => {
    expect(judge(absorbedRegressors, { ...of(true), facts: NO_FACTS }).notApplied).toEqual([
      { where: null, lacks: "invariant" },
    ]);
  });
});
