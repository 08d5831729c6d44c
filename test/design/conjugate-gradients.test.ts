/**
 * Conjugate gradients on the reduced system: against the dense pseudo-inverse, on a graph that mixes slowly, lane by
 * lane, build by build, and what becomes of columns that can't be solved.
 */
import { readFileSync } from "node:fs";
import { Matrix, pseudoInverse } from "ml-matrix";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { instantiate } from "../../src/engine/wasm/load.js";
import type { LaneOutcome } from "../../src/regression/absorb/conjugate-gradients.js";
import { reducedSystem } from "../../src/regression/absorb/reduced-system.js";
import {
  bandRows,
  type EffectRows,
  energyNorm,
  graphOf,
  randomRows,
  ringRows,
  rowsFrom,
  sumsByLevel,
  timesSystem,
} from "../support/effect-graphs.js";
import { seeded } from "../support/random.js";

/** Rounding of a dense pseudo-inverse of order 40 whose smallest eigenvalue is about 0.01. */
const DENSE = 1e-10;
const MOST = 20_000;

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

interface Solved {
  readonly outcomes: readonly LaneOutcome[];
  readonly x: readonly Float64Array[];
}

/** Solves for columns of right-hand sides, `lanes` at once; those missing are 0. */
function solve(
  on: Engine,
  rows: EffectRows,
  columns: readonly Float64Array[],
  targets: readonly number[],
  { lanes = 4, maxIterations = MOST, signal }: { lanes?: number; maxIterations?: number; signal?: AbortSignal } = {},
): Solved {
  return on.scope((scope) => {
    const [b, x] = [scope.f64(rows.nLevels * lanes), scope.f64(rows.nLevels * lanes)];
    b.view().fill(0);
    columns.forEach((column, j) => {
      column.forEach((value, l) => {
        b.view()[l * lanes + j] = value;
      });
    });
    const system = reducedSystem(on, scope, graphOf(on, scope, rows));
    const outcomes = system.solve(b, x, {
      targets: Float64Array.from({ length: lanes }, (_, j) => targets[j] ?? 0),
      maxIterations,
      signal,
    });
    const found = x.view();
    const lane = (j: number) => Float64Array.from({ length: rows.nLevels }, (_, l) => found[l * lanes + j]!);
    return { outcomes, x: Array.from({ length: lanes }, (_, j) => lane(j)) };
  });
}

const difference = (a: Float64Array, b: Float64Array) => a.map((value, l) => value - b[l]!);

/** Right-hand sides as the absorber makes them: sums by level of columns at random less group means. */
const sidesOf = (rows: EffectRows, random: () => number, k: number) =>
  Array.from({ length: k }, () =>
    sumsByLevel(
      rows,
      Float64Array.from({ length: rows.n }, () => 2 * random() - 1),
    ),
  );

