/**
 * The absorbed effects of new rows: their levels found among those of the estimate, and whether its rows say
 * anything of their sum.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import type { Table } from "../../../data/table/table.js";
import { labelLevels } from "../../../engine/kernels/effects.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { elementary } from "../../../engine/kernels/math.js";
import type { ModelSpec } from "../../../formula/spec.js";
import { joinedEffects } from "../../../regression/absorb/effects.js";
import { type AbsorbedEffect, haveSlopes } from "../../../regression/absorb/solver.js";
import {
  type RecoveredEffect,
  type RecoveredEffects,
  recoverEffects,
} from "../../../regression/fixef/recovered-effects.js";
import { recoverSlopes } from "../../../regression/fixef/recovered-slopes.js";
import { type ColumnSource, type ElementaryFunctions, evaluate } from "../../../regression/frame/expression.js";
import { groupingOver, type Sample } from "../../../regression/frame/sample.js";
import { StackedSource } from "../../../regression/frame/stacked-source.js";
import type { ExpandedTerms } from "../../../regression/frame/terms.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import { FEOLS_NOTES, type Normalisation, normalisation } from "../messages.js";

/** What predictions need of a regression. */
export interface PredictingFit {
  readonly table: Table;
  readonly spec: ModelSpec;
  readonly sample: Sample;
  /** Names of all regressors as `expand` has them, and which have a coefficient. */
  readonly names: readonly string[];
  readonly kept: readonly number[];
  readonly beta: Float64Array;
  readonly record: FitRecord;
  /** Regressors at some rows. */
  readonly expand: (source: ColumnSource, functions: ElementaryFunctions, rows: Uint32Array) => ExpandedTerms;
  readonly fixef: () => FixefResult;
}

/** As `RecoveredEffect.unseen` promises. */
const SEEN = 1e-6;

/** Adds the effects to `values`, in place; NaN for a level or a combination the estimate says nothing of, with notes. */
export function addEffects(engine: Engine, fit: PredictingFit, table: Table, values: Float64Array): Note[] {
  const { effects } = fit.fixef();
  const unseen = new Float64Array(values.length);
  const unknown = new Uint8Array(values.length);
  const notes = effects.flatMap(({ name, coefficients, unseen: direction, slopes }, f) => {
    const { levels, labels } = levelsOfRows(engine, fit, table, f);
    const add = (coefs: Float64Array, off: Float64Array, variable: Float64Array | null) => {
      for (let i = 0; i < values.length; i++) {
        const level = levels[i]!;
        if (level === MISSING_CODE) continue;
        values[i]! += coefs[level]! * (variable?.[i] ?? 1);
        unseen[i]! += off[level]! * (variable?.[i] ?? 1);
      }
    };
    levels.forEach((level, i) => {
      if (level === MISSING_CODE) unknown[i] = 1;
    });
    add(coefficients, direction, null);
    const variables = slopeVariables(engine, fit, table, f);
    slopes.forEach((slope, v) => {
      add(slope.coefficients, slope.unseen, variables[v]!);
    });
    return [...unknownLevels(name, levels, labels), ...missingSlopes(name, slopes, variables)];
  });
  let apart = 0;
  for (let i = 0; i < values.length; i++) {
    const isApart = unknown[i] === 0 && Math.abs(unseen[i]!) > SEEN;
    if (isApart && !Number.isNaN(values[i])) apart++;
    if (isApart || unknown[i] === 1) values[i] = Number.NaN;
  }
  if (apart === 0) return notes;
  return [...notes, note(FEOLS_NOTES, "predict_apart", { rows: apart })];
}

/** The level of each new row in the estimate, or MISSING_CODE; and the label of those that are none. */
function levelsOfRows(engine: Engine, { table: old, spec, sample }: PredictingFit, table: Table, f: number) {
  const { columns } = joinedEffects(spec.fixedEffects)[f]!;
  const { codes, nLevels } = sample.effects[f]!;
  const { rows } = sample;
  const source = new StackedSource(old, table, rows, new Set());
  const all = new Uint32Array(rows.length + table.nRows);
  all.set(rows);
  for (let i = 0; i < table.nRows; i++) all[rows.length + i] = old.nRows + i;
  const both = groupingOver(columns, source, all, elementary(engine));
  // levels of both tables together, as levels of the estimate; one more where it has none
  const ofLevel = knownLevels(engine, both.codes.subarray(0, rows.length), both.nLevels, codes, nLevels);
  const unknown = new Set<string>();
  const levels = both.codes.slice(rows.length).map((level) => {
    if (level === MISSING_CODE) return MISSING_CODE;
    if (ofLevel[level] === nLevels) unknown.add(both.label(level));
    return ofLevel[level] === nLevels ? MISSING_CODE : ofLevel[level]!;
  });
  return { levels, labels: [...unknown].sort() };
}

