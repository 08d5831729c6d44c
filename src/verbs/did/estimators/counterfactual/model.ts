/**
 * Cells made ready for the kernel: outcomes and covariates less their additive effects among the cells fitted to, which start the fit
 * and make it well scaled, each in units of what is left; and what comes back, in units of the outcome.
 */
import { DataError, NumericalError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { ADDITIVE, counterfactualFits, FIT_STATUS } from "../../../../engine/kernels/counterfactual.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { pairComponents } from "../../../../engine/kernels/groups.js";
import { levelBlocks } from "../../../../regression/absorb/exact.js";
import { IMPUTATION_NOTES } from "../imputation/messages.js";
import { PeriodEquations } from "../imputation/period-equations.js";
import { CELL, type Cells, type Needs } from "./cells.js";

/** What all fits of a sample share. */
export interface Model {
  readonly cells: Cells;
  readonly needs: Needs;
  /** Outcomes and covariates as the kernel sees them, f64[T * N] each, 0 in cells not observed. */
  readonly y: Float64Array;
  readonly x: Float64Array;
  /** Covariates kept, and those left out. */
  readonly names: readonly string[];
  readonly used: Uint8Array;
  /** The outcome is `level + scale * y`, a covariate `xLevels + xScales * x`. */
  readonly level: Float64Array;
  readonly scale: number;
  readonly xLevels: readonly Float64Array[];
  readonly xScales: readonly number[];
  readonly notes: readonly Note[];
}

/** How many factors, or by how much singular values are shrunk in units of the outcome. */
export type Rank = { readonly factors: number } | { readonly penalty: number };

/** What is fitted, in units of the outcome. */
export interface CounterfactualFit {
  /** Of each cell: outcome less what is predicted, NaN where it is not observed or not predicted. */
  readonly effects: Float64Array;
  /** Effects and factors alone, without covariates, in every cell of units fitted. */
  readonly common: Float64Array;
  readonly beta: Float64Array;
  /** Squared singular values of what additive effects leave, in squares of the outcome; vectors f64[T * factors] of length 1. */
  readonly values: Float64Array;
  readonly vectors: Float64Array;
  /** As the kernel has it, to start other fits from. */
  readonly start: { readonly common: Float64Array; readonly beta: Float64Array };
}

/** Change of a cell by a step, as a share of the standard deviation of what additive effects leave, at which a fit is found. */
export const TOLERANCE = 1e-11;
/** The same of draws and of folds of cross-validation. */
export const DRAW_TOLERANCE = 1e-6;
export const FOLD_TOLERANCE = 1e-5;
export const MOST_STEPS = 20_000;
export const MOST_DRAW_STEPS = 3000;
/** What effects leave of a column, as a share of its norm, for it to count as theirs. */
const ABSORBED = 1e-9;

/** Throws DataError `did_apart` where no chain of cells joins all units and periods. */
export function modelOf(engine: Engine, cells: Cells, needs: Needs): Model {
  const { sample, T, N, rowOf, kind, isFitted } = cells;
  const used = kind.map((one) => Number(one === CELL.untreated));
  const isFittedCell = used.map((one, at) => one & isFitted[Math.floor(at / T)]!);
  if (needs.additive === "both") requireJoined(engine, cells, needs, isFittedCell);
  const at = (values: Float64Array): Float64Array => Float64Array.from(rowOf, (row) => (row < 0 ? 0 : values[row]!));
  const columns = [sample.y, ...sample.x.columns].map(at);
  const levels = additiveEffects(engine, cells, needs, isFittedCell, used, columns);
  const left = columns.map((column, j) =>
    column.map((value, c) => (kind[c] === CELL.none ? 0 : value - levels[j]![c]!)),
  );
  const rmsOf = (column: Float64Array): number => {
    let [sum, n] = [0, 0];
    for (let c = 0; c < column.length; c++) {
      if (isFittedCell[c] === 0) continue;
      sum += column[c]! ** 2;
      n++;
    }
    return Math.sqrt(sum / n);
  };
  const largest = (column: Float64Array): number => column.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const rms = left.map(rmsOf);
  const isLeft = rms.map((own, j) => own > ABSORBED * rmsOf(columns[j]!) && own > 0);
  const kept = independent(
    left.slice(1),
    isFittedCell,
    isLeft.slice(1).map((one, j) => (one ? rms[j + 1]! : 0)),
  );
  const names = kept.map((j) => sample.x.names[j]!);
  const omitted = sample.x.names.filter((name) => !names.includes(name));
  const scale = rms[0]! > Number.EPSILON * 8 * largest(columns[0]!) ? rms[0]! : 1;
  const x = new Float64Array(kept.length * T * N);
  kept.forEach((j, place) => {
    x.set(
      left[j + 1]!.map((value) => value / rms[j + 1]!),
      place * T * N,
    );
  });
  return {
    ...{ cells, needs, used, names, scale, level: levels[0]!, y: left[0]!.map((value) => value / scale), x },
    xLevels: kept.map((j) => levels[j + 1]!),
    xScales: kept.map((j) => rms[j + 1]!),
    notes: omitted.length === 0 ? [] : [note(IMPUTATION_NOTES, "imputation_omitted", { omitted })],
  };
}

/** Positions of columns that are no combinations of earlier ones among the cells fitted to; of norm 0 are those of `rms` 0. */
function independent(columns: readonly Float64Array[], isFitted: Uint8Array, rms: readonly number[]): number[] {
  const basis: Float64Array[] = [];
  const kept: number[] = [];
  const dot = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let c = 0; c < a.length; c++) sum += a[c]! * b[c]!;
    return sum;
  };
  columns.forEach((column, j) => {
    if (rms[j] === 0) return;
    const own = column.map((value, c) => (isFitted[c] === 1 ? value / rms[j]! : 0));
    const before = dot(own, own);
    for (let pass = 0; pass < 2; pass++) {
      for (const direction of basis) {
        const along = dot(direction, own);
        for (let c = 0; c < own.length; c++) own[c]! -= along * direction[c]!;
      }
    }
    const after = dot(own, own);
    if (!(after > COLLINEAR * before)) return;
    const norm = Math.sqrt(after);
    basis.push(own.map((value) => value / norm));
    kept.push(j);
  });
  return kept;
}

