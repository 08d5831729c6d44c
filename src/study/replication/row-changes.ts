/**
 * Which rows of a data file are not what they were, by the sums of its rows then and now: changed, gone, new, or the same in another
 * order. The least script of removals and insertions (Myers 1986, Algorithmica 1); where that is long, row against row.
 */
import { changedColumn, type RowSums } from "./row-sums.js";

/** A row, from 0, then and now; null where there is none. `column`, from 0: the one that changed, where one did. */
export interface RowChange {
  readonly was: number | null;
  readonly is: number | null;
  readonly column: number | null;
}

export type RowChanges =
  /** The same rows in the same order. */
  | { readonly kind: "same" }
  /** Names of columns: gone, new; the same names in another order where both are empty. Rows are not compared. */
  | { readonly kind: "columns"; readonly gone: readonly string[]; readonly added: readonly string[] }
  /** Only names of columns changed. */
  | { readonly kind: "renamed"; readonly names: readonly (readonly [was: string, is: string])[] }
  /** The same rows in another order; the first place that has another row. */
  | { readonly kind: "order"; readonly first: number }
  | { readonly kind: "rows"; readonly changes: readonly RowChange[] }
  /** Too many, in files of different lengths, to say which: rows that are gone and rows that are new. */
  | { readonly kind: "many"; readonly gone: number; readonly added: number };

/** Removals and insertions looked for at most. */
const MOST_EDITS = 1000;

/** What `now` has in place of `then`. */
export function rowChanges(then: RowSums, now: RowSums): RowChanges {
  const isSameSums = then.sums.length === now.sums.length && then.sums.every((sum, i) => sum === now.sums[i]);
  const isSameNames =
    then.columns.length === now.columns.length && then.columns.every((name, j) => name === now.columns[j]);
  if (!isSameNames) {
    if (isSameSums && then.columns.length === now.columns.length) {
      return {
        kind: "renamed",
        names: then.columns.flatMap((was, j) => (was === now.columns[j] ? [] : [[was, now.columns[j]!] as const])),
      };
    }
    return {
      kind: "columns",
      gone: then.columns.filter((name) => !now.columns.includes(name)),
      added: now.columns.filter((name) => !then.columns.includes(name)),
    };
  }
  if (isSameSums) return { kind: "same" };
  const [a, b] = namedRows(then.sums, now.sums);
  const order = anotherOrder(a, b);
  if (order !== null) return { kind: "order", first: order };
  const script = leastScript(a, b);
  const columns = then.columns.length;
  if (script !== null) return { kind: "rows", changes: script.flatMap((gap) => gapChanges(gap, then, now, columns)) };
  if (a.length !== b.length) return { kind: "many", ...counted(a, b) };
  const changes = Array.from(a.keys()).flatMap((row) =>
    a[row] === b[row] ? [] : [{ was: row, is: row, column: columnOf(then, now, row, row, columns) }],
  );
  return { kind: "rows", changes };
}

const pairAt = ({ sums }: RowSums, row: number) => [sums[2 * row]!, sums[2 * row + 1]!] as const;

const columnOf = (then: RowSums, now: RowSums, was: number, is: number, columns: number): number | null =>
  changedColumn(pairAt(then, was), pairAt(now, is), columns);

/** Rows of both as numbers, the same for rows of the same sums. */
function namedRows(a: Uint32Array, b: Uint32Array): readonly [Uint32Array, Uint32Array] {
  const names = new Map<number, Map<number, number>>();
  let count = 0;
  const named = (sums: Uint32Array): Uint32Array =>
    Uint32Array.from({ length: sums.length / 2 }, (_, row) => {
      const [s, w] = [sums[2 * row]!, sums[2 * row + 1]!];
      const of = names.get(s) ?? new Map<number, number>();
      names.set(s, of);
      const name = of.get(w) ?? count++;
      of.set(w, name);
      return name;
    });
  return [named(a), named(b)];
}

