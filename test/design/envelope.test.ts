/**
 * The exact factor of the reduced system against its definition on dense matrices: the coefficients solve the equations,
 * and what they predict is the projection, whatever the graph, the weights and what is redundant.
 */
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { NumericalError } from "../../src/base/errors.js";
import { type Engine, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import { type CellGraph, cellGraph } from "../../src/engine/kernels/reduced.js";
import { type EnvelopeEstimate, EnvelopeFactor, estimateEnvelope } from "../../src/regression/absorb/envelope.js";
import { seeded } from "../support/random.js";

/** Rounding of dense reference and factor on up to 200 rows with columns of size 1. */
const AGREE = 1e-10;
/** Of the equations, against the size of their terms. */
const RESIDUAL = 1e-12;
/** The dense reference drops singular values below this share of the largest: weights span up to 1e6, their roots 1e3. */
const RANK_SHARE = 1e-11;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Rows ordered by group; each gives its levels, one an effect, from 0 within the effect. */
interface Rows {
  readonly groups: readonly number[];
  readonly levels: readonly (readonly number[])[];
  /** Levels of each effect. */
  readonly sizes: readonly number[];
  readonly weights: readonly number[] | null;
}

type Random = () => number;

/** Groups of the given level lists; the levels of further effects by `beside`. */
function rowsOf(
  lists: readonly (readonly number[])[],
  nA: number,
  beside: readonly { readonly size: number; readonly level: (a: number, g: number) => number }[] = [],
  weight: (() => number) | null = null,
): Rows {
  const groups = lists.flatMap((list, g) => list.map(() => g));
  const levels = lists.flatMap((list, g) => list.map((a) => [a, ...beside.map(({ level }) => level(a, g))]));
  const weights = weight === null ? null : groups.map(weight);
  return { groups, levels, sizes: [nA, ...beside.map(({ size }) => size)], weights };
}

/** Dummies of the groups and of the other effects' levels, and the square roots of the weights. */
function dense({ groups, levels, sizes, weights }: Rows) {
  const n = groups.length;
  const starts = sizes.map((_, f) => sizes.slice(0, f).reduce((sum, size) => sum + size, 0));
  const nLevels = sizes.reduce((sum, size) => sum + size, 0);
  const D2 = Matrix.zeros(n, nLevels);
  levels.forEach((row, i) => {
    for (let f = 0; f < row.length; f++) D2.set(i, starts[f]! + row[f]!, 1);
  });
  const w = weights ?? groups.map(() => 1);
  return { n, nLevels, starts, D2, w };
}

/**
 * Weighted group means taken out of each column, then rows scaled by the roots of their weights. As sums of differences,
 * so that a row that outweighs its group keeps its digits.
 */
function demeaned(X: Matrix, groups: readonly number[], w: readonly number[]): Matrix {
  const out = X.clone();
  for (const g of new Set(groups)) {
    const rows = groups.flatMap((group, i) => (group === g ? [i] : []));
    const W = rows.reduce((sum, i) => sum + w[i]!, 0);
    for (let j = 0; j < X.columns; j++) {
      for (const i of rows) {
        const apart = rows.reduce((sum, k) => sum + w[k]! * (X.get(i, j) - X.get(k, j)), 0);
        out.set(i, j, W === 0 ? 0 : (apart / W) * Math.sqrt(w[i]!));
      }
    }
  }
  return out;
}

/** Solves for `lanes` columns by the factor and compares with dense algebra, rank and all. Returns what the factor says of itself. */
function check(rows: Rows, lanes: number, seed: number) {
  const { n, nLevels, starts, D2, w } = dense(rows);
  const random = seeded(seed);
  const Y = new Matrix(Array.from({ length: n }, () => Array.from({ length: lanes }, () => 2 * random() - 1)));
  const [X, y] = [demeaned(D2, rows.groups, w), demeaned(Y, rows.groups, w)];
  const [S, b] = [X.transpose().mmul(X), X.transpose().mmul(y)];
  const { x, unused, about } = engine.scope((scope) => {
    const nGroups = rows.groups.at(-1)! + 1;
    const offsets = new Uint32Array(nGroups + 1);
    for (const g of rows.groups) offsets[g + 1]!++;
    for (let g = 0; g < nGroups; g++) offsets[g + 1]! += offsets[g]!;
    const p = rows.sizes.length;
    const codes = Uint32Array.from({ length: p * n }, (_, at) => {
      const [f, i] = [Math.floor(at / n), at % n];
      return starts[f]! + rows.levels[i]![f]!;
    });
    const graph = cellGraph(engine, scope, {
      n,
      nGroups,
      nLevels,
      p,
      offsets: scope.copyU32(offsets),
      codes: scope.copyU32(codes),
      weights: rows.weights === null ? null : scope.copyF64(Float64Array.from(rows.weights)),
    });
    const estimate = anyEstimate(engine, scope, graph, rows.sizes[0]!);
    const factor = new EnvelopeFactor(engine, scope, graph, estimate);
    const block = scope.copyF64(Float64Array.from(b.to2DArray().flat()));
    factor.solve(block, lanes);
    const solved = Array.from({ length: nLevels }, (_, l) => [...block.view().slice(l * lanes, (l + 1) * lanes)]);
    const { pinned, components, bytes } = factor;
    const pins = estimate.last.view();
    const unused = new Set([...estimate.position.view()].flatMap((at, level) => (pins[at] === 1 ? [level] : [])));
    return { x: new Matrix(solved), unused, about: { pinned, components, bytes, cells: estimate.cells } };
  });
  const basis = leading(new SingularValueDecomposition(X, { autoTranspose: true }));
  const [projection, fitted] = [basis.mmul(basis.transpose().mmul(y)), X.mmul(x)];
  for (let j = 0; j < lanes; j++) {
    const scale = y.getColumnVector(j).norm();
    expect(Matrix.sub(projection, fitted).getColumnVector(j).norm() / scale).toBeLessThan(AGREE);
  }
  const residual = Matrix.sub(S.mmul(x), b);
  const size = Matrix.abs(S)
    .mmul(Matrix.abs(x))
    .add(Matrix.abs(X.transpose()).mmul(Matrix.abs(y)));
  const sizes = size.to1DArray();
  // An equation without a coefficient is a combination of the others, and takes their rounding.
  const all = sizes.reduce((sum, value) => sum + value, 0);
  residual.to1DArray().forEach((r, at) => {
    expect(Math.abs(r)).toBeLessThanOrEqual(RESIDUAL * (unused.has(Math.floor(at / lanes)) ? all : sizes[at]!));
  });
  expect(about.pinned).toBe(nLevels - basis.columns);
  return about;
}

/** Left singular vectors of the singular values that count. */
function leading(svd: SingularValueDecomposition): Matrix {
  const values = svd.diagonal;
  const rank = values.filter((value) => value > RANK_SHARE * values[0]!).length;
  const left = svd.leftSingularVectors;
  return rank === 0 ? Matrix.zeros(left.rows, 0) : left.subMatrix(0, left.rows - 1, 0, rank - 1);
}

/** Whatever the factor takes. */
const anyEstimate = (engine: Engine, scope: Scope, graph: CellGraph, nA: number): EnvelopeEstimate =>
  estimateEnvelope(engine, scope, graph, nA, Number.POSITIVE_INFINITY)!;

const integer = (random: Random, below: number): number => Math.floor(random() * below);

/** Groups of two to five rows on levels that lie near each other. */
function nearby(nGroups: number, nA: number, random: Random): number[][] {
  return Array.from({ length: nGroups }, () => {
    const centre = integer(random, nA);
    return Array.from({ length: 2 + integer(random, 4) }, () => (centre + integer(random, 6)) % nA);
  });
}

const ring = (nA: number): number[][] => Array.from({ length: nA }, (_, a) => [a, (a + 1) % nA]);
/** Seven decades of weights, one row in ten without. */
const wide = (random: Random) => () => (random() < 0.1 ? 0 : 10 ** (6 * random()));

/** The cells of a ring, built directly. */
function ringGraph(scope: Scope, nA: number): CellGraph {
  const offsets = scope.copyU32(Uint32Array.from({ length: nA + 1 }, (_, g) => 2 * g));
  const codes = scope.copyU32(Uint32Array.from(ring(nA).flat()));
  const weights = scope.copyF64(new Float64Array(2 * nA).fill(1));
  return { nGroups: nA, nCells: 2 * nA, nLevels: nA, p: 1, stride: 2 * nA, offsets, codes, weights, counts: true };
}

describe("EnvelopeFactor, one other effect", () => {
  it("solves trees: a path, a star and random ones, each with one level redundant", () => {
    const path = Array.from({ length: 29 }, (_, a) => [a, a + 1]);
    const star = Array.from({ length: 29 }, (_, a) => [0, a + 1]);
    for (const lists of [path, star]) expect(check(rowsOf(lists, 30), 4, 1).pinned).toBe(1);
    for (let seed = 2; seed < 7; seed++) {
      const random = seeded(seed);
      const tree = Array.from({ length: 39 }, (_, a) => [a + 1, integer(random, a + 1)]);
      expect(
        check(
          rowsOf(tree, 40, [], () => 0.5 + random()),
          4,
          seed,
        ),
      ).toMatchObject({ pinned: 1, components: 1 });
    }
  });

  it("solves rings of every length round the blocks of four", () => {
    for (let nA = 3; nA < 22; nA++) check(rowsOf(ring(nA), nA), 4, nA);
  });

  it("solves graphs in several components, with levels that meet none", () => {
    const apart = [...ring(7), ...ring(5).map((pair) => pair.map((a) => a + 7)), [12, 12], [14, 15, 16, 14]];
    expect(check(rowsOf(apart, 18), 8, 3)).toMatchObject({ components: 6, pinned: 6 });
  });

  it("solves random graphs with repeated rows and weights from 0 to 1e6", () => {
    for (let seed = 0; seed < 12; seed++) {
      const random = seeded(seed);
      const lists = nearby(10 + integer(random, 30), 12 + integer(random, 20), random);
      const nA = 1 + Math.max(...lists.flat());
      check(
        rowsOf([...lists, ...lists.slice(0, 5)], nA, [], seed % 2 === 0 ? null : wide(random)),
        4 + 4 * (seed % 3),
        seed,
      );
    }
  });

  it("solves a ring of 20,000 levels to the last digits", () => {
    const nA = 20_000;
    engine.scope((scope) => {
      const graph = ringGraph(scope, nA);
      const estimate = anyEstimate(engine, scope, graph, nA);
      expect(estimate.cells).toBeLessThan(10 * nA);
      const b = scope.f64(4 * nA);
      b.view().fill(0);
      for (let lane = 0; lane < 4; lane++) b.view().set([1], lane);
      for (let lane = 0; lane < 4; lane++) b.view().set([-1], 4 * (nA / 2) + lane);
      new EnvelopeFactor(engine, scope, graph, estimate).solve(b, 4);
      // Two ways of nA / 2 edges of conductance 1/2 each.
      const across = b.view()[0]! - b.view()[4 * (nA / 2)]!;
      expect(Math.abs(across / (nA / 2) - 1)).toBeLessThan(1e-12);
    });
  });

  it("gives a column the same bits at 4, 8 and 12 lanes", () => {
    const [nA, random] = [50, seeded(9)];
    const columns = Array.from({ length: 12 }, () => Float64Array.from({ length: nA }, () => 2 * random() - 1));
    const solved = [4, 8, 12].map((lanes) =>
      engine.scope((scope) => {
        const graph = ringGraph(scope, nA);
        const factor = new EnvelopeFactor(engine, scope, graph, anyEstimate(engine, scope, graph, nA));
        const b = scope.copyF64(
          Float64Array.from({ length: nA * lanes }, (_, at) => columns[at % lanes]![Math.floor(at / lanes)]!),
        );
        factor.solve(b, lanes);
        return [...b.view()].filter((_, at) => at % lanes < 4);
      }),
    );
    expect(solved[1]).toEqual(solved[0]);
    expect(solved[2]).toEqual(solved[0]);
  });
});

describe("EnvelopeFactor, with a border", () => {
  it("solves random graphs of two and three other effects, weights from 0 to 1e6", () => {
    for (let seed = 0; seed < 16; seed++) {
      const random = seeded(100 + seed);
      const beside = Array.from({ length: 1 + (seed % 2) }, () => {
        const size = 2 + integer(random, 6);
        return { size, level: () => integer(random, size) };
      });
      const nA = 10 + integer(random, 12);
      const weight = seed % 4 < 2 ? null : wide(random);
      check(rowsOf(nearby(30, nA, random), nA, beside, weight), 4 + 4 * (seed % 3), seed);
    }
  });

  it("pins an effect that the first determines", () => {
    const random = seeded(21);
    const rows = rowsOf([...ring(20), ...nearby(20, 20, random)], 20, [{ size: 4, level: (a) => a % 4 }]);
    expect(check(rows, 4, 21)).toMatchObject({ components: 1, pinned: 5 });
  });

  it("pins one of two equal effects, with weights up to 1e6", () => {
    const random = seeded(22);
    const at = new Map<string, number>();
    const level = (a: number, g: number) => {
      const key = `${a}, ${g}`;
      if (!at.has(key)) at.set(key, integer(random, 5));
      return at.get(key)!;
    };
    const lists = [...ring(20), ...nearby(30, 20, random)].map((list) => [...new Set(list)]);
    const rows = rowsOf(
      lists,
      20,
      [
        { size: 5, level },
        { size: 5, level },
      ],
      () => 10 ** (6 * random()),
    );
    // A constant of each effect, and the four further levels of the second copy.
    expect(check(rows, 12, 22)).toMatchObject({ components: 1, pinned: 7 });
  });

  it("solves when the border is wider than the first effect", () => {
    const random = seeded(23);
    const lists = Array.from({ length: 60 }, () => Array.from({ length: 3 }, () => integer(random, 3)));
    check(rowsOf(lists, 3, [{ size: 21, level: () => integer(random, 21) }]), 8, 23);
  });
});

describe("estimateEnvelope", () => {
  it("says what the factor keeps, and a factor beyond 32-bit memory is refused", () => {
    engine.scope((scope) => {
      const graph = ringGraph(scope, 12);
      const estimate = anyEstimate(engine, scope, graph, 12);
      expect(estimate).toMatchObject({ nA: 12, components: 1, pairs: 12 });
      expect(estimate.bytes).toBeGreaterThan(8 * estimate.cells);
      const size = 2 ** 29;
      const beyond = { ...estimate, layout: { ...estimate.layout, size } };
      expect(() => new EnvelopeFactor(engine, scope, graph, beyond)).toThrow(NumericalError);
      expect(() => new EnvelopeFactor(engine, scope, graph, beyond)).toThrow(/needs 536870912 numbers/);
    });
  });

  it("gives up once the order takes more work than is allowed", () => {
    engine.scope((scope) => {
      const graph = ringGraph(scope, 12);
      const { work } = anyEstimate(engine, scope, graph, 12);
      expect(estimateEnvelope(engine, scope, graph, 12, work)?.work).toBe(work);
      // rows of the ring reach two back
      expect(estimateEnvelope(engine, scope, graph, 12, 4 * 9)).toBeNull();
    });
  });
});
