/**
 * Predictors of a unit: columns averaged over periods. Each is divided by its standard deviation over the units that are compared, so that
 * weights of predictors do not depend on units of measurement.
 */

import { DataError, UsageError } from "../../../../base/errors.js";
import { flagText } from "../../../../base/text.js";
import { periodWords } from "../../../../data/panel/period-text.js";
import { printExpression } from "../../../../formula/print.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { deviation } from "./deviation.js";
import type { PeriodRange, PredictorChoice } from "./options.js";
import type { ScPanel } from "./panel.js";

/** A predictor of every unit, NaN where it has no value in the periods. */
export interface Predictor {
  /** As it was asked for. */
  readonly name: string;
  readonly of: (u: number) => number;
}

/** Predictors that donors are weighed by, and those by which weights of predictors are chosen. */
export interface Predictors {
  readonly final: readonly Predictor[];
  readonly training: readonly Predictor[];
  /** Positions of periods whose outcomes the choice is to fit; null: all before treatment. */
  readonly validation: readonly number[] | null;
}

/** What a plan asks for of periods before `end`; null where outcomes alone are fitted. Throws as `predictorsOf`, and `sc_periods`. */
export function predictorsBefore(
  { sample, periods }: ScPanel,
  { predictors, training, validation }: DidPlan,
  end: number,
): Predictors | null {
  if (predictors === undefined) return null;
  const final = predictorsOf(sample, predictors, end);
  return {
    final,
    training: training === undefined ? final : predictorsOf(sample, training, end),
    validation: validation === undefined ? null : positionsIn(sample, periods, validation, end),
  };
}

/** Donors that have all predictors. */
export const donorsWith = (predictors: Predictors | null, donors: readonly number[]): readonly number[] =>
  predictors === null
    ? donors
    : donors.filter((donor) =>
        [...predictors.final, ...predictors.training].every(({ of }) => !Number.isNaN(of(donor))),
      );

function positionsIn({ panel }: DidSample, periods: Float64Array, range: PeriodRange, end: number): number[] {
  const found = Array.from(periods.keys()).filter((t) => periods[t]! >= range.from && periods[t]! <= range.to);
  if (found.length > 0 && range.to < end) return found;
  throw new UsageError(
    "sc_periods",
    `${flagText("validation", rangeText(range))}: ${found.length === 0 ? "the panel has no such period" : `outcomes are fitted before treatment, or the period it is dated back to, begins (${periodWords(panel.period, end)})`}; give other periods.`,
    { got: rangeText(range), expected: `< ${end}` },
  );
}

/**
 * The predictors of `choices`; periods of those without are before `end`.
 *
 * @throws UsageError `sc_periods` where a predictor is measured from `end` on
 */
function predictorsOf(sample: DidSample, choices: readonly PredictorChoice[], end: number): Predictor[] {
  return choices.map((choice) => {
    requireEarlier(sample, choice, end);
    const values = valuesOf(sample, choice.column);
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = choice;
    const { starts, time, periods } = sample;
    return {
      name: nameOf(choice),
      of: (u) => {
        let [sum, n] = [0, 0];
        for (let i = starts[u]!; i < starts[u + 1]!; i++) {
          const period = periods[time[i]!]!;
          if (period < from || period > to || period >= end || Number.isNaN(values[i]!)) continue;
          sum += values[i]!;
          n++;
        }
        return sum / n;
      },
    };
  });
}

/** `trade@1981:1990`, as it is asked for. */
export const nameOf = ({ column, from, to }: PredictorChoice): string =>
  from === undefined ? column : `${column}@${from === to ? from : `${from}:${to}`}`;

export const rangeText = ({ from, to }: PeriodRange): string => (from === to ? String(from) : `${from}:${to}`);

/** Numbers by row of the sample, the outcome by its own name. */
function valuesOf({ table, spec, rows, y }: DidSample, column: string): Float64Array {
  if (column === printExpression(spec.lhs)) return y;
  const values = table.numeric(column);
  return Float64Array.from(rows, (row) => values[row]!);
}

function requireEarlier({ panel }: DidSample, choice: PredictorChoice, end: number): void {
  const { from, to } = choice;
  if (from === undefined || (to ?? from) < end) return;
  throw new UsageError(
    "sc_periods",
    `${flagText("predictors", nameOf(choice))}: predictors are measured before treatment, or the period it is dated back to, begins (${periodWords(panel.period, end)}), lest it changes them; give earlier periods.`,
    { got: nameOf(choice), expected: `< ${end}` },
  );
}

/** Predictors of a unit less those of donors, a column a donor: f64[K * J], each divided by its standard deviation over all of them. */
export function predictorMatrix(
  predictors: readonly Predictor[],
  target: number,
  donors: readonly number[],
): Float64Array {
  const K = predictors.length;
  const out = new Float64Array(K * donors.length);
  predictors.forEach(({ of }, k) => {
    const own = of(target);
    const others = donors.map(of);
    const scale = deviation([own, ...others]);
    others.forEach((value, j) => {
      out[j * K + k] = scale > 0 ? (value - own) / scale : 0;
    });
  });
  return out;
}

/**
 * Throws DataError `sc_predictor_missing` for a treated unit without a predictor, `sc_donors` where fewer than two donors have all,
 * `sc_predictor_constant` for one that is the same for all.
 */
export function requirePredictors(
  predictors: Predictors | null,
  target: number,
  donors: readonly number[],
  name: (u: number) => string,
): void {
  const all = predictors === null ? [] : [...predictors.final, ...predictors.training];
  for (const { name: predictor, of } of all) {
    if (Number.isNaN(of(target))) {
      throw new DataError(
        "sc_predictor_missing",
        `'${name(target)}' has no value of predictor ${predictor} in its periods: give others behind @, or leave the predictor out.`,
        { got: Number.NaN, expected: "a number", unit: name(target), column: predictor },
      );
    }
  }
  if (donors.length < 2) {
    throw new DataError(
      "sc_donors",
      `sc weighs at least two donors, and ${donors.length} of them ${donors.length === 1 ? "has" : "have"} values of all predictors (${all.map((each) => each.name).join(", ")}): give periods behind @ in which more are observed, or leave a predictor out.`,
      { got: donors.length, expected: ">= 2" },
    );
  }
  for (const { name: predictor, of } of all) {
    if (deviation([of(target), ...donors.map(of)]) > 0) continue;
    throw new DataError(
      "sc_predictor_constant",
      `Predictor ${predictor} is the same for '${name(target)}' and all ${donors.length} donors: it cannot weigh them; leave it out.`,
      { got: of(target), expected: "values that differ", column: predictor },
    );
  }
}