/** Squares left of a covariate by earlier ones, as a share, for it to be one more. */
const COLLINEAR = 1e-9;

/** Of each column: unit and period effects by least squares on the cells fitted to, in every cell. */
function additiveEffects(
  engine: Engine,
  { T, N, weights }: Cells,
  { additive }: Needs,
  isFitted: Uint8Array,
  used: Uint8Array,
  columns: readonly Float64Array[],
): Float64Array[] {
  const solve = additive === "both" ? twoWay(engine, { T, N, weights }, isFitted) : null;
  const levels = columns.map(() => new Float64Array(T * N));
  // twice, for what rounding has left
  for (let pass = 0; pass < 2; pass++) {
    const left = columns.map((column, j) => column.map((value, c) => value - levels[j]![c]!));
    const more =
      solve?.(left) ??
      left.map((column) => (additive === "time" ? periodMeans(column, isFitted, weights, T) : new Float64Array(T)));
    left.forEach((column, j) => {
      for (let i = 0; i < N; i++) {
        let [sum, n] = [0, 0];
        for (let t = 0; t < T; t++) {
          if (used[i * T + t] === 0) continue;
          sum += column[i * T + t]! - more[j]![t]!;
          n++;
        }
        const own = additive === "time" || n === 0 ? 0 : sum / n;
        for (let t = 0; t < T; t++) levels[j]![i * T + t]! += own + more[j]![t]!;
      }
    });
  }
  return levels;
}

function periodMeans(column: Float64Array, isFitted: Uint8Array, weights: Float64Array, T: number): Float64Array {
  const [sums, totals] = [new Float64Array(T), new Float64Array(T)];
  column.forEach((value, c) => {
    if (isFitted[c] === 0) return;
    const weight = weights[Math.floor(c / T)]!;
    sums[c % T]! += weight * value;
    totals[c % T]! += weight;
  });
  return sums.map((sum, t) => (totals[t]! > 0 ? sum / totals[t]! : 0));
}

/** Period effects of columns beside unit effects, which are eliminated. */
function twoWay(engine: Engine, { T, N, weights }: Pick<Cells, "T" | "N" | "weights">, isFitted: Uint8Array) {
  const places = Uint32Array.from(isFitted.keys()).filter((c) => isFitted[c] === 1);
  const code = new Int32Array(N).fill(-1);
  let nUnits = 0;
  for (const c of places) if (code[Math.floor(c / T)]! < 0) code[Math.floor(c / T)] = nUnits++;
  const unit = places.map((c) => code[Math.floor(c / T)]!);
  const level = places.map((c) => c % T);
  const own = Float64Array.from(places, (c) => weights[Math.floor(c / T)]!);
  const blocks = levelBlocks({ nComponents: 1, ofLevel: new Uint32Array(T) });
  return (columns: readonly Float64Array[]): Float64Array[] =>
    engine.scope((scope) => {
      const given = { unit, nUnits, level, weights: own.every((weight) => weight === 1) ? null : own };
      const equations = new PeriodEquations(engine, scope, given, blocks);
      return equations.effectsOf(columns.map((column) => Float64Array.from(places, (c) => column[c]!)));
    });
}

