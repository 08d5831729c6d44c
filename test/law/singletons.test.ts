/** Rows alone in an effect: the same whether rows are looked for along ordered levels or by the kernel, and one by one. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { categoryOf } from "../../src/data/panel/codes.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { elementary } from "../../src/engine/kernels/math.js";
import { effectWithout, singletonRows } from "../../src/regression/frame/singletons.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const columns = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 6 })), {
  minLength: 1,
  maxLength: 40,
});

/** Firms in order, and years. */
const effectsOf = (rows: readonly (readonly [number, number])[]) => {
  const { numberCodes } = elementary(engine);
  const firms = rows.map(([firm]) => firm).sort((a, b) => a - b);
  const years = rows.map(([, year]) => year);
  return [firms, years].map((values, e) =>
    categoryOf({ kind: "numeric", name: `e${e}`, values: Float64Array.from(values) }, undefined, numberCodes),
  );
};

describe("rows alone in an effect", () => {
  it.each(["singletons", "once"] as const)("%s: whether levels were counted before or not", (rule) => {
    const same = (rows: readonly (readonly [number, number])[]) => {
      const effects = effectsOf(rows);
      const plain = effects.map(({ name, codes, nLevels, label }) => ({ name, codes, nLevels, label }));
      const found = singletonRows(engine, effects, rule);
      const expected = singletonRows(engine, plain, rule);
      expect(found.dropped).toEqual(expected.dropped);
      if (found.dropped.length === 0) return;
      expect(found.left).toEqual(expected.left);
      const kept = rows.map((_, i) => i).filter((i) => !found.dropped.includes(i));
      for (const [e, effect] of effects.entries()) {
        const labels = kept.map((row) => effect.label(effect.codes[row]!));
        const left = effectWithout(engine, effect, found.dropped, found.left[e]!);
        expect(Array.from(left.codes, left.label)).toEqual(labels);
        expect(new Set(left.codes).size).toBe(left.nLevels);
      }
    };
    fc.assert(fc.property(columns, same));
  });
});
