/**
 * `firm-year` with an endogenous regressor: y on x and ten exogenous controls, effects of firms and of years,
 * errors clustered by firm, and three instruments of x. What moves x beside them is in y's error too, so that least squares
 * is off. Knows nothing of estimators.
 */
import { firmColumns, firmRows, YEARS } from "./firm-rows.js";
import { dense, type ProblemData } from "./problem.js";
import { normals } from "./random.js";

const SEED = 20_261_127;
/** Streams under SEED; instrument j is stream z + j. */
const Stream = { firmEffect: 1, x: 2, z: 10 } as const;

const CONTROLS = 10;
const INSTRUMENTS = 3;
/** Coefficient of x; of each instrument and control in x; share of x's own noise in y. */
const EFFECT = 0.5;
const FIRST_STAGE = 0.2;
const ENDOGENEITY = 0.5;

/** The outcome, the endogenous regressor, ten controls, three instruments. */
export interface InstrumentProblem extends ProblemData {
  readonly endogenous: string;
  readonly controls: readonly string[];
  readonly instruments: readonly string[];
}

/** Rows of a size such as `1e6`; firms are sorted, and the first effect. */
export function firmYearInstruments(size: string): InstrumentProblem {
  const rows = firmRows(size);
  const { n, nFirms, firm, year } = rows;
  const [y, ...controls] = firmColumns(rows, 1 + CONTROLS).columns as [Float64Array, ...Float64Array[]];
  const firmEffect = normals(nFirms, SEED, Stream.firmEffect);
  const noise = normals(n, SEED, Stream.x);
  const instruments = Array.from({ length: INSTRUMENTS }, (_, j) => {
    const z = normals(n, SEED, Stream.z + j);
    for (let i = 0; i < n; i++) z[i] = z[i]! + 0.5 * firmEffect[firm[i]!]! + 0.1 * year[i]!;
    return z;
  });
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = noise[i]! + 0.5 * firmEffect[firm[i]!]!;
    for (const column of [...controls, ...instruments]) sum += FIRST_STAGE * column[i]!;
    x[i] = sum;
    y[i] = y[i]! + EFFECT * sum + ENDOGENEITY * noise[i]!;
  }
  const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, j) => `${letter}${j + 1}`);
  const names = { controls: numbered("w", CONTROLS), instruments: numbered("z", INSTRUMENTS) };
  return {
    n,
    names: ["y", "x", ...names.controls, ...names.instruments],
    columns: [y, x, ...controls, ...instruments],
    effects: [dense("firm", firm, nFirms), dense("year", year, YEARS)],
    endogenous: "x",
    ...names,
  };
}
