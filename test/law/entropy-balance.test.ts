/**
 * Laws of entropy balancing on random samples: moments agree to 1e-8, weights are those of an exponential tilt, order, units
 * of measurement and threads don't matter, and weights exist exactly when the treated mean is inside the controls' hull.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { BalanceColumn } from "../../src/verbs/psmatch/estimator/balance.js";
import { entropyBalance } from "../../src/verbs/psmatch/estimator/entropy-balance.js";
import type { Candidates } from "../../src/verbs/psmatch/estimator/match.js";
import { seeded } from "../support/random.js";

const MOMENT = 1e-8;
/** Relative: conditioning of the dual on a few dozen controls. */
const WEIGHT = 1e-7;

let one: Engine;
let two: Engine;

beforeAll(async () => {
  one = await loadEngine({ threads: 1 });
  two = await loadEngine({ threads: 2 });
});

afterAll(() => two.close());

function candidatesOf(treated: Uint8Array): Candidates {
  const n = treated.length;
  return { treated, eligible: new Uint8Array(n).fill(1), cells: new Uint32Array(n), nCells: 1 };
}

/** A treated quarter, moved by `shift`; columns continuous but for the last, which is binary. */
function sample(seed: number, n: number, k: number, shift: number) {
  const random = seeded(seed);
  const treated = Uint8Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const columns = Array.from({ length: k }, (_, j): BalanceColumn => {
    const values = Float64Array.from({ length: n }, (_, i) => {
      const value = random() + random() + random() - 1.5 + shift * treated[i]!;
      return j > 0 && j === k - 1 ? Number(value > 0) : value;
    });
    return { name: `x${j}`, values };
  });
  return { treated, columns, random };
}

const mean = (x: ArrayLike<number>, w: ArrayLike<number>) => {
  let [sum, total] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    sum += w[i]! * x[i]!;
    total += w[i]!;
  }
  return sum / total;
};

describe("entropy balancing", () => {
  for (const moments of [1, 2, 3] as const) {
    it(`${moments} moments agree to 1e-8`, () => {
      let solved = 0;
      for (let seed = 1; seed <= 40; seed++) {
        const { treated, columns } = sample(seed, 160 + seed, 1 + (seed % 4), 0.25);
        let fit: ReturnType<typeof entropyBalance>;
        try {
          fit = entropyBalance(one, candidatesOf(treated), columns, { moments });
        } catch (error) {
          expect(error).toMatchObject({ code: "no_overlap" });
          continue;
        }
        solved++;
        const [w1, w0] = [1, 0].map((group) => fit.weights.map((w, i) => (treated[i] === group ? w : 0))) as [
          Float64Array,
          Float64Array,
        ];
        expect(fit.weights.every((w) => w >= 0)).toBe(true);
        expect(Math.abs(w0.reduce((sum, w) => sum + w, 0) - w1.reduce((sum, w) => sum + w, 0))).toBeLessThan(1e-9);
        for (const { values } of columns) {
          for (let power = 1; power <= moments; power++) {
            const raised = values.map((value) => value ** power);
            expect(Math.abs(mean(raised, w0) - mean(raised, w1))).toBeLessThan(MOMENT);
          }
        }
      }
      expect(solved).toBeGreaterThan(25);
    });
  }

  it("weights are base weights times e to a linear index", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { treated, columns, random } = sample(seed, 120, 1, 0.2);
      const base = Float64Array.from(treated, () => 0.5 + random());
      const { weights } = entropyBalance(one, candidatesOf(treated), columns, { moments: 1, base });
      const x = columns[0]!.values;
      const controls = [...treated.keys()].filter((i) => treated[i] === 0);
      const logs = controls.map((i) => Math.log(weights[i]! / base[i]!));
      const [a, b] = [controls[0]!, controls[1]!];
      const slope = (logs[0]! - logs[1]!) / (x[a]! - x[b]!);
      controls.forEach((i, c) => {
        expect(Math.abs(logs[c]! - (logs[0]! + slope * (x[i]! - x[a]!)))).toBeLessThan(1e-9);
      });
    }
  });

  it("does not depend on the order of rows or columns, on units of measurement, or on threads", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { treated, columns, random } = sample(seed, 200, 3, 0.2);
      const plain = entropyBalance(one, candidatesOf(treated), columns, { moments: 2 });
      const threaded = entropyBalance(two, candidatesOf(treated), columns, { moments: 2 });
      expect(Buffer.from(threaded.weights.buffer).equals(Buffer.from(plain.weights.buffer))).toBe(true);
      const order = [...treated.keys()].map((i) => [random(), i] as const).sort((a, b) => a[0] - b[0]);
      const moved = columns
        .map(({ name, values }) => ({ name, values: Float64Array.from(order, ([, i]) => 1e4 * values[i]! + 77) }))
        .reverse();
      const again = entropyBalance(one, candidatesOf(Uint8Array.from(order, ([, i]) => treated[i]!)), moved, {
        moments: 2,
      });
      order.forEach(([, i], place) => {
        const gap = Math.abs(again.weights[place]! - plain.weights[i]!);
        expect(gap).toBeLessThan(WEIGHT * Math.max(1, plain.weights[i]!));
      });
    }
  });

  it("units that don't take part weigh nothing and change nothing", () => {
    const { treated, columns } = sample(3, 200, 2, 0.2);
    const eligible = Uint8Array.from(treated, (_, i) => (i % 5 === 2 ? 0 : 1));
    const part = entropyBalance(one, { ...candidatesOf(treated), eligible }, columns, { moments: 1 });
    const kept = [...treated.keys()].filter((i) => eligible[i] === 1);
    const alone = entropyBalance(
      one,
      candidatesOf(Uint8Array.from(kept, (i) => treated[i]!)),
      columns.map(({ name, values }) => ({ name, values: Float64Array.from(kept, (i) => values[i]!) })),
      { moments: 1 },
    );
    kept.forEach((i, place) => {
      expect(part.weights[i]).toBe(alone.weights[place]);
    });
    expect(part.weights.filter((w, i) => eligible[i] === 0 && w !== 0)).toHaveLength(0);
  });
});

