/**
 * Recovered effects on random graphs of several components: sums on every row, and levels against dense least squares with
 * the references as further equations, whose null space tells which levels they settle.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../src/base/columns.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { recoverEffects } from "../../src/regression/fixef/recovered-effects.js";
import { seeded } from "../support/random.js";

/** Of coefficients of size 1, by systems of condition up to some 1e4. */
const LEVEL = 1e-8;
const SUM = 1e-11;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
});

/** Dense codes of rows whose levels stay within blocks, so that there are several components. */
function effectOf(name: string, nRows: number, most: number, blocks: number, random: () => number): Category {
  const raw = Array.from({ length: nRows }, (_, i) => (i % blocks) * most + Math.floor(random() * most));
  const levels = [...new Set(raw)].sort((a, b) => a - b);
  const codes = Uint32Array.from(raw, (level) => levels.indexOf(level));
  return { name, codes, nLevels: levels.length, label: (g) => `${name}${levels[g]}` };
}

function sample(seed: number, q: number) {
  const random = seeded(seed);
  const [nRows, blocks] = [30 + Math.floor(30 * random()), 1 + Math.floor(3 * random())];
  const effects = Array.from({ length: q }, (_, f) =>
    effectOf(`f${f}`, nRows, 3 + Math.floor(5 * random()), f === 2 && seed % 2 === 0 ? 1 : blocks, random),
  );
  const known = effects.map(({ nLevels }) => Float64Array.from({ length: nLevels }, () => 2 * random() - 1));
  const sums = Float64Array.from({ length: nRows }, (_, i) =>
    effects.reduce((sum, { codes }, f) => sum + known[f]![codes[i]!]!, 0),
  );
  return { effects, sums, nRows };
}

/** Components of the levels of all effects, by passes over the rows. */
function componentsOf(effects: readonly Category[], nRows: number): number {
  const labels = effects.map(({ nLevels }, f) => Array.from({ length: nLevels }, (_, l) => 1000 * f + l));
  for (let more = true; more; ) {
    more = false;
    for (let i = 0; i < nRows; i++) {
      const met = effects.map(({ codes }, f) => labels[f]![codes[i]!]!);
      const least = Math.min(...met);
      if (met.every((label) => label === least)) continue;
      more = true;
      effects.forEach(({ codes }, f) => {
        labels[f]![codes[i]!] = least;
      });
    }
  }
  return new Set(labels.flat()).size;
}

/** A solution by eigenvectors of the normal equations, and the directions they do not see. */
function leastSquares(equations: number[][], right: readonly number[]) {
  const X = new Matrix(equations);
  const { realEigenvalues: values, eigenvectorMatrix: V } = new EigenvalueDecomposition(X.transpose().mmul(X), {
    assumeSymmetric: true,
  });
  const along = V.transpose()
    .mmul(X.transpose().mmul(Matrix.columnVector(right.slice())))
    .to1DArray();
  const isZero = (c: number) => values[c]! < 1e-10 * Math.max(...values);
  const parts = along.map((part, c) => (isZero(c) ? 0 : part / values[c]!));
  const unseen = values.flatMap((_, c) => (isZero(c) ? [V.getColumn(c)] : []));
  return { dense: V.mmul(Matrix.columnVector(parts)).to1DArray(), unseen };
}