/** The first place with another row, where both have the same rows; null where they don't. */
function anotherOrder(a: Uint32Array, b: Uint32Array): number | null {
  if (a.length !== b.length) return null;
  const [sortedA, sortedB] = [a.slice().sort(), b.slice().sort()];
  return sortedA.every((row, i) => row === sortedB[i]) ? a.findIndex((row, i) => row !== b[i]) : null;
}

function counted(a: Uint32Array, b: Uint32Array): { readonly gone: number; readonly added: number } {
  const left = new Map<number, number>();
  for (const row of a) left.set(row, (left.get(row) ?? 0) + 1);
  let added = 0;
  for (const row of b) {
    const count = left.get(row) ?? 0;
    if (count === 0) added++;
    else left.set(row, count - 1);
  }
  return { gone: [...left.values()].reduce((sum, count) => sum + count, 0), added };
}

/** Rows that stand in one place: those that are gone there, and those that are new. */
interface Gap {
  readonly gone: readonly number[];
  readonly added: readonly number[];
}

/** The gaps between rows that both have in order; null where there are more edits than are looked for. */
function leastScript(a: Uint32Array, b: Uint32Array): Gap[] | null {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [n, m] = [a.length - start - end, b.length - start - end];
  const furthest: Int32Array[] = [];
  const most = Math.min(n + m, MOST_EDITS);
  const reached = new Int32Array(2 * most + 3);
  const mid = most + 1;
  for (let d = 0; d <= most; d++) {
    furthest.push(reached.slice(mid - d - 1, mid + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && reached[mid + k - 1]! < reached[mid + k + 1]!);
      let x = isDown ? reached[mid + k + 1]! : reached[mid + k - 1]! + 1;
      while (x < n && x - k < m && a[start + x] === b[start + x - k]) x++;
      reached[mid + k] = x;
      if (x >= n && x - k >= m) return gapsOf(furthest, n, m, start);
    }
  }
  return null;
}

/** The way back from the end, in gaps. */
function gapsOf(furthest: readonly Int32Array[], n: number, m: number, start: number): Gap[] {
  const edits: { readonly x: number; readonly y: number; readonly isGone: boolean }[] = [];
  let [x, y] = [n, m];
  for (let d = furthest.length - 1; d > 0; d--) {
    const before = furthest[d]!; // of diagonals -d-1 to d+1
    const k = x - y;
    const at = (diagonal: number): number => before[diagonal + d + 1]!;
    const isDown = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const from = isDown ? k + 1 : k - 1;
    const [fromX, fromY] = [at(from), at(from) - from];
    edits.push({ x: fromX, y: fromY, isGone: !isDown });
    [x, y] = [fromX, fromY];
  }
  const gaps: { gone: number[]; added: number[]; x: number; y: number }[] = [];
  for (const edit of edits.reverse()) {
    const last = gaps.at(-1);
    const goesOn = last !== undefined && last.x === edit.x && last.y === edit.y;
    const gap = goesOn ? last : { gone: [], added: [], x: edit.x, y: edit.y };
    if (!goesOn) gaps.push(gap);
    if (edit.isGone) gap.gone.push(start + gap.x++);
    else gap.added.push(start + gap.y++);
  }
  return gaps;
}

/**
 * Rows of a gap as changes. As many new as gone: one in the place of the other, in order. Else those that differ in one column are the same
 * row changed, in order, and the others are gone or new.
 */
function gapChanges({ gone, added }: Gap, then: RowSums, now: RowSums, columns: number): RowChange[] {
  const column = (was: number, is: number): number | null => columnOf(then, now, was, is, columns);
  if (gone.length === added.length)
    return gone.map((was, i) => ({ was, is: added[i]!, column: column(was, added[i]!) }));
  const changes: RowChange[] = [];
  let next = 0;
  for (const was of gone) {
    const found = added.findIndex((is, i) => i >= next && column(was, is) !== null);
    if (found < 0) {
      changes.push({ was, is: null, column: null });
      continue;
    }
    for (; next < found; next++) changes.push({ was: null, is: added[next]!, column: null });
    changes.push({ was, is: added[found]!, column: column(was, added[found]!) });
    next = found + 1;
  }
  for (; next < added.length; next++) changes.push({ was: null, is: added[next]!, column: null });
  return changes;
}
