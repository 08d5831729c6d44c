/**
 * The joint test of no effect in any specification: the curve that the treatment's paths permuted over units would give, or clusters
 * drawn under the null of each specification. One set of rows after the other, all draws of each; the same draws in all.
 * Source: Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, doi:10.1038/s41562-020-0912-z.
 */
import type { Panel } from "../../../data/panel/panel.js";
import type { Table } from "../../../data/table/table.js";
import { copyOut } from "../../../engine/kernels/blas.js";
import { clusterCountsBlock, GENERATOR, PURPOSE } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { elementary } from "../../../engine/kernels/math.js";
import type { ModelSpec } from "../../../formula/spec.js";
import { sscOf } from "../../../regression/fit-options.js";
import { clusterName } from "../../../regression/frame/clusterings.js";
import { groupingOver } from "../../../regression/frame/sample.js";
import { runInSlices } from "../../resampling/draw-loop.js";
import { type Choices, drawnClustering } from "../choices.js";
import type { CurveSummary, MultiverseTest, Specification } from "../record.js";
import { placeSet, type SetPlan } from "../set-moments.js";
import { SetSolver } from "../solve.js";
import type { MultiversePlan } from "../verb.js";
import { DrawnCurve } from "./drawn-curve.js";
import { type Paths, pathsOf } from "./paths.js";
import { permutedKeys } from "./permuted-keys.js";
import { PermutedSet } from "./permuted-set.js";
import { type DrawnClusters, ResampledSet } from "./resampled-set.js";

/** What the test is of. */
export interface Tested {
  readonly table: Table;
  readonly panel: Panel | undefined;
  readonly spec: ModelSpec;
  readonly choices: Choices;
  readonly plan: MultiversePlan;
  readonly curve: CurveSummary;
  readonly specifications: readonly Specification[];
  /** The sets of rows, by `row_set` of a specification. */
  readonly sets: readonly SetPlan[];
}

/** Draws in a set's turn, whatever makes them. */
interface SetDraws {
  readonly draw: (first: number, count: number) => void;
}

/** Throws as `pathsOf` and the sets do; the signal's reason when aborted. */
export async function jointTest(
  engine: Engine,
  tested: Tested,
): Promise<{ readonly test: MultiverseTest; readonly nFilled: number }> {
  const { choices, plan, curve, specifications, sets } = tested;
  const { draws, seed, alpha } = plan;
  const method = plan.test === "bootstrap" ? "bootstrap" : "permutation";
  const drawn = new DrawnCurve(engine, draws, specifications.length, alpha);
  const paths = method === "permutation" ? pathsFor(engine, tested) : null;
  const clusters = method === "bootstrap" ? clustersFor(engine, tested) : null;
  for (const [s, set] of sets.entries()) {
    const own = specifications.filter(({ row_set }) => row_set === s);
    if (own.length === 0) continue;
    const held = engine.hold((scope): SetDraws => {
      const placed = placeSet(engine, scope, tested.table, choices, set, plan);
      const solver = new SetSolver(placed.moments, sscOf(plan));
      if (paths !== null) {
        const permuted = new PermutedSet(engine, scope, tested.table, choices, placed, paths, solver, own);
        return { draw: (first, count) => permuted.draw(first, count, seed, drawn) };
      }
      const resampled = new ResampledSet(engine, scope, tested.table, placed, clusters!, solver, own);
      return {
        draw: (first, count) => {
          const all = countsOf(engine, clusters!.nLevels, first, count, seed);
          for (let d = 0; d < count; d++) {
            resampled.draw(first + d, all.subarray(d * clusters!.nLevels, (d + 1) * clusters!.nLevels), drawn);
          }
        },
      };
    });
    try {
      const { onProgress, signal } = plan;
      const done = s / sets.length;
      await runInSlices(draws, held.value.draw, {
        stage: `${draws} draws of the joint test`,
        ...(signal && { signal }),
        onProgress: ({ stage, fraction, msLeft }) => {
          const left = sets.length - s - fraction;
          onProgress?.({
            stage,
            fraction: done + fraction / sets.length,
            msLeft: msLeft === null || fraction >= 1 ? null : (msLeft * left) / (1 - fraction),
          });
        },
      });
    } finally {
      held.free();
    }
  }
  const { p_value, drawn: statistics, undefined: left } = drawn.summary(curve, draws);
  const units = paths?.strata.reduce((sum, { length }) => sum + length, 0) ?? clusters!.nLevels;
  return {
    nFilled: paths?.nFilled ?? 0,
    test: {
      method,
      unit: paths?.keys.unit ?? clusters!.name,
      units,
      strata: method === "permutation" ? (plan.strata ?? null) : null,
      ...{ draws, undefined: left, seed, generator: GENERATOR, p_value, drawn: statistics },
    },
  };
}

/** How often each cluster of the whole table is drawn, by draw. */
const countsOf = (engine: Engine, nClusters: number, first: number, count: number, seed: number): Float64Array =>
  engine.scope((scope) =>
    copyOut(clusterCountsBlock(engine, scope, nClusters, { first, count, seed, purpose: PURPOSE.multiverseTest })),
  );

function pathsFor(engine: Engine, { table, panel, spec, choices, plan }: Tested): Paths {
  const { strata, subset } = plan;
  return pathsOf(engine, table, choices, permutedKeys(spec, plan, panel), {
    ...(strata === undefined ? {} : { strata }),
    ...(subset === undefined ? {} : { subset }),
  });
}

/** The clusters that are drawn. */
function clustersFor(engine: Engine, { table, choices }: Tested): DrawnClusters {
  const columns = drawnClustering(choices);
  const { codes, nLevels } = groupingOver(columns, table, undefined, elementary(engine));
  return { name: clusterName(columns), columns, codes, nLevels };
}
