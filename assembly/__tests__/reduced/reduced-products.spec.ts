import { cgDirection, cgStep } from "../../reduced/conjugate-gradient";
import { edgeProduct } from "../../reduced/edge-product";
import { reducedApply } from "../../reduced/reduced-apply";
import { reducedEdges } from "../../reduced/reduced-edges";
import { reducedFinish } from "../../reduced/reduced-finish";
import { GuardedF64, GuardedU32 } from "../support/guarded";

/** Two groups on a path of three levels: cells 0 1 | 1 2 with weights 1 1 | 2 2. S has edges 0.5 and 1. */
const N_LEVELS = 3;

function lanesOf(values: f64[], lanes: i32): GuardedF64 {
  const buffer = new GuardedF64(values.length * lanes);
  for (let l = 0; l < values.length; l++) {
    for (let j = 0; j < lanes; j++) buffer.set(l * lanes + j, values[l] * (j + 1));
  }
  return buffer;
}

describe("reducedApply and reducedFinish", () => {
  it("multiply by the Laplacian, slab by slab, at 4, 8 and 12 lanes", () => {
    const offsets = GuardedU32.of([0, 2, 4]), codes = GuardedU32.of([0, 1, 1, 2]);
    const weights = GuardedF64.of([1, 1, 2, 2]), inverses = GuardedF64.of([0.5, 0.25]);
    const totals = GuardedF64.of([1, 3, 2]);
    for (let lanes = 4; lanes <= 12; lanes += 4) {
      const size = N_LEVELS * lanes;
      const a = lanesOf([1, 2, 4], lanes), y = new GuardedF64(2 * size), dots = new GuardedF64(lanes);
      for (let s: usize = 0; s < 2; s++) {
        const info = reducedApply(
          lanes, s, s + 1, N_LEVELS, 1, 4, 1,
          offsets.at, codes.at, weights.at, inverses.at, a.at, y.at + ((s * size) << 3), 0,
        );
        expect(info).toBe(0);
      }
      expect(reducedFinish(lanes, 0, 3, N_LEVELS, 2, 1, totals.at, a.at, y.at, dots.at)).toBe(0);
      for (let j = 0; j < lanes; j++) {
        const by = <f64>(j + 1);
        expect(y.get(j)).toBe(-0.5 * by);
        expect(y.get(lanes + j)).toBe(-1.5 * by);
        expect(y.get(2 * lanes + j)).toBe(2.0 * by);
        expect(dots.get(j)).toBe(4.5 * by * by);
      }
      expect(a.intact && y.intact && dots.intact && totals.intact && codes.intact).toBe(true);
    }
  });

  it("gather w (sum - m) at every level of a cell with several effects", () => {
    // one group, cells (0,2) and (1,2): the sums are 1 + 4 and 2 + 4, their mean 5.5
    const offsets = GuardedU32.of([0, 2]), codes = GuardedU32.of([0, 1, 2, 2]);
    const weights = GuardedF64.of([1, 1]), inverses = GuardedF64.of([0.5]);
    for (let lanes = 4; lanes <= 12; lanes += 4) {
      const a = lanesOf([1, 2, 4], lanes), y = new GuardedF64(N_LEVELS * lanes), dots = new GuardedF64(lanes);
      const work = new GuardedF64(128 * lanes);
      for (let weighted = 0; weighted < 2; weighted++) {
        const w = weighted ? weights.at : 0;
        reducedApply(lanes, 0, 1, N_LEVELS, 2, 2, weighted, offsets.at, codes.at, w, inverses.at, a.at, y.at, work.at);
        reducedFinish(lanes, 0, 3, N_LEVELS, 1, 2, 0, a.at, y.at, dots.at);
        for (let j = 0; j < lanes; j++) {
          const by = <f64>(j + 1);
          expect(y.get(j)).toBe(-0.5 * by);
          expect(y.get(lanes + j)).toBe(0.5 * by);
          expect(y.get(2 * lanes + j)).toBe(0);
          expect(dots.get(j)).toBe(0.5 * by * by);
        }
      }
      expect(a.intact && y.intact && dots.intact && work.intact).toBe(true);
    }
  });

  it("give a group of more cells than are kept what it gives in two effects of one cell a level", () => {
    // 129 cells (i, 129 + i): the sums are 2 (i + 1), their mean 130
    const nCells = 129;
    const codes = new GuardedU32(2 * nCells), values: f64[] = [];
    for (let i = 0; i < 2 * nCells; i++) {
      codes.set(i, i);
      values.push(<f64>((i % nCells) + 1));
    }
    const offsets = GuardedU32.of([0, nCells]), inverses = GuardedF64.of([1 / <f64>nCells]);
    for (let lanes = 4; lanes <= 12; lanes += 4) {
      const a = lanesOf(values, lanes), y = new GuardedF64(2 * nCells * lanes), work = new GuardedF64(128 * lanes);
      reducedApply(
        lanes, 0, 1, 2 * nCells, 2, nCells, 0, offsets.at, codes.at, 0, inverses.at, a.at, y.at, work.at,
      );
      let worst: f64 = 0;
      for (let i = 0; i < 2 * nCells; i++) {
        for (let j = 0; j < lanes; j++) {
          worst = max(worst, abs(y.get(i * lanes + j) - (2 * values[i] - 130) * <f64>(j + 1)));
        }
      }
      expect(worst).toBeLessThan(1e-10);
      expect(y.intact && work.intact).toBe(true);
    }
  });

  it("refuse lanes that do not exist and chunks cut in two", () => {
    expect(reducedApply(6, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-1);
    expect(reducedApply(4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-5);
    expect(reducedFinish(6, 0, 0, 0, 1, 1, 0, 0, 0, 0)).toBe(-1);
    expect(reducedFinish(4, 1, 1, 1, 1, 1, 0, 0, 0, 0)).toBe(-2);
  });
});

describe("reducedEdges and edgeProduct", () => {
  it("merge parallel edges, join no level to itself, and multiply by the Laplacian", () => {
    // groups 0 1 | 1 2 | 0 1 | 2 2, weights 1 1 | 2 2 | 1 1 | 1 1: edges 0-1 of 1/2 + 1/2, 1-2 of 1
    const offsets = GuardedU32.of([0, 2, 4, 6, 8]), codes = GuardedU32.of([0, 1, 1, 2, 0, 1, 2, 2]);
    const weights = GuardedF64.of([1, 1, 2, 2, 1, 1, 1, 1]);
    const starts = new GuardedU32(4), others = new GuardedU32(8), work = new GuardedU32(6);
    const edges = new GuardedF64(8), diagonal = new GuardedF64(3);
    const count = reducedEdges(
      4, 3, offsets.at, codes.at, weights.at, starts.at, others.at, edges.at, diagonal.at, work.at,
    );
    expect(count).toBe(4);
    const first: u32[] = [0, 1, 3, 4], leads: u32[] = [1, 0, 2, 1], sums: f64[] = [1, 2, 1];
    for (let i = 0; i < 4; i++) {
      expect(starts.get(i)).toBe(first[i]);
      expect(others.get(i)).toBe(leads[i]);
      expect(edges.get(i)).toBe(1);
    }
    for (let l = 0; l < 3; l++) expect(diagonal.get(l)).toBe(sums[l]);
    expect(starts.intact && others.intact && work.intact && edges.intact && diagonal.intact).toBe(true);
    for (let lanes = 4; lanes <= 12; lanes += 4) {
      const a = lanesOf([1, 2, 4], lanes), q = new GuardedF64(3 * lanes), dots = new GuardedF64(lanes);
      expect(edgeProduct(lanes, 0, 3, starts.at, others.at, edges.at, a.at, q.at, dots.at)).toBe(0);
      for (let j = 0; j < lanes; j++) {
        const by = <f64>(j + 1);
        expect(q.get(j)).toBe(-1 * by);
        expect(q.get(lanes + j)).toBe(-1 * by);
        expect(q.get(2 * lanes + j)).toBe(2 * by);
        expect(dots.get(j)).toBe(5 * by * by);
      }
      expect(a.intact && q.intact && dots.intact).toBe(true);
    }
    expect(edgeProduct(6, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-1);
    expect(edgeProduct(4, 1, 1, 0, 0, 0, 0, 0, 0)).toBe(-2);
  });
});

describe("cgStep and cgDirection", () => {
  it("step lane by lane; a lane whose alpha is 0 keeps every bit, of a -0 and a NaN too", () => {
    const alpha = GuardedF64.of([2, 0, 0, -1]), inverse = GuardedF64.of([0.5]);
    const q = GuardedF64.of([3, NaN, 3, 3]), r = GuardedF64.of([1, 4, -0.0, 1]), dots = new GuardedF64(4);
    expect(cgStep(4, 0, 1, alpha.at, q.at, inverse.at, r.at, dots.at)).toBe(0);
    expect(r.get(0)).toBe(-5);
    expect(dots.get(0)).toBe(12.5);
    expect(r.get(1)).toBe(4);
    expect(1.0 / r.get(2)).toBe(-Infinity);
    expect(r.get(3)).toBe(4);
    const p = GuardedF64.of([1, 1, 1, 1]), x = GuardedF64.of([1, 1, -0.0, 1]);
    const beta = GuardedF64.of([10, 0, 1, 2]);
    expect(cgDirection(4, 0, 1, alpha.at, beta.at, r.at, inverse.at, x.at, p.at)).toBe(0);
    expect(x.get(0)).toBe(3);
    expect(1.0 / x.get(2)).toBe(-Infinity);
    expect(x.get(3)).toBe(0);
    expect(p.get(0)).toBe(7.5);
    expect(p.get(1)).toBe(2);
    expect(p.get(3)).toBe(4);
    expect(p.intact && q.intact && x.intact && r.intact && dots.intact).toBe(true);
  });

  it("refuse lanes that do not exist and chunks cut in two", () => {
    expect(cgStep(5, 0, 0, 0, 0, 0, 0, 0)).toBe(-1);
    expect(cgStep(4, 7, 7, 0, 0, 0, 0, 0)).toBe(-2);
    expect(cgDirection(0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-1);
  });
});
