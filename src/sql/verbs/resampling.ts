/** A regression whose rows stay with an engine, ready for draws: its blocks by cluster are all that draws ask for. */
import type { Category } from "../../base/columns.js";
import { upTo } from "../../base/row-runs.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import { noRows, sampleOf } from "../../regression/least-squares/absent-rows.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import type { CellClustering, ResamplingModel } from "../../verbs/resampling/model.js";
import { keptMoments, type StayedRegression } from "../regression.js";

/**
 * The model of `regression`, whose blocks are by the clusters of `variance`; in memory of `scope`.
 *
 * @param others further clusterings that draws go by (default: the clusters again)
 */
export function resamplingModel(
  scope: Scope,
  regression: StayedRegression,
  variance: VcovSpec & { readonly type: "cluster" },
  ssc: Ssc,
  others: (clusters: CellClustering) => readonly CellClustering[] = (clusters) => [clusters],
): ResamplingModel {
  const { record: fit, facts, names } = regression;
  const { spec, table } = facts;
  const moments = keptMoments(scope, regression);
  const { nLevels, label, name } = moments.clusters;
  const cells: Category = {
    ...{ name, nLevels, label },
    counts: Uint32Array.from(moments.rows),
    get codes(): Uint32Array {
      throw noRows(spec, `'${name}' row by row`);
    },
  };
  const own = { ...{ name, nLevels, label }, codes: upTo(nLevels), counts: Uint32Array.from(moments.rows) };
  const clustering = { ...own, ofCell: upTo(nLevels) };
  return {
    ...{ spec, table, variance, ssc, fit, names, cells, moments },
    sample: sampleOf({ ...facts, effects: [] }),
    get columns(): F64Block {
      throw noRows(spec, "its columns row by row");
    },
    clusterings: [clustering, ...others(clustering)],
    refused: null,
    hasRows: false,
  };
}
