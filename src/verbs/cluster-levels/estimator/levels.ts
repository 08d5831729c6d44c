/**
 * Fine clusters within coarse ones over the rows of a regression, numbered so that those of a coarse cluster stand together.
 */
import { type Category, MISSING_CODE } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";

export interface Levels {
  /** Of each row of the sample, the fine cluster. */
  readonly fineOf: Uint32Array;
  readonly nFine: number;
  readonly nCoarse: number;
  /** Fine clusters of each coarse one: offsets[g] .. offsets[g + 1]. */
  readonly offsets: Uint32Array;
}

/**
 * Of `fine`, null for rows, within `coarse`. Throws DataError `levels_missing` for a row without a cluster, `levels_nested` for a fine cluster in two
 * coarse ones, `levels_few` unless there are two coarse clusters and more fine ones than coarse.
 */
export function nestedLevels(fine: Category | null, coarse: Category, rows: Uint32Array): Levels {
  for (const level of fine === null ? [coarse] : [fine, coarse]) requireAll(level, rows);
  const nFine = fine?.nLevels ?? rows.length;
  const coarseOf = coarseOfFine(fine, coarse, nFine, rows);
  if (coarse.nLevels < 2 || nFine <= coarse.nLevels) throw tooFew(fine, nFine, coarse);
  const offsets = new Uint32Array(coarse.nLevels + 1);
  for (const g of coarseOf) offsets[g + 1]!++;
  for (let g = 0; g < coarse.nLevels; g++) offsets[g + 1]! += offsets[g]!;
  const next = offsets.slice();
  const placeOf = Uint32Array.from(coarseOf, (g) => next[g]!++);
  const fineOf = fine === null ? placeOf : Uint32Array.from(fine.codes, (f) => placeOf[f]!);
  return { fineOf, nFine, nCoarse: coarse.nLevels, offsets };
}

function coarseOfFine(fine: Category | null, coarse: Category, nFine: number, rows: Uint32Array): Uint32Array {
  if (fine === null) return coarse.codes;
  const coarseOf = new Uint32Array(nFine).fill(MISSING_CODE);
  fine.codes.forEach((f, i) => {
    const g = coarse.codes[i]!;
    if (coarseOf[f] === MISSING_CODE) coarseOf[f] = g;
    else if (coarseOf[f] !== g) throw notNested(fine, f, coarse, [coarseOf[f]!, g], rows[i]! + 1);
  });
  return coarseOf;
}

function requireAll({ name, codes }: Category, rows: Uint32Array): void {
  const at = codes.indexOf(MISSING_CODE);
  if (at < 0) return;
  throw new DataError(
    "levels_missing",
    `Cluster '${name}' is missing in row ${rows[at]! + 1}, which the regression uses: fill it in, or leave such rows out with --subset.`,
    { got: "missing", expected: "a cluster in every row of the sample", column: name, row: rows[at]! + 1 },
  );
}

const notNested = (
  fine: Category,
  f: number,
  coarse: Category,
  [first, second]: readonly [number, number],
  row: number,
): DataError =>
  new DataError(
    "levels_nested",
    `'${fine.name}' ${fine.label(f)} lies in ${coarse.name} ${coarse.label(first)} and, in row ${row}, in ${coarse.label(second)}: fine clusters must each lie in one coarse cluster. Combine the columns, or compare other levels.`,
    { got: [coarse.label(first), coarse.label(second)], expected: "one coarse cluster", column: fine.name, row },
  );

const tooFew = (fine: Category | null, nFine: number, coarse: Category): DataError =>
  new DataError(
    "levels_few",
    `There are ${coarse.nLevels} clusters of '${coarse.name}' and ${nFine} ${fine === null ? "rows" : `of '${fine.name}'`}: at least two coarse clusters, and more fine ones, are needed.`,
    { got: [coarse.nLevels, nFine], expected: "2 or more, and more fine ones" },
  );
