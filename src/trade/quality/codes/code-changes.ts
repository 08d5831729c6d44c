/**
 * Product codes that begin or end where the Harmonized System was revised: a product split or merged by the
 * revision looks like one that died and another that was born. Counts them, so that nobody takes them for trade.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import type { Keys } from "../plan-names.js";
import type { Sample } from "../sample.js";

/** Years in which a revision came into force. */
const REVISIONS = [1992, 1996, 2002, 2007, 2012, 2017, 2022];
/** Codes that begin or end, as a multiple of those of other years, from which they are told. */
const UNUSUAL = 2;

/** Codes that begin in `year`, and that end the year before. */
export interface CodeChange {
  readonly year: number;
  readonly begin: number;
  readonly end: number;
}

/**
 * Revisions within the years of the sample at which more than twice as many codes begin or end as in the mean of other
 * years; none where years are not numbers.
 */
export function codeChanges({ groups, rows }: Sample, product: Keys, year: Keys): readonly CodeChange[] {
  const [products, years] = [groups.by(product), groups.by(year)];
  const calendar = Array.from({ length: years.nLevels }, (_, y) => Number(years.label(y)));
  if (!calendar.every(Number.isInteger) || calendar.length < 3) return [];
  const first = new Uint32Array(products.nLevels).fill(calendar.length);
  const last = new Uint32Array(products.nLevels);
  for (let i = 0; i < rows.length; i++) {
    const [code, y] = [products.codes[i]!, years.codes[i]!];
    if (code === MISSING_CODE || y === MISSING_CODE) continue;
    if (y < first[code]!) first[code] = y;
    if (y > last[code]!) last[code] = y;
  }
  const changes = calendar.map((year, y) => ({
    year,
    begin: first.reduce((count, at) => count + (at === y ? 1 : 0), 0),
    end: last.reduce((count, at) => count + (at === y - 1 ? 1 : 0), 0),
  }));
  const inner = changes.slice(1);
  const total = (change: CodeChange): number => change.begin + change.end;
  const others = inner.filter((change) => !REVISIONS.includes(change.year));
  const usual = others.reduce((sum, change) => sum + total(change), 0) / Math.max(1, others.length);
  return inner.filter((change) => REVISIONS.includes(change.year) && total(change) > UNUSUAL * usual);
}
