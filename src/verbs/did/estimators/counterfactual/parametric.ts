/**
 * The parametric bootstrap of gsynth: controls are what is fitted plus residuals of a control drawn, treated units what is fitted plus an
 * error of prediction. Errors of prediction are those of controls that stand in for a treated unit, each predicted, from the periods
 * in which that unit is untreated, by other controls drawn with replacement.
 * Source: Xu (2017), Political Analysis 25(1), doi:10.1017/pan.2016.2, algorithm 2.
 */
import { DataError } from "../../../../base/errors.js";
import { PURPOSE, philoxUniform } from "../../../../engine/kernels/cluster-draws.js";
import { counterfactualFits, FIT_STATUS } from "../../../../engine/kernels/counterfactual.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidRun } from "../../shared/estimator.js";
import { CELL, type Cells } from "./cells.js";
import { type Drawn, inShares, type Readout } from "./draws.js";
import { NO_GROUP, stacked } from "./groups.js";
import { DRAW_TOLERANCE, MOST_DRAW_STEPS, type Model, problemOf, type Rank, ranksOf, weightsOf } from "./model.js";

/** Numbers of matrices made at a time. */
const MOST_CELLS = 2 ** 21;

/** Errors of prediction of one pattern of untreated periods: T numbers each. */
type Errors = readonly Float64Array[];

/** @param readouts with what each predicts, in units of the outcome: outcomes less effects */
export function parametricDraws(
  engine: Engine,
  model: Model,
  rank: Rank,
  readouts: readonly (Readout & { readonly effects: Float64Array })[],
  { draws, seed, stage }: { draws: number; seed: number; stage: string },
  run: DidRun,
): Drawn {
  const { cells, scale, y } = model;
  const { T, N, isFitted, kind } = cells;
  const donors = completeControls(cells);
  const plans = readouts.map((readout) => {
    const fitted = y.map((value, at) => (kind[at] === CELL.none ? 0 : value - readout.effects[at]! / scale));
    const residuals = donors.map((i) => y.subarray(i * T, (i + 1) * T).map((value, t) => value - fitted[i * T + t]!));
    return {
      readout,
      fitted,
      residuals,
      ...stacked(readout.labellings),
      ...predictionErrors(engine, { model, rank, used: readout.used, donors, draws, seed }, run),
    };
  });
  const columns = Object.fromEntries(
    plans.map(({ readout, nGroups }) => [readout.name, new Float64Array(draws * nGroups).fill(Number.NaN)]),
  );
  const make = (first: number, count: number): void => {
    const picks = Array.from({ length: count }, (_, d) =>
      philoxUniform(engine, N, { seed, replication: first + d, purpose: PURPOSE.counterfactualErrors }),
    );
    for (const { readout, fitted, residuals, labels, nGroups, errors, patternOf } of plans) {
      const drawn = new Float64Array(count * T * N);
      for (let d = 0; d < count; d++) {
        for (let i = 0; i < N; i++) {
          const pool = isFitted[i] === 1 ? residuals : errors[patternOf[i]!]!;
          const own = pool[Math.floor(picks[d]![i]! * pool.length)]!;
          for (let t = 0; t < T; t++) {
            const at = i * T + t;
            if (kind[at] !== CELL.none) drawn[d * T * N + at] = fitted[at]! + own[t]!;
          }
        }
      }
      const { weights, averaging } = weightsOf(cells);
      const repeated = (values: Float64Array) => Float64Array.from({ length: count * N }, (_, at) => values[at % N]!);
      const { sums, totals, status } = counterfactualFits(engine, {
        ...{ ...problemOf(model), ...ranksOf(model, rank, count), count, y: drawn, used: readout.used },
        ...{ tolerance: DRAW_TOLERANCE, limit: MOST_DRAW_STEPS, labels, nGroups, start: readout.start },
        ...{ weights: repeated(weights), averaging: repeated(averaging) },
        between: () => run.signal?.throwIfAborted(),
      });
      const into = columns[readout.name]!;
      for (let at = 0; at < count * nGroups; at++) {
        if (status[Math.floor(at / nGroups)] === FIT_STATUS.found && totals[at]! > 0) {
          into[first * nGroups + at] = (scale * sums[at]!) / totals[at]!;
        }
      }
    }
  };
  inShares(stage, draws, columns, run, make, Math.max(1, Math.floor(MOST_CELLS / (T * N))));
  return columns;
}

/** Controls observed in every period: theirs are the residuals that are drawn. Throws DataError `did_parametric`. */
function completeControls({ T, N, kind, isFitted }: Cells): number[] {
  const complete = Array.from({ length: N }, (_, i) => i).filter(
    (i) => isFitted[i] === 1 && kind.subarray(i * T, (i + 1) * T).every((one) => one === CELL.untreated),
  );
  if (complete.length >= 3) return complete;
  throw new DataError(
    "did_parametric",
    `The parametric bootstrap draws residuals of units never treated that are observed in all ${T} periods; there are ${complete.length}, and it needs 3. Take errors by --resampling jackknife, or leave periods out with --subset.`,
    { got: complete.length, expected: 3 },
  );
}

interface ErrorsAsked {
  readonly model: Model;
  readonly rank: Rank;
  readonly used: Uint8Array;
  /** Controls that stand in for a treated unit. */
  readonly donors: readonly number[];
  readonly draws: number;
  readonly seed: number;
}

