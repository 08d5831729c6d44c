/** Rows that are alone in a level of an effect, of rows that are counted by cells. */
import type { Category } from "../base/columns.js";

/**
 * Cells that stay, ascending; `counts` are rows of each cell. The drop is recursive, as `regression/frame/singletons` makes it from
 * rows: a row that is alone is the one row of its cell.
 * Source: Correia (2015), Singletons, cluster-robust standard errors and fixed effects: a bad mix (technical note).
 */
export function cellsKept(effects: readonly Category[], counts: Float64Array): Uint32Array {
  const totals = effects.map(({ codes, nLevels }) => {
    const total = new Float64Array(nLevels);
    for (let i = 0; i < codes.length; i++) total[codes[i]!]! += counts[i]!;
    return total;
  });
  const isAlone = (i: number): boolean => effects.some(({ codes }, e) => totals[e]![codes[i]!] === 1);
  const dropped = new Uint8Array(counts.length);
  let open: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts[i] === 1) open.push(i);
  for (let before = -1; before !== open.length; ) {
    before = open.length;
    const left: number[] = [];
    for (const i of open) {
      if (!isAlone(i)) left.push(i);
      else {
        dropped[i] = 1;
        effects.forEach(({ codes }, e) => {
          totals[e]![codes[i]!]! -= 1;
        });
      }
    }
    open = left;
  }
  const kept = new Uint32Array(counts.length);
  let n = 0;
  for (let i = 0; i < kept.length; i++) if (dropped[i] === 0) kept[n++] = i;
  return kept.slice(0, n);
}
