/**
 * The absorber: which method it chooses and says, nested effects, ranks by hand, certificates, and every refusal.
 * That results are right is for the laws (`test/law/absorb.test.ts`).
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../src/base/columns.js";
import { DataError, KernelError, NotSupported, NumericalError, type WasmetricsError } from "../../src/base/errors.js";
import { SampleColumn } from "../../src/base/row-runs.js";
import { ColumnReader, gatherColumns, sampleColumn } from "../../src/engine/kernels/columns.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { makeAbsorber } from "../../src/regression/absorb/absorber.js";
import type { AbsorbOptions } from "../../src/regression/absorb/reuse.js";
import { seeded } from "../support/random.js";

/** What an exact method may leave of a group mean, in standard deviations of the column: the project's own bound. */
const CERTIFIED = 1e-12;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function category(name: string, codes: ArrayLike<number>): Category {
  const dense = Uint32Array.from(codes);
  return { name, codes: dense, nLevels: dense.reduce((most, code) => Math.max(most, code + 1), 0), label: String };
}

function absorb(
  effects: readonly Category[],
  columns: readonly Float64Array[],
  weights: Float64Array | null = null,
  options: AbsorbOptions = {},
) {
  return engine.scope((scope) => {
    const absorber = makeAbsorber(engine, scope, effects, weights, options);
    const block = gatherColumns(engine, scope, columns, absorber.rowOrder);
    const solve = absorber.demean(block, columns.length);
    const n = columns[0]!.length;
    return { absorber, solve, demeaned: columns.map((_, j) => sampleColumn(block, n, j, absorber.rowOrder)) };
  });
}

