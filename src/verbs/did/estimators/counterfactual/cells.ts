/**
 * The sample as cells of units by periods, as counterfactual estimators see them: which are untreated and fitted to, which are treated
 * and predicted, how far each is from the start and the end of a spell. Units and periods without which nothing can be predicted are
 * left out with a note. Knows no estimator's arithmetic.
 */
import { DataError, NotSupported } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { periodWords } from "../../../../data/panel/period-text.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import type { EstimatorName } from "../../shared/names.js";
import { outcomeMatrix } from "../../shared/outcome-matrix.js";
import { treatmentOf } from "../../shared/treatment-of.js";
import { COUNTERFACTUAL_NOTES } from "./messages.js";

/** What a cell is: not observed; untreated, which is fitted to; before treatment by no more than its anticipation; treated. */
export const CELL = { none: 0, untreated: 1, anticipated: 2, treated: 3 } as const;

/** Matrices have a column a unit: unit i in period t is at i * T + t. */
export interface Cells {
  readonly sample: DidSample;
  readonly T: number;
  readonly N: number;
  readonly periods: Float64Array;
  /** Of each unit, its position in the sample. */
  readonly units: Uint32Array;
  /** Of each cell, its row of the sample, -1 for none; what it is. */
  readonly rowOf: Int32Array;
  readonly kind: Uint8Array;
  /** Periods since the spell began, or below 0 until the next one does; NaN for neither. */
  readonly event: Float64Array;
  /** Periods since treatment ended, in untreated cells after it; NaN elsewhere. */
  readonly exit: Float64Array;
  /** Of units: 1 where it is ever treated (or about to be); whether the fit uses its cells; weights, 1 on average. */
  readonly isTreated: Uint8Array;
  readonly isFitted: Uint8Array;
  readonly weights: Float64Array;
  readonly notes: readonly Note[];
}

/** What the fit needs to predict a cell. */
export interface Needs {
  readonly name: EstimatorName;
  readonly additive: "both" | "unit" | "time";
  /** Whether periods enter through effects or factors; with factors, also where effects are of units alone. */
  readonly usesPeriods: boolean;
  /** Whether units never treated alone are fitted to. */
  readonly fromControls: boolean;
}

const MOST_NAMED = 5;

/** Throws DataError `did_counterfactual` where nothing is left, NotSupported `did_weights`, DataError `did_no_never`. */
export function cellsOf(sample: DidSample, plan: DidPlan, needs: Needs): Cells {
  const matrix = outcomeMatrix(sample, plan);
  const doses = treatmentOf(sample, plan);
  const { nUnits, nPeriods: T } = matrix;
  const rowOf = new Int32Array(matrix.rowOf.length);
  for (let t = 0; t < T; t++) for (let u = 0; u < nUnits; u++) rowOf[u * T + t] = matrix.rowOf[t * nUnits + u]!;
  const kind = Uint8Array.from(rowOf, (row) => {
    const dose = row < 0 ? Number.NaN : doses[row]!;
    return Number.isNaN(dose) ? CELL.none : dose > 0 ? CELL.treated : CELL.untreated;
  });
  const spells = spellsOf(kind, matrix.periods, sample.cohort, plan.anticipation);
  const isTreated = Uint8Array.from({ length: nUnits }, (_, u) =>
    Number(kind.subarray(u * T, (u + 1) * T).some((one) => one > CELL.untreated)),
  );
  if (needs.fromControls && isTreated.every((one) => one === 1)) throw noControls(needs.name);
  const all: Cells = {
    ...{ sample, T, N: nUnits, periods: matrix.periods, units: Uint32Array.from({ length: nUnits }, (_, u) => u) },
    ...{ rowOf, kind, ...spells, isTreated },
    isFitted: isTreated.map((one) => Number(!needs.fromControls || one === 0)),
    weights: weightsOf(needs.name, sample),
    notes: [],
  };
  return usable(all, needs);
}

