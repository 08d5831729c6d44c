/**
 * Counts by firm and year, most of them 0: Poisson with mean exp(-0.8 + 0.1 (x1 - x2 + x3 - ...) + 0.6 firm effect
 * + 0.02 year), ten regressors that firms and years move, too. Knows nothing of estimators.
 */
import { firmColumns, firmRows, YEARS } from "./firm-rows.js";
import { dense, type ProblemData } from "./problem.js";
import { draws, normals } from "./random.js";

const SEED = 20_261_126;
const Stream = { count: 1, firmEffect: 2 } as const;
const REGRESSORS = 10;
const SLOPE = 0.1;
const CONSTANT = -0.8;
const FIRM = 0.6;
const YEAR = 0.02;

/** Rows of a size such as `1e6`: n/10 firms, sorted, 12 years; the outcome first. */
export function countProblem(size: string): ProblemData {
  const rows = firmRows(size);
  const { n, nFirms, firm, year } = rows;
  const { names, columns } = firmColumns(rows, 1 + REGRESSORS);
  const [, ...X] = columns;
  const firmEffect = normals(nFirms, SEED, Stream.firmEffect);
  const { uniform } = draws(SEED, Stream.count);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let index = CONSTANT + FIRM * firmEffect[firm[i]!]! + YEAR * year[i]!;
    for (let j = 0; j < REGRESSORS; j++) index += (j % 2 === 0 ? SLOPE : -SLOPE) * X[j]![i]!;
    y[i] = poisson(Math.exp(index), uniform(i));
  }
  return { n, names, columns: [y, ...X], effects: [dense("firm", firm, nFirms), dense("year", year, YEARS)] };
}

/** The count whose distribution passes u, by adding up probabilities. */
function poisson(mean: number, u: number): number {
  let [count, probability] = [0, Math.exp(-mean)];
  for (let sum = probability; sum < u && probability > 0; sum += probability) {
    count++;
    probability *= mean / count;
  }
  return count;
}
