/**
 * What Chen, Sant'Anna and Xie's estimator has beside effects, as tables and a figure. Everything shown comes from the record.
 */
import { clauses, type Language, labelled } from "../../../../base/messages.js";
import { ticksOfPeriods, widen } from "../../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../../report/figures/layout.js";
import { dot, hasValues, mark, zeroLine } from "../../../../report/figures/marks.js";
import { SHAPES } from "../../../../report/figures/theme.js";
import { requireRows, signed } from "../../../../report/figures/words.js";
import { decimalsFor, formatCount, formatFixed, formatPEquals } from "../../../../report/format-number.js";
import { emptyCell, numberCell, scaledCell, type TableModel, type TableRow } from "../../../../report/table-model.js";
import type { DetailExhibits, DetailTable } from "../../design/exhibits.js";
import { periodOf } from "../../design/period-of.js";
import type { DidEstimate } from "../../design/record.js";
import { edidWords as words } from "./messages.js";
import type { EfficientCell, EfficientDetails } from "./record.js";

const DECIMALS = 3;
const HEIGHT = 280;

export const efficientExhibits: DetailExhibits<EfficientDetails> = {
  tables: (details, estimate, record, { language = "en" }) => {
    const period = periodOf(record.design);
    return [
      ...(details.cells.length === 0 ? [] : [weightsTable(details, estimate, period, language)]),
      ...(details.test === null ? [] : [testTable(details.test, estimate, language)]),
    ];
  },
  figures: (details, estimate, record, { language = "en" }) =>
    details.comparisons.length < 2
      ? []
      : [
          {
            name: "weights",
            title: words.figure[language],
            spec: (options) => weightsFigure(details, estimate, periodOf(record.design), options),
          },
        ],
};

/** What a comparison is to an effect. */
const ROLES = ["untreated", "own", "others"] as const;
type Role = (typeof ROLES)[number];

const roleOf = (comparison: number | null, cohort: number): Role =>
  comparison === null ? "untreated" : comparison === cohort ? "own" : "others";

function weightsTable(
  { cells, comparisons }: EfficientDetails,
  { estimator }: DidEstimate,
  period: (at: number) => string,
  language: Language,
): DetailTable {
  const rowOf = ({ cohort, time, weights, variance_share }: EfficientCell): TableRow => {
    const sums = ROLES.map((role) =>
      weights.reduce((sum, weight, j) => sum + (roleOf(comparisons[j]!.comparison, cohort) === role ? weight : 0), 0),
    );
    const negative = weights.reduce((sum, weight) => sum + Math.min(0, weight), 0);
    return {
      ...{ label: `${period(cohort)}, ${period(time)}`, quantity: "", ruleAbove: false },
      cells: [
        ...[...sums, negative].map((sum) => numberCell(sum, formatFixed(sum, DECIMALS))),
        variance_share === null ? emptyCell() : numberCell(variance_share, formatFixed(variance_share, DECIMALS)),
      ],
    };
  };
  const heads = [words.untreated, words.own, words.others, words.negative, words.share];
  const table: TableModel = {
    title: words.table[language](estimator),
    stub: words.cell[language],
    heads: heads.map((head) => [head[language]]),
    rows: cells.map(rowOf),
    notes: [words.weightsNote[language]],
  };
  return { name: "weights", table };
}

function testTable(
  { statistic, df, p_value, events, differences }: NonNullable<EfficientDetails["test"]>,
  { estimator }: DidEstimate,
  language: Language,
): DetailTable {
  const decimals = decimalsFor(differences.map(Math.abs)) + 1;
  const table: TableModel = {
    title: words.testTable[language](estimator),
    stub: words.event[language],
    heads: [[words.difference[language]]],
    rows: events.map((event, j) => ({
      ...{ label: String(event), quantity: "", ruleAbove: false },
      cells: [scaledCell(differences[j]!, formatFixed(differences[j]!, decimals))],
    })),
    notes: [words.test[language](formatFixed(statistic, 4), formatCount(df), formatPEquals(p_value))],
  };
  return { name: "trends", table };
}

/** Weights by base period and by what the comparison is to an effect, averaged over treated cells by their units. */
function weightsFigure(
  { cells, comparisons }: EfficientDetails,
  { cells: described }: DidEstimate,
  period: (at: number) => string,
  options: FigureOptions,
): FigureSpec {
  const { language = "en" } = options;
  requireRows("figure of weights", cells);
  const { ink, series: colors } = paletteFor(options);
  const unitsOf = ({ cohort, time }: EfficientCell): number =>
    described?.find((one) => one.cohort === cohort && one.time === time)?.n_units ?? 1;
  const total = cells.reduce((sum, cell) => sum + unitsOf(cell), 0);
  const bases = [...new Set(comparisons.flatMap(({ base }) => base ?? []))].sort((a, b) => a - b);
  const pointsOf = (role: Role) =>
    bases.map((base) => {
      const weight = cells.reduce(
        (sum, cell) =>
          comparisons.reduce(
            (all, { comparison, base: own }, j) =>
              own === base && roleOf(comparison, cell.cohort) === role
                ? all + (cell.weights[j]! * unitsOf(cell)) / total
                : all,
            sum,
          ),
        0,
      );
      return { base, weight };
    });
  const shown = ROLES.slice(1).map((role) => ({ role, points: pointsOf(role) }));
  const all = shown.flatMap(({ points }) => points.map(({ weight }) => weight));
  const [low, high] = widen(Math.min(0, ...all), Math.max(0, ...all), 0.08);
  return figure(
    {
      title: words.figure[language],
      description: words.description[language](
        clauses[language](
          shown.flatMap(({ role, points }) =>
            points.map(({ base, weight }) =>
              labelled[language](`${words[role][language]}, ${period(base)}`, signed(weight, DECIMALS)),
            ),
          ),
        ),
      ),
      x: {
        ...{ low: bases[0]! - 0.5, high: bases.at(-1)! + 0.5, title: words.base[language] },
        ticks: (pixels) => ticksOfPeriods(bases, pixels, period),
      },
      y: { low, high, grid: true, height: HEIGHT, title: words.weight[language] },
      key: shown.map(({ role }, j) => ({
        ...{ name: role, text: words[role][language], look: dot(colors[j]!, SHAPES[j]!) },
      })),
      lines: [{ name: "zero", y: 0, look: zeroLine(ink) }],
      marks: () =>
        shown
          .map(({ role, points }, j) => mark(role, points, { x: "base", y: "weight" }, dot(colors[j]!, SHAPES[j]!)))
          .filter(hasValues),
    },
    options,
  );
}