/** Event times, periods since the end, and, in `kind`, which cells treatment is anticipated in. */
function spellsOf(kind: Uint8Array, periods: Float64Array, cohort: Float64Array, anticipation: number) {
  const T = periods.length;
  const [event, exit] = [
    new Float64Array(kind.length).fill(Number.NaN),
    new Float64Array(kind.length).fill(Number.NaN),
  ];
  const firstStart = (unit: number, t: number): number => {
    const first = cohort[unit]!;
    return Number.isFinite(first) ? Math.min(first, periods[t]!) : periods[t]!;
  };
  for (let from = 0; from < kind.length; from += T) {
    // forwards: since the start of a spell that is seen, and since its end
    let [start, end] = [Number.NaN, Number.NaN];
    let before: number = CELL.none;
    for (let t = 0; t < T; t++) {
      const own = kind[from + t]!;
      if (own === CELL.none) continue;
      if (own === CELL.treated) {
        // the first start is known also where its row is missing
        if (before === CELL.untreated) start = Number.isNaN(end) ? firstStart(from / T, t) : periods[t]!;
        event[from + t] = periods[t]! - start;
      } else {
        if (before === CELL.treated) {
          end = periods[t]!;
          start = Number.NaN;
        }
        exit[from + t] = periods[t]! - end;
      }
      before = own;
    }
    // backwards: until the next start
    let next = Number.NaN;
    for (let t = T - 1; t >= 0; t--) {
      const own = kind[from + t]!;
      if (own === CELL.none) continue;
      if (own === CELL.treated) next = periods[t]! - event[from + t]!;
      else {
        event[from + t] = periods[t]! - next;
        if (event[from + t]! >= -anticipation) kind[from + t] = CELL.anticipated;
      }
    }
  }
  return { event, exit };
}

/** Weights of units, 1 on average. Throws NotSupported `did_weights` where they differ within one. */
function weightsOf(name: EstimatorName, { weights, starts, units, panel }: DidSample): Float64Array {
  const own = new Float64Array(units.length).fill(1);
  if (weights === null) return own;
  for (let u = 0; u < units.length; u++) {
    own[u] = weights[starts[u]!]!;
    for (let i = starts[u]!; i < starts[u + 1]!; i++)
      if (weights[i] !== own[u]) throw uneven(name, panel.unit.label(units[u]!));
  }
  const mean = own.reduce((sum, weight) => sum + weight, 0) / own.length;
  return own.map((weight) => weight / mean);
}

/** Leaves out periods in which no unit is untreated, and units that nothing can be predicted of. */
function usable(all: Cells, { name, additive, usesPeriods, fromControls }: Needs): Cells {
  const { T, N, kind, isFitted, periods } = all;
  const hasUntreated = new Uint8Array(T);
  kind.forEach((one, at) => {
    if (one === CELL.untreated && isFitted[Math.floor(at / T)] === 1) hasUntreated[at % T] = 1;
  });
  const [everyPeriod, everyUnit] = [Array.from({ length: T }, (_, t) => t), Array.from({ length: N }, (_, i) => i)];
  const keptPeriods = everyPeriod.filter((t) => !usesPeriods || hasUntreated[t] === 1);
  const needsOwn = additive !== "time" || fromControls;
  const keptUnits = everyUnit.filter((i) =>
    keptPeriods.some((t) => (needsOwn ? kind[i * T + t] === CELL.untreated : kind[i * T + t] !== CELL.none)),
  );
  const cells = restricted(all, keptUnits, keptPeriods);
  const treatedRows = (of: Cells): number => of.kind.reduce((sum, one) => sum + Number(one === CELL.treated), 0);
  const [isKeptUnit, isKeptPeriod] = [new Set(keptUnits), new Set(keptPeriods)];
  const lostUnits = everyUnit.filter((i) => all.isTreated[i] === 1 && !isKeptUnit.has(i));
  const lostPeriods = everyPeriod.filter((t) => !isKeptPeriod.has(t));
  const rows = treatedRows(all) - treatedRows(cells);
  const facts = {
    ...{ rows, units: lostUnits.length, named: lostUnits.slice(0, MOST_NAMED).map((i) => labelOf(all, i)) },
    periods: lostPeriods.map((t) => periods[t]!),
  };
  if (treatedRows(cells) === 0) throw nothingPredicted(name, all, facts);
  return rows === 0 ? cells : { ...cells, notes: [note(COUNTERFACTUAL_NOTES, "counterfactual_lost", facts)] };
}

/** Some of the units, in all of their periods or some. */
export function restricted(cells: Cells, units: readonly number[], periods?: readonly number[]): Cells {
  const { T } = cells;
  const kept = periods ?? Array.from({ length: T }, (_, t) => t);
  const size = units.length * kept.length;
  const places = new Uint32Array(size);
  units.forEach((i, a) => {
    kept.forEach((t, b) => {
      places[a * kept.length + b] = i * T + t;
    });
  });
  const numbers = (values: Float64Array): Float64Array => Float64Array.from(places, (at) => values[at]!);
  return {
    ...cells,
    ...{ T: kept.length, N: units.length, periods: Float64Array.from(kept, (t) => cells.periods[t]!) },
    units: Uint32Array.from(units, (i) => cells.units[i]!),
    rowOf: Int32Array.from(places, (at) => cells.rowOf[at]!),
    kind: Uint8Array.from(places, (at) => cells.kind[at]!),
    ...{ event: numbers(cells.event), exit: numbers(cells.exit) },
    isTreated: Uint8Array.from(units, (i) => cells.isTreated[i]!),
    isFitted: Uint8Array.from(units, (i) => cells.isFitted[i]!),
    weights: Float64Array.from(units, (i) => cells.weights[i]!),
  };
}

