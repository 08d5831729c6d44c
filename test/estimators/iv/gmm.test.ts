/** Two-step GMM against the reference files, the R package gmm and R by explicit matrices that partial nothing out. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { dtrsv, dtrtri } from "../../../src/engine/kernels/lapack.js";
import { exogenousGmm, gmmCovariance, type TwoStepGmm, twoStepGmm } from "../../../src/verbs/iv/estimator/gmm.js";
import type { ErrorStructure } from "../../../src/verbs/iv/estimator/instrument-system.js";
import { ordinary, sandwich, structuralResidual, twoStage } from "../../../src/verbs/iv/estimator/instrument-system.js";
import { agreeing } from "../../support/agree.js";
import { dot, orthonormal } from "../../support/dense-columns.js";
import { IV_REFERENCES, ivExpected, ivReference } from "../../support/iv-references.js";
import { type Ivreg2Case, ivreg2Equation } from "../../support/ivreg2-cases.js";
import { naiveIv } from "../../support/naive-iv.js";
import { type Overidentified, overidentified, R_CASES, R_NUMBERS, several } from "../../support/overidentified.js";

/** Relative, of coefficients against matrices of deviations from means. */
const COEFFICIENT = 1e-9;
/** Relative, of coefficients against R's normal equations with all columns in them, whose condition is squared. */
const NORMAL_EQUATIONS = 1e-9;
/**
 * Relative, of J and variances; of a standard error, of coefficients. The copy of lwage that ivreg2 read is a unit in the
 * last place of single precision (5e-7) from this one in some rows, which moves them by 1e-6. Moments of W set to zero
 * would move coefficients by 1e-2 of their errors.
 */
const ANOTHER_COPY = 5e-6;

/** Output of ivreg2 for one equation under three kinds of errors. */
const IVREG2 = JSON.parse(readFileSync(new URL("../../golden/iv/ivreg2-gmm.json", import.meta.url), "utf8")) as Pick<
  Ivreg2Case,
  "data_file" | "y" | "endogenous" | "exogenous" | "instruments"
> & { cases: { errors: Ivreg2Case["errors"]; coef: number[]; vcov: number[]; J: number }[] };

type Built = Pick<Overidentified, "equation" | "how" | "system" | "Q" | "E" | "regressors" | "absorbed">;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const [agree, ofIvreg2] = [agreeing("iv-algebra"), agreeing("ivreg2")];
const expectNear = (value: number, wanted: number, relative: number) => agree(value, wanted, relative, "GMM");
const expectAll = (values: ArrayLike<number>, wanted: number | number[], relative: number) => {
  expect(values.length).toBe(several(wanted).length);
  several(wanted).forEach((value, i) => {
    expectNear(values[i]!, value, relative);
  });
};

it.each(IV_REFERENCES)("coefficients of %s", async (name) => {
  const { algebra } = ivExpected(name);
  const { system, errors } = naiveIv((await ivReference(name)).equation, { type: "hetero" });
  const wanted = (value: number | Record<string, number>) => (typeof value === "number" ? value : Object.values(value));
  expectAll(twoStage(engine, system).coefficients, wanted(algebra.tsls.coef), COEFFICIENT);
  expectAll(twoStepGmm(engine, system, errors).coefficients, wanted(algebra.gmm2s_coef), COEFFICIENT);
});

it("coefficients of the R package gmm", async () => {
  const { card_over, cigarettes_over } = ivExpected("iv_second_source_gmm");
  for (const [name, wanted] of [
    ["iv_card_over", card_over.educ],
    ["iv_CigarettesSW_over", cigarettes_over.rprice],
  ] as const) {
    const { system, errors } = naiveIv((await ivReference(name)).equation, { type: "hetero" });
    expectAll(twoStepGmm(engine, system, errors).coefficients, wanted, COEFFICIENT);
  }
});

