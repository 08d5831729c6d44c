/**
 * Layer bench. The loop a user without a fast path writes: for each draw the data of that draw, then the whole regression.
 * Draws are those of our verbs, from the same streams, so that estimates and t can be compared draw by draw.
 */
import type { Category, Column } from "../../src/base/columns.js";
import { clusterCountsBlock } from "../../src/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { PURPOSE, randomPermutation } from "../../src/kernels/resample.js";
import { wildWeights } from "../../src/kernels/wild.js";
import { feols } from "../../src/models/feols.js";
import { makeTable, type Table } from "../../src/table/table.js";
import { type PolicyProblem, policyColumn } from "../problems/policy.js";
import { demeanAll } from "./absorb-reference.js";
import type { ResamplingJob, ResamplingVerb } from "./resampling-jobs.js";

/** Seed of our verbs and of the loops beside them. */
export const SEED = 1;

/** A draw's regression; `replaced` is the one column in which it differs from the problem, or null where rows differ. */
export interface DrawnData {
  readonly data: PolicyProblem;
  readonly replaced: { readonly name: string; readonly values: Float64Array } | null;
}

/** Of the policy's coefficient. */
export interface DrawnEstimate {
  readonly estimate: number;
  readonly stdError: number;
}

/** Makes the data of draw b, as the verb of the job draws it. */
export async function drawnData({ verb, problem }: ResamplingJob): Promise<(b: number) => DrawnData> {
  const engine = await loadEngine({ threads: 1 });
  const make: Record<ResamplingVerb, () => (b: number) => DrawnData> = {
    placebo: () => placeboDraws(engine, problem),
    pairs: () => pairsDraws(engine, problem),
    wild: () => wildDraws(engine, problem),
  };
  return make[verb]();
}

/** The regression every backend of the suite runs. */
export const callOf = ({ names, effects, cluster }: PolicyProblem) => ({
  formula: `${names[0]} ~ ${names.slice(1).join(" + ")} | ${effects.map(({ name }) => name).join(" + ")}`,
  vcov: { cluster: [cluster.name] },
  fixefRm: "none" as const,
});

/** Columns, effects and clusters, all numeric. */
export function tableOf({ names, columns, effects, cluster, year }: PolicyProblem): Table {
  const numeric = (name: string, values: Float64Array): Column => ({ kind: "numeric", name, values });
  const category = ({ name, codes }: Category) => numeric(name, name === "year" ? year : Float64Array.from(codes));
  const categories = effects.some(({ name }) => name === cluster.name) ? effects : [...effects, cluster];
  return makeTable([...names.map((name, j) => numeric(name, columns[j]!)), ...categories.map(category)], {
    name: "policy",
    bytes: 0,
    sha256: null,
  });
}

/** The whole regression of a draw. */
export function fitDrawn(engine: Engine, data: PolicyProblem, table: Table): DrawnEstimate {
  const { formula, ...how } = callOf(data);
  const { estimate, std_error } = feols(engine, table, formula, how).coefficients.did!;
  return { estimate, stdError: std_error };
}

function withColumn(problem: PolicyProblem, name: string, values: Float64Array): DrawnData {
  const columns = problem.columns.map((column, j) => (problem.names[j] === name ? values : column));
  return { replaced: { name, values }, data: { ...problem, columns } };
}

/** The first clusters of a random permutation of the pool get its cohorts' dates, earliest first; others keep theirs. */
function placeboDraws(engine: Engine, problem: PolicyProblem): (b: number) => DrawnData {
  const { cluster, year, firstTreated } = problem;
  const pool = poolOf(problem);
  const dates = Float64Array.from(pool, (c) => firstTreated[c]!)
    .filter(Number.isFinite)
    .sort();
  return (b) => {
    const stream = { seed: SEED, replication: b, purpose: PURPOSE.placebo };
    const order = randomPermutation(engine, pool.length, stream);
    const drawn = firstTreated.slice();
    for (const c of pool) drawn[c] = Number.POSITIVE_INFINITY;
    dates.forEach((date, position) => {
      drawn[pool[order[position]!]!] = date;
    });
    return withColumn(problem, "did", policyColumn(cluster, year, drawn));
  };
}

