/**
 * Powers and minimum detectable effects as a table. Everything shown comes from the record.
 */
import type { Language } from "../../base/messages.js";
import { noteText } from "../../base/messages.js";
import { recordsCsv } from "../../data/table/write-csv.js";
import { percent } from "../../report/figures/words.js";
import { formatCount, formatDigits, formatFixed, numberText } from "../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  intervalCell,
  numberCell,
  type TableModel,
  type TableRow,
} from "../../report/table-model.js";
import type { Look, Presentation } from "../verb.js";
import { powerFigure } from "./figure.js";
import { powerWords as words } from "./messages.js";
import type { FormulaRecord, PowerPoint, PowerRecord, SimulationRecord } from "./record.js";

/** What the command shows and writes. */
export const presentPower = (record: PowerRecord, look: Look = {}): Presentation => ({
  record,
  tables: [powerTable(record, look)],
  figures: () => ({ "": powerFigure(record, look.language === undefined ? {} : { language: look.language }) }),
  files: () => ({ "power.csv": powerCsv(record) }),
});

/** Rows of a table of effects where none were asked for. */
const SHOWN = 9;

/** The points a table shows: those asked for, or a few evenly. */
function shownPoints({ points }: SimulationRecord, asked: readonly number[]): readonly PowerPoint[] {
  const wanted = points.filter(({ effect }) => effect !== 0 && asked.includes(effect));
  if (wanted.length > 0) return wanted;
  const every = Math.max(1, Math.round((points.length - 1) / (SHOWN - 1)));
  return points.filter(({ effect }, i) => effect !== 0 && i % every === 0);
}

export function powerTable(record: PowerRecord, look: Look = {}): TableModel {
  const { language = "en" } = look;
  const { formula, simulation, in_sd, outcome_sd } = record;
  const scale = in_sd ? outcome_sd : 1;
  const effectText = (value: number): string => numberText(Number((value / scale).toPrecision(4)));
  const hasSizes = formula?.effects.some(({ needs }) => needs !== null) ?? false;
  const isClustered = (formula?.clusters ?? null) !== null;
  const power = (value: number | null | undefined): Cell =>
    value === null || value === undefined ? emptyCell() : numberCell(value, formatFixed(value, 3));
  const rowOf = (label: string, effect: number, point: PowerPoint | undefined): TableRow => {
    const found = formula?.effects.find((one) => one.effect === effect);
    const needs = found?.needs ?? null;
    return {
      ...{ label, name: effectText(effect), quantity: "power", ruleAbove: false },
      cells: [
        ...(simulation === null
          ? []
          : [
              power(point?.power),
              point === undefined
                ? emptyCell()
                : intervalCell(point.low, point.high, `[${formatFixed(point.low, 3)}, ${formatFixed(point.high, 3)}]`),
            ]),
        ...(formula === null
          ? []
          : [power(effect === 0 ? null : (found?.power ?? formula.curve.find(({ at }) => at === effect)?.power))]),
        ...(hasSizes ? [needs === null ? emptyCell() : numberCell(needs.units, formatCount(needs.units))] : []),
        ...(hasSizes && isClustered
          ? [needs?.clusters ? numberCell(needs.clusters, formatCount(needs.clusters)) : emptyCell()]
          : []),
      ],
    };
  };
  const { asked } = record;
  const rows: TableRow[] =
    simulation === null
      ? (formula?.effects ?? []).map(({ effect }) => rowOf(effectText(effect), effect, undefined))
      : [
          rowOf(
            words.none[language],
            0,
            simulation.points.find(({ effect }) => effect === 0),
          ),
          ...shownPoints(simulation, asked).map((point) => rowOf(effectText(point.effect), point.effect, point)),
        ];
  return {
    title: words.title[language],
    stub: words.effect[language],
    heads: [
      ...(simulation === null ? [] : [words.byDraws, words.interval]),
      ...(formula === null ? [] : [words.byFormula]),
      ...(hasSizes ? [words.units] : []),
      ...(hasSizes && isClustered ? [words.clusters] : []),
    ].map((word) => [word[language]]),
    rows: [...rows, ...detectableRows(record, effectText, hasSizes, isClustered, language)],
    notes: [...notesOf(record, language), ...record.notes.map((one) => noteText(one, language)), ...(look.notes ?? [])],
    notesInCsv: true,
  };
}