describe.each(R_CASES)("%s under %s errors", (name, type) => {
  it("coefficients of X, and their covariance in both forms", async () => {
    const wanted = R_NUMBERS[name]![type];
    const { system, errors } = await overidentified(name, type);
    const gmm = twoStepGmm(engine, system, errors);
    expectAll(gmm.coefficients, wanted.coef, NORMAL_EQUATIONS);
    expectAll(gmmCovariance(engine, gmm), wanted.vcov, NORMAL_EQUATIONS);
    expectAll(instrumentSandwich(errors, gmm), wanted.sandwich, NORMAL_EQUATIONS);
    expectAll(ordinary(engine, system).coefficients, wanted.least_squares, NORMAL_EQUATIONS);
  });

  it("coefficients of W and their errors, as GMM on all moments has them", async () => {
    const wanted = R_NUMBERS[name]![type];
    const built = await overidentified(name, type);
    const gmm = twoStepGmm(engine, built.system, built.errors);
    const { coefficients, covariance } = exogenous(built, gmm);
    const order = coefficients.length + gmm.coefficients.length;
    const asked = several(wanted.exogenous_coef).length;
    const errors = Array.from({ length: asked }, (_, i) => Math.sqrt(covariance[i * order + i]!));
    expectAll(coefficients.subarray(0, asked), wanted.exogenous_coef, NORMAL_EQUATIONS);
    expectAll(errors, wanted.exogenous_se, NORMAL_EQUATIONS);
  });
});

describe.each(IVREG2.cases)("ivreg2 gmm2s under $errors errors", (wanted) => {
  it("all coefficients, their covariance and J", async () => {
    const clusters = wanted.errors === "cluster" ? ["age"] : null;
    const { equation: given, how } = await ivreg2Equation({ ...IVREG2, ...wanted, clusters });
    const [constant, ...others] = given.W as [Float64Array, ...Float64Array[]];
    const regressors = [...others, constant];
    const equation = { ...given, W: regressors };
    const built = { ...naiveIv(equation, how), equation, how, regressors, absorbed: [] };
    const gmm = twoStepGmm(engine, built.system, built.errors);
    const { coefficients, covariance } = exogenous(built, gmm);
    // ivreg2 has X first, the covariance W
    const order = wanted.coef.length;
    [...gmm.coefficients, ...coefficients].forEach((value, i) => {
      const error = Math.sqrt(wanted.vcov[i * order + i]!);
      ofIvreg2.within(value / error, wanted.coef[i]! / error, ANOTHER_COPY, `coefficient ${i + 1}`);
    });
    const place = (i: number) => (i === 0 ? order - 1 : i - 1);
    wanted.vcov.forEach((value, at) => {
      const [i, j] = [at % order, Math.floor(at / order)];
      const scale = Math.sqrt(wanted.vcov[i * order + i]! * wanted.vcov[j * order + j]!);
      const ours = covariance[place(j) * order + place(i)]!;
      ofIvreg2.within(ours / scale, value / scale, ANOTHER_COPY, `covariance ${i}, ${j}`);
    });
    ofIvreg2(gmm.distance, wanted.J, ANOTHER_COPY, "J");
  });
});

/** Coefficients of W, net of absorbed effects, and the covariance of [those, the coefficients of X]. */
function exogenous(built: Built, gmm: TwoStepGmm): { coefficients: Float64Array; covariance: Float64Array } {
  const { equation, how, system, Q, E, regressors, absorbed } = built;
  const kx = system.nEndogenous;
  const QW = orthonormal(regressors, orthonormal(absorbed).basis).basis;
  const kw = QW.length;
  const coordinates = Float64Array.from([...equation.X, equation.y].flatMap((column) => QW.map((q) => dot(q, column))));
  // scores of [Q_W Q]: the naive covariance of an equation without regressors, of which these are the instruments
  const { a, c } = structuralResidual(system, gmm.firstStep.coefficients);
  const explained = (i: number) => Q.reduce((sum, q, k) => sum + c[k]! * q[i]!, 0);
  const y = equation.y.map((_, i) => E.reduce((sum, column, j) => sum + a[j]! * column[i]!, explained(i)));
  const alone = naiveIv({ y, X: [], W: [], Z: [...QW, ...Q] }, how);
  const scores = alone.errors.covariance(Float64Array.of(1), alone.system.projected);
  const found = exogenousGmm(engine, { coordinates, scores }, gmm);
  const R = coordinatesOf(regressors, QW);
  const order = kw + kx;
  const inverse = dtrtri(engine, kw, R);
  const back = Float64Array.from({ length: order * order }, (_, at) => {
    const [i, j] = [at % order, Math.floor(at / order)];
    return i < kw && j < kw ? inverse[j * kw + i]! : Number(i === j);
  });
  return {
    coefficients: dtrsv(engine, kw, R, found.coordinates),
    covariance: sandwich(order, order, back, found.covariance),
  };
}

