/**
 * The record of `did` as tables, figures and files: the effects of one estimator with all that belongs to each, of several side by side;
 * the design beneath. Everything shown comes from the record.
 */
import { type Language, listed, noteText, ruleText } from "../../../base/messages.js";
import type { FigureSpec } from "../../../report/figures/figure-spec.js";
import { percent } from "../../../report/figures/words.js";
import { decimalsFor, formatCount, formatFixed, formatPEquals } from "../../../report/format-number.js";
import { jointTestText } from "../../../report/joint-test-text.js";
import { naming } from "../../../report/naming.js";
import { renderTable } from "../../../report/render/render.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
  textCell,
  withheldCell,
} from "../../../report/table-model.js";
import type { Look, Presentation } from "../../verb.js";
import { comparisonFigure } from "../decomposition/figure.js";
import { comparisonTable } from "../decomposition/table.js";
import { didDesignWords, didWords as words } from "../design/messages.js";
import { periodOf } from "../design/period-of.js";
import type {
  CommonAverage,
  DesignRecord,
  DidEffect,
  DidEstimate,
  DidRecord,
  EventAverage,
  Inferred,
} from "../design/record.js";
import { cellsFigure } from "../figures/cells.js";
import { designFigure } from "../figures/design.js";
import { effectsFigure } from "../figures/effects.js";
import type { Aggregation } from "../shared/aggregation.js";
import { detailFigures, detailTables } from "./detail-exhibits.js";

/** What the command shows and writes: the figure of effects, that of the design, those by cohort and period. */
export function presentDid(record: DidRecord, look: Look = {}): Presentation {
  const { language = "en" } = look;
  const { estimates, comparisons = [] } = record;
  const period = periodOf(record.design);
  const celled = estimates.filter(({ cells }) => cells?.some(({ reference }) => !reference));
  return {
    record,
    tables: [
      ...(estimates.length === 0 ? [] : [didTable(record, look)]),
      ...detailTables(record, look).map(({ table }) => table),
      ...comparisons.map((comparison) => comparisonTable(record.call, comparison, language)),
    ],
    figures: (): Readonly<Record<string, FigureSpec>> =>
      !estimates.some(isDrawn) ? {} : { "": effectsFigure(record, { language, position: positionOf(record) }) },
    namedFigures: () => ({
      design: designFigure(record.design, { language, period }),
      ...Object.fromEntries(
        comparisons.map((comparison) => [comparison.decomposition, comparisonFigure(comparison, { language, period })]),
      ),
      ...Object.fromEntries(
        celled.map((estimate) => [`cells-${estimate.estimator}`, cellsFigure(estimate, { language, period })]),
      ),
      ...Object.fromEntries(detailFigures(record, look).map(({ name, spec }) => [name, spec({ language })])),
    }),
    files: () => ({ "effects.csv": renderTable(effectsFile(record), "csv") }),
  };
}

/** Whether effects can be drawn: one of all has no place on an axis, and those up to a trend have no shape. */
export const isDrawn = ({ aggregation, unidentified }: DidEstimate): boolean =>
  aggregation !== "simple" && unidentified === undefined;

/** Words for where an effect stands: a cohort and a period as the data call them, an event time with a minus sign. */
function positionOf({ design, estimates }: DidRecord): (at: number) => string {
  return estimates[0]!.aggregation === "dynamic" ? (at) => String(at).replace("-", "\u2212") : periodOf(design);
}

const keyOf = ({ event, group, time }: DidEffect): number | null => event ?? group ?? time ?? null;

/** The average of all; none where it is not identified. */
const averageOf = ({ overall, unidentified }: Pick<DidEstimate, "overall" | "unidentified">): readonly Inferred[] =>
  unidentified === undefined ? [overall] : [];

/** Names of rows, which stay in every language: `event::-1`, `cohort::2004`, `time::2005`. */
const AXES = { simple: "all", dynamic: "event", group: "cohort", calendar: "time" } as const;
export const rowName = (aggregation: Aggregation, key: number): string => `${AXES[aggregation]}::${key}`;
const [AVERAGE, COMMON, TWO_WAY] = ["average", "common", "two_way"] as const;

