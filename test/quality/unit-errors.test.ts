import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../src/data/files/read-table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { unitValueOutliers } from "../../src/trade/quality/cleaning/clean.js";
import { Groups } from "../../src/trade/quality/sample.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const category = (codes: number[]) => ({
  name: "cell",
  codes: Uint32Array.from(codes),
  nLevels: Math.max(...codes) + 1,
  label: String,
});

describe("unitValueOutliers", () => {
  it("marks what is more than a factor from the median of its cell; a cell of one row keeps it", () => {
    // cell 0 has median 4: with factor 10 it keeps 0.4 .. 40, bounds included; cell 1 has one row
    const unitValue = Float64Array.of(4, 0.4, 40, 41, 0.39, 5, 3, 1e6);
    const keep = unitValueOutliers(engine, unitValue, category([0, 0, 0, 0, 0, 0, 0, 1]), 10);
    expect([...keep]).toEqual([1, 1, 1, 0, 0, 1, 1, 1]);
  });

  it.each([1, 0, Number.NaN, Number.POSITIVE_INFINITY])("refuses factor %d", (factor) => {
    expect(() => unitValueOutliers(engine, Float64Array.of(1), category([0]), factor)).toThrow(/above 1/);
  });

  it("finds the rows of the fish data whose units are wrong, and few besides", async () => {
    const fish = await readTable(
      fileURLToPath(new URL("../../examples/fish/fish_export_ship.csv.gz", import.meta.url)),
    );
    const rows = Uint32Array.from({ length: fish.nRows }, (_, i) => i);
    const cells = new Groups(fish, rows).by({ written: "k^t", columns: ["k", "t"] });
    const unitValue = fish.numeric("v_usd").map((v, i) => v / fish.numeric("q_kg")[i]!);
    const wrong = unitValue.map((price) => (price < 0.02 || price > 300 ? 1 : 0));
    // the notice of the data counts 76 unit errors by these bounds
    expect(wrong.reduce((sum, one) => sum + one, 0)).toBe(76);
    const keep = unitValueOutliers(engine, unitValue, cells, 20);
    for (let g = 0; g < cells.nLevels; g++) {
      const members = [...rows].filter((i) => cells.codes[i] === g);
      const sorted = members.map((i) => unitValue[i]!).sort((a, b) => a - b);
      const half = (sorted.length - 1) / 2;
      const median = (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2;
      const far = members.filter((i) => unitValue[i]! < median / 20 || unitValue[i]! > median * 20);
      expect(members.filter((i) => keep[i] === 0)).toEqual(far);
    }
    expect(wrong.filter((one, i) => one === 1 && keep[i] === 0)).toHaveLength(76);
    expect(keep.filter((one) => one === 0)).toHaveLength(304);
  });
});
