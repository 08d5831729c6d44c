/**
 * The distribution of an estimate under a hypothesis, where few groups are treated: made of the errors of other groups in the same
 * contrasts of periods.
 * Sources: Conley & Taber (2011), Review of Economics and Statistics 93(1), doi:10.1162/REST_a_00049, the distribution called
 * Gamma-star; Ferman & Pinto (2019), Review of Economics and Statistics 101(3), doi:10.1162/rest_a_00759.
 */
import { PURPOSE, philoxUniform } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { GroupErrors } from "./group-errors.js";

/** Treated groups with the same contrast, and the contrast of every group's residuals, and of its treatment net of the others. */
interface Path {
  /** Places among the treated. */
  readonly members: readonly number[];
  readonly residual: Float64Array;
  readonly net: Float64Array;
  /** Sum over periods of the contrast's square over observations: what sampling within groups adds to the variance, up to a factor. */
  readonly scarcity: Float64Array;
}

/** The contrasts of treated groups, each once. */
export function pathsOf({ contrasts, residuals, net, scarcity, nGroups, nPeriods: T }: GroupErrors): readonly Path[] {
  const byKey = new Map<string, number[]>();
  contrasts.forEach((contrast, j) => {
    const key = contrast.join();
    byKey.set(key, [...(byKey.get(key) ?? []), j]);
  });
  return [...byKey.values()].map((members) => {
    const weights = contrasts[members[0]!]!;
    const sums = (values: Float64Array, by: (weight: number) => number) =>
      Float64Array.from({ length: nGroups }, (_, g) => {
        let sum = 0;
        for (let t = 0; t < T; t++) sum += by(weights[t]!) * values[g * T + t]!;
        return sum;
      });
    const plain = (weight: number): number => weight;
    return {
      ...{ members, residual: sums(residuals, plain), net: sums(net, plain) },
      scarcity: sums(scarcity, (weight) => weight * weight),
    };
  });
}

/** How many assignments of control groups to the treated differ, with replacement; Infinity where many. */
export const countDonors = ({ treated, controls }: GroupErrors): number => {
  const count = controls.length ** treated.length;
  return count <= 1e15 ? count : Number.POSITIVE_INFINITY;
};

/** Conley and Taber: each treated group gets the errors of a control group, all combinations once where `all`, else at random. */
export function conleyTaberDraw(
  engine: Engine,
  errors: GroupErrors,
  paths: readonly Path[],
  seed: number,
  all: boolean,
) {
  const { treated, controls } = errors;
  const pathOf = Array.from(treated, (_, j) => paths.find(({ members }) => members.includes(j))!);
  return (b: number): number => {
    const uniform = all
      ? null
      : philoxUniform(engine, treated.length, { seed, replication: b, purpose: PURPOSE.fewTreated });
    let [sum, rest] = [0, b];
    for (let j = 0; j < treated.length; j++) {
      const donor = uniform === null ? rest % controls.length : Math.floor(uniform[j]! * controls.length);
      rest = Math.floor(rest / controls.length);
      sum += pathOf[j]!.residual[controls[donor]!]!;
    }
    return sum;
  };
}

/** Variance of a contrast of a group's errors: `constant` + `by_size` times its scarcity. */
export interface VarianceBySize {
  readonly groups: number;
  readonly constant: number;
  readonly by_size: number;
}

/** Contrasts under a hypothesis: in units of their standard deviations, and these. */
interface Normed {
  readonly variance: VarianceBySize;
  readonly z: Float64Array;
  readonly sd: Float64Array;
}

/** Least squares of squares on a constant and the scarcity, neither below 0. */
function varianceBySize(squares: Float64Array, scarcity: Float64Array): { constant: number; by_size: number } {
  const n = squares.length;
  let [x, y, xx, xy] = [0, 0, 0, 0];
  for (let g = 0; g < n; g++) {
    x += scarcity[g]!;
    y += squares[g]!;
    xx += scarcity[g]! ** 2;
    xy += scarcity[g]! * squares[g]!;
  }
  const spread = xx - (x * x) / n;
  // rounding of equal sizes
  if (!(spread > 1e-12 * xx)) return { constant: y / n, by_size: 0 };
  const by_size = (xy - (x * y) / n) / spread;
  const constant = (y - by_size * x) / n;
  if (by_size < 0) return { constant: y / n, by_size: 0 };
  return constant < 0 ? { constant: 0, by_size: xy / xx } : { constant, by_size };
}

/** The contrasts of all groups where the effect is the estimate less `away`, normed by their sizes. */
export function normed(paths: readonly Path[], away: number): readonly Normed[] {
  return paths.map(({ members, residual, net, scarcity }) => {
    const W = residual.map((value, g) => value + away * net[g]!);
    const { constant, by_size } = varianceBySize(
      W.map((value) => value * value),
      scarcity,
    );
    const sd = scarcity.map((value) => Math.sqrt(constant + by_size * value));
    return {
      variance: { groups: members.length, constant, by_size },
      z: W.map((value, g) => (sd[g]! > 0 ? value / sd[g]! : 0)),
      sd,
    };
  });
}

/**
 * Ferman and Pinto: every group gets the normed errors of a group at random, in units of its own standard deviation; what the treated have more
 * of than controls on average. `donor` is the group drawn for group g.
 */
export function fermanPintoDraw(
  { treated, controls }: GroupErrors,
  paths: readonly Path[],
  under: readonly Normed[],
  donor: (g: number) => number,
): number {
  let sum = 0;
  paths.forEach(({ members }, p) => {
    const { z, sd } = under[p]!;
    let mean = 0;
    for (const g of controls) mean += z[donor(g)]! * sd[g]!;
    mean /= controls.length;
    for (const j of members) sum += z[donor(treated[j]!)]! * sd[treated[j]!]! - mean;
  });
  return sum;
}

/** The groups drawn in replication b. */
export function drawnGroups(engine: Engine, nGroups: number, seed: number, b: number): Uint32Array {
  const uniform = philoxUniform(engine, nGroups, { seed, replication: b, purpose: PURPOSE.fewTreated });
  return Uint32Array.from(uniform, (u) => Math.floor(u * nGroups));
}
