/**
 * What several methods say of one effect: a row a method, its estimate as a point and its confidence set as
 * bars, which may be several or run off the axis with an arrow. Rows stand in groups, one an equation; of an equation with one
 * instrumented regressor they are least squares, the usual interval, and those that hold with a weak instrument.
 */
import { clauses, type Language, labelled } from "../../../base/messages.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import { ticksOfP, widen } from "../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import {
  area,
  curve as curveLook,
  cutLine,
  dot,
  estimateLine,
  intervals,
  mark,
  stroke,
  words,
} from "../../../report/figures/marks.js";
import { percent, requireNumbers, signed } from "../../../report/figures/words.js";
import { decimalsFor } from "../../../report/format-number.js";
import { balanceWords } from "../../../report/messages/balance.js";
import { ivWords } from "../messages.js";
import { intervalDecimals, tfPieces } from "./diagnostics.js";
import type { IvFit } from "./words.js";
import { estimatorName, type Piece, piecesOf, setInSymbols } from "./words.js";

/** A method: `estimate` null where it gives a set alone. */
export interface SetRow {
  readonly label: string;
  readonly estimate: number | null;
  readonly pieces: readonly Piece[];
  /** Drawn in the second colour: the reference beside which the others are read. */
  readonly quiet?: boolean;
}

/** Rows of one equation under their heading; "" for none. */
export interface SetGroup {
  readonly heading: string;
  readonly rows: readonly SetRow[];
}

export interface IntervalSetsOptions extends FigureOptions {
  /** Decimals of the numbers printed and described. */
  readonly decimals: number;
  /** A value marked over all rows, and its words. */
  readonly mark?: { readonly at: number; readonly text: string };
  /** Title of the axis. */
  readonly x: string;
}

const FIGURE = "figure of confidence sets";
/** Sets that reach further than this many lengths of what the estimates span run off the axis. */
const REACH = 1.25;

/** An equation, its heading, and the same coefficient by least squares. */
export interface ComparedEquation {
  readonly label: string;
  readonly fit: IvFit;
  readonly leastSquares: Coefficient;
}

/** Throws as `intervalSetsFigure`. */
export function ivFigure(
  equations: readonly ComparedEquation[],
  options: Omit<IntervalSetsOptions, "decimals">,
): FigureSpec {
  const decimals = Math.max(...equations.map(({ fit }) => intervalDecimals(fit)));
  return intervalSetsFigure(
    equations.map(
      ({ label, fit, leastSquares }): SetGroup => ({
        heading: label,
        rows: rowsOf(fit, leastSquares, options.language ?? "en"),
      }),
    ),
    { ...options, decimals },
  );
}

function rowsOf(fit: IvFit, leastSquares: Coefficient, language: Language): SetRow[] {
  const { iv } = fit;
  const b = fit.coefficients[`fit_${iv.endogenous[0]}`]!;
  const name = estimatorName(iv, language);
  const set = iv.anderson_rubin_set;
  const tf = tfPieces(iv.tF);
  return [
    {
      label: ivWords.ols[language],
      estimate: leastSquares.estimate,
      pieces: [[leastSquares.conf_low, leastSquares.conf_high]],
      quiet: true,
    },
    { label: ivWords.tInterval[language](name), estimate: b.estimate, pieces: [[b.conf_low, b.conf_high]] },
    ...(tf === null ? [] : [{ label: ivWords.tfInterval[language](name), estimate: b.estimate, pieces: tf }]),
    ...(set.kind === null ? [] : [{ label: ivWords.arSet[language], estimate: null, pieces: piecesOf(set.intervals) }]),
  ];
}

/** Throws DataError `figure_empty`, `figure_value`. */
export function intervalSetsFigure(groups: readonly SetGroup[], options: IntervalSetsOptions): FigureSpec {
  const { decimals, mark: marked, language = "en" } = options;
  const { ink, first, second } = paletteFor(options);
  const rows = groups.flatMap(({ heading, rows: own }) =>
    own.map((row) => ({
      ...{ ...row, color: row.quiet === true ? second : first, numbers: [[numberText(row, decimals)]] },
      ...(heading === "" ? {} : { heading }),
    })),
  );
  requireNumbers(FIGURE, rows, ({ label, estimate }) => ({ [`the estimate of '${label}'`]: estimate }));
  const [low, high] = domainOf(rows, marked?.at);
  const span = { along: "x", low: "from", high: "to", at: "y", color: "color" } as const;
  return figure(
    {
      title: "Confidence sets",
      description: describe(groups, decimals, marked, language),
      x: { low, high, title: options.x, grid: true },
      y: { rows },
      lines: [
        { name: "zero", x: 0, look: cutLine(ink) },
        ...(marked === undefined ? [] : [{ name: "mark", x: marked.at, look: estimateLine(ink), label: marked.text }]),
      ],
      marks: ({ rows: places, hasNumbers }) => {
        const at = rows.map((row, r) => ({ ...row, y: places[r]!.y }));
        const bars = at.flatMap(({ y, color, pieces }) => pieces.map(([from, to]) => ({ y, color, from, to })));
        const points = at.flatMap(({ y, color, estimate }) => (estimate === null ? [] : [{ y, color, estimate }]));
        const empty = at.flatMap(({ y, pieces }) =>
          hasNumbers || pieces.length > 0 ? [] : [{ y, text: balanceWords.emptySet[language] }],
        );
        return [
          ...intervals("set", bars, span, first, { width: 2, within: [low, high] }),
          mark("estimate", points, { x: "estimate", y: "y", color: "color" }, dot(first)),
          mark("empty", empty, { x: 6, y: "y", text: "text" }, words(ink, "left", "quiet")),
        ];
      },
    },
    options,
  );
}

