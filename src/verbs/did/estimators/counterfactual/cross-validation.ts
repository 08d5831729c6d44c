/**
 * The number of factors, or the penalty of singular values, by cross-validation: untreated cells are left out and predicted by the others.
 * Of ife and mc a fold leaves out, of every unit that can spare them, a run of up to three consecutive untreated cells at a random place;
 * of gsynth a fold is a period, left out of the untreated cells of treated units (Xu 2017, algorithm 1). The fewest factors
 * whose mean squared error is within 1% of the least are taken, of penalties the one of the least error.
 */
import { DataError } from "../../../../base/errors.js";
import { PURPOSE, philoxUniform } from "../../../../engine/kernels/cluster-draws.js";
import { counterfactualFits, FIT_STATUS } from "../../../../engine/kernels/counterfactual.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidRun } from "../../shared/estimator.js";
import { CELL, type Cells, type Needs, untreatedIn, untreatedOf } from "./cells.js";
import { NO_GROUP } from "./groups.js";
import {
  FOLD_TOLERANCE,
  fitOf,
  MOST_DRAW_STEPS,
  type Model,
  problemOf,
  type Rank,
  ranksOf,
  weightsOf,
} from "./model.js";

export interface CrossValidation {
  readonly folds: number;
  /** Cells left out, in all folds. */
  readonly cells: number;
  /** Null where a fold has no fit: what is left does not identify one, or it runs off. */
  readonly tried: readonly { readonly value: number; readonly mspe: number | null }[];
  readonly chosen: number;
}

/** Consecutive cells that a fold leaves out of a unit. */
const RUN = 3;
/** Penalties tried. */
const PENALTIES = 10;
/** What fewer factors may lose, as a share of the least error. */
const SLACK = 0.01;

/** The most factors that all treated units and periods allow, as many as are asked for at most. */
export function mostFactors(cells: Cells, { additive, fromControls }: Needs, asked: number): number {
  const { N, T, isTreated } = cells;
  let most = Math.min(asked, T - 1);
  for (let i = 0; i < N; i++) {
    if (isTreated[i] === 1)
      most = Math.min(most, untreatedOf(cells, i) - Number(additive !== "time") - Number(fromControls));
  }
  for (let t = 0; t < T; t++) most = Math.min(most, untreatedIn(cells, t) - Number(additive !== "unit"));
  return Math.max(0, most);
}

export function chooseFactors(engine: Engine, model: Model, most: number, plan: DidPlan, run: DidRun): CrossValidation {
  const values = Array.from({ length: most + 1 }, (_, r) => r);
  const found = validated(
    engine,
    model,
    most,
    values.map((factors) => ({ factors })),
    plan,
    run,
  );
  const tried = values.map((value, j) => ({ value, mspe: found.errors[j]! }));
  const least = Math.min(...tried.map(({ mspe }) => mspe ?? Number.POSITIVE_INFINITY));
  const chosen = tried.find(({ mspe }) => mspe !== null && mspe <= (1 + SLACK) * least);
  if (chosen === undefined) throw nothingLeft(model.needs);
  return { folds: found.folds, cells: found.cells, tried, chosen: chosen.value };
}

export function choosePenalty(engine: Engine, model: Model, plan: DidPlan, run: DidRun): CrossValidation {
  const { T, isFitted, weights } = model.cells;
  const total = weights.reduce((sum, weight, i) => sum + (isFitted[i] === 1 ? weight : 0), 0);
  // the largest singular value where no factor is left
  const largest = Math.sqrt(fitOf(engine, model, { penalty: NO_FACTORS * model.scale }).values[0]!) / (T * total);
  const values = Array.from({ length: PENALTIES }, (_, j) => largest * SHARES[j]!);
  const found = validated(
    engine,
    model,
    0,
    values.map((penalty) => ({ penalty })),
    plan,
    run,
  );
  const tried = values.map((value, j) => ({ value, mspe: found.errors[j]! }));
  let chosen: (typeof tried)[number] | undefined;
  for (const one of tried) if (one.mspe !== null && one.mspe < (chosen?.mspe ?? Number.POSITIVE_INFINITY)) chosen = one;
  if (chosen === undefined || !(largest > 0)) throw nothingLeft(model.needs);
  return { folds: found.folds, cells: found.cells, tried, chosen: chosen.value };
}

