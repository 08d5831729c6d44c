/**
 * Which columns may be the outcome, and which its controls: numbers that vary within units and are not made
 * from the treatment.
 */
import type { NumericColumn } from "../../base/columns.js";
import type { Language } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { type Candidate, isPlainName, ranked } from "./candidate.js";
import { initWords } from "./messages.js";
import type { TreatmentCandidate } from "./treatment-candidates.js";
import { correlation, variesInPeriods, variesInUnits } from "./varying.js";

const OUTCOME_NAME = /^(?:l|ln|log)?_?(?:y|outcome|depvar|quality|emp|wage|output)$|^被解释变量|质量/i;

/** Controls guessed at most: a first table is to be read. */
const MOST_CONTROLS = 6;
/** Columns more alike than this say the same. */
const NEAR_COPY = 0.98;
/** Columns with a larger share of missing cells would cost too many rows. */
const MOST_MISSING = 0.2;

/** Numbers of `data` that may be outcome or control: they vary within units, and are no other face of the treatment. */
export function variables(data: Panel, treatment: TreatmentCandidate): NumericColumn[] {
  const keys = [data.unit.name, data.time.name, treatment.value];
  return data.table.columns.filter(
    (column): column is NumericColumn =>
      column.kind === "numeric" &&
      isPlainName(column.name) &&
      !keys.includes(column.name) &&
      variesInUnits(data, column.values) &&
      !isMadeFrom(data, treatment.periods, column.values),
  );
}

/** Candidates for the outcome among `columns`, best first. */
export function outcomeCandidates(columns: readonly NumericColumn[], language: Language): Candidate[] {
  const measured = columns.filter(({ values }) => values.some((value) => Number.isFinite(value) && value % 1 !== 0));
  const possible = measured.length > 0 ? measured : columns;
  return ranked(
    possible.map(({ name, values }) => {
      const isNamed = OUTCOME_NAME.test(name);
      const score = (isNamed ? 3 : 0) + (values.some(Number.isNaN) ? 0 : 1);
      const because = possible.length === 1 ? "onlyOutcome" : isNamed ? "outcome" : "varies";
      return { flag: "outcome", value: name, score, because: initWords[because][language] };
    }),
  );
}

/** Whether the best outcome leaves no doubt. */
export const sureOfOutcome = ([best, second]: readonly Candidate[]): boolean =>
  best !== undefined && (second === undefined || best.score - second.score >= 2);

/** Columns that can be controls of `outcome`, as they stand in the data: those to begin with, and the others. */
export function controlColumns(
  data: Panel,
  columns: readonly NumericColumn[],
  outcome: string,
): { readonly taken: readonly string[]; readonly others: readonly string[] } {
  const taken: NumericColumn[] = [];
  const others: string[] = [];
  const alike = [data.table.column(outcome) as NumericColumn];
  for (const column of columns) {
    if (column.name === outcome || !variesInPeriods(data, column.values)) continue;
    const missing = column.values.filter(Number.isNaN).length / column.values.length;
    const isFull = taken.length === MOST_CONTROLS;
    if (isFull || missing > MOST_MISSING || alike.some((other) => isCopy(column, other))) others.push(column.name);
    else {
      taken.push(column);
      alike.push(column);
    }
  }
  return { taken: taken.map(({ name }) => name), others };
}

const isCopy = (a: NumericColumn, b: NumericColumn): boolean => Math.abs(correlation(a.values, b.values)) > NEAR_COPY;

/**
 * Whether a column is the treatment in another form: 0 wherever it is off, 0 in every unit never treated, or the time since
 * it began.
 */
function isMadeFrom({ unit, timeValues }: Panel, periods: Float64Array | null, values: Float64Array): boolean {
  if (periods === null) return false;
  const last = timeValues.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let [isZeroBefore, isZeroNever, isSince] = [true, periods.some((period) => period > last), true];
  for (const [row, value] of values.entries()) {
    const first = periods[unit.codes[row]!]!;
    const time = timeValues[row]!;
    if (Number.isNaN(value)) continue;
    if (time < first && value !== 0) isZeroBefore = false;
    if (first > last && value !== 0) isZeroNever = false;
    if (Number.isFinite(first) && value !== time - first) isSince = false;
  }
  return isZeroBefore || isZeroNever || isSince;
}
