/**
 * What an equation with instruments is called and which of its tests a reader is shown: where errors are
 * robust the robust statistic, else the classical one of the same question. Computes nothing.
 */
import type { Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import type { IvRecord, StageRecord } from "../../../regression/record/iv-record.js";
import { formatFixed } from "../../../report/format-number.js";
import { ivWords } from "../messages.js";

/** "2SLS", "LIML", "Fuller(1)", "Two-step GMM". */
export function estimatorName(
  { estimator, fuller }: Pick<IvRecord, "estimator" | "fuller">,
  language: Language = "en",
): string {
  if (estimator === "fuller") return `Fuller(${fuller})`;
  return { "2sls": "2SLS", liml: "LIML", gmm2s: ivWords.twoStepGmm[language] }[estimator];
}

/** The name, and kappa where it is estimated. */
export function estimatorText(iv: IvRecord): string {
  const { estimator, kappa } = iv;
  const isEstimated = kappa !== null && estimator !== "2sls";
  return `${estimatorName(iv)}${isEstimated ? ` (kappa ${Number(kappa.toPrecision(8))})` : ""}`;
}

/** Tests by the question they answer, the robust one first, with the names they are known by. */
const TESTS = {
  weak: [
    ["kleibergen_paap_wald", "Kleibergen-Paap rk Wald"],
    ["cragg_donald", "Cragg-Donald"],
  ],
  under: [
    ["kleibergen_paap_lm", "Kleibergen-Paap rk LM"],
    ["anderson_lm", "Anderson LM"],
  ],
  noEffect: [["anderson_rubin", "Anderson-Rubin"]],
  over: [
    ["hansen", "Hansen J"],
    ["sargan", "Sargan"],
  ],
  orthogonal: [["difference_in_sargan", "difference-in-Sargan"]],
  exogenous: [["wu_hausman", "Wu-Hausman"]],
} as const;

/** A test of the instruments. */
type IvTest = StageRecord["partial_F"];
/** Critical values of the effective F. */
type Thresholds = NonNullable<IvRecord["effective_F"]>["simplified"];

/** The question a test answers. */
export type Question = keyof typeof TESTS;

/** A test by its key in the record, with the name it is known by. */
export interface NamedTest {
  readonly key: string;
  readonly name: string;
  readonly test: IvTest;
}

/** The test that answers it; null where there is none, as of overidentification with as many instruments as regressors. */
export function testOf({ tests, vcov }: IvFit, question: Question): NamedTest | null {
  const robustFirst: readonly (readonly [string, string])[] = TESTS[question];
  // where a robust test does not exist, the classical one is no substitute
  const ordered = vcov.type === "iid" ? robustFirst.toReversed() : robustFirst.slice(0, 1);
  for (const [key, name] of ordered) {
    const test = ownOf(tests, key);
    if (test !== undefined && "hypothesis" in test) return { key, name, test };
  }
  return null;
}

/** Thresholds of the effective F for the estimator: those of LIML, or of 2SLS, simplified where there are no others. */
export function thresholdsOf({ effective_F: effective, estimator }: IvRecord): Thresholds | null {
  if (effective === null) return null;
  return (estimator === "liml" ? effective.liml : effective.tsls) ?? effective.simplified;
}

/** Stock and Yogo's values for the estimator, and what they bound. */
export function stockYogoOf({ stock_yogo: values, estimator }: IvRecord): {
  readonly bound: "size" | "bias";
  readonly values: IvRecord["stock_yogo"]["tsls_size"];
} {
  if (estimator === "liml") return { bound: "size", values: values.liml_size };
  return estimator === "fuller"
    ? { bound: "bias", values: values.fuller_bias }
    : { bound: "size", values: values.tsls_size };
}

// An equation with instruments as columns of a table.

/** The record of an equation with instruments. */
export type IvFit = FitRecord & { readonly iv: IvRecord };

/** A column of the table: what it is, of which variable, and the equation it belongs to. */
export interface IvColumn {
  readonly kind: "first" | "second" | "reduced";
  readonly fit: FitRecord;
  readonly equation: IvFit;
}

/** Whether the record is of an equation with instruments. */
export const isIvFit = (fit: FitRecord): fit is IvFit => fit.iv !== undefined;

/** What the columns themselves show. */
const SHOWN_BY_COLUMNS = ["first_stage_sign"];

/** First stages in the order of the instrumented regressors, the equation, then the reduced form if `reducedForm`. */
export function ivColumns(equation: IvFit, reducedForm: boolean): IvColumn[] {
  const { iv, first_stage } = equation;
  return [
    ...iv.endogenous.map(
      (name): IvColumn => ({ kind: "first", equation, fit: asFit(equation, name, first_stage[name]!) }),
    ),
    {
      kind: "second",
      equation,
      fit: { ...equation, notes: equation.notes.filter(({ code }) => !SHOWN_BY_COLUMNS.includes(code)) },
    },
    ...(reducedForm
      ? [{ kind: "reduced", equation, fit: asFit(equation, equation.depvar, iv.reduced_form) } as const]
      : []),
  ];
}

/** A stage as the record of a regression; what is said once, of the equation, is not said again. */
function asFit(equation: IvFit, depvar: string, stage: StageRecord): FitRecord {
  const { iv: _, ...shared } = equation;
  return {
    ...shared,
    kind: "ols",
    depvar,
    coefficients: stage.coefficients,
    collinear: [],
    vcov: { ...equation.vcov, df: stage.df, K: stage.K, names: Object.keys(stage.coefficients), matrix: [] },
    fit: { ...equation.fit, r2: stage.r2, within_r2: stage.within_r2 },
    first_stage: {},
    tests: {},
    notes: [],
  };
}

// A confidence set in words.

/** A piece of a set, low to high; an end is infinite where the piece has none. */
export type Piece = readonly [low: number, high: number];

/** Intervals as records have them, null for an end that is infinite, as pieces. */
export const piecesOf = (intervals: readonly (readonly [low: number | null, high: number | null])[]): Piece[] =>
  intervals.map(([low, high]) => [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY]);

/** "[0.1, 0.9]", "(-inf, 0.1] U [0.9, inf)", "(-inf, inf)", "empty". */
export function setText(pieces: readonly Piece[], decimals: number, empty = "empty"): string {
  if (pieces.length === 0) return empty;
  return pieces.map((piece) => pieceText(piece, decimals)).join(" U ");
}

/** The same with all digits, for programs. */
export const exactSetText = (pieces: readonly Piece[]): string =>
  pieces.length === 0 ? "empty" : pieces.map((piece) => pieceBy(piece, String)).join(" U ");

/** The same in symbols, as figures print it. */
export const setInSymbols = (pieces: readonly Piece[], decimals: number, empty = "empty"): string =>
  pieces.length === 0
    ? empty
    : setText(pieces, decimals).replaceAll("-", "\u2212").replaceAll("inf", "\u221e").replaceAll(" U ", " \u222a ");

const pieceText = (piece: Piece, decimals: number): string => pieceBy(piece, (end) => formatFixed(end, decimals));

function pieceBy([low, high]: Piece, print: (end: number) => string): string {
  const from = Number.isFinite(low) ? `[${print(low)}` : "(-inf";
  const to = Number.isFinite(high) ? `${print(high)}]` : "inf)";
  return `${from}, ${to}`;
}
