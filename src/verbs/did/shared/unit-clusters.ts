/**
 * Clusters that influences of units are summed by: the units, or groups of whole units.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import { requireClusters } from "../../../regression/variance/vcov.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import type { EstimatorName } from "./names.js";

/** Of each unit of a sample, its cluster. */
export interface UnitClusters {
  readonly ofUnit: Uint32Array;
  readonly nLevels: number;
  /** Whether each unit is its own, in order. */
  readonly isUnit: boolean;
}

/** Whether errors of whole units are asked for, or nothing is. */
export const areByUnit = ({ variance }: Pick<DidPlan, "variance">, { panel }: Pick<DidSample, "panel">): boolean =>
  variance === null ||
  (variance.type === "cluster" && variance.by.length === 1 && variance.by[0]!.join("^") === panel.unit.name);

/**
 * The cluster of each unit of `sample`, numbered by those it has.
 *
 * @throws NotSupported `did_vcov` for other variances, DataError `did_cluster` where a unit lies in several clusters, NumericalError
 *   `one_cluster`
 */
export function unitClusters(name: EstimatorName, sample: DidSample, { variance }: DidPlan): UnitClusters {
  const { clusters, starts, units, panel } = sample;
  if (variance !== null && !(variance.type === "cluster" && variance.by.length === 1)) {
    throw new NotSupported(
      "did_vcov",
      `${name} has errors by influence of clusters: leave --vcov out (clustered by '${panel.unit.name}'), or give cluster:a for groups of units.`,
      { got: variance.type, expected: "cluster:a" },
    );
  }
  const place = new Int32Array(clusters.nLevels).fill(-1);
  const ofUnit = new Uint32Array(units.length);
  let count = 0;
  for (let u = 0; u < units.length; u++) {
    const code = clusters.codes[starts[u]!]!;
    for (let i = starts[u]!; i < starts[u + 1]!; i++) if (clusters.codes[i] !== code) throw crossing(name, sample, u);
    if (place[code]! < 0) place[code] = count++;
    ofUnit[u] = place[code]!;
  }
  requireClusters([{ name: clusters.name, nLevels: count }]);
  return { ofUnit, nLevels: count, isUnit: count === units.length };
}

function crossing(name: EstimatorName, { clusters, panel, units }: DidSample, u: number): DataError {
  const unit = `${panel.unit.name} '${panel.unit.label(units[u]!)}'`;
  return new DataError(
    "did_cluster",
    `${unit} lies in several clusters of '${clusters.name}': errors of ${name} are clustered by the unit or by groups of whole units. Cluster by '${panel.unit.name}', or by a column that is constant within it.`,
    { got: unit, expected: "one cluster a unit", column: clusters.name },
  );
}
