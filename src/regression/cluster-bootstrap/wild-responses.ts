/**
 * A wild test from what each bootstrap cluster's residuals, resampled alone, do to every score of the
 * error clusters: a matrix with no moments behind it, whatever effects were absorbed. Draws of it are those of a test from
 * moments. Knows nothing of how the responses were had.
 */
import { NotSupported, NumericalError } from "../../base/errors.js";
import type { Scope } from "../../engine/kernels/engine.js";
import { placeWildSystem } from "../../engine/kernels/wild.js";
import { hasJackknifeScores, hasJackknifeVariance, type WildHypothesis, type WildSpec } from "./wild-spec.js";
import { joint, type WildTest } from "./wild-statistic.js";

export interface WildResponses {
  /** Of the tested coefficients. */
  readonly estimates: Float64Array;
  /** Scores of the error clusters (of all terms, one after the other) as observed, f64[nRows] a tested coefficient. */
  readonly observed: readonly Float64Array[];
  readonly parts: readonly {
    /** Score of every error cluster for a weight 1 on a bootstrap cluster, f64[nRows*nBoot] by error cluster. */
    readonly responses: Float64Array;
    /** Coefficient less its value for a weight 1 on a bootstrap cluster, f64[nBoot]. */
    readonly numerators: Float64Array;
  }[];
  /** As in WildTest. */
  readonly hasSlope: boolean;
}

/** Throws NotSupported for jackknife types: they need the data without each cluster, which moments hold and responses don't. */
export function requirePlainType({ type }: WildSpec): void {
  if (!hasJackknifeScores(type) && !hasJackknifeVariance(type)) return;
  throw new NotSupported(
    "wild_jackknife_solves",
    `Type ${type} leaves clusters out, which needs moments by cluster; without them use type 11.`,
    { got: type, expected: "11" },
  );
}

/** The test in memory of `scope`. Throws NumericalError where the observed variance is not positive. */
export function wildTestOfResponses(
  scope: Scope,
  hypothesis: WildHypothesis,
  spec: WildSpec,
  { estimates, observed, parts, hasSlope }: WildResponses,
): WildTest {
  const { errorClusters, bootClusters } = spec;
  const q = estimates.length;
  const nBoot = bootClusters.nLevels;
  const factors = Float64Array.from(
    errorClusters.flatMap(({ clusters, sign, factor }) => new Array<number>(clusters.nLevels).fill(sign * factor)),
  );
  const variance = Float64Array.from({ length: q * q }, (_, i) => {
    const [a, b] = [observed[Math.floor(i / q)]!, observed[i % q]!];
    return factors.reduce((sum, factor, c) => sum + factor * a[c]! * b[c]!, 0);
  });
  const distances = estimates.map((value, j) => value - hypothesis.values[j]!);
  const statistic = q === 1 ? distances[0]! / Math.sqrt(variance[0]!) : joint(distances, variance);
  if (!Number.isFinite(statistic)) {
    throw new NumericalError(
      "wild_no_variance",
      `The clustered variance of what is tested is not positive: there is no statistic to compare draws with.`,
      { got: [...variance], expected: "positive" },
    );
  }
  const [nRows, none] = [factors.length, new Float64Array(0)];
  const values = new Float64Array(parts.length * nRows * nBoot);
  const numerators = new Float64Array(parts.length * nBoot);
  parts.forEach((part, p) => {
    values.set(part.responses, p * nRows * nBoot);
    numerators.set(part.numerators, p * nBoot);
  });
  const entries = {
    offsets: Uint32Array.from({ length: nRows + 1 }, (_, c) => c * nBoot),
    clusters: Uint32Array.from({ length: nRows * nBoot }, (_, e) => e % nBoot),
  };
  const shape = { nBoot, nRows, rank: 0, nParts: parts.length };
  const system = placeWildSystem(scope, shape, { U: none, W: none, values, numerators, factors }, entries);
  return { hypothesis, spec, estimates, variance, statistic, hasSlope, system };
}
