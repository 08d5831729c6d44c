/**
 * The regressions of a family made ready for draws, those that differ in their outcome alone together, and the clusters that
 * have a multiplier, matched by their values where samples differ.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { upTo } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { unlessRefused } from "../../regression/frame/model-frame.js";
import { groupingOver, type Sample, sampleOf } from "../../regression/frame/sample.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import { prepareResampling, type ResamplingModel } from "../resampling/model.js";
import { prepareOutcomes } from "../resampling/outcomes.js";
import type { FamilyModel, FamilyModels } from "./models.js";
import type { FamilyPlan } from "./plan.js";

/** A regression in memory of a scope. */
export interface FamilyRegression
  extends Pick<ResamplingModel, "fit" | "names" | "ssc" | "sample" | "cells" | "clusterings" | "columns" | "variance"> {
  readonly model: FamilyModel;
  /** Its place among the family's. */
  readonly at: number;
  /** Whether `fit` is its own, and not that of another outcome of the same sample and regressors. */
  readonly isOwnFit: boolean;
  /** The whole model where it was prepared alone; undefined where it shares moments. */
  readonly alone: ResamplingModel | undefined;
  /** Its moments in memory of `scope`; null where `alone` says why not. */
  readonly momentsIn: (scope: Scope) => ClusterMoments | null;
}

/**
 * Calls `work` with every regression, pool by pool; what it needs later it puts into `scope`. `shared` are the clusters that have a
 * multiplier, null where all regressions have one sample and so its own. Throws as `prepareResampling`.
 */
export function onRegressions(
  engine: Engine,
  scope: Scope,
  table: Table,
  { models, pools }: FamilyModels,
  plan: FamilyPlan,
  work: (regression: FamilyRegression, shared: SharedClusters | null) => void,
): void {
  const { variance, bootCluster } = plan;
  const cut = { clusters: variance.by, others: bootCluster === null ? [] : [bootCluster] };
  const optionsOf = (m: number) => {
    const { subset: _, ...rest } = plan.options;
    const { subset } = models[m]!;
    return { ...rest, ...(subset === undefined ? {} : { subset }), ...cut };
  };
  let shared: SharedClusters | null = null;
  const match = () => {
    const samples = models.map(({ spec }, m) => sampleOf(engine, spec, table, variance, optionsOf(m)));
    return sharedClusters(engine, table, bootCluster ?? variance.by.flat(), samples);
  };
  if (pools.length > 1) shared = match();
  // moments that draws are made of must outlive the work
  const inMemory = plan.kind === "pairs" ? (run: (inner: Scope) => void) => run(scope) : scope.scope.bind(scope);
  for (const pool of pools) {
    const isTogether =
      pool.length > 1 &&
      scope.scope((inner) => {
        const specs = pool.map((m) => models[m]!.spec);
        // together they may have no sample, or no memory: one at a time they say so where it holds of one
        const together = unlessRefused(() => prepareOutcomes(engine, inner, table, specs, optionsOf(pool[0]!)));
        pool.forEach((m, h) => {
          if (together === null) return;
          const momentsIn = (own: Scope) => together.momentsOf(own, h);
          work({ ...together, model: models[m]!, at: m, isOwnFit: h === 0, alone: undefined, momentsIn }, shared);
        });
        return together !== null;
      });
    if (isTogether) continue;
    if (models.length > 1) shared ??= match();
    for (const m of pool) {
      plan.options.signal?.throwIfAborted();
      inMemory((inner) => {
        const alone = prepareResampling(engine, inner, table, models[m]!.spec, optionsOf(m));
        work({ ...alone, model: models[m]!, at: m, isOwnFit: true, alone, momentsIn: () => alone.moments }, shared);
      });
    }
  }
}

// Clusters of several samples under one numbering.

/** Clusters that share a multiplier over all samples: their number, their names, and where those of a sample are among them. */
export interface SharedClusters {
  readonly nLevels: number;
  readonly label: (cluster: number) => string;
  /** Of each level of a grouping of the rows of `sample`, its cluster. */
  readonly placesOf: (sample: Sample, grouping: Pick<Category, "codes" | "nLevels">) => Uint32Array;
}

/** Groups the rows of `table` that are in some of `samples` by `columns`. */
export function sharedClusters(
  engine: Engine,
  table: Table,
  columns: readonly string[],
  samples: readonly Sample[],
): SharedClusters {
  const all = groupingOver(columns, table, undefined, elementary(engine));
  const isUsed = new Uint8Array(all.nLevels);
  for (const { rows } of new Set(samples)) {
    for (let i = 0; i < rows.length; i++) {
      const code = all.codes[rows[i]!]!;
      if (code !== MISSING_CODE) isUsed[code] = 1;
    }
  }
  const used = upTo(all.nLevels).filter((level) => isUsed[level] === 1);
  const place = new Uint32Array(all.nLevels);
  used.forEach((level, at) => {
    place[level] = at;
  });
  return {
    nLevels: used.length,
    label: (cluster) => all.label(used[cluster]!),
    placesOf: ({ rows }, { codes, nLevels }) => {
      const places = new Uint32Array(nLevels);
      for (let i = 0; i < rows.length; i++) places[codes[i]!] = place[all.codes[rows[i]!]!]!;
      return places;
    },
  };
}
