/**
 * What a stage on quality shows: rows at each step, quality by group, its distribution on both scales, and where
 * asked for how ranks change with sigma.
 */
import type { Column, TextColumn } from "../../../base/columns.js";
import { listed, type Note, noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { makeTable, type Table } from "../../../data/table/table.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import { bar, mark } from "../../../report/figures/marks.js";
import { requireNumbers } from "../../../report/figures/words.js";
import { formatCount, formatFixed } from "../../../report/format-number.js";
import { emptyCell, numberCell, type TableModel, type TableRow } from "../../../report/table-model.js";
import type { QualityRecord } from "../../../trade/quality/record.js";
import { sigmaInWords } from "../../../trade/quality/sigma/present-sigma.js";
import type { Bins, Distribution } from "../../../trade/quality/summary.js";
import { waterfallTable, waterfallWords } from "../../../trade/quality/table.js";
import { figureOfSensitivity } from "../../../trade/sensitivity/figure.js";
import type { QualitySensitivityRecord } from "../../../trade/sensitivity/fit.js";
import { qualitySensitivityTables } from "../../../trade/sensitivity/table.js";
import type { StudyFile } from "../../file/study-file.js";
import type { QualityTruth } from "../../inputs/quality.js";
import { qualityWords as words } from "../../messages/quality-stage.js";
import type { About, Exhibit, StagePlace, StageShown } from "../stage.js";
import { type Exhibits, figureId, figureTitle, tableId, tableTitle } from "../stage.js";
import type { QualityStageSpec } from "./schema.js";

/** Both scales of quality: log, and normalised within cells. */
export interface OnBothScales<T> {
  readonly quality: T;
  readonly r_quality: T;
}

/** What the stage makes of the rows. */
export interface QualityStageResult {
  /** Name of the data source. */
  readonly data: string;
  readonly record: QualityRecord;
  readonly truth: QualityTruth | null;
  /** Column of the groups. */
  readonly by: string;
  readonly groups: readonly ({ readonly level: string } & OnBothScales<Distribution>)[];
  readonly all: OnBothScales<Distribution>;
  readonly bins: OnBothScales<Bins | null>;
  readonly sensitivity: QualitySensitivityRecord | null;
}

/** Levels shown at most; the file of numbers has all. */
const MOST_LEVELS = 30;
const DECIMALS = 3;
/** A mean that is rounding beside the spread, as that of residuals is, is printed as 0. */
const ROUNDING = 1e-12;

/** Tables and figures, by whether ranks are compared: two or three tables more, and a figure. */
export function qualityExhibits({ sensitivity }: QualityStageSpec): Exhibits {
  if (sensitivity === undefined) return { tables: ["main", "supporting"], figures: ["main", "supporting"] };
  const compared = sensitivity.length > 1 ? 3 : 2;
  return {
    tables: ["main", "supporting", ...Array.from({ length: compared }, () => "supporting" as const)],
    figures: ["main", "supporting", "supporting"],
  };
}

/** Tables, figures, record of `made`; `own` leaves out notes on reading the files. */
export function presentQuality(
  file: StudyFile,
  place: StagePlace,
  spec: QualityStageSpec,
  made: QualityStageResult,
  own: (notes: readonly Note[]) => readonly Note[],
): StageShown {
  const { language } = place;
  const { record, truth, sensitivity } = made;
  const labels = { ...file.spec.labels, ...spec.labels };
  const caption = spec.caption ?? words.caption[language];
  const about: About = {
    sample: words.sample[language](formatCount(record.nobs), made.data),
    variance: null,
    seed: null,
  };
  const by = ownOf(labels, made.by) ?? made.by;
  const table = (i: number, model: TableModel): Exhibit => ({
    kind: "table",
    id: tableId(place, i),
    stage: place.name,
    table: model,
    about,
  });
  const first = waterfallTable(record.waterfall, {
    title: tableTitle(place, words.waterfall[language](caption), 0),
    notes: [...notesOf(place, made), ...own(record.notes).map((note) => noteText(note, language)), ...spec.notes],
    language,
  });
  const ofChoices =
    sensitivity === null ? [] : qualitySensitivityTables({ ...sensitivity, notes: own(sensitivity.notes) }, language);
  const titles = [
    words.choices[language](caption),
    words.ranks[language](caption, sensitivity?.base ?? ""),
    words.pairs[language](caption),
  ];
  return {
    name: place.name,
    exhibits: [
      table(0, first),
      table(1, groupsTable(place, made, by, tableTitle(place, words.byLevel[language](caption, by), 1))),
      ...distributionFigures(place, made, caption, about),
      ...ofChoices.map((model, i) => table(2 + i, { ...model, title: tableTitle(place, titles[i]!, 2 + i) })),
      ...(sensitivity === null
        ? []
        : [
            {
              kind: "figure" as const,
              id: figureId(place, 2),
              stage: place.name,
              caption: figureTitle(place, words.changed[language](caption), 2),
              notes: [],
              about,
              spec: (look: Parameters<typeof figureOfSensitivity>[1] & object) =>
                figureOfSensitivity(sensitivity, { ...look, language, title: words.changed[language](caption) }),
            },
          ]),
    ],
    data: { [`${tableId(place, 1)}_groups`]: groupsData(made) },
    record: { stage: "quality", ...made, truth },
    cautions: [],
    findings: [],
  };
}

function notesOf({ language }: StagePlace, { record, truth }: QualityStageResult): string[] {
  const { fixed_effects, normalise, r_quality, sigma } = record;
  return [
    words.sigma[language](sigmaInWords(sigma, language)),
    words.effects[language](listed[language](Object.keys(fixed_effects.effects)), normalise.within),
    ...(r_quality.n_degenerate === 0
      ? []
      : [words.degenerate[language](formatCount(r_quality.n_degenerate), formatCount(r_quality.n_degenerate_cells))]),
    ...(truth === null
      ? []
      : [
          words.truth[language](
            truth.column,
            formatCount(truth.rows),
            formatFixed(truth.correlation, 4),
            formatFixed(truth.within_correlation, 4),
          ),
        ]),
  ];
}

/** A row a level: the largest ones in the order of the data, then all rows. */
function groupsTable({ language }: StagePlace, made: QualityStageResult, by: string, title: string): TableModel {
  const { groups, all } = made;
  const least =
    groups.length <= MOST_LEVELS ? 0 : groups.map(({ quality }) => quality.n).sort((a, b) => b - a)[MOST_LEVELS - 1]!;
  const shown = groups.filter(({ quality }) => quality.n >= least).slice(0, MOST_LEVELS);
  const head = (group: string) =>
    [words.mean, words.sd, words.decile1, words.median, words.decile9].map((word) => [group, word[language]]);
  const cells = ({ n, mean, sd, q10, q50, q90 }: Distribution) =>
    n === 0
      ? [emptyCell(), emptyCell(), emptyCell(), emptyCell(), emptyCell()]
      : [Math.abs(mean) < ROUNDING * sd ? 0 : mean, sd, q10, q50, q90].map((value, i) =>
          numberCell(i === 0 ? mean : value, formatFixed(value, DECIMALS)),
        );
  const row = (label: string, { quality, r_quality }: OnBothScales<Distribution>, ruleAbove: boolean): TableRow => ({
    label,
    quantity: "",
    cells: [numberCell(quality.n, formatCount(quality.n)), ...cells(quality), ...cells(r_quality)],
    ruleAbove,
  });
  return {
    title,
    stub: by,
    heads: [["", waterfallWords.rows[language]], ...head(words.quality[language]), ...head(words.normalised[language])],
    rows: [...shown.map((group) => row(group.level, group, false)), row(words.all[language], all, true)],
    notes:
      shown.length === groups.length
        ? []
        : [words.shownLevels[language](formatCount(shown.length), formatCount(groups.length), by)],
  };
}

function groupsData({ groups, by }: QualityStageResult): Table {
  const levels = groups.map(({ level }) => level);
  const sorted = [...new Set(levels)].sort();
  const level: TextColumn = {
    kind: "text",
    name: by,
    codes: Uint32Array.from(levels, (label) => sorted.indexOf(label)),
    levels: sorted,
  };
  const numbers = (["quality", "r_quality"] as const).flatMap((scale) =>
    (["n", "mean", "sd", "min", "q10", "q50", "q90", "max"] as const).map(
      (moment): Column => ({
        kind: "numeric",
        name: `${scale}_${moment}`,
        values: Float64Array.from(groups, (group) => group[scale][moment]),
      }),
    ),
  );
  return makeTable([level, ...numbers], { name: "groups", bytes: 0, sha256: null });
}

/** Normalised quality, which tables are about, then log quality. */
function distributionFigures(place: StagePlace, made: QualityStageResult, caption: string, about: About): Exhibit[] {
  const { language } = place;
  const scales = [
    { scale: "r_quality", name: words.normalised[language], title: words.densityUnit[language](caption) },
    { scale: "quality", name: words.quality[language], title: words.densityRaw[language](caption) },
  ] as const;
  return scales.flatMap(({ scale, name, title }, i): Exhibit[] => {
    const bins = made.bins[scale];
    if (bins === null) return [];
    const { n, mean, q10, q50, q90 } = made.all[scale];
    const number = (value: number) => formatFixed(value, DECIMALS);
    return [
      {
        kind: "figure",
        id: figureId(place, i),
        stage: place.name,
        caption: figureTitle(place, title, i),
        notes: [words.bars[language](formatCount(n), formatCount(bins.below + bins.above))],
        about,
        spec: (look) =>
          distributionFigure(bins, {
            ...look,
            title,
            labels: { x: name, y: words.density[language] },
            description: words.describe[language](
              name,
              formatCount(n),
              number(mean),
              number(q10),
              number(q50),
              number(q90),
            ),
          }),
      },
    ];
  });
}

// The distribution of a column as bars of equal width, drawn from densities that were counted elsewhere.

/** Densities of bins [low + i width, low + (i + 1) width). */
export interface DensityBars {
  readonly low: number;
  readonly width: number;
  readonly density: readonly number[];
}

/** `title` and `description` name it and say its numbers in words. */
export interface DistributionFigureOptions extends FigureOptions {
  readonly title: string;
  readonly description: string;
  readonly labels: { readonly x: string; readonly y: string };
}

const FIGURE = "figure of a distribution";

/** Throws DataError `figure_empty`, `figure_value`. */
export function distributionFigure(
  { low, width, density }: DensityBars,
  options: DistributionFigureOptions,
): FigureSpec {
  requireNumbers(FIGURE, density, (value, i) => ({ [`bin ${i + 1}`]: value }));
  const { title, description, labels } = options;
  const { first, ground } = paletteFor(options);
  const edge = (i: number) => low + i * width;
  const bars = density.map((value, i) => ({ low: edge(i), high: edge(i + 1), density: value, from: 0 }));
  return figure(
    {
      ...{ title, description },
      x: { low, high: edge(density.length), title: labels.x },
      y: { low: 0, high: 1.06 * Math.max(...density), height: 240, title: labels.y },
      marks: () => [mark("density", bars, { x: "low", x2: "high", y: "from", y2: "density" }, bar(first, 0.6, ground))],
    },
    options,
  );
}
