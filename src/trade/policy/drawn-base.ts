/**
 * The rows draws are made of, placed once: clean rows before single ones are left out, their logs,
 * instrument, clusters and cells. Cleaning and the instrument are those of the data; a draw repeats all that comes after.
 */

import { now } from "../../base/chain.js";
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError, NotSupported } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { nestedIn } from "../../engine/kernels/groups.js";
import { cleaned } from "../quality/cleaning/cleaned.js";
import { ColumnRows } from "../quality/columns.js";
import { type LogDemand, logDemand } from "../quality/demand.js";
import { prepare } from "../quality/prepare.js";
import type { Sample } from "../quality/sample.js";
import type { InstrumentPlan } from "../quality/sigma/plan-sigma.js";
import { assignFromTable } from "../quality/sigma/sigma-assign.js";
import type { PolicyPlan } from "./plan.js";

/** Rows of draws; all arrays have one length. */
export interface DrawnBase {
  readonly table: Table;
  readonly sample: Sample;
  readonly logs: LogDemand;
  /** Groups with a sigma of their own, and it where it is not estimated: NaN where it is. */
  readonly sigmaGroups: Category;
  readonly givenSigma: Float64Array;
  readonly clusters: Category;
  /** Unit and period of each row; MISSING_CODE where one is missing. */
  readonly cells: Category;
  /** The cluster of each cell; null where units are not nested in clusters. */
  readonly clusterOfCell: Uint32Array | null;
}

/** Throws DataError `cluster_missing`, NotSupported `policy_cluster_splits`. */
export function drawnBase(engine: Engine, rows: Table, plan: PolicyPlan): DrawnBase {
  const { quality, cluster } = plan;
  const { table } = prepare(rows, quality);
  const { sample: clean } = now(cleaned(new ColumnRows(engine, table), quality));
  const { sample, sigmaGroups, givenSigma } = withSigma(engine, table, clean, plan);
  const clusters = sample.groups.by({ written: cluster, columns: [cluster] });
  const missing = clusters.codes.indexOf(MISSING_CODE);
  if (missing >= 0) {
    const row = sample.rows[missing]! + 1;
    throw new DataError(
      "cluster_missing",
      `Cluster '${cluster}' is missing in row ${row}, which quality is estimated on: fill it in, or leave such rows out.`,
      { got: "missing", expected: "a cluster in every row", column: cluster, row },
    );
  }
  if (quality.instrument !== null) requireWholeFirms(engine, sample, quality.instrument, clusters);
  const { unit, time } = plan.rows;
  const cells = sample.groups.by({ written: `${unit}^${time}`, columns: [unit, time] });
  return {
    table,
    sample,
    logs: logDemand(engine, sample),
    sigmaGroups,
    givenSigma,
    clusters,
    cells,
    clusterOfCell: clustersOfCells(cells, clusters),
  };
}

/** The rows that have an instrument, or an elasticity in the table, and the groups of sigma. */
function withSigma(engine: Engine, table: Table, clean: Sample, { quality }: PolicyPlan) {
  const { sigma, instrument } = quality;
  if (sigma.source === "fixed") {
    return { sample: clean, sigmaGroups: pooled(clean.rows.length), givenSigma: Float64Array.of(sigma.value) };
  }
  if (sigma.source === "table") {
    const { sample } = assignFromTable(clean, table, sigma);
    const n = sample.rows.length;
    const codes = Uint32Array.from({ length: n }, (_, i) => i);
    const sigmaGroups = { name: "row", codes, nLevels: n, label: String };
    return { sample, sigmaGroups, givenSigma: sample.sigma! };
  }
  let sample = clean;
  if (instrument !== null) {
    ({ sample } = new ColumnRows(engine, table).priceElsewhere(clean, instrument));
  }
  const sigmaGroups = sigma.by === null ? pooled(sample.rows.length) : sample.groups.by(sigma.by);
  return { sample, sigmaGroups, givenSigma: new Float64Array(sigmaGroups.nLevels).fill(Number.NaN) };
}

const pooled = (n: number): Category => ({
  name: "pooled",
  codes: new Uint32Array(n),
  nLevels: 1,
  label: () => "pooled",
});

/** The price elsewhere is the same in every draw only if rows it is made of are drawn together. */
function requireWholeFirms(
  engine: Engine,
  sample: Sample,
  { firm, product, year, singleDest }: InstrumentPlan,
  clusters: Category,
): void {
  const columns = singleDest === "other-years" ? [firm, product] : [firm, product, year];
  const written = columns.join("^");
  const groups = sample.groups.by({ written, columns });
  if (nestedIn(engine, groups.codes, groups.nLevels, clusters.codes)) return;
  throw new NotSupported(
    "policy_cluster_splits",
    `Clusters of '${clusters.name}' split ${written}: rows whose prices instrument each other would be drawn apart, and the instrument would change. Draw clusters that hold whole ${written}, such as ${firm}.`,
    { got: clusters.name, expected: `clusters that hold whole ${written}` },
  );
}

/** The one cluster all rows of each cell lie in; null where units lie in several. */
function clustersOfCells(cells: Category, clusters: Category): Uint32Array | null {
  const cluster = new Uint32Array(cells.nLevels).fill(MISSING_CODE);
  for (let i = 0; i < cells.codes.length; i++) {
    const cell = cells.codes[i]!;
    if (cell === MISSING_CODE) continue;
    if (cluster[cell] === MISSING_CODE) cluster[cell] = clusters.codes[i]!;
    else if (cluster[cell] !== clusters.codes[i]) return null;
  }
  return cluster;
}
