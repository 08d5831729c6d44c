/** Which lines of the study file are not what they were, by the hash of each then. */

import { rowChanges } from "./row-changes.js";
import type { LineChange } from "./verify.js";

/** The changes of a text whose lines had the hashes `was`, and are `lines` with the hashes `is`. */
export function lineChanges(was: readonly string[], is: readonly string[], lines: readonly string[]): LineChange[] {
  const names = new Map<string, number>();
  const sumsOf = (hashes: readonly string[]): Uint32Array =>
    Uint32Array.from(
      hashes.flatMap((hash) => {
        const name = names.get(hash) ?? names.size;
        names.set(hash, name);
        return [name, 0];
      }),
    );
  const found = rowChanges({ columns: [], sums: sumsOf(was) }, { columns: [], sums: sumsOf(is) });
  const changed = (line: number): LineChange => ({ line: line + 1, kind: "changed", text: lines[line]! });
  if (found.kind === "order") return is.flatMap((hash, line) => (hash === was[line] ? [] : [changed(line)]));
  if (found.kind === "many") return lines.flatMap((_, line) => (was.includes(is[line]!) ? [] : [changed(line)]));
  if (found.kind !== "rows") return [];
  return found.changes.map((change) => {
    if (change.is === null) return { line: change.was! + 1, kind: "gone", text: null };
    return change.was === null ? { line: change.is + 1, kind: "added", text: lines[change.is]! } : changed(change.is);
  });
}
