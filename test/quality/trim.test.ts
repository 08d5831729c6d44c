import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readTable } from "../../src/data/files/read-table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { percentileBounds } from "../../src/trade/quality/cleaning/plan-cleaning.js";
import { Groups } from "../../src/trade/quality/sample.js";

/** One multiplication and one addition on either side. */
const RELATIVE = 1e-14;

it("gives R's type-7 percentiles of every product-year", async () => {
  const fish = await readTable(fileURLToPath(new URL("../../examples/fish/fish_export_ship.csv.gz", import.meta.url)));
  const theirs = await readTable(
    fileURLToPath(new URL("../golden/quality/expected/fish_trim_0.01.csv", import.meta.url)),
  );
  const rows = Uint32Array.from({ length: fish.nRows }, (_, i) => i);
  const cells = new Groups(fish, rows).by({ written: "k^t", columns: ["k", "t"] });
  const price = fish.numeric("v_usd").map((value, i) => value / fish.numeric("q_kg")[i]!);
  const { low, high } = percentileBounds(await loadEngine({ threads: 1 }), price, cells, 0.01);
  const products = theirs.text("k");
  const cellOf = new Map(Array.from({ length: cells.nLevels }, (_, g) => [cells.label(g), g]));
  expect(cells.nLevels).toBe(theirs.nRows);
  for (let i = 0; i < theirs.nRows; i++) {
    const cell = cellOf.get(`${products.levels[products.codes[i]!]}_${theirs.numeric("t")[i]}`)!;
    expect(Math.abs(low[cell]! / theirs.numeric("low")[i]! - 1)).toBeLessThan(RELATIVE);
    expect(Math.abs(high[cell]! / theirs.numeric("high")[i]! - 1)).toBeLessThan(RELATIVE);
  }
});
