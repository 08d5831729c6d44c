/**
 * The first stage of imputation: unit and period effects and covariates estimated on rows not yet treated, taken out of all rows used;
 * and, for cells of rows, the projection of the cell on the rows compared with, by which the errors of the first stage
 * reach averages over it. Knows no estimator.
 * Sources: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007; Gardner (2022),
 * Two-stage differences in differences, arXiv:2207.05943.
 */
import { type Note, note } from "../../../../base/messages.js";
import { gather, gatherCodes } from "../../../../base/row-runs.js";
import { scaleRowsBlock } from "../../../../engine/kernels/blas.js";
import { gatherColumns } from "../../../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../../../engine/kernels/engine.js";
import { cellProjections, imputeOutcomes, type UnitRows } from "../../../../engine/kernels/imputation.js";
import { type OlsResult, ols } from "../../../../regression/least-squares/ols.js";
import { countOf } from "../../design/restricted.js";
import type { DidSample } from "../../design/sample.js";
import type { Cell } from "../../shared/aggregation.js";
import { type CellRole, numberCells } from "../../shared/cells.js";
import { IMPUTATION_NOTES } from "./messages.js";
import { PeriodEquations } from "./period-equations.js";
import { type ImputationSample, imputationSample } from "./sample.js";

/** Of rows in no cell. */
export const NO_CELL = 0xffff_ffff;

export interface Imputation {
  /** The rows used. */
  readonly sample: DidSample;
  readonly rows: UnitRows;
  /** By row: the outcome less what is imputed. */
  readonly outcomes: Float64Array;
  /** Covariates kept, by row. */
  readonly covariates: readonly Float64Array[];
  readonly cells: readonly Cell[];
  /** Position of each row's cell, or NO_CELL. */
  readonly cellOf: Uint32Array;
  /** Projections of cells, f64[(levels + covariates) cells], a row of numbers a level. */
  readonly projections: Float64Array;
  readonly notes: readonly Note[];
}

/** Rows compared with, as a regression on them sees them. */
export interface ComparedSample {
  readonly equations: PeriodEquations;
  /** Positions among the rows used, and the unit of each. */
  readonly places: Uint32Array;
  readonly unit: Uint32Array;
  readonly weights: Float64Array | null;
  readonly nUnits: number;
}

/**
 * Imputes. `also` regresses on the same rows while their equations are in memory.
 *
 * @param roleOf which cells of treated cohorts are averaged
 * @throws as `imputationSample`
 */
export function impute<T>(
  engine: Engine,
  given: DidSample,
  anticipation: number,
  roleOf: (cohort: number, period: number) => CellRole,
  also: (scope: Scope, found: ImputationSample, compared: ComparedSample) => T,
): Imputation & { readonly also: T } {
  const used = imputationSample(engine, given, anticipation);
  const { sample, rows } = used;
  return engine.scope((scope) => {
    const compared = comparedSample(engine, scope, used);
    const { outcomes, names, covariates, inverse } = firstStage(engine, used, compared);
    const { cells, cellOf } = cellsOf(sample, roleOf);
    const sides = cellProjections(engine, rows, covariates, cellOf, cells.length);
    const projections = project(compared, sides, cells.length, covariates, inverse);
    const omitted = sample.x.names.filter((name) => !names.includes(name));
    const notes =
      omitted.length === 0 ? used.notes : [...used.notes, note(IMPUTATION_NOTES, "imputation_omitted", { omitted })];
    return {
      ...{ sample, rows, outcomes, covariates, cells, cellOf, projections, notes },
      also: also(scope, used, compared),
    };
  });
}

function comparedSample(engine: Engine, scope: Scope, { sample, rows, blocks }: ImputationSample): ComparedSample {
  const { compared, starts } = rows;
  const n = countOf(compared);
  const [places, unit] = [new Uint32Array(n), new Uint32Array(n)];
  let next = 0;
  for (let u = 0; u + 1 < starts.length; u++) {
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      if (compared[i] === 0) continue;
      places[next] = i;
      unit[next++] = u;
    }
  }
  const nUnits = starts.length - 1;
  const weights = sample.weights && gather(sample.weights, places);
  const level = gatherCodes(rows.level, places);
  return {
    equations: new PeriodEquations(engine, scope, { unit, nUnits, level, weights }, blocks),
    ...{ places, unit, weights, nUnits },
  };
}

