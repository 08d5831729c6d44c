/** Rows alone in a level of an effect, found again after each is taken out: regressions drop them, so that N is smaller than the data. */
import type { Category } from "../../../base/columns.js";
import { finding } from "../../finding.js";
import type { InspectRule } from "../rule.js";

export const singletons: InspectRule = {
  name: "singletons",
  needs: ["formula"],
  limits: {},
  find(data) {
    if (data.effects.length === 0) return [];
    const effects = data.effectCategories();
    const complete = data.completeRows();
    const kept = complete.slice();
    const dropped = dropAlone(effects, kept);
    if (dropped.length === 0) return [];
    const rows = complete.reduce((sum, one) => sum + one, 0);
    return [
      finding(
        "singletons",
        dropped.length === rows ? "serious" : "note",
        "rows_alone",
        {
          rows: dropped.length,
          of: rows,
          effects: effects.map(({ name }) => name),
          left: rows - dropped.length,
          first: dropped.slice(0, 5).map((row) => row + 1),
        },
        { columns: effects.map(({ name }) => name), rows: dropped.map((row) => row + 1) },
      ),
    ];
  },
};

/** Takes rows alone in a level out of `kept` until there are none; the rows taken out, ascending. */
function dropAlone(effects: readonly Category[], kept: Uint8Array): number[] {
  const counts = effects.map(({ nLevels, codes }) => {
    const own = new Uint32Array(nLevels);
    for (let row = 0; row < kept.length; row++) if (kept[row] === 1) own[codes[row]!]!++;
    return own;
  });
  const dropped: number[] = [];
  for (let found = true; found; ) {
    found = false;
    for (let row = 0; row < kept.length; row++) {
      if (kept[row] === 0 || !effects.some(({ codes }, e) => counts[e]![codes[row]!] === 1)) continue;
      kept[row] = 0;
      dropped.push(row);
      effects.forEach(({ codes }, e) => {
        counts[e]![codes[row]!]!--;
      });
      found = true;
    }
  }
  return dropped.sort((a, b) => a - b);
}
