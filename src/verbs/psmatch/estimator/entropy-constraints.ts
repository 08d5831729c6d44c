/**
 * What entropy balancing has to meet, as columns over the controls that are to average to 0: moments of
 * covariates less those of the treated. Ranges that are missed are errors; what others imply is left out.
 */
import { DataError } from "../../../base/errors.js";
import { weightedMoments } from "../../../engine/kernels/balance.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { gatherF64 } from "../../../engine/kernels/groups.js";
import { qrDrop, tsqr } from "../../../engine/kernels/lapack.js";
import { extremes, powerColumns } from "../../../engine/kernels/reweighting.js";
import { type BalanceColumn, requireFinite } from "./balance.js";

/** Distance of a target from the ends of the controls' range, over the largest number there, that counts as none. */
const EDGE = 1e-12;
/** Share of a column's norm that must be left by the columns before it for it to be a constraint of its own. */
const COLLINEAR = 1e-9;
/** A moment of a covariate, less its target, over the controls that may weigh something. */
export interface Constraint {
  readonly name: string;
  readonly values: Float64Array;
}

/** Powers of the standardised covariate less their means among the treated, over the controls. */
export function constraintsOf(
  engine: Engine,
  { name, values }: BalanceColumn,
  treated: Uint32Array,
  controls: Uint32Array,
  moments: number,
): Constraint[] {
  const [x1, x0] = [gatherF64(engine, values, treated), gatherF64(engine, values, controls)];
  requireFinite(engine, { name, values: x1 }, treated);
  requireFinite(engine, { name, values: x0 }, controls);
  const ones = (x: Float64Array) => new Float64Array(x.length).fill(1);
  const [of1] = weightedMoments(engine, [x1], [ones(x1)]);
  const [of0] = weightedMoments(engine, [x0], [ones(x0)]);
  const scale = Math.sqrt(of0!.squares[0]! / x0.length) || Math.sqrt(of1!.squares[0]! / x1.length) || 1;
  const centre = of1!.means[0]!;
  const powers = powerColumns(engine, x1, new Float64Array(moments), centre, scale);
  const parts = (all: Float64Array, n: number) =>
    Array.from({ length: moments }, (_, j) => all.subarray(j * n, (j + 1) * n));
  const [targets] = weightedMoments(engine, parts(powers, x1.length), [ones(x1)]);
  return parts(powerColumns(engine, x0, targets!.means, centre, scale), x0.length).map((column, j) => ({
    name: j === 0 ? name : `${name}^${j + 1}`,
    values: column,
  }));
}

/**
 * Constraints with a range on both sides of 0. A target beyond a range is an error; where it is an end of one, only controls
 * there can weigh anything, and the others are left out before all ranges are looked at again.
 */
export function withinEdges(engine: Engine, all: readonly Constraint[], nControls: number) {
  let rows = Uint32Array.from({ length: nControls }, (_, i) => i);
  let constraints = [...all];
  const edges: { moment: string; controlsLeftOut: number }[] = [];
  for (let again = true; again; ) {
    again = false;
    const open: Constraint[] = [];
    for (const { name, values } of constraints) {
      const own = gatherF64(engine, values, rows);
      const { low, high } = extremes(engine, own);
      const zero = EDGE * Math.max(1, -low, high);
      if (low > zero || high < -zero) throw outsideRange(name, low > zero, edges);
      if (low >= -zero && high <= zero) continue;
      open.push({ name, values });
      if (low < -zero && high > zero) continue;
      const there = rows.filter((_, i) => Math.abs(own[i]!) <= zero);
      edges.push({ moment: name, controlsLeftOut: rows.length - there.length });
      rows = there;
      again = true;
    }
    constraints = open;
  }
  return {
    ...{ rows, edges },
    constraints: constraints.map(({ name, values }) => ({ name, values: gatherF64(engine, values, rows) })),
  };
}

/** Constraints that are no combination of those before them. */
export function independent(engine: Engine, constraints: readonly Constraint[]) {
  const k = constraints.length;
  if (k === 0) return { kept: [], redundant: [] };
  const n = constraints[0]!.values.length;
  const R = tsqr(engine, n, k, stacked(constraints));
  const norms = Float64Array.from({ length: k }, (_, j) => Math.hypot(...R.subarray(j * k, j * k + j + 1)));
  const { kept } = qrDrop(engine, k, 0, COLLINEAR, norms, R);
  return {
    kept: constraints.filter((_, j) => kept[j] === 1),
    redundant: constraints.filter((_, j) => kept[j] === 0).map(({ name }) => name),
  };
}

/** Their values, column after column; at least one. */
export function stacked(constraints: readonly Constraint[]): Float64Array {
  const n = constraints[0]!.values.length;
  const all = new Float64Array(n * constraints.length);
  constraints.forEach(({ values }, j) => {
    all.set(values, j * n);
  });
  return all;
}

function outsideRange(name: string, below: boolean, edges: readonly { readonly moment: string }[]): DataError {
  const among =
    edges.length === 0 ? "" : ` (among those left once ${edges.map((edge) => `'${edge.moment}'`).join(", ")} is met)`;
  return new DataError(
    "no_overlap",
    `Entropy balancing: the treated mean of '${name}' lies ${below ? "below" : "above"} every control's value${among}, so no weights can reach it. Keep to a common support, or balance without it.`,
    {
      covariates: [name],
      got: below ? "below the controls" : "above the controls",
      expected: "within the controls' range",
    },
  );
}