/** The outcome less effects and covariates in all rows, the covariates kept, and the inverse of their triangle. */
function firstStage(engine: Engine, { sample, rows }: ImputationSample, compared: ComparedSample) {
  const { y, x } = sample;
  const at = (column: Float64Array): Float64Array => gather(column, compared.places);
  const { kept, beta, inverse } =
    x.names.length === 0
      ? { kept: [], beta: new Float64Array(0), inverse: new Float64Array(0) }
      : engine.scope((scope) => {
          const { kept, fit } = regressCompared(engine, scope, compared, [...x.columns, y].map(at));
          return { kept, beta: fit.beta.slice(), inverse: fit.Rinv.slice() };
        });
  const covariates = kept.map((j) => x.columns[j]!);
  const rest = y.slice();
  covariates.forEach((column, j) => {
    for (let i = 0; i < rest.length; i++) rest[i]! -= beta[j]! * column[i]!;
  });
  const effects = compared.equations.effectsOf([at(rest)])[0]!;
  const once = imputeOutcomes(engine, rows, rest, effects);
  // what rounding has left of the residuals
  const more = compared.equations.effectsOf([at(once)])[0]!;
  const outcomes = imputeOutcomes(engine, rows, once, more);
  return { outcomes, names: kept.map((j) => x.names[j]!), covariates, inverse };
}

/** Least squares of the last of some columns over the rows compared with, both effects taken out; valid while `scope` is. */
export function regressCompared(
  engine: Engine,
  scope: Scope,
  { equations, places, weights }: ComparedSample,
  columns: readonly Float64Array[],
): Pick<OlsResult, "kept"> & { readonly fit: OlsResult["fit"] } {
  const [n, k] = [places.length, columns.length - 1];
  const X = gatherColumns(engine, scope, columns, null);
  const { before, after } = equations.demean(X, k + 1);
  if (weights !== null) scaleRowsBlock(engine, n, k + 1, scope.copyF64(weights.map(Math.sqrt)), X);
  const absorbed = Array.from({ length: k }, (_, j) => !(after[j]! > ABSORBED * before[j]!));
  const shrunk = before.map((norm, j) => norm / after[j]!);
  if (absorbed.every(Boolean)) return { kept: [], fit: ols(engine, scope, n, 0, X.part(k * n, n), []).fit };
  return ols(engine, scope, n, k, X, absorbed, { shrunk });
}

/** What effects leave of a column, as a share of its norm, for it to count as theirs. */
const ABSORBED = 1e-9;

/** The cells that have rows, ascending by cohort and period, and each row's. */
function cellsOf(sample: DidSample, roleOf: (cohort: number, period: number) => CellRole) {
  const { cellOf: numbers, cell } = numberCells(sample, roleOf);
  const seen = new Uint8Array(sample.design.cohorts.length * sample.periods.length + 1);
  for (let i = 0; i < numbers.length; i++) if (numbers[i]! > 0) seen[numbers[i]!] = 1;
  const place = new Uint32Array(seen.length).fill(NO_CELL);
  const cells: Cell[] = [];
  seen.forEach((isSeen, number) => {
    if (isSeen === 0) return;
    place[number] = cells.length;
    cells.push(cell(number));
  });
  const cellOf = new Uint32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) cellOf[i] = numbers[i]! > 0 ? place[numbers[i]!]! : NO_CELL;
  return { cells, cellOf };
}

/** Solves for cells: first for covariates, then for periods. */
function project(
  { equations, places }: ComparedSample,
  sides: Float64Array,
  count: number,
  covariates: readonly Float64Array[],
  inverse: Float64Array,
): Float64Array {
  const { nLevels } = equations;
  const [k, size] = [covariates.length, nLevels * count];
  const out = new Float64Array(sides.length);
  const byPeriod = equations.solve(sides.subarray(0, size), count);
  out.set(byPeriod);
  if (k === 0) return out;
  const effects = equations.effectsOf(covariates.map((column) => gather(column, places)));
  for (let c = 0; c < count; c++) {
    const left = effects.map((effect, j) => {
      let sum = sides[size + j * count + c]!;
      for (let l = 0; l < nLevels; l++) sum -= effect[l]! * sides[l * count + c]!;
      return sum;
    });
    const slopes = byTriangle(inverse, left);
    slopes.forEach((slope, j) => {
      out[size + j * count + c] = slope;
      for (let l = 0; l < nLevels; l++) out[l * count + c]! -= slope * effects[j]![l]!;
    });
  }
  return out;
}

/** (R'R)^-1 v of the inverse of an upper triangle R. */
function byTriangle(inverse: Float64Array, v: readonly number[]): number[] {
  const k = v.length;
  const half = v.map((_, j) => v.reduce((sum, value, i) => (i <= j ? sum + inverse[j * k + i]! * value : sum), 0));
  return v.map((_, i) => half.reduce((sum, value, j) => (j >= i ? sum + inverse[j * k + i]! * value : sum), 0));
}