describe("the reduced system by conjugate gradients", () => {
  it("agrees with the dense pseudo-inverse: one to three effects, weights of 0, pieces", () => {
    const random = seeded(1);
    const weigh = () => (random() < 0.2 ? 0 : 0.5 + random());
    const cases = [
      randomRows(random, 60, 30, 1),
      randomRows(random, 60, 30, 1, weigh),
      randomRows(random, 20, 40, 1),
      randomRows(random, 60, 15, 2, weigh),
      randomRows(random, 60, 12, 3),
    ];
    for (const rows of cases) {
      const unit = (l: number) => Float64Array.from({ length: rows.nLevels }, (_, m) => (m === l ? 1 : 0));
      const S = new Matrix(Array.from({ length: rows.nLevels }, (_, l) => timesSystem(rows, unit(l))));
      const inverse = pseudoInverse(S, DENSE);
      const columns = sidesOf(rows, random, 3);
      const truth = columns.map((b) => Float64Array.from(inverse.mmul(Matrix.columnVector([...b])).to1DArray()));
      const targets = truth.map((x) => 1e-11 * energyNorm(rows, x));
      const { outcomes, x } = solve(engine, rows, columns, targets);
      truth.forEach((expected, j) => {
        expect(outcomes[j]!.status).toBe("converged");
        expect(energyNorm(rows, difference(expected, x[j]!))).toBeLessThan(DENSE * energyNorm(rows, expected));
      });
      expect(outcomes[3]).toEqual({ status: "converged", error: 0, iterations: 0 });
      expect(x[3]!.every((value) => value === 0)).toBe(true);
    }
  });

  it("does not stop early on a band of 5,000 levels", () => {
    const rows = bandRows(5_000);
    const random = seeded(2);
    const truth = [Float64Array.from({ length: 5_000 }, () => random() - 0.5)];
    truth.push(truth[0]!.map((jitter, l) => Math.sin(l / 200 + jitter / 100)));
    const norms = truth.map((x) => energyNorm(rows, x));
    const { outcomes, x } = solve(
      engine,
      rows,
      truth.map((column) => timesSystem(rows, column)),
      norms.map((norm) => 1e-9 * norm),
    );
    truth.forEach((column, j) => {
      expect(outcomes[j]!.status).toBe("converged");
      expect(outcomes[j]!.iterations).toBeGreaterThan(500);
      expect(energyNorm(rows, difference(column, x[j]!))).toBeLessThan(1e-9 * norms[j]!);
    });
  });

  it("gives a column the same bits whatever the columns beside it", () => {
    const random = seeded(3);
    const rows = randomRows(random, 500, 200, 1);
    const columns = sidesOf(rows, random, 12);
    const targets = columns.map((_, j) => 10 ** -(3 + (j % 9)));
    const together = solve(engine, rows, columns, targets, { lanes: 12 });
    for (const j of [0, 4, 11]) {
      for (const lanes of [4, 8]) {
        const alone = solve(engine, rows, [columns[j]!], [targets[j]!], { lanes });
        expect(alone.outcomes[0]).toEqual(together.outcomes[j]);
        expect(Buffer.from(alone.x[0]!.buffer).equals(Buffer.from(together.x[j]!.buffer))).toBe(true);
      }
    }
    expect(new Set(together.outcomes.map(({ iterations }) => iterations)).size).toBeGreaterThan(4);
  });

  it("gives the same bits on every build, on two threads, over several slabs and chunks, and solves", () => {
    const random = seeded(4);
    const scalar = new WebAssembly.Module(readFileSync(new URL("../../build/scalar.wasm", import.meta.url)));
    const engines = [engine, pooled, instantiate(scalar, { build: "scalar", shared: false, notes: [] })];
    for (const rows of [randomRows(random, 40_000, 9_000, 1), randomRows(random, 30_000, 3_000, 2, random)]) {
      const truth = Array.from({ length: 5 }, () => Float64Array.from({ length: rows.nLevels }, random));
      const columns = truth.map((x) => timesSystem(rows, x));
      const norms = truth.map((x) => energyNorm(rows, x));
      const targets = norms.map((norm) => 1e-9 * norm);
      const [simd, ...others] = engines.map((on) => solve(on, rows, columns, targets, { lanes: 8 }));
      for (const { outcomes, x } of others) {
        expect(outcomes).toEqual(simd!.outcomes);
        x.forEach((column, j) => {
          expect(Buffer.from(column.buffer).equals(Buffer.from(simd!.x[j]!.buffer))).toBe(true);
        });
      }
      truth.forEach((column, j) => {
        expect(simd!.outcomes[j]!.status).toBe("converged");
        expect(energyNorm(rows, difference(column, simd!.x[j]!))).toBeLessThan(targets[j]!);
      });
    }
  });

  it("leaves levels that meet no other alone", () => {
    // levels 2 and 3 meet each other only; 4 is met by groups of one cell
    const rows = rowsFrom(
      [
        [[0], [1]],
        [[2], [3]],
        [[4], [4]],
      ],
      5,
    );
    const b = Float64Array.of(1, -1, 0, 0, 0);
    const { x, outcomes } = solve(engine, rows, [b], [1e-12]);
    expect(outcomes[0]!.status).toBe("converged");
    expect(x[0]![0]! - x[0]![1]!).toBe(2);
    expect([...x[0]!].slice(2)).toEqual([0, 0, 0]);
  });

  it("says when rounding, the right-hand side or the iterations allow no better", () => {
    const rows = bandRows(400);
    const random = seeded(5);
    const truth = Float64Array.from({ length: 400 }, random);
    const good = timesSystem(rows, truth);
    const norm = energyNorm(rows, truth);
    const solvable = solve(engine, rows, [good], [1e-20 * norm]);
    expect(solvable.outcomes[0]!.status).toBe("stagnated");
    expect(solvable.outcomes[0]!.error).toBeGreaterThan(1e-20 * norm);
    expect(energyNorm(rows, difference(truth, solvable.x[0]!))).toBeLessThan(solvable.outcomes[0]!.error);
    const outOfRange = good.map((value) => value + 1);
    const notANumber = good.map((value, l) => (l === 7 ? Number.NaN : value));
    const cut = solve(engine, rows, [good, outOfRange, notANumber], [1e-9 * norm, 1e-9 * norm, 1e-9 * norm], {
      maxIterations: 20,
    });
    expect(cut.outcomes.map(({ status }) => status)).toEqual(["unfinished", "unfinished", "stagnated", "converged"]);
    expect(cut.outcomes[0]!.iterations).toBe(20);
    expect(cut.outcomes[0]!.error).toBeGreaterThan(1e-9 * norm);
    expect(cut.outcomes[2]!.error).toBe(Number.POSITIVE_INFINITY);
    // a constant over a component is no part of any right-hand side: it is taken out
    const mended = solve(engine, rows, [outOfRange], [1e-9 * norm], { maxIterations: 2_000 });
    expect(mended.outcomes[0]!.status).toBe("converged");
    expect(energyNorm(rows, difference(truth, mended.x[0]!))).toBeLessThan(1e-9 * norm);
  });

  it("takes levels of few edges out: a ring is solved without a step", () => {
    const rows = ringRows(5_000);
    const random = seeded(7);
    const truth = Float64Array.from({ length: 5_000 }, random);
    const { outcomes, x } = solve(engine, rows, [timesSystem(rows, truth)], [1e-9 * energyNorm(rows, truth)]);
    expect(outcomes[0]).toEqual({ status: "converged", error: 0, iterations: 0 });
    expect(energyNorm(rows, difference(truth, x[0]!))).toBeLessThan(1e-12 * energyNorm(rows, truth));
  });

  it("stops when asked to", () => {
    const rows = ringRows(50);
    const b = timesSystem(rows, Float64Array.from({ length: 50 }, seeded(6)));
    const used = engine.usedBytes();
    expect(() => solve(engine, rows, [b], [1e-9], { signal: AbortSignal.abort() })).toThrow("abort");
    expect(engine.usedBytes()).toBe(used);
  });
});
