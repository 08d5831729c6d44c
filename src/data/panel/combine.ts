/**
 * Interactions of groupings, fe1^fe2: one level for every combination that occurs.
 * Method: a table over all pairs where they are few, else a radix sort of the rows by (a, b). O(n) either way.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { rowsByPair } from "./order.js";

/** A table may have this many pairs (16 MiB) whatever the number of rows, and this many for each row. */
const TABLE_PAIRS = 1 << 22;
const PAIRS_PER_ROW = 2;

/**
 * The interaction a^b^...: dense codes of the combinations observed, ordered by (a, b, ...), labelled "a_b_...", named
 * "a^b^...". A row missing in one is missing. Throws DataError `category_length` unless all have the same rows.
 */
export function combine(categories: readonly Category[]): Category {
  const [first, ...others] = categories;
  if (first === undefined)
    throw new DataError("category_length", "An interaction needs at least one category.", { got: 0 });
  return others.reduce(combinePair, first);
}

function combinePair(a: Category, b: Category): Category {
  if (a.codes.length !== b.codes.length) {
    throw new DataError(
      "category_length",
      `'${a.name}' has ${a.codes.length} rows and '${b.name}' ${b.codes.length}; both must have the same.`,
      { got: b.codes.length, expected: a.codes.length },
    );
  }
  const nPairs = a.nLevels * b.nLevels;
  const { codes, ofA, ofB } =
    nPairs <= Math.max(TABLE_PAIRS, PAIRS_PER_ROW * a.codes.length) && nPairs < MISSING_CODE
      ? pairsByTable(a, b, nPairs)
      : pairsBySort(a, b);
  return Object.freeze({
    name: `${a.name}^${b.name}`,
    codes,
    nLevels: ofA.length,
    label: (g: number) => `${a.label(ofA[g]!)}_${b.label(ofB[g]!)}`,
  });
}

/** Codes of the pairs, and the levels of `a` and `b` each is made of. */
interface Pairs {
  readonly codes: Uint32Array;
  readonly ofA: Uint32Array;
  readonly ofB: Uint32Array;
}

function pairsByTable(a: Category, b: Category, nPairs: number): Pairs {
  const n = a.codes.length;
  const codes = new Uint32Array(n);
  const codeOf = new Uint32Array(nPairs);
  for (let i = 0; i < n; i++) {
    const ga = a.codes[i]!;
    const gb = b.codes[i]!;
    const pair = ga === MISSING_CODE || gb === MISSING_CODE ? MISSING_CODE : ga * b.nLevels + gb;
    codes[i] = pair;
    if (pair !== MISSING_CODE) codeOf[pair] = 1;
  }
  let nLevels = 0;
  for (let pair = 0; pair < nPairs; pair++) nLevels += codeOf[pair]!;
  const ofA = new Uint32Array(nLevels);
  const ofB = new Uint32Array(nLevels);
  for (let ga = 0, pair = 0, code = 0; ga < a.nLevels; ga++) {
    for (let gb = 0; gb < b.nLevels; gb++, pair++) {
      if (codeOf[pair] === 0) continue;
      ofA[code] = ga;
      ofB[code] = gb;
      codeOf[pair] = code++;
    }
  }
  for (let i = 0; i < n; i++) if (codes[i] !== MISSING_CODE) codes[i] = codeOf[codes[i]!]!;
  return { codes, ofA, ofB };
}

function pairsBySort(first: Category, second: Category): Pairs {
  const { rows, a, b } = rowsByPair(first, second);
  const codes = new Uint32Array(first.codes.length).fill(MISSING_CODE);
  let nLevels = 0;
  for (let j = 0; j < rows.length; j++) {
    if (j === 0 || a[j] !== a[j - 1] || b[j] !== b[j - 1]) nLevels++;
    codes[rows[j]!] = nLevels - 1;
  }
  const ofA = new Uint32Array(nLevels);
  const ofB = new Uint32Array(nLevels);
  for (let j = 0, level = -1; j < rows.length; j++) {
    if (j > 0 && a[j] === a[j - 1] && b[j] === b[j - 1]) continue;
    ofA[++level] = a[j]!;
    ofB[level] = b[j]!;
  }
  return { codes, ofA, ofB };
}