/** Whether 0 is strictly inside the hull of points of the plane: no half-plane through 0 holds them all. */
function inside(points: readonly (readonly [number, number])[]): boolean {
  const angles = points.map(([x, y]) => Math.atan2(y, x)).sort((a, b) => a - b);
  const gaps = angles.map((angle, i) => (i === 0 ? angle + 2 * Math.PI - angles.at(-1)! : angle - angles[i - 1]!));
  return Math.max(...gaps) < Math.PI;
}

describe("the hull of the controls", () => {
  it("decides whether there are weights, in the plane", () => {
    const verdicts = [0, 0];
    for (let seed = 1; seed <= 150; seed++) {
      const random = seeded(seed);
      const controls = 3 + (seed % 8);
      const n = controls + 1;
      const treated = Uint8Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0));
      const draw = (i: number) => (i === 0 ? random() - 0.5 : 2 * random() - 1);
      const [x, y] = [0, 1].map(() => Float64Array.from({ length: n }, (_, i) => draw(i))) as [
        Float64Array,
        Float64Array,
      ];
      const columns = [
        { name: "x", values: x },
        { name: "y", values: y },
      ];
      const points = Array.from({ length: controls }, (_, i) => [x[i + 1]! - x[0]!, y[i + 1]! - y[0]!] as const);
      const expected = inside(points);
      verdicts[Number(expected)]!++;
      const solve = () => entropyBalance(one, candidatesOf(treated), columns, { moments: 1 });
      if (expected) expect(solve().gap).toBeLessThan(MOMENT);
      else expect(solve, `seed ${seed}`).toThrow(expect.objectContaining({ code: "no_overlap" }));
    }
    expect(Math.min(...verdicts)).toBeGreaterThan(40);
  });

  it("names the covariate whose range is missed, and the two whose combination is", () => {
    const treated = Uint8Array.of(1, 1, 0, 0, 0, 0, 0);
    const column = (name: string, ...values: number[]) => ({ name, values: Float64Array.from(values) });
    const noise = column("noise", 1, -1, 0, 2, -2, 1, -1);
    const range = [noise, column("age", 9, 7, 1, 2, 3, 4, 5)];
    const solve = (columns: BalanceColumn[]) => () =>
      entropyBalance(one, candidatesOf(treated), columns, { moments: 1 });
    expect(solve(range)).toThrow(
      expect.objectContaining({ code: "no_overlap", detail: expect.objectContaining({ covariates: ["age"] }) }),
    );
    // each range reaches 3, but no control has a sum above 5
    const sum = [column("a", 3, 3, 5, 0, 2, 1, 4), column("b", 3, 3, 0, 5, 3, 4, 1)];
    expect(solve(sum)).toThrow(
      expect.objectContaining({ code: "no_overlap", detail: expect.objectContaining({ covariates: ["a", "b"] }) }),
    );
  });

  it("a target at the end of a range leaves the other controls out", () => {
    const treated = Uint8Array.of(1, 1, 0, 0, 0, 0, 0);
    const black = { name: "black", values: Float64Array.of(1, 1, 1, 1, 1, 0, 0) };
    const age = { name: "age", values: Float64Array.of(30, 40, 20, 35, 50, 10, 90) };
    const fit = entropyBalance(one, candidatesOf(treated), [age, black], { moments: 1 });
    expect(fit.edges).toEqual([{ moment: "black", controlsLeftOut: 2 }]);
    expect(fit.weights[5]! + fit.weights[6]!).toBe(0);
    const [a, b, c] = [fit.weights[2]!, fit.weights[3]!, fit.weights[4]!];
    expect(Math.abs(20 * a + 35 * b + 50 * c - 70)).toBeLessThan(1e-9);
    expect(Math.abs(a + b + c - 2)).toBeLessThan(1e-12);
  });

  it("says what is wrong with what it is given", () => {
    const { columns } = sample(1, 8, 1, 0);
    const all = (value: number) => candidatesOf(new Uint8Array(8).fill(value));
    const expectCode = (candidates: Candidates, options: object, code: string) =>
      expect(() => entropyBalance(one, candidates, columns, { moments: 1, ...options })).toThrow(
        expect.objectContaining({ code }),
      );
    const mixed = candidatesOf(Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0));
    expectCode(all(1), {}, "no_controls");
    expectCode(all(0), {}, "no_treated");
    expectCode(mixed, { moments: 4 }, "entropy_moments");
    expectCode(mixed, { base: new Float64Array(8) }, "entropy_base");
    const values = Float64Array.of(0, 1, 2, 3, 4, 5, Number.NaN, 7);
    expect(() => entropyBalance(one, mixed, [{ name: "age", values }], { moments: 1 })).toThrow(
      expect.objectContaining({
        code: "balance_not_finite",
        detail: expect.objectContaining({ column: "age", row: 7 }),
      }),
    );
  });
});