/** Above any singular value, in units of what additive effects leave. */
const NO_FACTORS = 1e100;
/** 10^(-3 j / 9), to the digits of the numbers: powers differ between hosts. */
const SHARES = [
  ...[1, 0.4641588833612779, 0.2154434690031884, 0.1, 0.04641588833612779],
  ...[0.02154434690031884, 0.01, 0.004641588833612779, 0.002154434690031884, 0.001],
] as const;

interface Validated {
  readonly folds: number;
  readonly cells: number;
  readonly errors: readonly (number | null)[];
}

function validated(
  engine: Engine,
  model: Model,
  most: number,
  ranks: readonly Rank[],
  plan: DidPlan,
  run: DidRun,
): Validated {
  const { cells, needs, scale, used } = model;
  const masks = needs.fromControls ? byPeriod(cells) : inRuns(engine, cells, needs, most, plan);
  if (masks.length === 0) throw nothingLeft(needs);
  const [sums, totals] = [ranks.map(() => 0), ranks.map(() => 0)];
  const isKnown = ranks.map(() => true);
  const own = ranks.map((rank) => ranksOf(model, rank, 1));
  const { weights, averaging } = weightsOf(cells);
  const repeated = (values: Float64Array): Float64Array => {
    const out = new Float64Array(values.length * ranks.length);
    ranks.forEach((_, j) => {
      out.set(values, j * values.length);
    });
    return out;
  };
  let left = 0;
  const stage = `cross-validation: ${masks.length} folds`;
  masks.forEach((mask, f) => {
    run.signal?.throwIfAborted();
    left += mask.reduce((sum, one) => sum + one, 0);
    const found = counterfactualFits(engine, {
      ...{ ...problemOf(model), count: ranks.length, tolerance: FOLD_TOLERANCE, limit: MOST_DRAW_STEPS },
      used: used.map((one, at) => one & (1 - mask[at]!)),
      ranks: Uint32Array.from(own, (one) => one.ranks[0]!),
      thresholds: Float64Array.from(own, (one) => one.thresholds[0]!),
      ...{ weights: repeated(weights), averaging: repeated(averaging) },
      ...{ labels: Uint32Array.from(mask, (one) => (one === 1 ? 0 : NO_GROUP)), nGroups: 1 },
    });
    ranks.forEach((_, j) => {
      isKnown[j] &&= found.status[j] === FIT_STATUS.found && Number.isFinite(found.squares[j]!);
      sums[j]! += found.squares[j]!;
      totals[j]! += found.totals[j]!;
    });
    run.onProgress?.({ stage, fraction: (f + 1) / masks.length, msLeft: null });
  });
  return {
    folds: masks.length,
    cells: left,
    errors: sums.map((sum, j) => (isKnown[j] ? (scale ** 2 * sum) / totals[j]! : null)),
  };
}

/** A fold a period: its cells in treated units that are untreated in it. */
function byPeriod({ T, N, kind, isTreated }: Cells): Uint8Array[] {
  return Array.from({ length: T }, (_, t) => {
    const mask = new Uint8Array(T * N);
    for (let i = 0; i < N; i++) if (isTreated[i] === 1 && kind[i * T + t] === CELL.untreated) mask[i * T + t] = 1;
    return mask;
  }).filter((mask) => mask.includes(1));
}

/** Runs of untreated cells at random places, of units that keep enough of them. */
function inRuns(
  engine: Engine,
  cells: Cells,
  { additive }: Needs,
  most: number,
  { folds, seed }: DidPlan,
): Uint8Array[] {
  const { T, N, kind } = cells;
  const needed = most + Number(additive !== "time");
  const own = Array.from({ length: N }, (_, i) =>
    Array.from({ length: T }, (_, t) => i * T + t).filter((at) => kind[at] === CELL.untreated),
  );
  return Array.from({ length: folds }, (_, fold) => {
    const places = philoxUniform(engine, N, { seed, replication: fold, purpose: PURPOSE.counterfactualFolds });
    const mask = new Uint8Array(T * N);
    own.forEach((untreated, i) => {
      const run = Math.min(RUN, untreated.length - needed);
      if (run <= 0) return;
      const from = Math.floor(places[i]! * (untreated.length - run + 1));
      for (const at of untreated.slice(from, from + run)) mask[at] = 1;
    });
    return mask;
  }).filter((mask) => mask.includes(1));
}

const nothingLeft = ({ name }: Needs): DataError =>
  new DataError(
    "did_cross_validation",
    `${name}: no untreated rows can be left out and predicted by the others, so that nothing can be chosen by cross-validation. Give ${name === "mc" ? "--penalty" : "--factors"}.`,
    { got: 0, expected: "untreated rows to leave out" },
  );
