/**
 * What the designs of firms share: n rows, firms drawn at random from n/10 and sorted, 12 years at random;
 * regressors N(0,1) + 0.5 firm effect + 0.1 year, y = N(0,1) + 0.3 times their sum. Knows nothing of further effects.
 */
import type { ProblemData } from "./problem.js";
import { draws, normals, wholeNumbers } from "./random.js";

const SEED = 20_240_901;
const ROWS_PER_FIRM = 10;
/** Streams under SEED; the noise of regressor j is stream x + j. */
const Stream = { firm: 1, year: 2, firmEffect: 3, y: 4, country: 5, product: 6, x: 10 } as const;

const COUNTRIES = 167;
/** Mean of the exponential draw of a row's country: few countries have most rows. */
const MEAN_COUNTRY = 40;

/** Years of a panel of firms. */
export const YEARS = 12;
/** Combinations of country and year: codes of `countryYear`. */
export const COUNTRY_YEARS = COUNTRIES * YEARS;
/** Columns of a design of firms: y and ten regressors unless asked for. */
export const FIRM_COLUMNS = { usual: 11, most: 100 } as const;

/** Effects of n rows, before levels that were not drawn are taken out. */
export interface FirmRows {
  readonly n: number;
  readonly nFirms: number;
  readonly firm: Uint32Array;
  readonly year: Uint32Array;
}

/** Rows of a size such as `1e6`. */
export function firmRows(size: string): FirmRows {
  const n = Number(size);
  const nFirms = n / ROWS_PER_FIRM;
  const firm = wholeNumbers(n, nFirms, SEED, Stream.firm).sort();
  return { n, nFirms, firm, year: wholeNumbers(n, YEARS, SEED, Stream.year) };
}

/** Country and year of each row, as one code: the country by firm, each equally likely. */
export function nestedCountryYear({ n, nFirms, firm, year }: FirmRows): Uint32Array {
  const country = wholeNumbers(nFirms, COUNTRIES, SEED, Stream.country);
  const codes = new Uint32Array(n);
  for (let i = 0; i < n; i++) codes[i] = country[firm[i]!]! * YEARS + year[i]!;
  return codes;
}

/** Country and year of each row, as one code: the country by row, exponential and cut at the last. */
export function crossedCountryYear({ n, year }: FirmRows): Uint32Array {
  const { uniform } = draws(SEED, Stream.country);
  const codes = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const country = Math.min(COUNTRIES - 1, Math.floor(-MEAN_COUNTRY * Math.log(1 - uniform(i))));
    codes[i] = country * YEARS + year[i]!;
  }
  return codes;
}

/** Product of each row, each equally likely. */
export const products = ({ n }: FirmRows, nProducts: number): Uint32Array =>
  wholeNumbers(n, nProducts, SEED, Stream.product);

/** y and its regressors. */
export function firmColumns({ n, nFirms, firm, year }: FirmRows, nColumns: number): Omit<ProblemData, "n" | "effects"> {
  const firmEffect = normals(nFirms, SEED, Stream.firmEffect);
  const y = normals(n, SEED, Stream.y);
  const columns = [y];
  const names = ["y"];
  for (let j = 0; j < nColumns - 1; j++) {
    const x = normals(n, SEED, Stream.x + j);
    for (let i = 0; i < n; i++) {
      x[i] = x[i]! + 0.5 * firmEffect[firm[i]!]! + 0.1 * year[i]!;
      y[i] = y[i]! + 0.3 * x[i]!;
    }
    columns.push(x);
    names.push(`x${j + 1}`);
  }
  return { names, columns };
}