function detectableRows(
  { formula, simulation, power }: PowerRecord,
  effectText: (value: number) => string,
  hasSizes: boolean,
  isClustered: boolean,
  language: Language,
): TableRow[] {
  const value = (of: number | null | undefined): Cell =>
    of === null || of === undefined ? emptyCell() : numberCell(of, effectText(of));
  if (simulation === null && (formula === null || formula.mde === null)) return [];
  const mde = simulation?.mde ?? null;
  const empty = [...(hasSizes ? [emptyCell()] : []), ...(hasSizes && isClustered ? [emptyCell()] : [])];
  const row = (label: string, name: string, cells: readonly Cell[], ruleAbove: boolean): TableRow => ({
    ...{ label, name, quantity: name, cells: [...cells, ...empty], ruleAbove },
  });
  return [
    row(
      words.mdeOf[language](String(power)),
      "mde",
      [
        ...(simulation === null
          ? []
          : [
              value(mde?.effect),
              mde === null
                ? emptyCell()
                : intervalCell(
                    mde.low,
                    mde.high,
                    `[${effectText(mde.low)}, ${mde.high === null ? "" : effectText(mde.high)}]`,
                  ),
            ]),
        ...(formula === null
          ? []
          : [value(formula.mde === null || (mde?.effect ?? 0) >= 0 ? formula.mde : -formula.mde)]),
      ],
      true,
    ),
    ...(mde === null
      ? []
      : [
          row(
            words.mcError[language],
            "mde_error",
            [value(mde.std_error), emptyCell(), ...(formula === null ? [] : [emptyCell()])],
            false,
          ),
        ]),
  ];
}

const digits = (value: number): string => formatDigits(value, 4);

function notesOf(
  { formula, simulation, outcome_sd, in_sd, level, one_sided }: PowerRecord,
  language: Language,
): string[] {
  const alpha = String(Number((1 - level).toPrecision(6)));
  const notes: string[] = [];
  if (simulation !== null) {
    const { assignment, rows, draws } = simulation;
    const starts = assignment.cohorts.map(({ start, treated }) =>
      assignment.cohorts.length === 1 ? String(start) : `${start} (${formatCount(treated)})`,
    );
    notes.push(
      words.drawsAre[language]({
        draws: formatCount(draws.done),
        treated: formatCount(assignment.treated),
        of: formatCount(assignment.of),
        by: assignment.by,
        starts: starts.join(language === "zh" ? "、" : ", "),
        rows: formatCount(rows.rows),
        units: formatCount(rows.units),
        periods: formatCount(rows.periods),
        seed: String(simulation.seed),
      }),
      words.estimated[language](
        simulation.aggregation === null ? simulation.estimator : `${simulation.estimator} (${simulation.aggregation})`,
        simulation.vcov,
        words.test[language](alpha, one_sided, simulation.df === null ? "" : formatCount(simulation.df)),
      ),
      words.spread[language](digits(simulation.estimates_sd), digits(simulation.mean_std_error)),
    );
  }
  if (formula !== null) notes.push(...formulaNotes(formula, alpha, one_sided, simulation === null, language));
  if (in_sd || simulation !== null) notes.push((in_sd ? words.inSd : words.sdIs)[language](digits(outcome_sd)));
  return notes;
}

function formulaNotes(
  formula: FormulaRecord,
  alpha: string,
  oneSided: boolean,
  isAlone: boolean,
  language: Language,
): string[] {
  const { design, pre, post, share_treated, critical, df, units, std_error, clusters, n_clusters, variation } = formula;
  const dfText = df === null ? "" : String(Number(df.toPrecision(6)));
  const rule =
    critical === "normal"
      ? words.criticalNormal[language]
      : critical === "noncentral"
        ? words.criticalNoncentral[language](dfText)
        : dfText === ""
          ? words.criticalTOf[language]
          : words.criticalT[language](dfText);
  const { residuals, variance_pre, variance_post, covariance } = variation;
  const or = (value: number | null): string => (value === null ? "-" : digits(value));
  return [
    words.formulaIs[language](
      words[design][language],
      formatCount(pre),
      formatCount(post),
      percent(share_treated),
      isAlone
        ? `${words.test[language](alpha, oneSided, "").split(/,|，/)[0]}${language === "zh" ? "，" : ", "}${rule}`
        : rule,
    ),
    ...(units === null || std_error === null
      ? []
      : [words.withUnits[language](formatCount(Math.round(units)), digits(std_error))]),
    ...(clusters === null
      ? []
      : [
          words.withClusters[language](
            n_clusters === null ? "" : digits(n_clusters),
            digits(clusters.size),
            digits(clusters.icc),
            digits(clusters.design_effect),
          ),
        ]),
    ...(variance_pre === null
      ? []
      : [words.variation[language](digits(variance_pre), digits(variance_post), or(covariance))]),
    ...(residuals === null
      ? []
      : [
          words.residuals[language](
            digits(residuals.variance),
            or(residuals.covariance_pre),
            or(residuals.covariance_post),
            digits(residuals.covariance_cross),
            formatCount(Math.round(residuals.units)),
          ),
        ]),
  ];
}

/** A row a point of the curves. */
const powerCsv = ({ formula, simulation }: PowerRecord): string =>
  recordsCsv([
    ...(simulation?.points ?? []).map(({ effect, power, std_error, low, high }) => ({
      ...{ by: "draws", at: effect, power, std_error, low, high },
    })),
    ...(formula?.curve ?? []).map(({ at, power }) => ({
      ...{ by: formula!.mde === null ? "formula, units" : "formula", at, power },
      ...{ std_error: null, low: null, high: null },
    })),
  ]);
