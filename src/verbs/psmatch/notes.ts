/**
 * What a reader of a matching must know: choices nobody made, who is left out, matches the order of rows
 * decided, scores outside common support, what the error leaves out, rows after treatment. Reads results; estimates nothing.
 */
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { categoryOf } from "../../data/panel/codes.js";
import type { Table } from "../../data/table/table.js";
import type { MatchedPart } from "./att.js";
import type { MatchedUnits } from "./match.js";
import { CHOICES, PSMATCH_NOTES } from "./messages.js";
import type { MatchingPlan } from "./plan.js";
import type { MatchedRecord } from "./record.js";
import type { MatchSample } from "./sample.js";

/** Choices made by default: `defaults`, and under a preset `preset`. */
export function planNotes({ preset, byDefault: choices }: MatchingPlan): Note[] {
  if (choices.length === 0) return [];
  const facts = { chosen: choices.map((choice) => CHOICES[choice].en), choices };
  return [
    preset === null ? note(PSMATCH_NOTES, "defaults", facts) : note(PSMATCH_NOTES, "preset", { preset, ...facts }),
  ];
}

/** What was found. */
export function matchingNotes(plan: MatchingPlan, { part, scores }: MatchedUnits, matched: MatchedRecord): Note[] {
  const hasError = part.pairs !== null && part.outcome !== null;
  return [
    offSupport(plan, matched),
    unmatched(matched),
    plan.support.rule === "none" ? outsideRange(part) : undefined,
    tied(matched),
    plan.ties === "average" ? note(PSMATCH_NOTES, "ties_averaged", { exact: plan.tieTolerance === 0 }) : undefined,
    hasError && plan.replace === false ? note(PSMATCH_NOTES, "pair_differences") : undefined,
    hasError && (scores?.fit != null || plan.by !== null) ? note(PSMATCH_NOTES, "score_estimated") : undefined,
  ].filter((found) => found !== undefined);
}

function offSupport({ support: { rule } }: MatchingPlan, { treated, control }: MatchedRecord): Note | undefined {
  if (rule === "none" || treated.off_support + control.off_support === 0) return undefined;
  return note(PSMATCH_NOTES, "off_support", {
    ...{ treated: treated.off_support, control: control.off_support },
    ...{ of_treated: treated.total, of_control: control.total, rule },
  });
}

const unmatched = ({ treated: { unused: treated, total: of, used } }: MatchedRecord): Note | undefined =>
  treated === 0 ? undefined : note(PSMATCH_NOTES, "unmatched", { treated, of, used });

/** Treated units whose score no control reaches, where nothing leaves them out. */
function outsideRange({ treated, shown }: MatchedPart): Note | undefined {
  if (shown === null) return undefined;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < shown.length; i++) {
    if (treated[i] !== 0 || Number.isNaN(shown[i]!)) continue;
    low = Math.min(low, shown[i]!);
    high = Math.max(high, shown[i]!);
  }
  let outside = 0;
  for (let i = 0; i < shown.length; i++) if (treated[i] === 1 && (shown[i]! < low || shown[i]! > high)) outside++;
  return outside === 0 ? undefined : note(PSMATCH_NOTES, "outside_support", { treated: outside, low, high });
}

const tied = ({ ties }: MatchedRecord): Note | undefined =>
  ties === null || ties.treated === 0 || ties.rule === "average"
    ? undefined
    : note(PSMATCH_NOTES, "ties", { treated: ties.treated });

/** Rows after treatment that a note names. */
const SHOWN = 5;

/**
 * Whether rows from after treatment began enter the score: what treatment changed is no ground to match on. Read from a column that
 * is named, or from a regressor of the regressions that is on in treated units only and only part of the time.
 * Source: Rosenbaum (1984), Journal of the Royal Statistical Society A 147(5), doi:10.2307/2981697.
 *
 * Notes `post_treatment_rows`, `timing_unknown`, or none where no row after treatment is seen. Throws DataError
 * `timing_not_binary` for a named column that is neither 0 nor 1 in a row seen.
 */
export function timingNotes(sample: MatchSample, plan: MatchingPlan): Note[] {
  const { table, seen } = sample;
  const name = plan.timing ?? switchOf(sample, plan);
  if (name === null) {
    return [note(PSMATCH_NOTES, "timing_unknown")];
  }
  const values = table.numeric(name);
  const after = seen.filter((row) => {
    const value = values[row]!;
    if (value !== 0 && value !== 1 && !Number.isNaN(value)) throw notBinary(name, value, row);
    return value === 1;
  });
  if (after.length === 0) return [];
  return [
    note(PSMATCH_NOTES, "post_treatment_rows", {
      ...{ column: name, rows: after.length, of: seen.length, found: plan.timing === null },
      first: Array.from(after.subarray(0, SHOWN), (row) => row + 1),
    }),
  ];
}

/** The first regressor by itself that is 0 or 1 everywhere, never on in controls, and on in some rows of treated units only. */
function switchOf(sample: MatchSample, { regressions }: MatchingPlan): string | null {
  const { table } = sample;
  const names = regressions.flatMap(({ terms }) =>
    terms.flatMap(({ variables: [variable, ...others] }) =>
      others.length === 0 && variable?.kind === "expression" && variable.expression.kind === "name"
        ? [variable.expression.name]
        : [],
    ),
  );
  if (names.length === 0) return null;
  const group = groupOfRows(sample);
  return [...new Set(names)].find((name) => isSwitch(table, name, group)) ?? null;
}

/** 1 treated, 0 control, 2 not known: of rows in the sample, and with averages of all rows of its units. */
function groupOfRows({ table, rows, unit, treated }: MatchSample): Uint8Array {
  const group = new Uint8Array(table.nRows).fill(2);
  if (unit === null) {
    rows.forEach((row, i) => {
      group[row] = treated[i]!;
    });
    return group;
  }
  const all = categoryOf(table.column(unit.name));
  const at = new Map(Array.from({ length: unit.nLevels }, (_, u) => [unit.label(u), treated[u]!]));
  const byLevel = Array.from({ length: all.nLevels }, (_, g) => at.get(all.label(g)) ?? 2);
  all.codes.forEach((code, row) => {
    group[row] = byLevel[code] ?? 2;
  });
  return group;
}

function isSwitch(table: Table, name: string, group: Uint8Array): boolean {
  const column = table.column(name);
  if (column.kind === "text") return false;
  let [nOn, nOff] = [0, 0];
  for (let row = 0; row < group.length; row++) {
    const value = column.values[row]!;
    if (group[row] === 2 || Number.isNaN(value)) continue;
    if ((value !== 0 && value !== 1) || (value === 1 && group[row] === 0)) return false;
    if (group[row] === 1 && value === 1) nOn++;
    else if (group[row] === 1) nOff++;
  }
  return nOn > 0 && nOff > 0;
}

function notBinary(name: string, value: number, row: number): DataError {
  return new DataError(
    "timing_not_binary",
    `Timing '${name}' is ${value} in row ${row + 1}; 0 (before treatment, or a control) or 1 (from its beginning on) was expected.`,
    { got: value, expected: [0, 1], column: name, row: row + 1 },
  );
}