/** Of each pattern of used periods that a unit not fitted to has: errors by controls in its place. */
function predictionErrors(
  engine: Engine,
  asked: ErrorsAsked,
  run: DidRun,
): { readonly errors: readonly Errors[]; readonly patternOf: Int32Array } {
  const { model, rank, used, draws } = asked;
  const { T } = model.cells;
  const { masks, patternOf } = patternsOf(model.cells, used);
  const padded = withPlaces(model, used, masks);
  const { size, nControls, nUnits, nCovariates } = padded;
  const labels = Uint32Array.from({ length: size }, (_, at) => (at < nControls * T ? NO_GROUP : at - nControls * T));
  const nGroups = masks.length * T;
  const errors = masks.map((): Float64Array[] => []);
  const together = Math.max(1, Math.floor(MOST_CELLS / (size * (1 + nCovariates))));
  for (let first = 0; first < draws; first += together) {
    run.signal?.throwIfAborted();
    const count = Math.min(together, draws - first);
    const found = counterfactualFits(engine, {
      ...{ ...problemOf(model), ...ranksOf(model, rank, count), ...drawnPanels(engine, asked, padded, first, count) },
      ...{ count, N: nUnits, used: padded.used, tolerance: DRAW_TOLERANCE, limit: MOST_DRAW_STEPS, labels, nGroups },
    });
    for (let d = 0; d < count; d++) {
      if (found.status[d] !== FIT_STATUS.found) continue;
      const sums = found.sums.subarray(d * nGroups, (d + 1) * nGroups);
      masks.forEach((_, p) => {
        const error = sums.slice(p * T, (p + 1) * T);
        if (error.every(Number.isFinite)) errors[p]!.push(error);
      });
    }
  }
  if (errors.some((pool) => pool.length < 2)) throw noErrors();
  return { errors, patternOf };
}

/** Patterns of used periods of the units not fitted to, and which of them each unit has, -1 for units fitted to. */
function patternsOf({ T, N, isFitted }: Cells, used: Uint8Array) {
  const patterns = new Map<string, number>();
  const masks: Uint8Array[] = [];
  const patternOf = Int32Array.from({ length: N }, (_, i) => {
    if (isFitted[i] === 1) return -1;
    const mask = used.slice(i * T, (i + 1) * T);
    const key = mask.join("");
    if (!patterns.has(key)) {
      patterns.set(key, masks.length);
      masks.push(mask);
    }
    return patterns.get(key)!;
  });
  return { masks, patternOf };
}

/** The controls' panel, and behind them a unit for each pattern of used periods, to be filled by the control that stands in. */
interface Padded extends Pick<Model, "x" | "y" | "used"> {
  readonly controls: readonly number[];
  readonly nControls: number;
  readonly nUnits: number;
  readonly nCovariates: number;
  /** Cells. */
  readonly size: number;
}

function withPlaces({ cells, x, y, names }: Model, used: Uint8Array, masks: readonly Uint8Array[]): Padded {
  const { T, N, isFitted } = cells;
  const k = names.length;
  const controls = Array.from({ length: N }, (_, i) => i).filter((i) => isFitted[i] === 1);
  const n = controls.length;
  const size = T * (n + masks.length);
  const base = { y: new Float64Array(size), x: new Float64Array(k * size), used: new Uint8Array(size) };
  controls.forEach((i, j) => {
    base.y.set(y.subarray(i * T, (i + 1) * T), j * T);
    base.used.set(used.subarray(i * T, (i + 1) * T), j * T);
    for (let c = 0; c < k; c++) base.x.set(x.subarray(c * T * N + i * T, c * T * N + (i + 1) * T), c * size + j * T);
  });
  masks.forEach((mask, p) => {
    base.used.set(mask, (n + p) * T);
  });
  return { ...base, controls, nControls: n, nUnits: n + masks.length, nCovariates: k, size };
}

/** Panels of draws: a control in every place, predicted by the others, drawn as often as there are of them. */
function drawnPanels(
  engine: Engine,
  { model, donors, seed }: ErrorsAsked,
  padded: Padded,
  first: number,
  count: number,
) {
  const { cells, x, y } = model;
  const { T, N } = cells;
  const { controls, size, nControls: n, nUnits, nCovariates: k } = padded;
  const place = new Map(controls.map((i, j) => [i, j]));
  const [ys, xs] = [new Float64Array(count * size), new Float64Array(count * k * size)];
  const [weights, averaging] = [new Float64Array(count * nUnits), new Float64Array(count * nUnits)];
  for (let d = 0; d < count; d++) {
    const uniform = philoxUniform(engine, n, { seed, replication: first + d, purpose: PURPOSE.counterfactualPseudo });
    const stand = donors[Math.floor(uniform[0]! * donors.length)]!;
    const standing = place.get(stand)!;
    for (let j = 1; j < n; j++) {
      const other = Math.floor(uniform[j]! * (n - 1));
      const drawn = other < standing ? other : other + 1;
      weights[d * nUnits + drawn]! += cells.weights[controls[drawn]!]!;
    }
    ys.set(padded.y, d * size);
    xs.set(padded.x, d * k * size);
    for (let p = n; p < nUnits; p++) {
      averaging[d * nUnits + p] = 1;
      ys.set(y.subarray(stand * T, (stand + 1) * T), d * size + p * T);
      for (let c = 0; c < k; c++) {
        const from = x.subarray(c * T * N + stand * T, c * T * N + (stand + 1) * T);
        xs.set(from, d * k * size + c * size + p * T);
      }
    }
  }
  return { y: ys, x: xs, weights, averaging };
}

const noErrors = (): DataError =>
  new DataError(
    "did_parametric",
    "Controls drawn again do not identify the factors, so that no error of prediction can be simulated: ask for fewer factors, or take errors by --resampling jackknife.",
    { got: 0, expected: "errors of prediction" },
  );
