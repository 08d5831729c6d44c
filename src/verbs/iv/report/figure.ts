/**
 * What several methods say of one effect: a row a method, its estimate as a point and its confidence set as
 * bars, which may be several or run off the axis with an arrow. Rows stand in groups, one an equation; of an equation with one
 * instrumented regressor they are least squares, the usual interval, and those that hold with a weak instrument.
 */
import { clauses, type Language, labelled } from "../../../base/messages.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import { widen } from "../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import { cutLine, dot, estimateLine, intervals, mark, words } from "../../../report/figures/marks.js";
import { requireNumbers, signed } from "../../../report/figures/words.js";
import { balanceWords } from "../../../report/messages/balance.js";
import { ivWords } from "../messages.js";
import type { IvFit } from "./columns.js";
import { intervalDecimals, tfPieces } from "./diagnostics.js";
import { type Piece, piecesOf, setInSymbols } from "./interval-set.js";
import { estimatorName } from "./words.js";

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