for (const q of [2, 3, 4]) {
  describe(`${q} effects`, () => {
    it("add up on every row, and are dense least squares under the references stated", () => {
      let several = 0;
      for (let seed = 1; seed <= 40; seed++) {
        const { effects, sums, nRows } = sample(100 * q + seed, q);
        const found = recoverEffects(engine, effects, sums);
        const what = `seed ${seed}`;
        expect(found.components, what).toBe(componentsOf(effects, nRows));
        if (found.components > 1) several++;
        for (let i = 0; i < nRows; i++) {
          const sum = found.effects.reduce(
            (total, { coefficients }, f) => total + coefficients[effects[f]!.codes[i]!]!,
            0,
          );
          expect(Math.abs(sum - sums[i]!), what).toBeLessThan(SUM);
        }
        const starts = effects.map((_, f) => effects.slice(0, f).reduce((total, { nLevels }) => total + nLevels, 0));
        const width = effects.reduce((total, { nLevels }) => total + nLevels, 0);
        const equations: number[][] = Array.from({ length: nRows }, (_, i) => {
          const row = new Array<number>(width).fill(0);
          effects.forEach(({ codes }, f) => {
            row[starts[f]! + codes[i]!] = 1;
          });
          return row;
        });
        const right = Array.from(sums);
        found.effects.forEach(({ isReference, coefficients }, f) => {
          isReference.forEach((reference, level) => {
            if (reference === 0) return;
            expect(Math.abs(coefficients[level]!), what).toBeLessThan(1e-12);
            equations.push(Array.from({ length: width }, (_, l) => (l === starts[f]! + level ? 1 : 0)));
            right.push(0);
          });
        });
        const { dense, unseen } = leastSquares(equations, right);
        found.effects.forEach(({ coefficients, unsettled }, f) => {
          let open = 0;
          coefficients.forEach((value, level) => {
            const at = starts[f]! + level;
            if (unseen.some((direction) => Math.abs(direction[at]!) > 1e-6)) open++;
            else expect(Math.abs(value - dense[at]!), `${what}, f${f}, level ${level}`).toBeLessThan(LEVEL);
          });
          expect(unsettled, `${what}, f${f}`).toBe(open);
        });
        if (q === 2) expect(unseen, what).toEqual([]);
      }
      expect(several).toBeGreaterThan(10);
    });

    it("do not depend on the order of rows", () => {
      for (let seed = 1; seed <= 10; seed++) {
        const { effects, sums, nRows } = sample(7000 + 100 * q + seed, q);
        const turned = Array.from({ length: nRows }, (_, i) => (7 * i + 3) % nRows);
        if (new Set(turned).size < nRows) continue;
        const found = recoverEffects(engine, effects, sums);
        const again = recoverEffects(
          engine,
          effects.map((effect) => ({ ...effect, codes: Uint32Array.from(turned, (i) => effect.codes[i]!) })),
          Float64Array.from(turned, (i) => sums[i]!),
        );
        found.effects.forEach((effect, f) => {
          const other = again.effects[f]!;
          expect(other.isReference).toEqual(effect.isReference);
          expect(other.component).toEqual(effect.component);
          effect.coefficients.forEach((value, l) => {
            expect(Math.abs(value - other.coefficients[l]!)).toBeLessThan(LEVEL);
          });
        });
      }
    });
  });
}

describe("particular graphs", () => {
  const category = (name: string, codes: readonly number[]): Category => ({
    name,
    codes: Uint32Array.from(codes),
    nLevels: Math.max(...codes) + 1,
    label: String,
  });

  it("gives a coarser effect nothing where it comes last, and the finer one references where it does", () => {
    const [firm, country] = [category("firm", [0, 0, 1, 2, 2, 3]), category("country", [0, 0, 0, 1, 1, 1])];
    const sums = Float64Array.of(3, 3, 5, 7, 7, 4);
    const last = recoverEffects(engine, [firm, country], sums);
    expect(last.effects.map(({ coefficients }) => Array.from(coefficients))).toEqual([
      [3, 5, 7, 4],
      [0, 0],
    ]);
    const first = recoverEffects(engine, [country, firm], sums);
    expect(first.effects.map(({ coefficients }) => Array.from(coefficients))).toEqual([
      [3, 7],
      [0, 2, 0, -3],
    ]);
    expect(first.notes.map(({ code }) => code)).toEqual(["single_row_levels"]);
  });

  it("finds a long path exactly: 20,000 levels in a chain", () => {
    const n = 20_000;
    const a = Uint32Array.from({ length: 2 * n - 1 }, (_, i) => Math.floor(i / 2));
    const b = Uint32Array.from({ length: 2 * n - 1 }, (_, i) => Math.floor((i + 1) / 2));
    const random = seeded(5);
    const [alpha, beta] = [1, 2].map(() => Float64Array.from({ length: n }, () => random() - 0.5));
    const sums = Float64Array.from(a, (level, i) => alpha![level]! + beta![b[i]!]!);
    const effects = [a, b].map((codes, f) => ({ name: `f${f}`, codes, nLevels: n, label: String }));
    const found = recoverEffects(engine, effects, sums);
    expect(found.largestError).toBeLessThan(1e-12);
    expect(Math.abs(found.effects[1]!.coefficients[n - 1]! - beta![n - 1]! + beta![0]!)).toBeLessThan(1e-10);
  });

  it("refuses sums that no coefficients make", () => {
    const effects = [category("a", [0, 0, 1, 1]), category("b", [0, 1, 0, 1])];
    expect(() => recoverEffects(engine, effects, Float64Array.of(1, 0, 0, 0))).toThrowError(
      expect.objectContaining({ code: "effects_not_recovered" }),
    );
  });
});