/** The sandwich of an equation whose exogenous regressors are out: W gives no moments then. */
const instrumentSandwich = (errors: ErrorStructure, gmm: TwoStepGmm): Float64Array =>
  exogenousGmm(engine, { coordinates: new Float64Array(0), scores: gmm.scores }, gmm).sandwich(
    errors.covariance(gmm.residual.a, gmm.residual.c),
  );

/** Triangle of columns on an orthonormal basis made of them in order. */
function coordinatesOf(columns: readonly Float64Array[], basis: readonly Float64Array[]): Float64Array {
  const R = new Float64Array(basis.length ** 2);
  columns.forEach((column, j) => {
    basis.slice(0, j + 1).forEach((q, i) => {
      R[j * basis.length + i] = dot(q, column);
    });
  });
  return R;
}

describe("laws", () => {
  it("classical errors give two-stage least squares, its covariance and W'u = 0", async () => {
    const built = await overidentified("card_two_surplus", "iid");
    const gmm = twoStepGmm(engine, built.system, built.errors);
    expectAll(gmm.coefficients, Array.from(gmm.firstStep.coefficients), COEFFICIENT);
    expectAll(instrumentSandwich(built.errors, gmm), Array.from(gmmCovariance(engine, gmm)), COEFFICIENT);
    const { equation, regressors } = built;
    const net = equation.y.map((y, i) => y - equation.X[0]![i]! * gmm.coefficients[0]!);
    const QW = orthonormal(regressors).basis;
    const R = coordinatesOf(regressors, QW);
    const leastSquares = dtrsv(
      engine,
      QW.length,
      R,
      Float64Array.from(QW, (q) => dot(q, net)),
    );
    expectAll(exogenous(built, gmm).coefficients, Array.from(leastSquares), COEFFICIENT);
  });

  it("as many instruments as regressors: the weight does not matter and the distance is zero", async () => {
    const { equation, how } = await overidentified("iv_card_two_endogenous", "cluster");
    const { system, errors } = naiveIv({ ...equation, Z: equation.Z.slice(0, 2) }, how);
    const gmm = twoStepGmm(engine, system, errors);
    expectAll(gmm.coefficients, Array.from(gmm.firstStep.coefficients), COEFFICIENT);
    expect(gmm.distance).toBe(0);
  });
});

describe("a weight that has no inverse", () => {
  it("names the clusters, the instruments and the remedy", async () => {
    const { equation } = await overidentified("iv_card_two_endogenous", "iid");
    const by = [equation.y.map((_, i) => i % 2)];
    const { system, errors } = naiveIv(equation, { type: "cluster", by });
    expect(() => twoStepGmm(engine, system, errors)).toThrow(
      expect.objectContaining({
        name: "NumericalError",
        code: "singular_weight",
        message: expect.stringMatching(
          /3 instruments.*sums over 2 clusters.*fewer instruments.*two-stage least squares/,
        ),
        detail: { got: 2, expected: 3, clusters: 2 },
      }),
    );
  });

  it("is found when scores depend on each other without few clusters", async () => {
    const { equation } = await overidentified("iv_card_two_endogenous", "iid");
    const { system, errors } = naiveIv(equation, { type: "hetero" });
    // the third score a sum of the others, to rounding
    const covariance = (a: Float64Array, c: Float64Array) => {
      const S = errors.covariance(a, c);
      const M = [1, 0, 0, 1, 1, 1];
      const at = (i: number, j: number) => S[j * 3 + i]!;
      return Float64Array.from({ length: 9 }, (_, k) => {
        const [i, j] = [k % 3, Math.floor(k / 3)];
        let sum = 0;
        for (let l = 0; l < 2; l++) for (let m = 0; m < 2; m++) sum += M[i * 2 + l]! * at(l, m) * M[j * 2 + m]!;
        return sum;
      });
    };
    expect(() => twoStepGmm(engine, system, { ...errors, covariance })).toThrow(
      expect.objectContaining({ code: "singular_weight", detail: { got: 2, expected: 3 } }),
    );
  });

  it("is found when the equation fits exactly", async () => {
    const { equation } = await overidentified("iv_card_two_endogenous", "iid");
    const zero = () => new Float64Array(9);
    const { system } = naiveIv(equation, { type: "hetero" });
    expect(() => twoStepGmm(engine, system, { type: "hetero", nClusters: null, covariance: zero })).toThrow(
      expect.objectContaining({ code: "singular_weight" }),
    );
  });
});
