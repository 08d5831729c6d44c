/**
 * Designs of the resampling suite: firms in cities, a policy that some cities adopt, and ten controls. Errors
 * are clustered by city; whole cities are treated, drawn and given weights. Knows nothing of the methods.
 */
import type { Category } from "../../src/base/columns.js";
import { firmColumns, firmRows, YEARS } from "./firm-rows.js";
import { dense, type ProblemData } from "./problem.js";
import { draws, shuffledOrder } from "./random.js";

const SEED = 20_240_904;
const CITIES = 220;
const SHARE_TREATED = 60 / 220;
/** y, then ten controls. */
const COLUMNS = 11;
const EFFECT = 0.05;
/** Streams under SEED. */
const Stream = { city: 1, treated: 2 } as const;

/** A regression with a policy: the first regressor is `did`. */
export interface PolicyProblem extends ProblemData {
  /** What errors are clustered by and what is treated as a whole. */
  readonly cluster: Category;
  /** Year of each row, 1 to 12. */
  readonly year: Float64Array;
  /** First year each cluster is seen with the policy; Infinity in those that never are. */
  readonly firstTreated: Float64Array;
  /** Columns that stand in for the policy, which is endogenous then; none in a regression. */
  readonly instruments?: readonly string[];
}

/**
 * `firm-year` with firms nested in 220 cities of skewed size (the squares of uniform draws), 60 of which have the policy
 * from year 7 on; effects of firms and years.
 */
export function citiesWithPolicy(size: string): PolicyProblem {
  const rows = firmRows(size);
  const { uniform } = draws(SEED, Stream.city);
  const cityOfFirm = Uint32Array.from({ length: rows.nFirms }, (_, f) => Math.floor(CITIES * uniform(f) ** 2));
  const city = dense(
    "city",
    Uint32Array.from(rows.firm, (f) => cityOfFirm[f]!),
    CITIES,
  );
  const firm = dense("firm", rows.firm, rows.nFirms);
  return withPolicy({ n: rows.n, ...firmColumns(rows, COLUMNS) }, firm, rows.year, city, [7]);
}

/** Controls that become instruments, and what each does to the policy. */
const INSTRUMENTS = 3;
const FIRST_STAGE = 0.2;

/** The same cities with an intensity of the policy, which the last three controls move as excluded instruments. */
export function citiesWithInstruments(size: string): PolicyProblem {
  const problem = citiesWithPolicy(size);
  const { names, columns } = problem;
  const instruments = names.slice(-INSTRUMENTS);
  const moved = columns.slice(-INSTRUMENTS);
  const did = columns[1]!.map((value, i) => moved.reduce((sum, z) => sum + FIRST_STAGE * z[i]!, value));
  return { ...problem, columns: [columns[0]!, did, ...columns.slice(2)], instruments };
}

/** `nFirms` firms seen in all twelve years, each a cluster of its own; three cohorts, of years 5, 7 and 9. */
export function manyClustersWithPolicy(nFirms: number): PolicyProblem {
  const n = nFirms * YEARS;
  const firm = Uint32Array.from({ length: n }, (_, i) => Math.floor(i / YEARS));
  const year = Uint32Array.from({ length: n }, (_, i) => i % YEARS);
  const columns = firmColumns({ n, nFirms, firm, year }, COLUMNS);
  const category = dense("firm", firm, nFirms);
  return withPolicy({ n, ...columns }, category, year, category, [5, 7, 9]);
}

/** Puts the policy behind y; treated clusters share the cohorts equally. */
function withPolicy(
  { n, names, columns }: Pick<ProblemData, "n" | "names" | "columns">,
  firm: Category,
  yearCodes: Uint32Array,
  cluster: Category,
  cohorts: readonly number[],
): PolicyProblem {
  const { nLevels } = cluster;
  const adopted = new Float64Array(nLevels).fill(Number.POSITIVE_INFINITY);
  const order = shuffledOrder(nLevels, SEED, Stream.treated);
  const nTreated = Math.max(cohorts.length, Math.round(nLevels * SHARE_TREATED));
  for (let i = 0; i < nTreated; i++) adopted[order[i]!] = cohorts[i % cohorts.length]!;
  const year = Float64Array.from(yearCodes, (code) => code + 1);
  const did = policyColumn(cluster, year, adopted);
  const firstTreated = new Float64Array(nLevels).fill(Number.POSITIVE_INFINITY);
  cluster.codes.forEach((c, i) => {
    if (did[i] === 1) firstTreated[c] = Math.min(firstTreated[c]!, year[i]!);
  });
  const [y, ...controls] = columns;
  return {
    n,
    names: [names[0]!, "did", ...names.slice(1)],
    columns: [y!.map((value, i) => value + EFFECT * did[i]!), did, ...controls],
    effects: [firm, dense("year", yearCodes, YEARS)],
    cluster,
    year,
    firstTreated,
  };
}

/** 1 from a cluster's first treated year on, else 0. */
export function policyColumn({ codes }: Category, year: Float64Array, firstTreated: Float64Array): Float64Array {
  return Float64Array.from(codes, (c, i) => (year[i]! >= firstTreated[c]! ? 1 : 0));
}
