import { withinProducts } from "../../demean/within-products";
import { withinResiduals } from "../../demean/within-residuals";
import { withinScores } from "../../demean/within-scores";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// Two firms, two years, all four cells.
describe("a regression of which no column is demeaned", () => {
  it("makes products within firms and sums by year by hand", () => {
    const x = GuardedF64.of([11, 30, 110, 130]);
    const offsets = GuardedU32.of([0, 2, 4]), codes = GuardedU32.of([0, 1, 0, 1]);
    const sums = new GuardedF64(8), XtX = new GuardedF64(16), moments = new GuardedF64(9), work = new GuardedF64(66 * 4);
    const origins = GuardedF64.of([11, 0, 0, 0]);
    const info = withinProducts(
      4, 1, 0, 2, 2, 1, 0, 0, 8, 0, 4, x.at, origins.at, offsets.at, codes.at, 0, sums.at, XtX.at, moments.at, work.at,
    );
    expect(info).toBe(0);
    expect(XtX.get(0)).toBe((19 * 19 + 20 * 20) / 2);
    expect(sums.get(0)).toBe(-19.5);
    expect(sums.get(4)).toBe(19.5);
    expect(moments.get(0)).toBe(2 * 9.5 + 2 * 109);
    expect(moments.get(4)).toBe(2 * 9.5 * 9.5 + 2 * 109 * 109);
    expect(moments.get(8)).toBe(4);
    expect(x.get(3)).toBe(130);
    expect(x.intact && sums.intact && XtX.intact && moments.intact && work.intact).toBe(true);
  });

  it("goes on from what a firm before left, whose rows are gone", () => {
    const first = GuardedF64.of([11, 30]), second = GuardedF64.of([110, 130]);
    const offsets = GuardedU32.of([0, 2, 4]), codes = GuardedU32.of([0, 1, 0, 1]);
    const sums = new GuardedF64(8), XtX = new GuardedF64(16), moments = new GuardedF64(9), work = new GuardedF64(66 * 4);
    const origins = GuardedF64.of([11, 0, 0, 0]);
    withinProducts(4, 1, 0, 1, 2, 1, 0, 0, 8, 0, 2, first.at, origins.at, offsets.at, codes.at, 0, sums.at, XtX.at, moments.at, work.at);
    withinProducts(4, 1, 1, 2, 2, 1, 0, 1, 8, 2, 2, second.at, origins.at, offsets.at, codes.at, 0, sums.at, XtX.at, moments.at, work.at);
    expect(XtX.get(0)).toBe((19 * 19 + 20 * 20) / 2);
    expect(sums.get(0)).toBe(-19.5);
    expect(moments.get(0)).toBe(2 * 9.5 + 2 * 109);
    expect(moments.get(8)).toBe(4);
    expect(sums.intact && XtX.intact && moments.intact && work.intact).toBe(true);
  });

  it("makes residuals and scores of firms by hand", () => {
    const X = GuardedF64.of([0, 1, 0, 2, 11, 30, 110, 130]);
    const offsets = GuardedU32.of([0, 2, 4]), codes = GuardedU32.of([0, 1, 0, 1]);
    const coefs = new GuardedF64(8), beta = GuardedF64.of([-10, 1, 0, 0]);
    const u = new GuardedF64(4), sums = new GuardedF64(2), scores = new GuardedF64(2), measures = new GuardedF64(2);
    const meat = new GuardedF64(16), work = new GuardedF64(67 * 4 + 64);
    for (let l = 0; l < 8; l++) coefs.set(l, 0);
    const info = withinResiduals(
      4, 2, 0, 2, 2, 1, 0, 1, 1, 0, 8, 0, 4, X.at, offsets.at, codes.at, 0, coefs.at, beta.at,
      u.at, sums.at, scores.at, meat.at, measures.at, work.at,
    );
    expect(info).toBe(0);
    expect(u.get(0)).toBe(-4.5);
    expect(u.get(1)).toBe(4.5);
    expect(u.get(2)).toBe(0);
    expect(scores.get(0)).toBe(4.5);
    expect(scores.get(1)).toBe(0);
    expect(sums.get(0)).toBe(-4.5);
    expect(meat.get(0)).toBe(2 * 2.25 * 2.25);
    expect(measures.get(0)).toBe(40.5);
    expect(measures.get(1)).toBe(0);
    expect(u.intact && sums.intact && scores.intact && measures.intact && work.intact && X.intact).toBe(true);
  });

  it("makes several residuals and their scores by hand", () => {
    const X = GuardedF64.of([0, 1, 0, 2, 11, 30, 110, 130]);
    const offsets = GuardedU32.of([0, 2, 4]), codes = GuardedU32.of([0, 1, 0, 1]);
    const coefs = new GuardedF64(8), C = GuardedF64.of([-10, 0, 0, 0, 1, 1, 0, 0]);
    const sums = new GuardedF64(8), scores = new GuardedF64(4), measures = new GuardedF64(8);
    const work = new GuardedF64(65 * 4 + 66 * 4);
    for (let l = 0; l < 8; l++) coefs.set(l, 0);
    const info = withinScores(
      4, 2, 2, 0, 2, 2, 2, 1, 0, 1, 8, X.at, offsets.at, codes.at, 0, coefs.at, C.at,
      sums.at, scores.at, measures.at, work.at,
    );
    expect(info).toBe(0);
    expect(scores.get(0)).toBe(4.5);
    expect(scores.get(1)).toBe(0);
    expect(scores.get(2)).toBe(9.5);
    expect(scores.get(3)).toBe(20);
    expect(sums.get(0)).toBe(-4.5);
    expect(sums.get(4)).toBe(4.5);
    expect(sums.get(5)).toBe(19.5);
    expect(measures.get(0)).toBe(40.5);
    expect(measures.get(1)).toBe(380.5);
    expect(measures.get(4)).toBe(0);
    expect(sums.intact && scores.intact && measures.intact && work.intact && X.intact).toBe(true);
  });

  it("makes residuals of a firm whose rows stand alone", () => {
    const X = GuardedF64.of([0, 2, 110, 130]);
    const offsets = GuardedU32.of([0, 2, 4]), codes = GuardedU32.of([0, 1, 0, 1]);
    const coefs = new GuardedF64(8), beta = GuardedF64.of([-9, 1, 0, 0]);
    const u = new GuardedF64(4), sums = GuardedF64.of([3, 4]), scores = new GuardedF64(2), measures = GuardedF64.of([7, 8]);
    const work = new GuardedF64(67 * 4 + 64);
    for (let l = 0; l < 8; l++) coefs.set(l, 0);
    const info = withinResiduals(
      4, 2, 1, 2, 2, 1, 0, 1, 0, 1, 8, 2, 2, X.at, offsets.at, codes.at, 0, coefs.at, beta.at,
      u.at, sums.at, scores.at, 0, measures.at, work.at,
    );
    expect(info).toBe(0);
    expect(u.get(2)).toBe(-1);
    expect(u.get(3)).toBe(1);
    expect(scores.get(1)).toBe(2);
    expect(sums.get(0)).toBe(2);
    expect(sums.get(1)).toBe(5);
    expect(measures.get(0)).toBe(9);
    expect(measures.get(1)).toBe(8);
    expect(u.intact && sums.intact && scores.intact && measures.intact && work.intact && X.intact).toBe(true);
  });

  it("wants room between blocks of four columns", () => {
    const none = new GuardedF64(0), offsets = GuardedU32.of([0]);
    expect(withinProducts(0, 5, 0, 0, 2, 1, 0, 0, 7, 0, 0, none.at, 0, offsets.at, 0, 0, none.at, none.at, none.at, none.at)).toBe(-9);
  });
});
