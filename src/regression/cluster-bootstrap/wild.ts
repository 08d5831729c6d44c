/**
 * The wild cluster bootstrap from moments: prepared once, then any slice of its draws, in any order. Knows
 * nothing of models, names or what becomes of the draws.
 *
 * Sources: Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90(3), doi:10.1162/rest.90.3.414; Roodman,
 * MacKinnon, Nielsen & Webb (2019), Stata Journal 19(1), doi:10.1177/1536867X19830877; MacKinnon, Nielsen & Webb (2023),
 * Journal of Applied Econometrics 38(5), doi:10.1002/jae.2969.
 */

import { NumericalError } from "../../base/errors.js";
import { PURPOSE } from "../../engine/kernels/cluster-draws.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { wildDraws as drawSystem, type WildKind, wildResults } from "../../engine/kernels/wild.js";
import type { ClusterMoments } from "../moments/moments.js";
import {
  fullSolutions,
  groupedBlocks,
  type Solutions,
  type TestedModel,
  testedModel,
  wildScores,
  zeroBlock,
} from "./wild-scores.js";
import {
  checkWild,
  hasJackknifeVariance,
  type WildErrorClusters,
  type WildHypothesis,
  type WildSpec,
} from "./wild-spec.js";
import { joint, type WildDraws, type WildTest } from "./wild-statistic.js";
import { wildSystem } from "./wild-system.js";

/**
 * Prepares a test in memory of `scope`. Throws UsageError for a hypothesis that isn't one, NotSupported for the jackknife's
 * variance by two clusterings, NumericalError where a tested coefficient is not identified (without a cluster, for
 * jackknife types) or the variance of the observed statistic is not positive.
 */
export function wildTest(
  engine: Engine,
  scope: Scope,
  moments: ClusterMoments,
  hypothesis: WildHypothesis,
  spec: WildSpec,
): WildTest {
  checkWild(hypothesis, spec, moments.nRegressors);
  return scope.scope((inner) => {
    const model = testedModel(engine, inner, moments, hypothesis.columns);
    const q = model.nTested;
    const full = fullSolutions(engine, model, zeroBlock(inner, moments.order), () => "in the sample");
    const leftOut = hasJackknifeVariance(spec.type) ? withoutEach(engine, inner, model, spec) : null;
    const scores = wildScores(engine, inner, model, hypothesis, spec, full);
    const tested = model.columns.subarray(model.columns.length - q);
    const estimates = Float64Array.from(tested, (j) => full.vector(0, q)[j]!);
    const variance = observedVariance(model, scores.unrestricted, full, leftOut, spec.errorClusters);
    const distances = estimates.map((value, j) => value - hypothesis.values[j]!);
    const isSingle = q === 1;
    const statistic = isSingle ? distances[0]! / Math.sqrt(variance[0]!) : joint(distances, variance);
    if (!Number.isFinite(statistic)) {
      throw new NumericalError(
        "wild_no_variance",
        `The clustered variance of the tested coefficient${isSingle ? " is" : "s is"} not positive: there is no statistic to compare draws with.`,
        { got: [...variance], expected: "positive" },
      );
    }
    const parts = isSingle
      ? scores.parts.map((part) => ({ scores: part, contrast: 0 }))
      : Array.from({ length: q }, (_, contrast) => ({ scores: scores.parts[0]!, contrast }));
    const contrasts = { coefficient: (j: number) => full.vector(0, j), leftOut };
    const system = wildSystem(engine, scope, model, parts, contrasts, spec.errorClusters, spec.bootClusters);
    return { hypothesis, spec, estimates, variance, statistic, hasSlope: scores.parts.length > 1, system };
  });
}

/** Contrasts without each error cluster. */
function withoutEach(engine: Engine, scope: Scope, model: TestedModel, { errorClusters }: WildSpec): Solutions {
  const { clusters } = errorClusters[0]!;
  const blocks = groupedBlocks(engine, scope, model.moments.order, model.moments.blocks, clusters);
  return fullSolutions(engine, model, blocks, (c) => `without cluster '${clusters.label(c)}' of ${clusters.name}`);
}

/** Sum over error clusters of factor s s', s the products of contrasts and scores, q by q. */
function observedVariance(
  { moments, columns, nTested: q }: TestedModel,
  scores: Float64Array,
  full: Solutions,
  leftOut: Solutions | null,
  terms: readonly WildErrorClusters[],
): Float64Array {
  const variance = new Float64Array(q * q);
  for (const { clusters, sign, factor } of terms) {
    const sums = new Float64Array(clusters.nLevels * q);
    clusters.codes.forEach((c, g) => {
      for (let j = 0; j < q; j++) {
        const a = leftOut === null ? full.vector(0, j) : leftOut.vector(c, j);
        for (const i of columns) sums[c * q + j]! += a[i]! * scores[g * moments.order + i]!;
      }
    });
    for (let c = 0; c < clusters.nLevels; c++) {
      for (let i = 0; i < q * q; i++) {
        variance[i]! += sign * factor * sums[c * q + Math.floor(i / q)]! * sums[c * q + (i % q)]!;
      }
    }
  }
  return variance;
}

/** Which draws, and with which weights. Enumeration has no seed: draw i is combination i of the signs. */
export interface WildRequest {
  readonly first: number;
  readonly count: number;
  readonly kind: WildKind;
  readonly seed: number;
}

/** Draws first .. first + count - 1: the same numbers whichever slices they come in. */
export function wildDraws(engine: Engine, { system }: WildTest, { first, count, kind, seed }: WildRequest): WildDraws {
  const out = drawSystem(engine, system, first, count, { kind, seed, purpose: PURPOSE.wild });
  const columns = Array.from({ length: wildResults(system.nParts) }, (_, s) => {
    return out.subarray(s * count, (s + 1) * count);
  });
  return { count, columns };
}

/** Columns for `count` draws of a system, to be filled in slices. */
export const wildColumns = ({ nParts }: Pick<WildTest["system"], "nParts">, count: number): readonly Float64Array[] =>
  Array.from({ length: wildResults(nParts) }, () => new Float64Array(count));

/** Puts the draws of a slice into `columns`, from draw `first` on. */
export function placeWildDraws(columns: readonly Float64Array[], first: number, slice: WildDraws): void {
  slice.columns.forEach((column, s) => {
    columns[s]!.set(column, first);
  });
}

/** The first `count` draws of `columns`. */
export const wildDrawsIn = (columns: readonly Float64Array[], count: number): WildDraws => ({
  count,
  columns: columns.map((column) => column.slice(0, count)),
});

/** Combinations of signs when no more of them than draws: enumerate then, with Rademacher weights alone. */
export const wildCombinations = (nBoot: number): number => 2 ** nBoot;
