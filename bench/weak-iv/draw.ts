/**
 * The rows of one replication of a design: y = u, as the coefficient of x is 0, and x = effects + Z pi + v, with
 * u and v normal, of the same covariance over rows and correlated by rho. Knows nothing of estimates.
 */
import type { NumericColumn } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { philoxNormal } from "../../src/engine/kernels/cluster-draws.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { Purpose, SEED, type WeakPanel } from "./design.js";

/** How strong instruments are, and how endogenous x is. */
export interface Cell {
  /** E[F]. */
  readonly strength: number;
  readonly rho: number;
  /** Number of the cell in the study: its errors are its own. */
  readonly stream: number;
}

/** Columns y, x, z1, ..., and for a clustered design unit, year, cluster. */
export function weakRows(
  engine: Engine,
  panel: WeakPanel,
  { strength, rho, stream }: Cell,
  replication: number,
): Table {
  const { rows, clustered, z, effect, unitCoefficient } = panel;
  const coefficient = unitCoefficient * Math.sqrt(strength - 1);
  const drawn = rows + (clustered === null ? 0 : clustered.clusters * clustered.years);
  const normals = philoxNormal(engine, 2 * drawn, { seed: SEED, replication, purpose: Purpose.replications + stream });
  const v = errors(panel, normals.subarray(0, drawn));
  const w = errors(panel, normals.subarray(drawn));
  const rest = Math.sqrt(1 - rho * rho);
  const y = v.map((value, i) => effect[i]! + rho * value + rest * w[i]!);
  const x = v.map((value, i) => z.reduce((sum, column) => sum + coefficient * column[i]!, effect[i]! + value));
  const numeric = (name: string, values: Float64Array): NumericColumn => ({ kind: "numeric", name, values });
  const { unit, year, cluster } = panel;
  const codes = Object.entries({ unit, year, cluster }).map(([name, values]) => numeric(name, values));
  return makeTable(
    [
      numeric("y", y),
      numeric("x", x),
      ...z.map((values, j) => numeric(`z${j + 1}`, values)),
      ...(clustered === null ? [] : codes),
    ],
    { name: "weak instruments", bytes: 0, sha256: null },
  );
}

/** Errors of every row from independent normals: rows' own first, then what clusters share by year. */
function errors({ rows, clustered, cluster, year }: WeakPanel, normals: Float64Array): Float64Array {
  const own = normals.slice(0, rows);
  if (clustered === null) return own;
  const { years, shared, lasts, own: deviations } = clustered;
  const fresh = normals.subarray(rows);
  const level = new Float64Array(fresh.length);
  fresh.forEach((value, i) => {
    level[i] = i % years === 0 ? value : lasts * level[i - 1]! + Math.sqrt(1 - lasts * lasts) * value;
  });
  return own.map((value, i) => {
    const g = cluster[i]!;
    return deviations[g % deviations.length]! * value + shared * level[g * years + year[i]!]!;
  });
}
