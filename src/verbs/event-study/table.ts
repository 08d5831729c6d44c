/**
 * An event study as a table: effects by event time with what identifies them, the other coefficients, the
 * test of the leads. Everything shown comes from the record.
 */

import type { Language } from "../../base/messages.js";
import { periodWords } from "../../data/panel/period-text.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import { percent } from "../../report/figures/words.js";
import { decimalsFor, formatCount, formatFixed, formatPEquals } from "../../report/format-number.js";
import { jointTestText } from "../../report/joint-test-text.js";
import { naming } from "../../report/naming.js";
import { modelNotes, shortModelNotes } from "../../report/regression/fit-summary.js";
import { renderTable } from "../../report/render/render.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
  textCell,
  withheldCell,
} from "../../report/table-model.js";
import type { DidRecord } from "../did/design/record.js";
import { didTable } from "../did/verb/table.js";
import type { Look, Presentation } from "../verb.js";
import { figureOfEventStudy } from "./figure.js";
import { eventWords } from "./messages.js";
import type { EventBand, EventEffect, EventStudyRecord } from "./record.js";

/** What the command shows and writes. */
export function presentEventStudy(record: EventStudyRecord | DidRecord, look: Look = {}): Presentation {
  const table = record.kind === "did" ? didTable(record, look) : eventStudyTable(record);
  return {
    record,
    tables: [table],
    figures: () => (isDrawn(record) ? { "": figureOfEventStudy(record) } : {}),
    files: () => ({ "effects.csv": renderTable(table, "csv") }),
  };
}

const isDrawn = (record: EventStudyRecord | DidRecord): boolean =>
  (record.kind === "did" ? record.estimates[0]! : record).unidentified === undefined;

/** The table of `record`. */
export function eventStudyTable(record: EventStudyRecord): TableModel {
  const { effects, coefficients, vcov, band } = record;
  const others = Object.entries(coefficients).filter(([name]) => !name.startsWith("event::"));
  const called = naming([record]);
  const level = `${Number((100 * vcov.level).toFixed(6))}%`;
  return {
    title: `Event study (two-way fixed effects): ${record.call}`,
    stub: "Event time",
    heads: [
      ["Estimate"],
      ["Std. Error"],
      [`${level} low`],
      [`${level} high`],
      ...(band.kind === "uniform" ? [["Band low"], ["Band high"]] : []),
      ["Units"],
      ["Cohorts"],
    ],
    rows: [
      ...effects.map((effect) => effectRow(effect, band, coefficients[`event::${effect.event}`]?.p_value)),
      ...others.map(([name, coefficient], j) => coefficientRow(name, called(name), coefficient, band, j === 0)),
    ],
    notes: [leadsText(record), ...bandText(record), ...designText(record), ...modelNotes(record)],
    shortNotes: shortModelNotes(record),
  };
}

function effectRow(effect: EventEffect, { kind }: EventBand, p: number | undefined): TableRow {
  const { event, label, estimate, std_error, conf_low, conf_high, band_low, band_high } = effect;
  const counts = [effect.n_units, effect.n_cohorts].map((n) => numberCell(n, formatCount(n)));
  const isUniform = kind === "uniform";
  const numbers = effect.reference
    ? [numberCell(0, "0"), textCell("reference"), ...blank(isUniform ? 4 : 2)]
    : std_error === null
      ? withheld(estimate, isUniform ? 5 : 3)
      : estimates(p, estimate, std_error, conf_low!, conf_high!, ...(isUniform ? [band_low!, band_high!] : []));
  return { label, name: `event::${event}`, quantity: "", cells: [...numbers, ...counts], ruleAbove: false };
}

/** A control: outside the band, which is of effects. */
function coefficientRow(
  name: string,
  label: string,
  { estimate, std_error, p_value, conf_low, conf_high }: Coefficient,
  { kind }: EventBand,
  ruleAbove: boolean,
): TableRow {
  const cells = [...estimates(p_value, estimate, std_error, conf_low, conf_high), ...blank(kind === "uniform" ? 4 : 2)];
  return { label, name, quantity: "", cells, ruleAbove };
}

/** The first with p, so that it may bear stars. */
function estimates(p: number | undefined, estimate: number, error: number, ...ends: number[]): Cell[] {
  const decimals = decimalsFor([error]) + 1;
  const text = (value: number) => formatFixed(value, decimals);
  return [
    scaledCell(estimate, text(estimate), p === undefined ? {} : { p }),
    ...[error, ...ends].map((value) => scaledCell(value, text(value))),
  ];
}

/** An estimate without an error, and `count` numbers that are withheld. */
const withheld = (estimate: number, count: number): Cell[] => [
  scaledCell(estimate, formatFixed(estimate, decimalsFor([estimate]) + 1)),
  ...Array.from({ length: count }, withheldCell),
];

const blank = (count: number): Cell[] => Array.from({ length: count }, emptyCell);

function bandText(record: EventStudyRecord): string[] {
  const { band, effects, vcov } = record;
  return band.kind === "uniform"
    ? [uniformBandText(band, effects, naming([record])(Object.keys(vcov.clusters)[0]!))]
    : [];
}

/** A uniform band in a sentence: what it covers, how wide it is, how it was drawn; `cluster` names what gets a multiplier each. */
export function uniformBandText(
  { level, critical_value, draws, seed, weights, generator }: Extract<EventBand, { kind: "uniform" }>,
  effects: readonly EventEffect[],
  cluster: string,
  language: Language = "en",
): string {
  const covered = effects.filter(({ band_low }) => band_low !== null).length;
  return eventWords.uniform[language]({
    level: percent(level),
    effects: String(covered),
    critical: formatFixed(critical_value, 3),
    draws: formatCount(draws),
    ...{ cluster, weights, generator, seed },
  });
}

function leadsText({ tests, effects, unidentified }: EventStudyRecord): string {
  const { leads } = tests;
  const areEstimated = effects.some(({ event, reference }) => event < 0 && !reference);
  if (leads === undefined && areEstimated)
    return `Leads: no joint test${unidentified === undefined ? "; none has a standard error" : "; the path is identified up to a linear trend"}.`;
  if (leads === undefined) return "Leads: none is estimated, so that nothing can be said of trends before treatment.";
  const times = leads.terms.map((term) => term.replace("event::", "")).join(", ");
  return `Leads jointly zero (${times}): ${jointTestText(leads, "en", { number: (value) => formatFixed(value, 4), equals: formatPEquals })}.`;
}

function designText({ reference, window, bin, never, cohorts, panel }: EventStudyRecord): string[] {
  const shown =
    window === null ? "all event times" : `window ${window.join(" to ")}, ends ${bin ? "binned" : "not binned"}`;
  const periods =
    panel.min_periods === panel.max_periods ? `${panel.max_periods}` : `${panel.min_periods} to ${panel.max_periods}`;
  return [
    `Reference: ${reference.join(", ")}; ${shown}. Units and cohorts are those seen at each event time.`,
    `Never treated: ${formatCount(never.units)} units (${never.rule}).`,
    `Cohorts: ${cohorts.map((row) => `${periodWords(panel.period, row.cohort)} (${formatCount(row.units)} units, event time ${row.first_event} to ${row.last_event})`).join("; ")}.`,
    `Panel: ${formatCount(panel.units)} units (${panel.unit}), ${formatCount(panel.periods)} periods (${panel.time}), ${panel.balanced ? "balanced" : `unbalanced: ${periods} periods a unit, ${formatCount(panel.units_with_gaps)} units with gaps`}.`,
  ];
}
