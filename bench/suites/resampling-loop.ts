/**
 * The loop a user without a fast path writes: for each draw the data of that draw, then the whole regression.
 * Draws are those of our verbs, from the same streams, so that estimates and t can be compared draw by draw.
 */
import type { Category, Column } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { clusterCountsBlock, PURPOSE, randomPermutation } from "../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";

import { wildWeights } from "../../src/engine/kernels/wild.js";
import { feols } from "../../src/verbs/feols/feols.js";
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
    wre: () => wreDraws(engine, problem),
  };
  return make[verb]();
}

/** The regression every backend of the suite runs. */
export const callOf = ({ names, effects, cluster, instruments }: PolicyProblem) => {
  const fixed = effects.map(({ name }) => name).join(" + ");
  const equation =
    instruments === undefined
      ? `${names.slice(1).join(" + ")} | ${fixed}`
      : `${controlsOf(names, instruments).join(" + ")} | ${fixed} | did ~ ${instruments.join(" + ")}`;
  return { formula: `${names[0]} ~ ${equation}`, vcov: { cluster: [cluster.name] }, fixefRm: "none" as const };
};

const controlsOf = (names: readonly string[], instruments: readonly string[]): string[] =>
  names.slice(1).filter((name) => name !== "did" && !instruments.includes(name));

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
  const { coefficients } = feols(engine, table, formula, how);
  const { estimate, std_error } = coefficients[data.instruments === undefined ? "did" : "fit_did"]!;
  return { estimate, stdError: std_error };
}

function withColumn(problem: PolicyProblem, name: string, values: Float64Array): DrawnData {
  return { replaced: { name, values }, data: replaceColumns(problem, { [name]: values }) };
}

function replaceColumns(problem: PolicyProblem, values: Readonly<Record<string, Float64Array>>): PolicyProblem {
  return { ...problem, columns: problem.columns.map((column, j) => values[problem.names[j]!] ?? column) };
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

/** Weights of draw b, one a cluster. */
const signsOf = (engine: Engine, { cluster }: PolicyProblem, b: number): Float64Array =>
  wildWeights(engine, cluster.nLevels, b, 1, { kind: "rademacher", seed: SEED, purpose: PURPOSE.wild });

/** Residuals under no effect of the policy change sign by cluster. */
function wildDraws(engine: Engine, problem: PolicyProblem): (b: number) => DrawnData {
  const { cluster, columns, names } = problem;
  const { residuals } = residualsOf(engine, problem, "y", names.slice(2));
  return (b) => {
    const signs = signsOf(engine, problem, b);
    const y = columns[0]!.map((value, i) => value + (signs[cluster.codes[i]!]! - 1) * residuals[i]!);
    return withColumn(problem, "y", y);
  };
}

/** So do those of the outcome under no effect together with those of the policy, its first stage efficient given them. */
function wreDraws(engine: Engine, problem: PolicyProblem): (b: number) => DrawnData {
  const { cluster, columns, names, instruments = [] } = problem;
  const [y, did] = columns as [Float64Array, Float64Array];
  const { residuals: u1 } = residualsOf(engine, problem, "y", controlsOf(names, instruments));
  const withResidual = { ...problem, names: [...names, "u1"], columns: [...columns, u1] };
  const first = residualsOf(engine, withResidual, "did", [...names.slice(2), "u1"]);
  const u2 = first.residuals.map((value, i) => value + first.coefficients.u1! * u1[i]!);
  return (b) => {
    const signs = signsOf(engine, problem, b);
    const change = (column: Float64Array, u: Float64Array) =>
      column.map((value, i) => value + (signs[cluster.codes[i]!]! - 1) * u[i]!);
    return { replaced: null, data: replaceColumns(problem, { y: change(y, u1), did: change(did, u2) }) };
  };
}

/** A regression of one column on others by `feols`: coefficients, and residuals in the order of the rows. */
function residualsOf(
  engine: Engine,
  problem: PolicyProblem,
  outcome: string,
  regressors: readonly string[],
): { readonly residuals: Float64Array; readonly coefficients: Readonly<Record<string, number>> } {
  const column = (name: string) => problem.columns[problem.names.indexOf(name)]!;
  const { instruments: _, ...regression } = problem;
  const { formula, ...how } = callOf({ ...regression, names: [outcome, ...regressors] });
  const fit = feols(engine, tableOf(problem), formula, how);
  const coefficients = Object.fromEntries(regressors.map((name) => [name, fit.coefficients[name]!.estimate]));
  const unexplained = column(outcome).slice();
  for (const name of regressors) {
    const [estimate, values] = [coefficients[name]!, column(name)];
    for (let i = 0; i < problem.n; i++) unexplained[i] = unexplained[i]! - estimate * values[i]!;
  }
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
  return { residuals, coefficients };
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
