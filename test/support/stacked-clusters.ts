/** The rows of drawn clusters one under the other, each draw of a cluster with units and a cluster of its own. */
import type { DenseInput } from "./dense-regression.js";
import { denseRows } from "./dense-regression.js";
import type { SmallPanel } from "./small-panel.js";

/** What a regression on clusters `drawn` (codes, also repeated) is estimated on. */
export function stacked(
  panel: Pick<SmallPanel, "y" | "X" | "effects" | "weights" | "clusters" | "unit">,
  drawn: readonly number[],
): { readonly input: DenseInput; readonly clusters: { readonly codes: Uint32Array; readonly nLevels: number } } {
  const rowsOf = (c: number) => Array.from(panel.y, (_, i) => i).filter((i) => panel.clusters.codes[i] === c);
  const parts = drawn.map(rowsOf);
  const input = denseRows(panel, parts.flat());
  const unit = Uint32Array.from(
    parts.flatMap((rows, copy) => rows.map((i) => copy * panel.unit.nLevels + panel.unit.codes[i]!)),
  );
  const others = panel.effects.slice(1).map((_, e) => input.effects[e + 1]!);
  return {
    input: { ...input, effects: [dense(unit), ...others] },
    clusters: { codes: Uint32Array.from(parts.flatMap((rows, copy) => rows.map(() => copy))), nLevels: drawn.length },
  };
}

/** Codes 0..L-1 by first appearance. */
function dense(raw: Uint32Array): { codes: Uint32Array; nLevels: number } {
  const number = new Map<number, number>();
  const codes = raw.map((value) => {
    if (!number.has(value)) number.set(value, number.size);
    return number.get(value)!;
  });
  return { codes, nLevels: number.size };
}