/** The error `work` throws, for a look at its class and code. */
function thrown(work: () => unknown): WasmetricsError {
  try {
    work();
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was thrown");
}

const firm = category("firm", [0, 0, 1, 1, 2, 2]);
const year = category("year", [0, 1, 0, 1, 0, 1]);
const x = Float64Array.of(1, 2, 4, 8, 16, 32);

describe("choice of method", () => {
  it("none: leaves columns and measures them", () => {
    const { absorber, solve, demeaned } = absorb([], [x]);
    expect(absorber.method).toBe("none");
    expect(absorber.levels).toEqual([]);
    expect(absorber.rank).toEqual({ value: 0, exact: true });
    expect(absorber.components).toBe(null);
    expect(demeaned[0]).toEqual(x);
    expect(solve.normAfter[0]! ** 2).toBeCloseTo(1365, 9);
    expect(solve.normBefore[0]! ** 2).toBeCloseTo(1365 - 63 ** 2 / 6, 9);
    const weighted = absorb([], [x], new Float64Array(6).fill(2));
    expect(weighted.absorber.nRows).toBe(6);
    expect(weighted.solve.normAfter[0]! ** 2).toBeCloseTo(2730, 9);
  });

  it("one effect: group means, rows left in order", () => {
    const sorted = absorb([firm], [x]);
    expect(sorted.solve.method).toBe("one-way");
    expect(sorted.absorber.rowOrder).toBe(null);
    expect(sorted.absorber.rank).toEqual({ value: 3, exact: true });
    expect(sorted.demeaned[0]).toEqual(Float64Array.of(-0.5, 0.5, -2, 2, -8, 8));
    const unsorted = absorb([year], [x]);
    expect(unsorted.absorber.rowOrder).toBe(null);
    expect(unsorted.demeaned[0]).toEqual(Float64Array.of(-6, -12, -3, -6, 9, 18));
  });

  it("two effects: exact, rows ordered by the larger", () => {
    const { absorber, solve, demeaned } = absorb([year, firm], [x]);
    expect(solve).toMatchObject({ method: "direct", iterations: 0, errorEstimate: 0, converged: true });
    expect(absorber.rowOrder).toBe(null);
    expect(absorber).toMatchObject({ nRows: 6, levels: [2, 3], components: 1, rank: { value: 4, exact: true } });
    demeaned[0]!.forEach((value, i) => {
      expect(value).toBeCloseTo([3, -3, 1.5, -1.5, -4.5, 4.5][i]!, 12);
    });
    const shuffled = absorb([category("firm", [2, 0, 1, 2, 1, 0]), category("year", [0, 0, 0, 1, 1, 1])], [x]);
    expect(shuffled.absorber.rowOrder).toEqual(Uint32Array.of(1, 5, 2, 4, 0, 3));
  });

  it("three effects: exact where small; conjugate gradients and projections on demand, with an estimate of the error", () => {
    const product = category("product", [0, 1, 1, 0, 0, 1]);
    expect(absorb([firm, year, product], [x]).solve).toMatchObject({ method: "direct", errorEstimate: 0 });
    for (const solver of ["krylov", "map"] as const) {
      const { solve, absorber } = absorb([firm, year, product], [x], null, { solver });
      expect(solve.method).toBe(solver);
      expect(absorber.choice.reason.message).toBe("as requested");
      expect(solve.iterations).toBeGreaterThan(0);
      expect(solve.errorEstimate).toBeLessThan(1e-10);
    }
  });

  it("a large, well-mixed smaller effect goes to conjugate gradients, unless 'direct' is asked for; the choice is told", () => {
    const random = seeded(5);
    const n = 20_000;
    const nLevels = 1_300;
    const at = (i: number) => (i < nLevels ? i : Math.floor(random() * nLevels));
    const effects = ["a", "b"].map((name) =>
      category(
        name,
        Array.from({ length: n }, (_, i) => at(i)),
      ),
    );
    const column = Float64Array.from({ length: n }, random);
    const auto = absorb(effects, [column]);
    const direct = absorb(effects, [column], null, { solver: "direct" });
    expect([auto.solve.method, direct.solve.method]).toEqual(["krylov", "direct"]);
    expect(auto.absorber.choice.reason.message).toContain("an exact factor would take");
    expect(direct.absorber.choice.numbers).toBeGreaterThan(nLevels);
    const difference = auto.demeaned[0]!.map((value, i) => Math.abs(value - direct.demeaned[0]![i]!));
    expect(difference.reduce((most, value) => Math.max(most, value), 0)).toBeLessThan(1e-10);
    // a result is certified by the tolerance that was asked for
    const loose = absorb(effects, [column], null, { tolerance: 1e-2 }).solve;
    expect(loose.certificate).toBeGreaterThan(1e-8);
    expect(loose.errorEstimate).toBeLessThan(1e-2);
  });

  it("and stays exact where it mixes slowly", () => {
    const n = 2_400; // a path: row i joins level i/2 of one effect to level (i+1)/2 of the other
    const effects = [
      category(
        "a",
        Array.from({ length: n }, (_, i) => Math.floor(i / 2)),
      ),
      category(
        "b",
        Array.from({ length: n }, (_, i) => Math.floor((i + 1) / 2)),
      ),
    ];
    const random = seeded(6);
    const { solve, absorber } = absorb(effects, [Float64Array.from({ length: n }, random)]);
    expect(solve.method).toBe("direct");
    expect(absorber.rank.value).toBe(n); // a tree: every row is fitted
    expect(solve.normAfter[0]!).toBeLessThan(1e-9 * solve.normBefore[0]!);
  });
});

describe("graphs of effects", () => {
  it("an effect another is nested in is left out of the solve and still reported", () => {
    const country = category("country", [0, 0, 1, 1, 1, 1]);
    const two = absorb([country, firm], [x]);
    expect(two.absorber).toMatchObject({ method: "one-way", levels: [2, 3], components: 2 });
    expect(two.absorber.rank).toEqual({ value: 3, exact: true });
    const three = absorb([country, firm, year], [x]);
    expect(three.absorber).toMatchObject({ method: "direct", levels: [2, 3, 2], components: 1 });
    expect(three.absorber.rank).toEqual({ value: 4, exact: true });
    expect(absorb([firm, firm], [x]).absorber.rank).toEqual({ value: 3, exact: true });
  });

  it("each component of two effects costs one level", () => {
    const a = category("a", [0, 0, 1, 1, 2, 2, 3, 3]);
    const b = category("b", [3, 1, 1, 3, 0, 2, 2, 0]);
    const { absorber, solve } = absorb([a, b], [Float64Array.of(1, 5, 2, 8, 3, 3, 1, 9)]);
    expect(absorber.components).toBe(2);
    expect(absorber.rank).toEqual({ value: 6, exact: true });
    expect(solve.certificate).toBeLessThan(CERTIFIED);
  });

  it("the pairwise rule for three effects, in the order given", () => {
    const product = category("product", [0, 1, 1, 0, 0, 1]);
    const { rank } = absorb([firm, year, product], [x]).absorber;
    expect(rank).toEqual({ value: 3 + 1 + 1, exact: false });
  });
});

describe("accuracy", () => {
  it("certifies columns of mean 1e6 and standard deviation 1 on many rows", () => {
    const n = 200_000;
    const random = seeded(9);
    const firms = Array.from({ length: n }, (_, i) => (i < n / 10 ? i : Math.floor((random() * n) / 10)));
    const effects = [
      category("firm", firms),
      category(
        "year",
        Array.from({ length: n }, (_, i) => (i * 7) % 12),
      ),
    ];
    const columns = [0, 1, 2, 3, 4].map(() => Float64Array.from({ length: n }, () => 1e6 + Math.sqrt(12) * random()));
    const weights = Float64Array.from({ length: n }, () => 0.5 + random());
    for (const w of [null, weights]) {
      const { solve } = absorb(effects, columns, w);
      expect(solve.method).toBe("direct");
      expect(solve.certificate).toBeLessThan(CERTIFIED);
    }
  });

  it("a column of nothing but effects comes out absorbed, by either method", () => {
    const column = Float64Array.from(x, (_, i) => 3 * firm.codes[i]! + 0.1 * year.codes[i]!);
    for (const solver of ["direct", "map"] as const) {
      const { solve } = absorb([firm, year], [column, x], null, { solver });
      expect(solve.normAfter[0]!).toBeLessThan(1e-12 * solve.normBefore[0]!);
      expect(solve.normAfter[1]!).toBeGreaterThan(1);
    }
    expect(absorb([firm, year], [new Float64Array(6).fill(0.1)]).solve).toMatchObject({ certificate: 0 });
  });
});

describe("refusals", () => {
  it("a result that weights beyond the arithmetic spoil is refused, never returned", () => {
    const random = seeded(1);
    let refusals = 0;
    for (let draw = 0; draw < 40; draw++) {
      const effects = [
        category(
          "a",
          Array.from({ length: 60 }, (_, i) => i % 7),
        ),
        category(
          "b",
          Array.from({ length: 60 }, (_, i) => Math.floor(i / 7)),
        ),
      ];
      const weights = Float64Array.from({ length: 60 }, () => 10 ** (50 * random() - 25));
      const column = Float64Array.from({ length: 60 }, () => 1e15 + random());
      try {
        expect(absorb(effects, [column], weights, { solver: "direct" }).solve.certificate).toBeLessThanOrEqual(1e-8);
      } catch (error) {
        if (!(error instanceof NumericalError)) throw error;
        if (error.code === "certificate") refusals++;
      }
    }
    expect(refusals).toBeGreaterThan(0);
  });

  it("projections that do not converge are an error with figures", () => {
    const n = 400;
    const path = [
      category(
        "a",
        Array.from({ length: n }, (_, i) => Math.floor(i / 2)),
      ),
      category(
        "b",
        Array.from({ length: n }, (_, i) => Math.floor(((i + 1) % n) / 2)),
      ),
    ];
    const random = seeded(2);
    const error = thrown(() =>
      absorb(path, [Float64Array.from({ length: n }, random)], null, { solver: "map", maxIterations: 50 }),
    );
    expect(error).toBeInstanceOf(NumericalError);
    expect(error.code).toBe("not_converged");
    expect(error.detail).toMatchObject({ iterations: 50, expected: 1e-10 });
    expect(error.detail.got).toBeGreaterThan(1e-10);
  });

  it("a factor beyond its cap, with its size, before it is made", () => {
    const random = seeded(7);
    const n = 80_000;
    const effects = ["a", "b"].map((name) =>
      category(
        name,
        Array.from({ length: n }, (_, i) => (i < 20_000 ? i : Math.floor(random() * 20_000))),
      ),
    );
    const error = thrown(() => absorb(effects, [new Float64Array(n)], null, { solver: "direct" }));
    expect(error).toBeInstanceOf(NotSupported);
    expect(error.code).toBe("solver");
    expect(error.message).toMatch(
      /would (hold|take|take at least) [\d.]+e\+\d+ (numbers|operations), expected at most [\d.]+e\+\d+; use 'auto' or 'krylov'/,
    );
  });

  it("weights, levels and lengths that don't fit", () => {
    const cases: [() => unknown, string][] = [
      [() => absorb([firm], [x], Float64Array.of(1, 2)), "weights"],
      [() => absorb([firm, year], [x], Float64Array.of(1, 1, -1, 1, 1, 1)), "weights"],
      [() => absorb([firm, year], [x], new Float64Array(6)), "weights"],
      [() => absorb([firm, year], [x], Float64Array.of(1, 1, 1, 1, Number.NaN, 1)), "weights"],
      [() => absorb([category("firm", [0, 0, 2])], [x.subarray(0, 3)]), "unused_level"],
      [() => absorb([firm, category("year", [0, 2, 0, 2, 0, 2])], [x]), "unused_level"],
      [() => absorb([category("firm", [0, 0, 3, 3, 1, 1]), year], [x]), "unused_level"],
      [() => absorb([firm, category("year", [0, 1])], [x]), "effect_length"],
    ];
    for (const [work, code] of cases) {
      const error = thrown(work);
      expect(error).toBeInstanceOf(DataError);
      expect(error.code).toBe(code);
    }
    expect(thrown(() => absorb([{ ...firm, nLevels: 2 }], [x]))).toBeInstanceOf(KernelError);
  });

  it("numbers that are none, by every method, naming the column", () => {
    const bad = Float64Array.of(1, 2, Number.NaN, 4, 5, 6);
    const columns = [x, x, x, x, x, bad];
    for (const [effects, solver] of [
      [[], "auto"],
      [[firm], "auto"],
      [[year], "auto"],
      [[firm, year], "direct"],
      [[firm, year], "map"],
    ] as const) {
      const error = thrown(() => absorb(effects, columns, null, { solver }));
      expect(error).toBeInstanceOf(DataError);
      expect(error).toMatchObject({ code: "not_finite", detail: { column: 5 } });
    }
  });

  it("columns shorter than said", () => {
    engine.scope((scope) => {
      const absorber = makeAbsorber(engine, scope, [firm], null);
      expect(thrown(() => absorber.demean(scope.f64(6), 2))).toBeInstanceOf(KernelError);
    });
  });

  it("stops when told to, and leaves the engine usable", () => {
    const controller = new AbortController();
    controller.abort();
    expect(() => absorb([firm, year], [x], null, { signal: controller.signal })).toThrow();
    engine.scope((scope) => {
      const absorber = makeAbsorber(engine, scope, [firm, year], null, { signal: controller.signal });
      expect(() =>
        absorber.within(scope, { k: 1, reader: new ColumnReader([new SampleColumn(x)], null), isFilled: false }),
      ).toThrow("abort");
    });
    expect(absorb([firm, year], [x]).solve.converged).toBe(true);
  });
});
