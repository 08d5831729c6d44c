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
import type { DidRun } from "../estimator.js";
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
      ...predictionErrors(engine, model, rank, readout.used, donors, draws, seed, run),
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

/** Of each pattern of used periods that a unit not fitted to has: errors by controls in its place. */
function predictionErrors(
  engine: Engine,
  model: Model,
  rank: Rank,
  used: Uint8Array,
  donors: readonly number[],
  draws: number,
  seed: number,
  run: DidRun,
): { readonly errors: readonly Errors[]; readonly patternOf: Int32Array } {
  const { cells, x, y, names } = model;
  const { T, N, isFitted, weights } = cells;
  const k = names.length;
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
  const controls = Array.from({ length: N }, (_, i) => i).filter((i) => isFitted[i] === 1);
  const [n, nMasks] = [controls.length, masks.length];
  const size = T * (n + nMasks);
  const place = new Map(controls.map((i, j) => [i, j]));
  const base = { y: new Float64Array(size), x: new Float64Array(k * size), used: new Uint8Array(size) };
  controls.forEach((i, j) => {
    base.y.set(y.subarray(i * T, (i + 1) * T), j * T);
    base.used.set(used.subarray(i * T, (i + 1) * T), j * T);
    for (let c = 0; c < k; c++) base.x.set(x.subarray(c * T * N + i * T, c * T * N + (i + 1) * T), c * size + j * T);
  });
  masks.forEach((mask, p) => {
    base.used.set(mask, (n + p) * T);
  });
  const labels = Uint32Array.from({ length: size }, (_, at) => (at < n * T ? NO_GROUP : at - n * T));
  const nGroups = nMasks * T;
  const errors = masks.map((): Float64Array[] => []);
  const together = Math.max(1, Math.floor(MOST_CELLS / (size * (1 + k))));
  for (let first = 0; first < draws; first += together) {
    run.signal?.throwIfAborted();
    const count = Math.min(together, draws - first);
    const [ys, xs] = [new Float64Array(count * size), new Float64Array(count * k * size)];
    const [own, averaging] = [new Float64Array(count * (n + nMasks)), new Float64Array(count * (n + nMasks))];
    for (let d = 0; d < count; d++) {
      const uniform = philoxUniform(engine, n, { seed, replication: first + d, purpose: PURPOSE.counterfactualPseudo });
      const stand = donors[Math.floor(uniform[0]! * donors.length)]!;
      const standing = place.get(stand)!;
      // the others, drawn as often as there are of them
      for (let j = 1; j < n; j++) {
        const other = Math.floor(uniform[j]! * (n - 1));
        const drawn = other < standing ? other : other + 1;
        own[d * (n + nMasks) + drawn]! += weights[controls[drawn]!]!;
      }
      ys.set(base.y, d * size);
      xs.set(base.x, d * k * size);
      for (let p = 0; p < nMasks; p++) {
        averaging[d * (n + nMasks) + n + p] = 1;
        ys.set(y.subarray(stand * T, (stand + 1) * T), d * size + (n + p) * T);
        for (let c = 0; c < k; c++) {
          const from = x.subarray(c * T * N + stand * T, c * T * N + (stand + 1) * T);
          xs.set(from, d * k * size + c * size + (n + p) * T);
        }
      }
    }
    const found = counterfactualFits(engine, {
      ...{ ...problemOf(model), ...ranksOf(model, rank, count), count, N: n + nMasks, y: ys, x: xs, used: base.used },
      ...{ tolerance: DRAW_TOLERANCE, limit: MOST_DRAW_STEPS, labels, nGroups, weights: own, averaging },
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
  const empty = errors.findIndex((pool) => pool.length < 2);
  if (empty >= 0) throw noErrors();
  return { errors, patternOf };
}

const noErrors = (): DataError =>
  new DataError(
    "did_parametric",
    "Controls drawn again do not identify the factors, so that no error of prediction can be simulated: ask for fewer factors, or take errors by --resampling jackknife.",
    { got: 0, expected: "errors of prediction" },
  );
