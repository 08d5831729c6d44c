/** Forms of the covariance of LIML, Fuller and two-step GMM against dense matrices with all moments in them, on Card's data. */
import { EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { NotSupported, UsageError } from "../../../src/base/errors.js";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { bekkerCovariance, kClass, limlKappa } from "../../../src/verbs/iv/estimator/k-class.js";
import { goldenTable } from "../../support/golden-table.js";
import { naiveSystem } from "../../support/naive-iv.js";
import { seeded } from "../../support/random.js";

/** Relative: the dense matrices are inverted with squares of experience among the columns, divided by a hundred. */
const DENSE = 1e-7;

const FORMULA = "lwage ~ exper + I(expersq / 100) + black + south | educ ~ nearc2 + nearc4 + smsa66";

let engine: Engine;
let card: Table;
/** In the order of `names`, and the outcome. */
let X: Matrix;
let Z: Matrix;
let y: Matrix;
const names = ["(Intercept)", "exper", "I(expersq/100)", "black", "south", "fit_educ"];

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  card = await goldenTable("card.csv");
  const column = (name: string): number[] => Array.from(card.numeric(name));
  const W = [
    column("exper").map(() => 1),
    column("exper"),
    column("expersq").map((value) => value / 100),
    column("black"),
    column("south"),
  ];
  X = new Matrix([...W, column("educ")]).transpose();
  Z = new Matrix([...W, column("nearc2"), column("nearc4"), column("smsa66")]).transpose();
  y = Matrix.columnVector(column("lwage"));
});

const t = (A: Matrix) => A.transpose();
/** From the right, where the narrow matrices stand: Z times its transpose would have a row and a column an observation. */
const times = (...all: Matrix[]): Matrix => all.reduceRight((product, A) => A.mmul(product));
const fitOf = (options: object): FitRecord =>
  feols(engine, card, FORMULA, { ssc: "large", vcov: "hetero", ...options });

function hasCovariance(fit: FitRecord, V: Matrix, relative = DENSE): void {
  names.forEach((name, i) => {
    names.forEach((other, j) => {
      const at = (term: string) => fit.vcov.names.indexOf(term);
      const scale = Math.sqrt(V.get(i, i) * V.get(j, j));
      const got = fit.vcov.matrix[at(name)]![at(other)]!;
      expect(Math.abs(got - V.get(i, j)) / scale, `${name}, ${other}`).toBeLessThanOrEqual(relative);
    });
  });
}

/** Sum of s s' of rows of A times e, over rows or over clusters of sums. */
function scoreSquares(A: Matrix, e: Matrix, clusters?: ArrayLike<number>): Matrix {
  const sums = new Map<number, Float64Array>();
  for (let i = 0; i < A.rows; i++) {
    const key = clusters === undefined ? i : clusters[i]!;
    const own = sums.get(key) ?? new Float64Array(A.columns);
    for (let j = 0; j < A.columns; j++) own[j]! += A.get(i, j) * e.get(i, 0);
    sums.set(key, own);
  }
  const S = new Matrix([...sums.values()].map((row) => Array.from(row)));
  return t(S).mmul(S);
}

const project = (A: Matrix): Matrix => times(Z, inverse(times(t(Z), Z)), t(Z), A);

describe("two-step GMM", () => {
  it.each([
    ["hetero", "hetero"],
    ["cluster:age", "cluster:age"],
    ["cluster:age", "hetero"],
    ["hetero", "iid"],
    ["iid", "hetero"],
  ])("sandwich under %s, weighed by %s", (vcov, weight) => {
    const S = (of: string, e: Matrix): Matrix => {
      if (of === "iid") return times(t(Z), Z).mul(times(t(e), e).get(0, 0) / Z.rows);
      return scoreSquares(Z, e, of === "hetero" ? undefined : card.numeric("age"));
    };
    const PX = project(X);
    const first = y.clone().sub(X.mmul(times(inverse(times(t(PX), X)), t(PX), y)));
    const G = times(t(Z), X);
    const W = inverse(S(weight, first));
    const A = times(inverse(times(t(G), W, G)), t(G), W);
    const b = A.mmul(times(t(Z), y));
    const V = times(A, S(vcov, y.clone().sub(X.mmul(b))), t(A));
    const fit = fitOf({ vcov, iv: "gmm2s", ivVcov: "sandwich", ...(weight === vcov ? {} : { ivWeight: weight }) });
    names.forEach((name, j) => {
      expect(Math.abs(fit.coefficients[name]!.estimate / b.get(j, 0) - 1), name).toBeLessThanOrEqual(DENSE);
    });
    hasCovariance(fit, V);
    expect(fit.iv!.covariance).toBe("sandwich");
  });
});