/** What estimates and their sets span with zero; sets alone reach further only up to a limit. */
export function domainOf(rows: readonly SetRow[], at: number | undefined): [number, number] {
  const ends = (own: readonly SetRow[]) =>
    own.flatMap(({ pieces, estimate }) => [
      ...pieces.flat().filter(Number.isFinite),
      ...(estimate === null ? [] : [estimate]),
    ]);
  const known = [0, ...(at === undefined ? [] : [at]), ...ends(rows.filter(({ estimate }) => estimate !== null))];
  const [from, to] = [Math.min(...known), Math.max(...known)];
  const most = REACH * (to - from);
  const all = ends(rows).map((end) => Math.min(Math.max(end, from - most), to + most));
  return widen(Math.min(from, ...all), Math.max(to, ...all), 0.06);
}

/** "0.050 [0.001, 0.107]", or the set alone where there is no estimate. */
const numberText = ({ estimate, pieces }: SetRow, decimals: number): string => {
  const set = setInSymbols(pieces, decimals);
  return estimate === null ? set : `${signed(estimate, decimals)} ${set}`;
};

function describe(
  groups: readonly SetGroup[],
  decimals: number,
  mark: IntervalSetsOptions["mark"],
  language: Language,
): string {
  const parts = groups.map(({ heading, rows }) => {
    const own = clauses[language](rows.map((row) => labelled[language](row.label, numberText(row, decimals))));
    return heading === "" ? own : labelled[language](heading, own);
  });
  return balanceWords.setsDescription[language](parts, mark?.text ?? "");
}

// The Anderson-Rubin set of a coefficient.

/** A set with its curve; ends that are null are infinite, no interval is the empty set. `curve` ascends in `beta`. */
export interface DrawnSet {
  readonly level: number;
  readonly intervals: readonly (readonly [low: number | null, high: number | null])[];
  readonly curve: readonly { readonly beta: number; readonly p_value: number }[];
  /** The estimate of the fit. */
  readonly estimate: number;
}

export interface AndersonRubinFigureOptions extends FigureOptions {
  /** Words on the figure: both axes, what stands before the estimate, and the empty set. */
  readonly labels?: { readonly x?: string; readonly p?: string; readonly estimate?: string; readonly empty?: string };
}

const SET_FIGURE = "Anderson-Rubin figure";
const LABELS = {
  x: balanceWords.coefficient,
  p: balanceWords.pValue,
  estimate: balanceWords.estimate,
  empty: balanceWords.emptyRejected,
};
/** Pixels of the bar of the set. */
const BAR = 5;

/** Throws DataError `figure_empty` when there is no curve, `figure_value` when a number of it is not finite. */
export function andersonRubinFigure(set: DrawnSet, options: AndersonRubinFigureOptions = {}): FigureSpec {
  const { curve, estimate, level } = set;
  requireNumbers(SET_FIGURE, curve, ({ beta, p_value }, i) => ({
    "the estimate": estimate,
    [`the value of point ${i + 1}`]: beta,
    [`the p-value of point ${i + 1}`]: p_value,
  }));
  const { language = "en" } = options;
  const named = Object.fromEntries(Object.entries(LABELS).map(([key, text]) => [key, text[language]]));
  const labels = { ...(named as Record<keyof typeof LABELS, string>), ...options.labels };
  const { ink, first, second } = paletteFor(options);
  const [low, high] = [Math.min(curve[0]!.beta, estimate), Math.max(curve.at(-1)!.beta, estimate)];
  const alpha = Number((1 - level).toPrecision(12));
  const decimals = decimalsFor([(high - low) / 10]);
  const pieces = piecesOf(set.intervals);
  const words = ivWords.setIs[language](percent(level), setInSymbols(pieces, decimals, labels.empty));
  const place = { x: "beta", y: "p_value" };
  const bars = pieces.map(([from, to]) => ({ from, to, alpha }));
  return figure(
    {
      title: "Anderson-Rubin confidence set",
      description: describeSet(set, words, decimals, language),
      x: { low, high, title: labels.x },
      y: { low: 0, high: 1, title: labels.p, ticks: () => ticksOfP(alpha), height: 300 },
      key: [{ name: "set", text: words, ...(pieces.length === 0 ? {} : { look: stroke(second, BAR) }) }],
      lines: [
        { name: "level", y: alpha, look: cutLine(ink) },
        {
          ...{ name: "observed", x: estimate, look: estimateLine(ink) },
          label: `${labels.estimate} ${signed(estimate, decimals)}`,
        },
      ],
      marks: () => [
        ...pieces.map(([from, to], i) =>
          mark(
            `inside-${i + 1}`,
            curve.filter(({ beta }) => from <= beta && beta <= to),
            place,
            area(first, 0.13),
          ),
        ),
        mark("curve", curve, place, curveLook(first)),
        ...intervals("set", bars, { along: "x", low: "from", high: "to", at: "alpha" }, second, {
          ...{ width: BAR, cap: 14, within: [low, high] },
        }),
      ],
    },
    options,
  );
}

function describeSet(
  { curve, estimate, level }: DrawnSet,
  words: string,
  decimals: number,
  language: Language,
): string {
  const most = curve.reduce((best, point) => (point.p_value > best.p_value ? point : best));
  return ivWords.curveDescription[language]({
    from: signed(curve[0]!.beta, decimals),
    to: signed(curve[curve.length - 1]!.beta, decimals),
    p: most.p_value.toFixed(3),
    at: signed(most.beta, decimals),
    words,
    level: String(Number((1 - level).toPrecision(6))),
    estimate: signed(estimate, decimals),
  });
}
