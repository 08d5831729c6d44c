/**
 * Bounds over direct effects of instruments as tables, one an endogenous variable: a row a share of what was
 * allowed, and beneath it where the interval covers zero. Everything shown comes from the record.
 */

import { recordsCsv } from "../../data/table/write-csv.js";
import { decimalsFor, formatFixed } from "../../report/format-number.js";
import { modelNotes, shortModelNotes } from "../../report/regression/model-notes.js";
import { numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Presentation } from "../verb.js";
import { figuresOfPlausexog } from "./figure.js";
import type { AllowedRecord, PlausexogRecord } from "./record.js";

/** What a share is of, by method. */
const OF = { union_of_intervals: "the ranges", local_to_zero: "means and std. deviations" } as const;
const TITLES = { union_of_intervals: "union of intervals", local_to_zero: "local to zero" } as const;
/** Significant digits of shares and direct effects. */
const DIGITS = 4;

/** What the command shows and writes. */
export const presentPlausexog = (record: PlausexogRecord): Presentation => ({
  record,
  tables: plausexogTables(record),
  figures: () => Object.fromEntries(figuresOfPlausexog(record).map((spec, i) => [i === 0 ? "" : `-${i + 1}`, spec])),
  files: () => ({ "path.csv": pathCsv(record) }),
});

/** A row an endogenous variable and share. */
const pathCsv = ({ path }: PlausexogRecord): string =>
  recordsCsv(Object.entries(path).flatMap(([endogenous, points]) => points.map((point) => ({ endogenous, ...point }))));

/** The tables of `record`; notes stand under the last. */
export function plausexogTables(record: PlausexogRecord): TableModel[] {
  const { direct_effects, path, vcov, call } = record;
  const { method } = direct_effects;
  const level = `${Number((100 * vcov.level).toPrecision(6))}%`;
  const isUnion = method === "union_of_intervals";
  const names = Object.keys(path);
  return names.map((name, at) => {
    const points = path[name]!;
    const decimals = decimalsFor([(points[0]!.conf_high - points[0]!.conf_low) / 4]) + 1;
    const rows = points.map(({ fraction, estimate_low, estimate_high, conf_low, conf_high }): TableRow => {
      const estimates = isUnion ? [estimate_low, estimate_high] : [estimate_low];
      return {
        label: fraction === 0 ? "0 (2SLS)" : String(fraction),
        name: String(fraction),
        quantity: "",
        cells: [...estimates, conf_low, conf_high].map((value) => numberCell(value, formatFixed(value, decimals))),
        ruleAbove: false,
      };
    });
    const interval = [
      [level, "low"],
      [level, "high"],
    ];
    return {
      title: `Plausibly exogenous instruments, ${TITLES[method]}: ${name} in ${call}`,
      stub: `share of ${OF[method]}`,
      heads: isUnion ? [["estimate", "low"], ["estimate", "high"], ...interval] : [["", "estimate"], ...interval],
      rows,
      notes: at < names.length - 1 ? [] : [...breakTexts(record), allowedText(direct_effects), ...modelNotes(record)],
      shortNotes: shortModelNotes(record),
    };
  });
}

/** A line an endogenous variable: where its interval covers zero. */
function breakTexts({ breaks_at, direct_effects }: PlausexogRecord): string[] {
  const of = OF[direct_effects.method];
  return Object.entries(breaks_at).map(([name, share]) => {
    if (share === null) return `${name}: the interval does not cover 0, even at all of ${of}.`;
    if (share === 0) return `${name}: the interval of 2SLS covers 0 already.`;
    return `${name}: the interval covers 0 from ${digits(share)} of ${of} on, which is ${effectsText(direct_effects, share)}.`;
  });
}

const allowedText = (allowed: AllowedRecord): string => `Direct effects allowed: ${effectsText(allowed, 1)}.`;

/** "nearc4 0 to 0.02, nearc2 0", times a share. */
function effectsText(allowed: AllowedRecord, share: number): string {
  const times = (value: number) => digits(share * value);
  const texts =
    allowed.method === "union_of_intervals"
      ? Object.entries(allowed.instruments).map(([name, { min, max }]) => {
          return min === max ? `${name} ${times(min)}` : `${name} ${times(min)} to ${times(max)}`;
        })
      : Object.entries(allowed.instruments).map(([name, { mean, sd }]) => {
          return sd === 0
            ? `${name} ${times(mean)}`
            : `${name} normal with mean ${times(mean)}, std. deviation ${times(sd)}`;
        });
  return texts.join(", ");
}

const digits = (value: number): string => String(Number(value.toPrecision(DIGITS)));