describe.each([
  ["liml", 0],
  ["fuller:4", 4],
])("%s", (iv, alpha) => {
  const found = () => {
    const Xy = new Matrix([...t(X).to2DArray(), y.to1DArray()]).transpose();
    const last = [X.columns - 1, X.columns];
    const W = X.subMatrixColumn([0, 1, 2, 3, 4]);
    const net = (A: Matrix) => A.clone().sub(times(W, inverse(times(t(W), W)), t(W), A));
    const YX = net(Xy).subMatrixColumn(last);
    const beyond = YX.clone().sub(project(YX));
    const roots = new EigenvalueDecomposition(inverse(times(t(beyond), beyond)).mmul(times(t(YX), YX))).realEigenvalues;
    const kappa = Math.min(...roots) - alpha / (Z.rows - Z.columns);
    const taken = X.clone().sub(X.clone().sub(project(X)).mul(kappa));
    const H = times(t(taken), X);
    const b = times(inverse(H), t(taken), y);
    return { taken, H, b, u: y.clone().sub(X.mmul(b)) };
  };

  it.each([
    ["projected", "hetero"],
    ["projected", "cluster:age"],
    ["kappa", "hetero"],
    ["kappa", "cluster:age"],
  ])("%s under %s", (ivVcov, vcov) => {
    const { taken, H, u } = found();
    const scores = ivVcov === "kappa" ? taken : project(X);
    const S = scoreSquares(scores, u, vcov === "hetero" ? undefined : card.numeric("age"));
    hasCovariance(fitOf({ iv, vcov, ivVcov }), times(inverse(H), S, inverse(H)));
  });

  it("takes the projected scores where nothing is said, and is one under classical errors", () => {
    expect(fitOf({ iv }).vcov.matrix).toEqual(fitOf({ iv, ivVcov: "projected" }).vcov.matrix);
    expect(fitOf({ iv }).iv!.covariance).toBe("projected");
    const [plain, kappa] = [fitOf({ iv, vcov: "iid" }), fitOf({ iv, vcov: "iid", ivVcov: "kappa" })];
    expect(plain.vcov.matrix).toEqual(kappa.vcov.matrix);
    expect(plain.iv!.covariance).toBeNull();
  });

  it("has Bekker's covariance as the paper writes it", () => {
    const { u } = found();
    const Pu = project(u);
    const share = times(t(u), Pu).get(0, 0) / times(t(u), u).get(0, 0);
    const V = X.clone().sub(times(u, t(u), X).div(times(t(u), u).get(0, 0)));
    const PV = project(V);
    const MV = V.clone().sub(PV);
    const H = times(t(X), project(X)).sub(times(t(X), X).mul(share));
    const S = times(t(PV), PV)
      .mul((1 - share) ** 2)
      .add(times(t(MV), MV).mul(share ** 2))
      .mul(times(t(u), u).get(0, 0) / Z.rows);
    const fit = fitOf({ iv, vcov: "iid", ivVcov: "bekker" });
    hasCovariance(fit, times(inverse(H), S, inverse(H)));
    expect(fit.iv!.covariance).toBe("bekker");
    expect(fit.coefficients.fit_educ!.std_error).toBeGreaterThan(
      fitOf({ iv, vcov: "iid" }).coefficients.fit_educ!.std_error,
    );
  });
});

describe("thirty instruments for two hundred rows, errors normal", () => {
  const [n, kz, rho, draws] = [200, 30, 0.3, 600];

  /** Whether 1.96 errors cover the true coefficient, 0: conventional, Bekker's. */
  function covers(normal: () => number): readonly [boolean, boolean] {
    const column = (of: (i: number) => number) => centred(Float64Array.from({ length: n }, (_, i) => of(i)));
    const instruments = Array.from({ length: kz }, () => column(normal));
    const strength = Math.sqrt(60 / (n * kz));
    const v = column(normal);
    const x = v.map((value, i) => value + strength * instruments.reduce((sum, z) => sum + z[i]!, 0));
    const u = column((i) => rho * v[i]! + Math.sqrt(1 - rho ** 2) * normal());
    const { system } = naiveSystem({ y: u, X: [x], W: [], Z: instruments });
    const { endogenous, triangle } = kClass(engine, system, limlKappa(system));
    const [b] = endogenous;
    const squares = u.reduce((sum, value, i) => sum + (value - b! * x[i]!) ** 2, 0);
    const shape = { n, kz, kw: 0, kx: 1, R: new Float64Array((kz + 2) ** 2) };
    const bekker = bekkerCovariance(engine, shape, system, endogenous)[0]! * (n / (n - 2));
    const conventional = squares / (n - 2) / triangle[0]! ** 2;
    return [Math.abs(b!) <= 1.96 * Math.sqrt(conventional), Math.abs(b!) <= 1.96 * Math.sqrt(bekker)];
  }

  it("are covered by Bekker's intervals as often as they say, and less by conventional ones", () => {
    const uniform = seeded(7);
    const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const found = Array.from({ length: draws }, () => covers(normal));
    const [conventional, bekker] = [0, 1].map((k) => found.filter((one) => one[k]).length / draws);
    // three standard errors of a share of 0.95 among 600 are 0.027
    expect(Math.abs(bekker! - 0.95)).toBeLessThan(0.027);
    expect(conventional).toBeLessThan(0.923);
  });
});

