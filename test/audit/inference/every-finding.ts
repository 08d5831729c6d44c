/** Papers that have every finding of the rules on inference. */
import type { PrintedColumn, PrintedPaper } from "../../../src/audit/paper.js";
import { cell, column, number, paper, table } from "../sample/hand.js";
import { bracketed } from "./bracketed.js";
import { smartCity } from "./paper.js";

const LEVELS = [
  { mark: "***", level: 0.01 },
  { mark: "**", level: 0.05 },
  { mark: "*", level: 0.1 },
];
const ERRORS = { says: "standard errors", means: "std_error" } as const;
const T = { says: "t statistics", means: "statistic" } as const;
const P = { says: "p-values", means: "p_value" } as const;
const CI = { says: "95% intervals", means: "interval" } as const;
const OLS = { estimator: "ols", errors: "classical", hiddenRegressors: false, weighted: false } as const;
const one = (columns: readonly PrintedColumn[], rest: Parameters<typeof table>[2] = {}) =>
  paper([table("T", columns, { stars: LEVELS, ...rest })]);

const firstF = {
  name: "first_stage_f" as const,
  label: "F",
  value: number("25"),
  stars: "",
  isP: false,
  parenthesis: null,
  at: null,
};

const withF = (of: PrintedColumn, f: string): PrintedColumn => ({
  ...of,
  statistics: [...of.statistics, { ...firstF, name: "f", value: number(f) }],
});

export const everyFinding: readonly PrintedPaper[] = [
  smartCity,
  one([column("(1)", { a: "0.50*** (0.10)", b: "0.20** (-0.09)", c: "0.45*** (0.12)" })], { parentheses: ERRORS }),
  one([column("(1)", { a: "0.50*** (0.000)", b: "0.20** (1.300)", c: "0.01 (0.700)" })], { parentheses: P }),
  one([column("(1)", { a: "0.50*** (5.00)", b: "-0.20** (-2.22)", c: "-0.30*** (3.10)" })], { parentheses: T }),
  one([column("(1)", { a: "0.50*** (9.00)", b: "0.20*** (1.20)", c: "0.30 (9.10)" })], { parentheses: T }),
  one([column("(1)", { a: "0.10*** (0.10)", b: "0.50*** (0.05)" })], { parentheses: ERRORS, stars: null }),
  one([column("(1)", { a: "0.10*** (0.300)", b: "0.50 (0.001)" })], { parentheses: P }),
  one([bracketed("(1)", { a: "0.50 (0.10) [6.10]", b: "0.5 (0.1) [5]" })], { parentheses: ERRORS, brackets: T }),
  one([bracketed("(1)", { a: "0.50 (1.10) [1.40]" })], { parentheses: T, brackets: T }),
  one([bracketed("(1)", { a: "2.00 (1.00) [0.001]", b: "2.00 (1.00) [0.9]" })], { parentheses: ERRORS, brackets: P }),
  one(
    [
      bracketed("(1)", {
        a: "1.00 (0.50) [1.20, 2.10]",
        b: "1.00 (0.50) [1.98, 0.02]",
        c: "1.00 (0.50) [0.10, 1.98]",
        d: "1.00 (0.50) [0.30, 1.70]",
        e: "1.00 (0.50) [-0.90, 2.90]",
        f: "-1.00 (0.50) [-3.90, 1.90]",
      }),
    ],
    { parentheses: ERRORS, brackets: CI },
  ),
  one(
    [column("(1)", { did: "3.000 (1.054)", _cons: "2.000 (0.667)" }, { N: "5", R2: "0.760", "Adj. R2": "0.900" }, OLS)],
    {
      parentheses: ERRORS,
    },
  ),
  one(
    [
      withF(column("(1)", { did: "3.000 (1.054)", _cons: "2.000 (0.667)" }, { N: "5", R2: "0.730" }, OLS), "9.9"),
      withF(column("(2)", { did: "3.000 (1.054)", x: "2 (3)" }, { N: "50", R2: "0.730" }, OLS), "9.9"),
    ],
    { parentheses: ERRORS },
  ),
  one([column("(1)", { did: "3.000 (1.054)" }, { N: "5", "Adj. R2": "0.900" }, OLS)], { parentheses: ERRORS }),
  one(
    [column("(1)", { did: "3.000 (1.054)", _cons: "2.000 (0.667)" }, { N: "5", R2: "0.730", "Adj. R2": "0.600" }, OLS)],
    {
      parentheses: ERRORS,
    },
  ),
  one(
    [column("(1)", { a: "1 (2)" }, { N: "50", R2: "1.25" }), column("(2)", { a: "1 (2)" }, { N: "50", R2: "-0.25" })],
    {
      parentheses: ERRORS,
    },
  ),
  one([bracketed("(1)", { a: "0.50*** [-0.10, 1.10]", b: "0.50 [0.40, 0.60]", c: "-0.1** [-0.2, 0.0]" })], {
    brackets: CI,
  }),
  one([bracketed("(1)", { a: "0.50 (0.400) [0.40, 0.60]" })], { parentheses: P, brackets: CI }),
  one([column("(1)", { a: "1.0** (2.10)" }, {}, { errors: "cluster", clusters: number("11") })], { parentheses: T }),
  {
    ...one(
      [
        column("(1)", { z: "0.500*** (4.00)" }, {}, { estimator: "first-stage" }),
        { ...column("(2)", { d: "2.0** (2.50)" }), statistics: [firstF] },
        column("(3)", { d: "-0.0 (-1.20)" }),
      ],
      { parentheses: T },
    ),
    facts: {
      ...smartCity.facts,
      treatment: null,
      firstStages: [{ first: cell("T", "(1)"), second: cell("T", "(2)"), instruments: ["z"], endogenous: "d" }],
      instrumented: [{ iv: cell("T", "(2)", "d"), ols: cell("T", "(3)", "d") }],
      claims: [
        { kind: "insignificant", cell: cell("T", "(1)", "z"), level: 0.1, says: "insignificant" },
        { kind: "insignificant", cell: cell("T", "(2)", "d"), level: 0.1, says: "insignificant" },
        { kind: "level", cell: cell("T", "(3)", "d"), level: 0.01, says: "significant at 1%" },
        { kind: "value", cell: cell("T", "(1)", "z"), value: number("0.61"), says: "0.61" },
      ],
    },
  },
  {
    ...one(
      [
        column("(1)", { a: "0.5 (2)" }, { N: "100", R2: "0.300" }, OLS),
        column("(2)", { a: "0.5 (2)", b: "0.5 (2)" }, { N: "100", R2: "0.250" }, OLS),
        column("(3)", { z: "0.500 (0.010)" }, { N: "100" }, { ...OLS, estimator: "first-stage" }),
        column("(4)", { z: "0.100 (0.010)" }, { N: "100" }, { ...OLS, estimator: "reduced-form" }),
        column("(5)", { d: "0.350 (0.020)" }, { N: "100" }, { ...OLS, estimator: "2sls" }),
      ],
      { parentheses: ERRORS },
    ),
    facts: {
      ...smartCity.facts,
      treatment: null,
      instrumented: [],
      claims: [],
      firstStages: [{ first: cell("T", "(3)"), second: cell("T", "(5)"), instruments: ["z"], endogenous: "d" }],
      sameSample: [{ columns: [cell("T", "(1)"), cell("T", "(2)")], says: "the same firms" }],
    },
  },
];
