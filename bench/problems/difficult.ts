/**
 * `difficult2-SIZE`, `difficult3-SIZE`: the design fixest documents as hard for alternating projections. Of
 * n/20 individuals, number i works in one of 21 firms near i/8, so that the graph is a long thin chain.
 */
import { type Design, dense, type ProblemData, ROWS } from "./problem.js";
import { draws, normals, wholeNumbers } from "./random.js";

const SEED = 20_241_101;
const Stream = { individual: 1, firm: 2, year: 3, y: 4, x1: 10, x2: 11 } as const;
const ROWS_PER_INDIVIDUAL = 20;
const ROWS_PER_FIRM = 160;
const FIRMS_NEAR = 21;

export const difficult2: Design = {
  ...common(),
  name: "difficult2",
  about: "n/20 individuals, each in firms near its own number of n/160: a chain; y and two regressors",
  make: (size, nColumns) => make(size, nColumns, 2),
};

export const difficult3: Design = {
  ...common(),
  name: "difficult3",
  about: "as difficult2, with an effect of n^0.3 years at random",
  make: (size, nColumns) => make(size, nColumns, 3),
};

function common(): Pick<Design, "sizes" | "size" | "columns"> {
  return { sizes: ["1e6"], size: ROWS, columns: { usual: 3, most: 3 } };
}

function make(size: string, nColumns: number, nEffects: number): ProblemData {
  const n = Number(size);
  const nIndividuals = Math.round(n / ROWS_PER_INDIVIDUAL);
  const nFirms = Math.round(n / ROWS_PER_FIRM);
  const nYears = Math.round(n ** 0.3);
  // Codes from 0; the formulas of the design count from 1.
  const individual = wholeNumbers(n, nIndividuals, SEED, Stream.individual).sort();
  const firm = wholeNumbers(n, FIRMS_NEAR, SEED, Stream.firm);
  for (let i = 0; i < n; i++) {
    const near = Math.max(1, Math.floor((individual[i]! + 1) / 8) - 10);
    firm[i] = Math.min(firm[i]! + near, nFirms) - 1;
  }
  const year = wholeNumbers(n, nYears, SEED, Stream.year);
  const { uniform } = draws(SEED, Stream.x1);
  const y = normals(n, SEED, Stream.y);
  const x1 = new Float64Array(n);
  const x2 = normals(n, SEED, Stream.x2);
  for (let row = 0; row < n; row++) {
    const [i, f, t] = [individual[row]! + 1, firm[row]! + 1, year[row]! + 1];
    const [cosI, sinF, sinT] = [Math.cos(i), Math.sin(f), Math.sin(t)];
    x1[row] = 5 * cosI + 5 * sinF + 5 * sinT + uniform(row);
    x2[row] = x2[row]! + cosI + sinF + sinT;
    y[row] = y[row]! + 3 * x1[row]! + 5 * x2[row]! + cosI + Math.cos(f) ** 2 + sinT;
  }
  const effects = [
    dense("individual", individual, nIndividuals),
    dense("firm", firm, nFirms),
    dense("year", year, nYears),
  ];
  return {
    n,
    names: ["y", "x1", "x2"].slice(0, nColumns),
    columns: [y, x1, x2].slice(0, nColumns),
    effects: effects.slice(0, nEffects),
  };
}
