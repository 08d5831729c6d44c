/** Correlations of units against the definition over all pairs, on panels with gaps and units that can't serve. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { pairCorrelations } from "../../../src/engine/kernels/panel.js";
import { pairsLm, pesaranCd } from "../../../src/verbs/plm/inference/lagrange-multiplier.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Rows of `nUnits` units in 7 periods, one in four missing. */
function rows(nUnits: number, seed: number) {
  const random = seeded(seed);
  const cells = Array.from({ length: nUnits * 7 }, (_, i) => [Math.floor(i / 7), i % 7] as const).filter(
    () => random() > 0.25,
  );
  return {
    e: Float64Array.from(cells, () => random() - 0.5),
    unit: { codes: Uint32Array.from(cells, ([unit]) => unit), nLevels: nUnits },
    time: { codes: Uint32Array.from(cells, ([, time]) => time), nLevels: 7 },
  };
}

describe("pairCorrelations", () => {
  it.each([2, 3, 5, 33, 70])("of %i units are those of all pairs one by one", (nUnits) => {
    const { e, unit, time } = rows(nUnits, nUnits);
    const byUnit = Array.from({ length: nUnits }, () => new Map<number, number>());
    e.forEach((value, i) => {
      byUnit[unit.codes[i]!]!.set(time.codes[i]!, value);
    });
    let [root, squares, pairs] = [0, 0, 0];
    for (let i = 0; i < nUnits; i++) {
      for (let j = i + 1; j < nUnits; j++) {
        const common = [...byUnit[i]!.keys()].filter((t) => byUnit[j]!.has(t));
        if (common.length < 2) continue;
        const values = [i, j].map((u) => common.map((t) => byUnit[u]!.get(t)!));
        const [a, b] = values.map((own) => own.map((v) => v - own.reduce((s, w) => s + w, 0) / own.length));
        const dot = (x: number[], y: number[]) => x.reduce((s, v, t) => s + v * y[t]!, 0);
        const r = dot(a!, b!) / Math.sqrt(dot(a!, a!) * dot(b!, b!));
        root += Math.sqrt(common.length) * r;
        squares += common.length * r * r;
        pairs++;
      }
    }
    const found = pairCorrelations(engine, e, unit, time);
    expect(found.pairs).toBe(pairs);
    expect(found.pairs + found.without).toBe((nUnits * (nUnits - 1)) / 2);
    expect(found.sumByRoot).toBeCloseTo(root, 10);
    expect(found.sumSquares).toBeCloseTo(squares, 10);
  });

  it("has no test without a pair that shares two periods", () => {
    const codes = Uint32Array.of(0, 0, 1, 1);
    const apart = pairCorrelations(
      engine,
      Float64Array.of(1, 2, 3, 5),
      { codes, nLevels: 2 },
      { codes: Uint32Array.of(0, 1, 2, 3), nLevels: 4 },
    );
    expect(pesaranCd(engine, apart)).toMatchObject({ statistic: null, p_value: null });
    expect(pairsLm(engine, apart).because).toContain("no pair of units");
  });
});