/** Clusters seen before the first cohort's year and from the last's on, ascending. */
function poolOf({ cluster, year, firstTreated }: PolicyProblem): number[] {
  const dates = firstTreated.filter(Number.isFinite).sort();
  const seen = new Uint8Array(cluster.nLevels); // 1 before, 2 after
  cluster.codes.forEach((c, i) => {
    if (year[i]! < dates[0]!) seen[c]! |= 1;
    if (year[i]! >= dates.at(-1)!) seen[c]! |= 2;
  });
  return Array.from(seen.keys()).filter((c) => seen[c] === 3);
}

/** Residuals under no effect of the policy change sign by cluster. */
function wildDraws(engine: Engine, problem: PolicyProblem): (b: number) => DrawnData {
  const { cluster, columns } = problem;
  const residuals = restrictedResiduals(engine, problem);
  return (b) => {
    const weights = wildWeights(engine, cluster.nLevels, b, 1, {
      kind: "rademacher",
      seed: SEED,
      purpose: PURPOSE.wild,
    });
    const y = columns[0]!.map((value, i) => value + (weights[cluster.codes[i]!]! - 1) * residuals[i]!);
    return withColumn(problem, "y", y);
  };
}

function restrictedResiduals(engine: Engine, problem: PolicyProblem): Float64Array {
  const names = problem.names.filter((name) => name !== "did");
  const columns = problem.columns.filter((_, j) => problem.names[j] !== "did");
  const { formula, ...how } = callOf({ ...problem, names });
  const { coefficients } = feols(engine, tableOf(problem), formula, how);
  const unexplained = columns[0]!.slice();
  names.slice(1).forEach((name, j) => {
    const { estimate } = coefficients[name]!;
    for (let i = 0; i < problem.n; i++) unexplained[i] = unexplained[i]! - estimate * columns[j + 1]![i]!;
  });
  const residuals = new Float64Array(problem.n);
  engine.scope((scope) => {
    const { absorber, columns: demeaned } = demeanAll(engine, scope, {
      ...problem,
      name: "residuals",
      cold: false,
      columns: [unexplained],
    });
    const values = demeaned.view();
    for (let i = 0; i < problem.n; i++) residuals[absorber.rowOrder === null ? i : absorber.rowOrder[i]!] = values[i]!;
  });
  return residuals;
}

/** Clusters drawn with replacement, each copy a cluster with firms of its own. */
function pairsDraws(engine: Engine, problem: PolicyProblem): (b: number) => DrawnData {
  const { cluster, effects, n } = problem;
  const rowsOf: number[][] = Array.from({ length: cluster.nLevels }, () => []);
  for (let i = 0; i < n; i++) rowsOf[cluster.codes[i]!]!.push(i);
  return (b) => {
    const stream = { first: b, count: 1, seed: SEED, purpose: PURPOSE.pairs };
    const counts = engine.scope((scope) => clusterCountsBlock(engine, scope, cluster.nLevels, stream).view().slice());
    const positions = Array.from(counts).flatMap((count, c) => new Array<number>(count).fill(c));
    const rows = Uint32Array.from(positions.flatMap((c) => rowsOf[c]!));
    const copy = Uint32Array.from(positions.flatMap((c, k) => rowsOf[c]!.map(() => k)));
    const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
    const firm = freshLevels(effects[0]!, rows, copy);
    const year = { ...effects[1]!, codes: Uint32Array.from(rows, (row) => effects[1]!.codes[row]!) };
    const drawn = { name: cluster.name, codes: copy, nLevels: positions.length, label: String };
    const data: PolicyProblem = {
      n: rows.length,
      names: problem.names,
      columns: problem.columns.map(take),
      effects: [firm, year],
      cluster: drawn,
      year: take(problem.year),
      firstTreated: Float64Array.from(positions, (c) => problem.firstTreated[c]!),
    };
    return { replaced: null, data };
  };
}

/** Codes of the pairs (level, copy) in the rows drawn, numbered as they come. */
function freshLevels(effect: Category, rows: Uint32Array, copy: Uint32Array): Category {
  const codes = new Uint32Array(rows.length);
  let seen = new Map<number, number>();
  let nLevels = 0;
  for (let i = 0; i < rows.length; i++) {
    if (i > 0 && copy[i] !== copy[i - 1]) seen = new Map();
    const level = effect.codes[rows[i]!]!;
    let fresh = seen.get(level);
    if (fresh === undefined) {
      fresh = nLevels++;
      seen.set(level, fresh);
    }
    codes[i] = fresh;
  }
  return { name: effect.name, codes, nLevels, label: String };
}