function centred(column: Float64Array): Float64Array {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  return column.map((value) => value - mean);
}

describe("two-step GMM whose residual variance is centred", () => {
  const NO_CONSTANT = "lwage ~ 0 + south | black ~ nearc2 + nearc4 + smsa66";
  const fitted = (formula: string, options: object): FitRecord =>
    feols(engine, card, formula, { ssc: "large", vcov: "iid", ...options });

  it("has variances in proportion to it and J in the inverse, of weighted rows too", () => {
    for (const weights of [undefined, "exper"]) {
      const [plain, own] = ["gmm2s", "gmm2s:centred"].map((iv) =>
        fitted(NO_CONSTANT, { iv, ...(weights && { weights }) }),
      );
      const w = Array.from(card.numeric("exper"), (value) => (weights === undefined ? 1 : value));
      const total = w.reduce((sum, value) => sum + value, 0);
      const u = Array.from(card.numeric("lwage"), (value, i) =>
        Object.entries(plain!.coefficients).reduce(
          (left, [name, b]) => left - b.estimate * card.numeric(name.replace("fit_", ""))[i]!,
          value,
        ),
      );
      const mean = (power: number) => u.reduce((sum, value, i) => sum + w[i]! * value ** power, 0) / total;
      const share = 1 - mean(1) ** 2 / mean(2);
      expect(share).toBeLessThan(0.999);
      for (const [name, b] of Object.entries(own!.coefficients)) {
        expect(b.estimate / plain!.coefficients[name]!.estimate).toBeCloseTo(1, 10);
        expect((b.std_error / plain!.coefficients[name]!.std_error) ** 2 / share).toBeCloseTo(1, 10);
      }
      expect((own!.tests.hansen!.statistic / plain!.tests.sargan!.statistic) * share).toBeCloseTo(1, 10);
      expect(own!.tests).not.toHaveProperty("sargan");
      const said = own!.notes.find(({ code }) => code === "gmm_centred")!.detail!.share as number;
      expect(said / share).toBeCloseTo(1, 10);
    }
  });

  it("beside a robust variance changes J alone", () => {
    const robust = (iv: string) => fitted(NO_CONSTANT, { iv, vcov: "hetero", ivWeight: "iid" });
    const [plain, own] = [robust("gmm2s"), robust("gmm2s:centred")];
    for (const [name, b] of Object.entries(own.coefficients)) {
      expect(b.std_error / plain.coefficients[name]!.std_error).toBeCloseTo(1, 10);
    }
    expect(own.tests.hansen!.statistic / plain.tests.hansen!.statistic).toBeGreaterThan(1.001);
  });

  it("with a constant, or effects, is as without, and says so", () => {
    for (const formula of [FORMULA, "lwage ~ exper | south | educ ~ nearc2 + nearc4"]) {
      const [plain, own] = ["gmm2s", "gmm2s:centred"].map((iv) => fitted(formula, { iv }));
      expect(own!.coefficients).toEqual(plain!.coefficients);
      expect(own!.notes).toContainEqual(expect.objectContaining({ code: "gmm_centred", detail: { share: 1 } }));
    }
  });
});

describe("what is refused", () => {
  it.each([
    [{ iv: "2sls", ivVcov: "sandwich" }, UsageError, "iv_vcov"],
    [{ iv: "liml", ivVcov: "kapa" }, UsageError, "iv_vcov"],
    [{ iv: "gmm2s", ivVcov: "bekker" }, UsageError, "iv_vcov"],
    [{ iv: "2sls:centred" }, UsageError, "iv_estimator"],
    [{ iv: "gmm2s:centered" }, UsageError, "iv_estimator"],
    [{ iv: "gmm2s:centred" }, NotSupported, "iv_centred"],
    [{ iv: "gmm2s:centred", vcov: "iid", ivWeight: "hetero" }, NotSupported, "iv_centred"],
    [{ iv: "liml", ivVcov: "bekker" }, NotSupported, "iv_bekker"],
    [{ iv: "liml", ivWeight: "iid" }, UsageError, "iv_weight"],
    [{ iv: "gmm2s", ivVcov: "efficient", ivWeight: "iid" }, UsageError, "iv_weight"],
    [{ vcov: "NW:2" }, UsageError, "vcov_panel"],
    [{ vcov: "HC3" }, NotSupported, "vcov_type"],
  ])("%j", (options, kind, code) => {
    expect(() => fitOf(options)).toThrow(kind);
    expect(() => fitOf(options)).toThrow(expect.objectContaining({ code }));
  });
});
