/**
 * How often tests of 5% reject where there is no effect: the cluster t and wild cluster bootstraps, on twelve
 * clusters of unequal size. Draws are made in kernels, by the library's own path from blocks of clusters.
 */

import type { Engine, Scope } from "../../src/engine/kernels/engine.js";
import { pt } from "../../src/engine/kernels/math.js";
import type { WildKind } from "../../src/engine/kernels/wild.js";
import { wildDraws, wildTest } from "../../src/regression/cluster-bootstrap/wild.js";
import type { WildSpec, WildType } from "../../src/regression/cluster-bootstrap/wild-spec.js";
import { wildPValue } from "../../src/regression/cluster-bootstrap/wild-statistic.js";
import { clusterMoments } from "../../src/regression/moments/compute.js";
import { outcome, type SizeDesign, type SizePanel, sizePanel, spreadTreated, treatment } from "./designs.js";

const LEVEL = 0.05;
const DRAWS = 999;

/** Twelve clusters, and how many of them are treated. */
export const wildDesigns: readonly SizeDesign[] = [6, 5, 4, 3].map((nTreated) => ({
  nClusters: 12,
  nTreated,
  meanUnits: 6,
}));

const BOOTSTRAPS: readonly { readonly name: string; readonly type: WildType; readonly kind: WildKind }[] = [
  { name: "WCR-11", type: "11", kind: "rademacher" },
  { name: "WCR-11, Webb", type: "11", kind: "webb" },
  { name: "WCR-31", type: "31", kind: "rademacher" },
  { name: "WCR-33", type: "33", kind: "rademacher" },
];

export interface WildSize {
  readonly clusters: number;
  readonly treated: number;
  readonly rows: number;
  readonly units: readonly number[];
  readonly replications: number;
  readonly draws: number;
  /** Share of replications rejected at 5%, by test. */
  readonly rejected: Readonly<Record<string, number>>;
}

export function wildSize(engine: Engine, design: SizeDesign, replications: number): WildSize {
  const panel = sizePanel(design);
  const did = treatment(panel, spreadTreated(design));
  const counts: Record<string, number> = { "cluster t": 0 };
  for (const { name } of BOOTSTRAPS) counts[name] = 0;
  for (let r = 0; r < replications; r++) {
    const p = engine.scope((scope) => pValues(engine, scope, panel, did, r));
    for (const [name, value] of Object.entries(p)) if (value < LEVEL) counts[name]!++;
  }
  return {
    clusters: design.nClusters,
    treated: design.nTreated,
    rows: panel.n,
    units: panel.units,
    replications,
    draws: DRAWS,
    rejected: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / replications])),
  };
}

/** Of every test on the outcome of replication r. */
function pValues(
  engine: Engine,
  scope: Scope,
  panel: SizePanel,
  did: Float64Array,
  r: number,
): Readonly<Record<string, number>> {
  const { n, cluster, control, period, unit, nClusters: G } = panel;
  const columns = scope.f64(3 * n);
  [did, control, outcome(panel, r)].forEach((values, j) => {
    columns
      .part(j * n, n)
      .view()
      .set(values);
  });
  const moments = clusterMoments(engine, scope, {
    columns,
    nRows: n,
    nRegressors: 2,
    effects: [unit, period],
    clusters: cluster,
    weights: null,
    periods: null,
  });
  if ("refused" in moments) throw new Error(moments.refused);
  const cells = { ...cluster, codes: Uint32Array.from({ length: G }, (_, g) => g) }; // every cluster is a cell
  const K = 2 + period.nLevels; // units are nested in clusters
  const cv1 = ((G / (G - 1)) * (n - 1)) / (n - K);
  const p: Record<string, number> = {};
  for (const { name, type, kind } of BOOTSTRAPS) {
    const spec: WildSpec = {
      type,
      imposeNull: true,
      errorClusters: [{ clusters: cells, sign: 1, factor: type[1] === "3" ? (G - 1) / G : cv1 }],
      bootClusters: cells,
    };
    const test = wildTest(engine, scope, moments, { columns: [0], values: [0] }, spec);
    if (name === "WCR-11") p["cluster t"] = 2 * pt(engine, -Math.abs(test.statistic), G - 1);
    const draws = wildDraws(engine, test, { first: 0, count: DRAWS, kind, seed: r });
    p[name] = wildPValue(test, draws, "count").symmetric;
  }
  return p;
}
