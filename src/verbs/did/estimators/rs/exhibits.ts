/**
 * What Roth and Sant'Anna's estimator has beside effects, as a table and a figure. Everything shown comes from the record.
 */
import { clauses, labelled } from "../../../../base/messages.js";
import { widen } from "../../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../../report/figures/layout.js";
import { dot, hasValues, mark, zeroLine } from "../../../../report/figures/marks.js";
import { requireRows } from "../../../../report/figures/words.js";
import { decimalsFor, formatCount, formatFixed } from "../../../../report/format-number.js";
import { type Cell, emptyCell, numberCell, scaledCell, type TableModel } from "../../../../report/table-model.js";
import type { DetailExhibits } from "../../design/exhibits.js";
import { didFigureWords, didWords } from "../../design/messages.js";
import type { DidEstimate } from "../../design/record.js";
import { rsWords as words } from "./messages.js";
import type { RandomisationDetails } from "./record.js";

const SHARE_DECIMALS = 3;
const P_DECIMALS = 3;
const HEIGHT = 260;

export const randomisationExhibits: DetailExhibits<RandomisationDetails> = {
  tables: (details, estimate, _record, { language = "en" }) => [
    { name: "randomisation", table: randomisationTable(details, estimate, language) },
  ],
  figures: (details, { aggregation }, _record, { language = "en" }) =>
    aggregation === "simple"
      ? []
      : [
          {
            name: "variance",
            title: words.figure[language],
            spec: (options) => varianceFigure(details, aggregation, options),
          },
        ],
};

function randomisationTable(
  { effects, draws, seed }: RandomisationDetails,
  { estimator, aggregation }: DidEstimate,
  language: "en" | "zh",
): TableModel {
  const decimals = decimalsFor(effects.flatMap(({ se_neyman }) => se_neyman ?? [])) + 1;
  const scaled = (value: number | null): Cell =>
    value === null ? emptyCell() : scaledCell(value, formatFixed(value, decimals));
  const plain = (value: number | null, places: number): Cell =>
    value === null ? emptyCell() : numberCell(value, formatFixed(value, places));
  return {
    title: words.table[language](estimator),
    stub: didWords.stub[aggregation][language],
    heads: [words.beta, words.estimate, words.refined, words.neyman, words.share, words.p].map((head) => [
      head[language],
    ]),
    rows: effects.map(({ at, ...one }) => ({
      label: at === null ? didWords.average[aggregation][language] : String(at).replace("-", "\u2212"),
      ...{ quantity: "", ruleAbove: at === null && effects.length > 1 },
      cells: [
        plain(one.beta, SHARE_DECIMALS),
        ...[one.estimate, one.se_refined, one.se_neyman].map(scaled),
        plain(one.variance_share, SHARE_DECIMALS),
        plain(one.p_value, P_DECIMALS),
      ],
    })),
    notes: [words.note[language](formatCount(draws), seed)],
  };
}

/** Throws DataError `figure_empty` where no effect has an error. */
function varianceFigure(
  { effects }: RandomisationDetails,
  aggregation: DidEstimate["aggregation"],
  options: FigureOptions,
): FigureSpec {
  const { language = "en" } = options;
  const shown = effects.flatMap(({ at, variance_share: share }) =>
    at === null || share === null ? [] : [{ at, share }],
  );
  requireRows("figure of variances", shown);
  const { ink, first } = paletteFor(options);
  const ats = shown.map(({ at }) => at);
  const shares = shown.map(({ share }) => share);
  const [low, high] = widen(Math.min(0, ...shares), Math.max(1, ...shares), 0.08);
  return figure(
    {
      title: words.figure[language],
      description: words.description[language](
        clauses[language](
          shown.map(({ at, share }) => labelled[language](String(at), formatFixed(share, SHARE_DECIMALS))),
        ),
      ),
      x: {
        low: Math.min(...ats) - 0.5,
        high: Math.max(...ats) + 0.5,
        title: didFigureWords.axis[aggregation][language],
      },
      y: { low, high, grid: true, height: HEIGHT, title: words.shareAxis[language] },
      key: [{ name: "same", text: words.same[language], look: zeroLine(ink) }],
      lines: [{ name: "same", y: 1, look: zeroLine(ink) }],
      marks: () => [mark("shares", shown, { x: "at", y: "share" }, dot(first))].filter(hasValues),
    },
    options,
  );
}
