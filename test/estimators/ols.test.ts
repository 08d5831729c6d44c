/**
 * Least squares by cross-products and by TSQR: which is chosen, and that the choice costs no digit that was promised.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { ols } from "../../src/regression/least-squares/ols.js";
import { centred } from "../cases/row.js";
import { seeded } from "../support/random.js";

const n = 20_000;
/** Agreement promised between the two, relative to a coefficient. */
const AGREEMENT = 1e-9;
/** What the bound on the condition leaves: a hundredth of it. */
const MARGIN = 100;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function regress(columns: readonly Float64Array[], leastSquares: "auto" | "qr" = "auto") {
  return engine.scope((scope) => {
    const rows = columns[0]!.length;
    const block = scope.f64(rows * columns.length);
    columns.forEach((column, j) => {
      block.view().set(column, j * rows);
    });
    const k = columns.length - 1;
    const { fit, kept, dropped, tss, least_squares } = ols(
      engine,
      scope,
      rows,
      k,
      block,
      new Array<boolean>(k).fill(false),
      { leastSquares },
    );
    return { beta: fit.beta, ssr: fit.ssr, kept, dropped, tss, how: least_squares };
  });
}

/** Columns x, and y = their sum + noise. */
function problem(x: readonly Float64Array[], noise: number): Float64Array[] {
  const y = centred(n, seeded(99)).map((value, i) => noise * value + x.reduce((sum, column) => sum + column[i]!, 0));
  return [...x, y];
}

const plain = (seed: number) => centred(n, seeded(seed));
/** A column that leaves `share` of its norm beside x. */
const near = (x: Float64Array, share: number, seed: number) => plain(seed).map((value, i) => x[i]! + share * value);

describe("ols", () => {
  it("takes cross-products for well-conditioned columns, whatever their units, and agrees with TSQR by a wide margin", () => {
    const [a, b] = [plain(1), plain(2)];
    const units = ([x, z, y]: Float64Array[]) => [x!.map((value) => 1e-9 * value), z!.map((value) => 1e12 * value), y!];
    for (const columns of [
      problem([a, b, plain(3)], 1),
      units(problem([a, b], 1)),
      problem([a, near(a, 0.03, 4), near(b, 0.05, 5), b], 1),
    ]) {
      const [gram, qr] = [regress(columns), regress(columns, "qr")];
      expect(gram.how).toBe("gram");
      expect(qr.how).toBe("qr");
      gram.beta.forEach((value, j) => {
        expect(Math.abs(value / qr.beta[j]! - 1)).toBeLessThan(AGREEMENT / MARGIN);
      });
      expect(Math.abs(gram.ssr / qr.ssr - 1)).toBeLessThan(1e-13);
      expect(Math.abs(gram.tss / qr.tss - 1)).toBeLessThan(1e-13);
    }
  });

  it("takes TSQR where columns are nearly collinear, one by one or together, and finds all of the rank", () => {
    const [a, b, c] = [plain(1), plain(2), plain(3)];
    const together = plain(6).map((value, i) => a[i]! + b[i]! + c[i]! + 1e-3 * value);
    for (const x of [
      [a, near(a, 1e-3, 4)],
      [a, near(a, 1e-6, 4)],
      [a, b, c, together],
    ]) {
      const found = regress(problem(x, 1));
      expect(found.how).toBe("qr");
      expect(found.dropped).toEqual([]);
    }
  });

  it("takes TSQR where a column is a combination of others, and says which", () => {
    const [a, b] = [plain(1), plain(2)];
    const sum = a.map((value, i) => 2 * value - b[i]!);
    const { how, kept, dropped } = regress([a, b, sum, plain(3)]);
    expect(how).toBe("qr");
    expect(kept).toEqual([0, 1]);
    expect(dropped[0]!.combination.map(({ coefficient }) => Number(coefficient.toPrecision(9)))).toEqual([2, -1]);
  });

  it("takes TSQR where the fit is all but exact, so that residuals are no rounding of cross-products", () => {
    const x = [plain(1), plain(2)];
    expect(regress(problem(x, 1e-3)).how).toBe("gram");
    expect(regress(problem(x, 1e-5)).how).toBe("qr");
    const exact = regress(problem(x, 0));
    expect(exact.how).toBe("qr");
    expect(exact.ssr).toBeLessThan(1e-26 * exact.tss);
  });

  it("takes TSQR where cross-products underflow, where a column is zero and where there are fewer rows than columns", () => {
    const tiny = plain(1).map((value) => 1e-170 * value);
    expect(regress([tiny, plain(2), plain(3)]).how).toBe("qr");
    expect(regress([new Float64Array(n), plain(2), plain(3)]).how).toBe("qr");
    expect(regress([Float64Array.of(1, 2), Float64Array.of(1, 1), Float64Array.of(3, 1)]).how).toBe("qr");
  });
});
