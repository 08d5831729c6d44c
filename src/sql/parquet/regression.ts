/**
 * A regression of files of Parquet that memory does not hold: moments of passes over their rows, and from these what records, tests
 * and resampling start from. Estimates are those of rows in memory to 1e-10.
 */
import { DataError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { LongOptions } from "../../base/progress.js";
import type { ParquetRows } from "../../data/formats/parquet/rows/parquet-rows.js";
import { makeTable } from "../../data/table/table.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { packedSize } from "../../engine/kernels/moments.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { MomentFacts } from "../../regression/least-squares/absent-rows.js";
import { leastSquaresOfMoments, type MomentClusters } from "../../regression/least-squares/of-moments.js";
import { type SolvedMoments, solveMoments } from "../../regression/least-squares/solve-moments.js";
import { chunkMoments } from "../../regression/moments/chunks/chunk-moments.js";
import type { ChunkMoments, ChunkSolution, ChunkSpec } from "../../regression/moments/chunks/spec.js";
import { recordOf } from "../../regression/record/describe-fit.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import { SQL_NOTES } from "../messages.js";
import type { StayedRegression } from "../regression.js";
import { type ModelOptions, regressionOptions } from "../verbs/model.js";
import { type PassFrame, passFrame, refused } from "./frame.js";
import { LostRows } from "./lost-rows.js";

/** Options of verbs over files beside their own. */
export interface PassOptions extends Pick<LongOptions, "signal" | "onProgress"> {
  /** Bytes that may be held. */
  readonly memory?: number;
}

/** Effects by what becomes of them: the unit's means are taken out, periods are dummies. */
type Roles = Pick<ChunkSpec, "unit" | "time">;

/** What was made in passes, and of which effects. */
interface Passed extends Roles {
  readonly chunks: ChunkMoments;
  readonly lost: LostRows;
}

/**
 * What `use` makes of the regression of `formula` over `rows`, whose moments live until it returns; `blocks` as `sqlRegression` takes
 * it. Throws as `passFrame`, `chunkMoments`, `solveMoments`, `recordOf`; NotSupported `passes_singletons`, DataError `not_finite`.
 */
export async function withPasses<T>(
  engine: Engine,
  rows: ParquetRows,
  formula: string | ModelSpec,
  variance: RegressionVcov,
  blocks: "required" | "preferred",
  options: Omit<ModelOptions, "onStatement"> & PassOptions,
  use: (regression: StayedRegression) => T | Promise<T>,
): Promise<T> {
  const started = performance.now();
  const functions = elementary(engine);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const frame = passFrame(rows, spec, variance, options, functions);
  const held = engine.hold((scope) => scope);
  try {
    const passed = await momentsOf(engine, held.value, rows, frame, blocks, options);
    const summed = performance.now();
    try {
      const facts = factsOf(rows, frame, passed, options);
      const solved = solveMoments(engine, passed.chunks.moments, facts);
      const terms = await termsOf(frame, passed, solved);
      const timing = { sample: 0, demean: summed - started, least_squares: performance.now() - summed };
      const regression = leastSquaresOfMoments(engine, facts, solved, { terms, rowMeat: null }, timing);
      const { ssc, variance: pushed, ...rest } = regressionOptions(variance, blocks, options);
      const { record } = engine.scope((scope) => recordOf(engine, scope, regression, pushed, ssc, rest));
      return await use({
        ...{ record: deepFreeze(record), facts, place: () => passed.chunks.moments, kept: solved.kept },
        names: solved.kept.map((j) => frame.names[j]!),
      });
    } finally {
      passed.chunks.free();
    }
  } finally {
    held.free();
  }
}

/** The moments under the roles that hold. */
async function momentsOf(
  engine: Engine,
  scope: Scope,
  rows: ParquetRows,
  frame: PassFrame,
  blocks: "required" | "preferred",
  options: Omit<ModelOptions, "onStatement"> & PassOptions,
): Promise<Passed> {
  const { memory, signal, onProgress, fixefRm } = options;
  const attempt = async ({ unit, time }: Roles): Promise<Passed> => {
    const lost = new LostRows(frame, options.subset, elementary(engine));
    const { outcome, regressors, weights = null, subset = null } = frame;
    const cluster = frame.cluster === unit && blocks === "preferred" ? null : frame.cluster;
    const spec = { outcome, regressors, unit, time, cluster, weights, subset, seen: lost.seen };
    try {
      const chunks = await chunkMoments(engine, scope, rows, spec, {
        singletons: fixefRm === "none" ? "kept" : "dropped",
        ...(memory !== undefined && { memory }),
        ...(signal !== undefined && { signal }),
        onProgress: ({ pass, fraction }) => onProgress?.({ stage: pass, fraction, msLeft: null }),
      });
      return { unit, time, chunks, lost };
    } catch (error) {
      if (error instanceof DataError && error.code === "no_rows_left") lost.requireRows();
      throw error;
    }
  };
  const [roles, others] = rolesOf(frame);
  try {
    return await attempt(roles);
  } catch (error) {
    if (others === undefined || !mayBeOfRoles(error)) throw error;
    return attempt(others).catch((again) => {
      throw mayBeOfRoles(again) ? error : again;
    });
  }
}

/** Whether an error may be due to which effect is eliminated. */
const mayBeOfRoles = (error: unknown): boolean =>
  error instanceof DataError && (error.code === "memory_budget" || error.code === "unit_in_two_clusters");

/** The effect that errors are clustered by is eliminated, else the first; then the other way round. */
function rolesOf({ effects, cluster }: PassFrame): readonly [Roles, Roles?] {
  const [first, second] = effects as [string, string?];
  if (second === undefined) return [{ unit: first, time: null }];
  if (cluster === second) return [{ unit: second, time: first }];
  const roles = { unit: first, time: second };
  return cluster === first ? [roles] : [roles, { unit: second, time: first }];
}

function factsOf(
  rows: ParquetRows,
  frame: PassFrame,
  { unit, time, chunks, lost }: Passed,
  { fixefRm = "singletons", memory }: Pick<ModelOptions, "fixefRm"> & PassOptions,
): MomentFacts {
  const { counts, spread, lonePeriods, periods } = chunks;
  const dropsSingletons = fixefRm !== "none";
  const { dropped, notes } = lost.account(counts, dropsSingletons);
  if (dropsSingletons && lonePeriods.length > 0) {
    throw refused(
      "passes_singletons",
      `of '${time}' ${lonePeriods[0]} has rows of one unit alone, whose going may leave others alone; --fixef-rm none keeps such rows`,
      lonePeriods,
    );
  }
  const nested = (effect: string): boolean =>
    frame.cluster !== null && (effect === unit || effect === frame.cluster || liesInClusters(frame, unit, chunks));
  return {
    table: makeTable([], { name: rows.name, bytes: 0, sha256: null }),
    spec: frame.spec,
    nobs: counts.used,
    dropped,
    notes: [...notes, ...frame.notes, accountOf(rows, chunks, frame.cluster !== null, memory)],
    names: frame.names,
    labels: frame.labels,
    ...spread,
    effects: frame.effects.map((name) => ({
      name,
      levels: name === unit ? counts.units : periods.length,
      nested: nested(name),
    })),
    isWeighted: frame.weights !== null,
    graph: null,
    method: "passes",
    reason: note(SQL_NOTES, "unit_means", { unit, time }),
  };
}

/** Whether each period lies in one cluster. */
function liesInClusters(
  { cluster }: PassFrame,
  unit: string,
  { moments, periods, lonePeriods }: ChunkMoments,
): boolean {
  if (cluster === unit) return lonePeriods.length === periods.length;
  const { dummyWeights, nDummies: m, clusters } = moments;
  return periods.every((_, t) => {
    let met = 0;
    for (let c = 0; c < clusters.nLevels; c++) if (dummyWeights[c * m + t]! > 0) met++;
    return met === 1;
  });
}

function accountOf(
  rows: ParquetRows,
  { memory, unitMeat }: ChunkMoments,
  isClustered: boolean,
  budget: number | undefined,
) {
  const { units, bytesAUnit, parts, keyBytes, clusterBytes, batchBytes, windowBytes } = memory;
  const ofUnits = Math.ceil(units / parts) * bytesAUnit;
  return note(SQL_NOTES, "rows_in_passes", {
    ...{ files: rows.nFiles, rows: rows.nRows, units, parts },
    passes: 1 + (unitMeat !== null && isClustered ? 3 : 2) * parts,
    bytes: ofUnits + keyBytes + clusterBytes + batchBytes + windowBytes,
    budget: budget ?? null,
  });
}

/** The clusters of the variance, and their meat where blocks have none. */
async function termsOf(
  { cluster }: PassFrame,
  { chunks }: Passed,
  solved: SolvedMoments,
): Promise<readonly MomentClusters[]> {
  if (cluster === null) return [];
  const { nLevels, label } = chunks.moments.clusters;
  const own = { name: cluster, sign: 1 } as const;
  if (chunks.unitMeat === null) return [{ ...own, nLevels, label, meat: null }];
  const meat = await chunks.unitMeat(solutionOf(solved));
  return [{ ...own, nLevels: chunks.counts.clusters, label: String, meat: ofKept(meat, solved.kept) }];
}

/** Coefficients of all regressors, 0 for those left out, and of the dummies in each column and in the residual. */
function solutionOf({ moments, kept, beta, dummies }: SolvedMoments): ChunkSolution {
  const { nDummies: m, nRegressors: k } = moments;
  const all = new Float64Array(k);
  kept.forEach((j, i) => {
    all[j] = beta[i]!;
  });
  const nPeriods = Math.max(1, m);
  const periods = new Float64Array(nPeriods * (k + 1));
  for (let t = 0; t < m; t++) {
    let residual = dummies[k * m + t]!;
    for (let j = 0; j < k; j++) {
      periods[t * (k + 1) + j] = dummies[j * m + t]!;
      residual -= all[j]! * dummies[j * m + t]!;
    }
    periods[t * (k + 1) + k] = residual;
  }
  return { beta: all, periods };
}

/** Of a packed matrix the rows and columns of some. */
function ofKept(packed: Float64Array, kept: readonly number[]): Float64Array {
  const out = new Float64Array(packedSize(kept.length));
  let at = 0;
  kept.forEach((i, row) => {
    for (const j of kept.slice(0, row + 1)) out[at++] = packed[packedSize(i) + j]!;
  });
  return out;
}