function requireJoined(engine: Engine, { T, N }: Cells, { name }: Needs, isFitted: Uint8Array): void {
  const places = Uint32Array.from(isFitted.keys()).filter((c) => isFitted[c] === 1);
  const code = new Int32Array(N).fill(-1);
  let nUnits = 0;
  const unit = places.map((c) => {
    const i = Math.floor(c / T);
    if (code[i]! < 0) code[i] = nUnits++;
    return code[i]!;
  });
  const { nComponents } = pairComponents(
    engine,
    unit,
    nUnits,
    places.map((c) => c % T),
    T,
  );
  if (nComponents <= 1) return;
  throw new DataError(
    "did_apart",
    `${name} measures unit and period effects from each other, and untreated rows fall into ${nComponents} sets of units and periods that nothing joins: take one of them with --subset, or effects of one kind with --additive.`,
    { got: nComponents, expected: 1 },
  );
}

/** The fit of all cells of kind `untreated`. Throws NumericalError `did_not_converged`, DataError `did_counterfactual`. */
export function fitOf(engine: Engine, model: Model, rank: Rank, masked?: Uint8Array): CounterfactualFit {
  const { cells, needs, y, x, scale, level, xLevels, xScales, names } = model;
  const { T, N, kind } = cells;
  const k = names.length;
  const used = masked ?? model.used;
  const problem = { ...problemOf(model), used, ...ranksOf(model, rank, 1) };
  const found = counterfactualFits(engine, {
    ...{ ...problem, count: 1, ...weightsOf(cells), tolerance: TOLERANCE, limit: MOST_STEPS },
    ...{ labels: new Uint32Array(0), nGroups: 0 },
  });
  if (found.status[0] === FIT_STATUS.unfinished) throw notConverged(needs.name);
  if (found.status[0] === FIT_STATUS.unidentified) throw notIdentified(needs.name);
  const { beta } = found;
  const fitted = found.common.map((value, c) => {
    let sum = value;
    for (let j = 0; j < k; j++) sum += beta[j]! * x[j * T * N + c]!;
    return sum;
  });
  return {
    effects: fitted.map((value, c) => (kind[c] === CELL.none ? Number.NaN : scale * (y[c]! - value))),
    common: found.common.map((value, c) => {
      let own = scale * value + level[c]!;
      xLevels.forEach((xLevel, j) => {
        own -= ((scale * beta[j]!) / xScales[j]!) * xLevel[c]!;
      });
      return own;
    }),
    beta: beta.map((value, j) => (scale * value) / xScales[j]!),
    values: found.values.map((value) => value * scale ** 2),
    vectors: found.vectors,
    start: { common: found.common, beta },
  };
}

/** What problems of a model have in common. */
export function problemOf({ cells: { T, N }, needs, y, x, names, used }: Model) {
  const additive = ADDITIVE[needs.additive];
  return { T, N, additive, projected: needs.fromControls, y, x, k: names.length, used };
}

/** The same rank for `count` problems. */
export function ranksOf({ scale }: Pick<Model, "scale">, rank: Rank, count: number) {
  return {
    ranks: new Uint32Array(count).fill("factors" in rank ? rank.factors : 0),
    thresholds: new Float64Array(count).fill("factors" in rank ? -1 : rank.penalty / scale),
  };
}

export const weightsOf = ({ weights, isFitted }: Cells) => ({
  weights: weights.map((weight, i) => (isFitted[i] === 1 ? weight : 0)),
  averaging: weights,
});

const notConverged = (name: string): NumericalError =>
  new NumericalError(
    "did_not_converged",
    `${name}: the fit of the untreated rows has not settled after ${MOST_STEPS} steps. Ask for fewer factors or a larger penalty, or leave units or periods with few untreated rows out with --subset.`,
    { got: MOST_STEPS, expected: `a change below ${TOLERANCE}` },
  );

const notIdentified = (name: string): DataError =>
  new DataError(
    "did_counterfactual",
    `${name}: untreated rows do not identify what is fitted: a period has fewer untreated units than effects and factors, or covariates are collinear. Ask for fewer factors, or leave the period out with --subset.`,
    { got: "not identified", expected: "enough untreated rows" },
  );