/** Effects a row, estimators side by side; of one estimator also intervals, bands, units and cohorts. */
export function didTable(record: DidRecord, { language = "en", labels, notes = [] }: Look = {}): TableModel {
  const { estimates } = record;
  const name = naming([record], labels, language);
  return {
    title: words.title[language](name(record.outcome)),
    stub: words.stub[estimates[0]!.aggregation][language],
    ...(estimates.length === 1 ? one(estimates[0]!, record, language) : sideBySide(record, language)),
    notes: [
      ...aboutAverages(record, language),
      ...estimates.flatMap((estimate) => aboutEstimate(estimate, record, name, language)),
      ...aboutDesign(record.design, language),
      ...new Set([record, ...estimates].flatMap(({ notes: own }) => own.map((note) => noteText(note, language)))),
      ...notes,
    ],
  };
}

function one(estimate: DidEstimate, record: DidRecord, language: Language): Pick<TableModel, "heads" | "rows"> {
  const { effects, band, aggregation, errors } = estimate;
  const averages = averageOf(estimate);
  const isUniform = band.kind === "uniform";
  const level = percent(band.level);
  const hasErrors = errors !== "none";
  // without errors nothing says how many decimals mean something: those of a share of the largest effect
  const size = Math.max(...[...effects, ...averages].map((effect) => Math.abs(effect.estimate))) / 100;
  const decimals = decimalsFor(size > 0 ? [size] : [1]);
  const rowOf = (
    name: string,
    label: string,
    effect: Shown,
    counts: Cell[],
    ends: readonly (number | null)[],
  ): TableRow => ({
    ...{ label, name, quantity: "", ruleAbove: false },
    cells: [
      ...(hasErrors
        ? numbers(effect, language, [effect.conf_low, effect.conf_high, ...(isUniform ? ends : [])])
        : [scaledCell(effect.estimate, formatFixed(effect.estimate, decimals))]),
      ...counts,
    ],
  });
  const position = positionOf(record);
  return {
    heads: [
      words.estimate[language],
      ...(hasErrors ? [words.error[language], words.low[language](level), words.high[language](level)] : []),
      ...(isUniform ? [words.bandLow[language], words.bandHigh[language]] : []),
      ...[words.units[language], words.cohorts[language]],
    ].map((head) => [head]),
    rows: [
      ...effects.flatMap((effect) => {
        const key = keyOf(effect);
        const counts = [effect.n_units, effect.n_cohorts].map((n) => numberCell(n, formatCount(n)));
        const ends = [effect.band_low, effect.band_high];
        return key === null ? [] : [rowOf(rowName(aggregation, key), position(key), effect, counts, ends)];
      }),
      ...averages.map((average) => ({
        ...rowOf(AVERAGE, averageLabel(estimate, language), average, [emptyCell(), emptyCell()], [null, null]),
        ruleAbove: aggregation !== "simple",
      })),
    ],
  };
}

/** Whole numbers in words: `0 to 3` where they follow one another. */
function rangeText(at: readonly number[], textOf: (one: number) => string, language: Language): string {
  const isRun = at.length > 2 && at.every((one, i) => one === at[0]! + i);
  if (!isRun) return listed[language](at.map(textOf), 12);
  return didDesignWords.range[language](textOf(at[0]!), textOf(at.at(-1)!));
}

const eventsText = (events: readonly number[], language: Language): string =>
  words.times[language](rangeText(events, String, language), events.length);

function eventsLabel({ event_times, weights, column }: EventAverage, language: Language): string {
  const by = words.eventsWeigh[weights][language](column ?? null);
  return words.ofEvents[language](eventsText(event_times, language), by);
}

const averageLabel = ({ aggregation, average }: DidEstimate, language: Language): string =>
  average === undefined ? words.average[aggregation][language] : eventsLabel(average, language);

/** What the averages of several estimators are of. */
function aboutAverages({ common, two_way: twoWay, design }: DidRecord, language: Language): string[] {
  return [
    ...(common === undefined
      ? []
      : common === null
        ? [words.noCommon[language]]
        : aboutCommon(common, design, language)),
    ...(twoWay === undefined ? [] : [words.twoWayIs[language](formatCount(twoWay.nobs))]),
  ];
}

function aboutCommon(
  { event_times, cells, rows, column, estimates }: CommonAverage,
  design: DesignRecord,
  language: Language,
): string[] {
  const period = periodOf(design);
  const cohorts = [...new Set(cells.map(({ cohort }) => cohort))].map((cohort) => {
    const times = cells.flatMap((cell) => (cell.cohort === cohort ? [cell.time] : []));
    return `${period(cohort)} (${rangeText(times, period, language)})`;
  });
  const byEvent = estimates.flatMap(({ of, estimator }) => (of === "event_times" ? [estimator] : []));
  const because = [...new Set(estimates.flatMap(({ no_error }) => no_error ?? []))];
  return [
    words.commonIs[language]({
      ...{ events: eventsText(event_times, language), cells: cells.length, rows: formatCount(rows), byEvent },
      ...{ cohorts: listed[language](cohorts, 12), areAllByEvent: byEvent.length === estimates.length },
      column: column ?? null,
    }),
    ...because.map((reason) => {
      const own = estimates.filter(({ no_error }) => no_error === reason).map(({ estimator }) => estimator);
      return words.noCommonError[reason][language](listed[language](own));
    }),
  ];
}