export const labelOf = ({ sample, units }: Cells, i: number): string =>
  sample.panel.unit.label(sample.units[units[i]!]!);

/** Untreated periods of a unit. */
export function untreatedOf({ kind, T }: Pick<Cells, "kind" | "T">, i: number): number {
  let count = 0;
  for (let at = i * T; at < (i + 1) * T; at++) count += Number(kind[at] === CELL.untreated);
  return count;
}

/** Untreated units fitted to in a period. */
export function untreatedIn({ kind, T, N, isFitted }: Pick<Cells, "kind" | "T" | "N" | "isFitted">, t: number): number {
  let count = 0;
  for (let i = 0; i < N; i++) count += Number(isFitted[i] === 1 && kind[i * T + t] === CELL.untreated);
  return count;
}

/**
 * The cells that r factors can be estimated in: units never treated with too few periods are left out with a note.
 *
 * @throws DataError `did_factors` for a treated unit with fewer untreated periods than its effects, or a period with fewer untreated units
 */
export function requireFactors(cells: Cells, needs: Needs, r: number): Cells {
  const { name, additive } = needs;
  const { N, T, sample, periods } = cells;
  if (r === 0) return cells;
  const [ofUnit, ofPeriod] = [r + Number(additive !== "time"), r + Number(additive !== "unit")];
  const short = Array.from({ length: N }, (_, i) => i).filter((i) => untreatedOf(cells, i) < ofUnit);
  const treated = short.filter((i) => cells.isTreated[i] === 1);
  if (treated.length > 0) {
    const named = treated.slice(0, MOST_NAMED).map((i) => `'${labelOf(cells, i)}' (${untreatedOf(cells, i)})`);
    throw new DataError(
      "did_factors",
      `${name} with ${r} ${r === 1 ? "factor" : "factors"} needs at least ${ofUnit} untreated periods of every treated unit; ${treated.length} of '${sample.panel.unit.name}' have fewer: ${named.join(", ")}${treated.length > named.length ? ", ..." : ""}. Ask for fewer with --factors, leave these units out with --subset, or use fect or bjs, which need one.`,
      { got: treated.map((i) => labelOf(cells, i)).slice(0, MOST_NAMED), expected: ofUnit },
    );
  }
  for (let t = 0; t < T; t++) {
    const found = untreatedIn(cells, t);
    if (found >= ofPeriod) continue;
    throw new DataError(
      "did_factors",
      `${name} with ${r} ${r === 1 ? "factor" : "factors"} needs at least ${ofPeriod} untreated units in every period; ${periodWords(sample.panel.period, periods[t]!)} has ${found}. Ask for fewer with --factors, or leave the period out with --subset.`,
      { got: found, expected: ofPeriod, time: periods[t] },
    );
  }
  if (short.length === 0) return cells;
  const isShort = new Set(short);
  const kept = restricted(
    cells,
    Array.from({ length: N }, (_, i) => i).filter((i) => !isShort.has(i)),
  );
  const lost = { units: short.length, named: short.slice(0, MOST_NAMED).map((i) => labelOf(cells, i)), needed: ofUnit };
  // what was left out may have been needed in a period
  const notes = [...cells.notes, note(COUNTERFACTUAL_NOTES, "counterfactual_short", lost)];
  return requireFactors({ ...kept, notes }, needs, r);
}

const uneven = (name: EstimatorName, unit: string): NotSupported =>
  new NotSupported(
    "did_weights",
    `${name} takes weights that are the same in all rows of a unit; those of '${unit}' differ. Give a column that is constant within units, or use bjs.`,
    { got: "weights that vary within a unit", expected: "one weight a unit" },
  );

const noControls = (name: EstimatorName): DataError =>
  new DataError(
    "did_no_never",
    `${name} takes its factors from units that are never treated, and there are none: use ife or mc, which learn from rows not yet treated.`,
    { got: 0, expected: "a unit never treated" },
  );

function nothingPredicted(
  name: EstimatorName,
  { sample }: Cells,
  { units, periods }: { readonly units: number; readonly periods: readonly number[] },
): DataError {
  return new DataError(
    "did_counterfactual",
    `${name} can predict no treated row: ${units} treated units have no untreated row, and no unit is untreated in ${periods.length} periods. Add earlier periods or untreated units.`,
    { got: 0, expected: "a treated row", column: sample.design.column },
  );
}
