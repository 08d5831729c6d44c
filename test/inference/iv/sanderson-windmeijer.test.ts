/** Sanderson-Windmeijer statistics and partial R2 against explicit regressions on rows. */
import { inverse, Matrix, solve } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { rankTests } from "../../../src/verbs/iv/inference/rank-tests.js";
import { sandersonWindmeijer } from "../../../src/verbs/iv/inference/weak-identification.js";
import { dot, orthonormal, residual } from "../../support/dense-columns.js";
import { IV_REFERENCES, ivExpected, ivReference } from "../../support/iv-references.js";
import { type NaiveErrors, naiveErrors, naiveSystem } from "../../support/naive-iv.js";

/** Relative: the same numbers by normal equations. */
const RELATIVE = 1e-9;
/** Relative: fixest's demeaning converged to 1e-11. */
const OF_FIXEST = 1e-8;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const expectNear = (got: number, want: number, tolerance = RELATIVE) => {
  expect(Math.abs(got / want - 1), `${got}, expected ${want}`).toBeLessThan(tolerance);
};

const minus = (a: Float64Array, b: Float64Array, times: number) => a.map((value, i) => value - times * b[i]!);

/** Scores of residual r against columns, summed by group: S of the sandwich. */
function meat(columns: readonly Float64Array[], r: Float64Array, groups: Float64Array | null): Matrix {
  const found = new Map<number, number[]>();
  r.forEach((value, i) => {
    const group = groups === null ? i : groups[i]!;
    const own = found.get(group) ?? columns.map(() => 0);
    columns.forEach((column, k) => {
      own[k]! += column[i]! * value;
    });
    found.set(group, own);
  });
  const sums = new Matrix([...found.values()]);
  return sums.transpose().mmul(sums);
}

/** Wald of the coefficients `tested` in the regression of e on columns, with residual and sandwich, no factor. */
function wald(
  e: Float64Array,
  columns: readonly Float64Array[],
  tested: number[],
  groups: Float64Array | null,
): number {
  const cross = new Matrix(columns.map((a) => columns.map((b) => dot(a, b))));
  const b = solve(cross, Matrix.columnVector(columns.map((a) => dot(a, e)))).to1DArray();
  const r = columns.reduce((left, column, k) => minus(left, column, b[k]!), e);
  const bread = inverse(cross);
  const V = bread
    .mmul(meat(columns, r, groups))
    .mmul(bread)
    .selection(tested, tested);
  const own = Matrix.columnVector(tested.map((k) => b[k]!));
  return own.transpose().mmul(solve(V, own)).get(0, 0);
}

describe("two endogenous regressors", () => {
  it.each(["iid", "hetero", "cluster"] as const)("agrees with regressions on rows, errors %s", async (type) => {
    const { equation, clusters } = await ivReference("iv_card_two_endogenous");
    const built = naiveSystem(equation);
    const { system, net, Q, basisW } = built;
    const how: NaiveErrors = type === "cluster" ? { type, by: [clusters!] } : { type };
    const { n, nExogenous, nInstruments: kz } = system;
    const df = n - nExogenous - kz;
    const G = new Set(clusters).size;
    const Z = equation.Z.map((z) => residual(basisW, z));
    const found = sandersonWindmeijer(engine, system, naiveErrors(built, how));
    expect(found.length).toBe(2);
    found.forEach(({ F, chi2, chi2_free_directions, partial_r2, shea_partial_r2 }, j) => {
      const [own, other] = [net[j]!, net[1 - j]!];
      const explained = (x: Float64Array) => minus(x, residual(Q, x), 1);
      const d = dot(explained(other), own) / dot(explained(other), other);
      const e = minus(own, other, d);
      const groups = type === "cluster" ? clusters : null;
      // The fitted values of the other regressor, and all instruments but one, span what all instruments do.
      const twoStep = [explained(other), ...Z.slice(1)];
      if (type === "iid") {
        const left = residual(Q, e);
        expectNear(F!.statistic, dot(explained(e), e) / (kz - 1) / (dot(left, left) / df));
        expectNear(chi2_free_directions!.statistic, chi2!.statistic);
      } else {
        expectNear(chi2!.statistic, wald(e, Z, [0, 1, 2], groups));
        expectNear(chi2_free_directions!.statistic, wald(e, twoStep, [1, 2], groups));
        expect(chi2_free_directions!.statistic).toBeLessThan(chi2!.statistic);
        const factor = type === "hetero" ? df / n : ((df / (n - 1)) * (G - 1)) / G;
        expectNear(F!.statistic, (chi2!.statistic * factor) / (kz - 1));
      }
      expect([F!.df1, F!.df2]).toEqual([kz - 1, type === "cluster" ? G - 1 : df]);
      expectNear(partial_r2, dot(explained(own), own) / dot(own, own));
      const alone = residual(orthonormal([other]).basis, own);
      const fitted = residual(orthonormal([explained(other)]).basis, explained(own));
      expectNear(shea_partial_r2, dot(alone, fitted) ** 2 / dot(alone, alone) / dot(fitted, fitted));
    });
  });
});

describe.each(IV_REFERENCES.filter((name) => name !== "iv_card_two_endogenous"))("one: %s", (name) => {
  it("is the first stage's F, Cragg-Donald's and Kleibergen and Paap's", async () => {
    const { equation } = await ivReference(name);
    const built = naiveSystem(equation);
    const { system } = built;
    const iid = naiveErrors(built, { type: "iid" });
    const [classical] = sandersonWindmeijer(engine, system, iid);
    const fitstat: Record<string, { stat: number; df2: number }> = ivExpected(name).fitstat.iid;
    const [, printed] = Object.entries(fitstat).find(([key]) => key.startsWith("ivf1::"))!;
    // fixest counts no fixed effects among the parameters of this statistic
    expectNear(classical!.F!.statistic, (printed.stat * classical!.F!.df2!) / printed.df2, OF_FIXEST);
    expectNear(classical!.F!.statistic, rankTests(engine, system, iid).cragg_donald.statistic);
    expectNear(classical!.shea_partial_r2, classical!.partial_r2);
    const hetero = naiveErrors(built, { type: "hetero" });
    const [robust] = sandersonWindmeijer(engine, system, hetero);
    expectNear(robust!.F!.statistic, rankTests(engine, system, hetero).kleibergen_paap_wald!.statistic);
  });
});