/** The rows of averages: of one thing for all, and apart the two-way coefficient; each column's own in records that have no such average. */
function averageRows(
  { estimates, common, two_way: twoWay }: DidRecord,
  language: Language,
): { readonly name: string; readonly label: string; readonly of: (one: DidEstimate) => Inferred | undefined }[] {
  if (common === undefined) {
    const label = words.average[estimates[0]!.aggregation][language];
    return [{ name: AVERAGE, label, of: (one) => averageOf(one)[0] }];
  }
  return [
    ...(common === null
      ? []
      : [
          {
            name: COMMON,
            label: eventsLabel(common, language),
            of: ({ estimator }: DidEstimate) => common.estimates.find((own) => own.estimator === estimator),
          },
        ]),
    ...(twoWay === undefined
      ? []
      : [
          {
            name: TWO_WAY,
            label: words.twoWay[language],
            of: ({ estimator }: DidEstimate) => (estimator === "twfe" ? twoWay : undefined),
          },
        ]),
  ];
}

/** A column an estimator: errors in parentheses beneath effects, in the decimals of the smallest error. */
function sideBySide(record: DidRecord, language: Language): Pick<TableModel, "heads" | "rows"> {
  const { estimates } = record;
  const position = positionOf(record);
  const [{ aggregation }] = estimates as [DidEstimate];
  const keys = [...new Set(estimates.flatMap(({ effects }) => effects.map(keyOf)))].flatMap((key) => key ?? []);
  const averages = averageRows(record, language);
  const all: Inferred[] = estimates.flatMap((one) => [...one.effects, ...averages.flatMap(({ of }) => of(one) ?? [])]);
  const spread = all.flatMap(({ std_error }) => std_error ?? []);
  const decimals = decimalsFor(spread.length > 0 ? spread : all.map(({ estimate }) => estimate));
  const rowsOf = (name: string, label: string, ruleAbove: boolean, of: (one: DidEstimate) => Shown | undefined) =>
    pairOf(
      { name, label, ruleAbove },
      estimates.map((one) => ({ effect: of(one), errors: one.errors })),
      decimals,
      language,
    );
  return {
    heads: estimates.map(({ estimator }) => [estimator]),
    rows: [
      ...keys
        .sort((a, b) => a - b)
        .flatMap((key) =>
          rowsOf(rowName(aggregation, key), position(key), false, ({ effects }) =>
            effects.find((effect) => keyOf(effect) === key),
          ),
        ),
      ...averages.flatMap(({ name, label, of }, i) => rowsOf(name, label, i === 0 && keys.length > 0, of)),
    ],
  };
}

/** An effect, or an average, which is no reference. */
type Shown = Inferred & { readonly reference?: boolean };

/** The row of an effect, and that of its errors. */
function pairOf(
  head: Pick<TableRow, "name" | "label" | "ruleAbove">,
  own: readonly { readonly effect: Shown | undefined; readonly errors: DidEstimate["errors"] }[],
  decimals: number,
  language: Language,
): TableRow[] {
  const estimateOf = ({ estimate, reference, p_value: p }: Shown): Cell =>
    reference === true
      ? numberCell(0, "0")
      : scaledCell(estimate, formatFixed(estimate, decimals), p === null ? {} : { p });
  const errorOf = ({ std_error, reference }: Shown, errors: DidEstimate["errors"]): Cell => {
    if (reference === true) return textCell(words.reference[language]);
    if (std_error === null) return errors === "none" ? emptyCell() : withheldCell();
    return scaledCell(std_error, formatFixed(std_error, decimals), { open: "(", close: ")" });
  };
  const cellsOf = (cellOf: (effect: Shown, errors: DidEstimate["errors"]) => Cell): Cell[] =>
    own.map(({ effect, errors }) => (effect === undefined ? emptyCell() : cellOf(effect, errors)));
  return [
    { ...head, quantity: "estimate", cells: cellsOf(estimateOf) },
    { label: "", quantity: "std_error", cells: cellsOf(errorOf), ruleAbove: false },
  ];
}