/** Slope variables of the new rows. */
function slopeVariables(engine: Engine, { table: old, spec, sample }: PredictingFit, table: Table, f: number) {
  const source = new StackedSource(old, table, sample.rows, new Set());
  const rows = Uint32Array.from({ length: table.nRows }, (_, i) => old.nRows + i);
  const { slopes } = joinedEffects(spec.fixedEffects)[f]!;
  return (slopes?.variables ?? []).map((variable) => evaluate(variable, source, elementary(engine), rows).values);
}

function missingSlopes(
  effect: string,
  slopes: readonly { readonly name: string }[],
  variables: readonly Float64Array[],
): Note[] {
  return variables.flatMap((values, v) => {
    const rows = values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
    if (rows === 0) return [];
    const { name } = slopes[v]!;
    return [note(FEOLS_NOTES, "predict_missing_slope", { effect, slope: name, rows })];
  });
}

/** For each level of both tables that of the estimate, or `nLevels`. */
function knownLevels(
  engine: Engine,
  both: Uint32Array,
  nBoth: number,
  codes: Uint32Array,
  nLevels: number,
): Uint32Array {
  const found = labelLevels(engine, both, nBoth, codes);
  const met = new Uint8Array(nBoth);
  for (const level of both) met[level] = 1;
  return found.map((level, l) => (met[l] === 1 ? level : nLevels));
}

function unknownLevels(name: string, levels: Uint32Array, labels: readonly string[]): Note[] {
  const rows = levels.reduce((count, level) => count + (level === MISSING_CODE ? 1 : 0), 0);
  if (rows === 0) return [];
  return [note(FEOLS_NOTES, "predict_unknown_levels", { effect: name, rows, levels: labels })];
}

// `fixef()`.

/** Coefficients of absorbed effects. */
export interface FixefResult {
  /** One an effect, in the order of the formula; arrays have a number a level. */
  readonly effects: readonly RecoveredEffect[];
  /** Connected components of all effects together: coefficients compare within one only. */
  readonly components: number;
  /** In words: what was set to 0. */
  readonly normalisation: string;
  /** The same as facts. */
  readonly normalised: Normalisation;
  /** Largest |y - xb - residual - sum of coefficients| of a row, as a share of the largest such sum. */
  readonly largest_error: number;
  readonly notes: readonly Note[];
}

/**
 * Coefficients of the levels of `effects`, which add up to `sums` on every row.
 * Throws NotSupported `fixef_none`; NumericalError as `recoverEffects`.
 */
export function recovered(engine: Engine, effects: readonly AbsorbedEffect[], sums: Float64Array): FixefResult {
  if (effects.length === 0) {
    throw new NotSupported("fixef_none", "The regression has no absorbed effects to recover.", {
      got: 0,
      expected: "a formula with effects after '|'",
    });
  }
  const found = haveSlopes(effects) ? recoverSlopes(engine, effects, sums) : recoverEffects(engine, effects, sums);
  const normalised = normalisationOf(found);
  return Object.freeze({
    effects: found.effects,
    components: found.components,
    normalisation: normalisation.en(normalised),
    normalised,
    largest_error: found.largestError,
    notes: found.notes,
  });
}

function normalisationOf({ effects, components }: RecoveredEffects): Normalisation {
  const parts = effects.flatMap((effect) => [
    ...(effect.intercept ? [{ ...effect, what: effect.name, label: effect.label }] : []),
    ...effect.slopes.map((slope) => ({ ...slope, what: `${effect.name}[${slope.name}]`, label: effect.label })),
  ]);
  const open = parts.length === effects.length ? 0 : parts.reduce((sum, { unsettled }) => sum + unsettled, 0);
  return {
    alone: parts.length === 1 && parts[0]!.what === effects[0]!.name ? effects[0]!.name : null,
    ...{ components, open },
    free: parts.filter(({ references }) => references === 0).map(({ what }) => what),
    zero: parts
      .filter(({ references }) => references > 0)
      .map(({ what, references, against, label, isReference }) => ({
        ...{ what, references, against: against! },
        level: references === 1 ? label(isReference.indexOf(1)) : null,
      })),
  };
}