/** Estimate, error and further numbers in its decimals; a reference is zero by definition. */
function numbers(
  { estimate, std_error, p_value, reference }: Shown,
  language: Language,
  ends: readonly (number | null)[] = [],
): Cell[] {
  if (reference === true) return [numberCell(0, "0"), textCell(words.reference[language]), ...ends.map(emptyCell)];
  const decimals = decimalsFor([std_error ?? estimate]) + 1;
  const cell = (value: number | null) =>
    value === null
      ? std_error === null
        ? withheldCell()
        : emptyCell()
      : scaledCell(value, formatFixed(value, decimals));
  return [
    scaledCell(estimate, formatFixed(estimate, decimals), p_value === null ? {} : { p: p_value }),
    ...[std_error, ...ends].map(cell),
  ];
}

/** What an estimate rests on, its test of leads and its band. */
function aboutEstimate(
  { estimator, nobs, n_units, n_clusters, errors, tests, band }: DidEstimate,
  { cluster, provenance }: DidRecord,
  name: (column: string) => string,
  language: Language,
): string[] {
  const [rows, units, clusters] = [formatCount(nobs), formatCount(n_units), formatCount(n_clusters)];
  const known = errors === undefined ? words.byClusters[language](clusters, name(cluster)) : words[errors][language];
  const { leads, before } = tests;
  const p = { number: (value: number) => formatFixed(value, 4), equals: formatPEquals };
  return [
    [
      words.estimator[language](estimator, words.names[estimator][language], rows, units, known),
      ...(leads === undefined ? [] : [words.leads[language](leads.terms.length, jointTestText(leads, language, p))]),
      ...(before === undefined
        ? []
        : [words.before[language](before.terms.length, jointTestText(before, language, p))]),
    ].join(language === "zh" ? "" : " "),
    ...(band.kind === "uniform"
      ? [
          words.uniform[language]({
            level: percent(band.level),
            critical: formatFixed(band.critical_value, 3),
            draws: formatCount(band.draws!),
            weights: band.weights!,
            seed: provenance.seed!,
            cluster: name(cluster),
          }),
        ]
      : []),
  ];
}

/** Who is treated when, in sentences. */
export function aboutDesign(design: DesignRecord, language: Language): string[] {
  const { never, cohorts, without_control, panel } = design;
  const period = periodOf(design);
  const sizes = cohorts.map(({ cohort, units }) => `${period(cohort)} (${formatCount(units)})`);
  return [
    words.cohortsAre[language](listed[language](sizes, 12), formatCount(never.units), ruleText(never, language)),
    ...(without_control.length === 0
      ? []
      : [words.noControl[language](listed[language](without_control.map(period), 8))]),
    ...(panel.balanced ? [] : [words.unbalanced[language](formatCount(panel.units_with_gaps))]),
  ];
}

/** Every effect of every estimator, a row each, for other programs. */
function effectsFile({ estimates, common, two_way: twoWay }: DidRecord): TableModel {
  const heads = ["at", "estimate", "std_error", "conf_low", "conf_high", "band_low", "band_high", "p_value", "n_units"];
  const plain = (value: number | null): Cell => (value === null ? emptyCell() : numberCell(value, String(value)));
  const rowOf = (
    estimator: string,
    at: number | string,
    effect: Inferred,
    more: readonly (number | null)[],
  ): TableRow => ({
    ...{ label: estimator, name: estimator, quantity: "", ruleAbove: false },
    cells: [
      typeof at === "number" ? plain(at) : textCell(at),
      ...[effect.estimate, effect.std_error, effect.conf_low, effect.conf_high].map(plain),
      ...[more[0]!, more[1]!, effect.p_value, more[2]!].map(plain),
    ],
  });
  return {
    title: "",
    stub: "estimator",
    heads: heads.map((head) => [head]),
    rows: [
      ...estimates.flatMap(({ estimator, effects, ...one }) => [
        ...effects.flatMap((effect) => {
          const key = keyOf(effect);
          return key === null
            ? []
            : [rowOf(estimator, key, effect, [effect.band_low, effect.band_high, effect.n_units])];
        }),
        ...averageOf(one).map((average) => rowOf(estimator, AVERAGE, average, [null, null, null])),
      ]),
      ...(common?.estimates ?? []).map((average) => rowOf(average.estimator, COMMON, average, [null, null, null])),
      ...(twoWay === undefined ? [] : [rowOf("twfe", TWO_WAY, twoWay, [null, null, null])]),
    ],
    notes: [],
  };
}
