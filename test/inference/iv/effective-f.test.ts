/**
 * The effective F and its critical values against published output and constants, and against the definitions by loops
 * over rows and a search over every coefficient and direction.
 */
import { readFileSync } from "node:fs";
import { Matrix } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { effectiveF, worstNagarBias } from "../../../src/verbs/iv/inference/effective-f.js";
import { rankTests } from "../../../src/verbs/iv/inference/rank-tests.js";
import { agreeing } from "../../support/agree.js";
import { dot } from "../../support/dense-columns.js";
import { goldenTable } from "../../support/golden-table.js";
import { ivReference } from "../../support/iv-references.js";
import { type NaiveErrors, type NaiveSystem, naiveErrors, naiveIv, naiveSystem } from "../../support/naive-iv.js";

/** Half a unit of the third and of the second decimal, as printed. */
const PRINTED_3 = 0.00051;
const PRINTED_2 = 0.0051;
/** Relative: the same sums in another order. */
const RELATIVE = 1e-9;
/** Relative: what the search's steps of angle leave of a flat maximum. */
const OF_SEARCH = 1e-3;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("weakivtest");
const expectNear = (got: number, want: number) => {
  expect(Math.abs(got / want - 1), `${got}, expected ${want}`).toBeLessThan(RELATIVE);
};

async function mroz(how: NaiveErrors) {
  const table = await goldenTable("mroz.csv");
  const inlf = table.numeric("inlf");
  const column = (name: string) =>
    table
      .numeric(name)
      .map(Math.fround)
      .filter((_, i) => inlf[i] === 1);
  const y = column("lwage");
  const W = [y.map(() => 1), column("exper"), column("expersq")];
  return naiveIv({ y, X: [column("educ")], W, Z: ["age", "kidslt6", "kidsge6"].map(column) }, how);
}

describe("published output", () => {
  it("is reproduced on mroz", async () => {
    const text = readFileSync(new URL("../../golden/iv/weakivtest.json", import.meta.url), "utf8");
    const printed = JSON.parse(text);
    const { system, errors } = await mroz({ type: "hetero" });
    const found = effectiveF(engine, system, errors)!;
    agree.within(found.statistic, printed.effective_F, PRINTED_3, "printed.effective_F");
    for (const tau of ["0.05", "0.1", "0.2", "0.3"] as const) {
      agree.within(found.tsls!.critical_values[tau], printed.tsls[tau], PRINTED_3, "printed.tsls[tau]");
      agree.within(found.liml!.critical_values[tau], printed.liml[tau], PRINTED_3, "printed.liml[tau]");
    }
  });

  it("is the first stage's F under homoskedasticity, where the worst biases are known", async () => {
    const { system, errors } = await mroz({ type: "iid" });
    const { statistic, tsls, liml, simplified } = effectiveF(engine, system, errors)!;
    expectNear(statistic, rankTests(engine, system, errors).cragg_donald.statistic);
    // (K - 2)/K and 1/K for K instruments
    expectNear(tsls!.worst_bias, 1 / 3);
    expectNear(liml!.worst_bias, 1 / 3);
    expectNear(simplified.effective_df["0.05"], 3);
  });
});

describe.each(["iv_CigarettesSW_just", "iv_card_just", "city_smartcity_sim_table2_iv"])(
  "one instrument: %s",
  (name) => {
    it("has the robust F and the published critical values", async () => {
      const { equation, clusters } = await ivReference(name);
      const built = naiveSystem(equation);
      const { system } = built;
      const structures: NaiveErrors[] = [{ type: "hetero" }];
      if (clusters !== null) structures.push({ type: "cluster", by: [clusters] });
      for (const how of structures) {
        const errors = naiveErrors(built, how);
        const found = effectiveF(engine, system, errors)!;
        expectNear(found.statistic, rankTests(engine, system, errors).kleibergen_paap_wald!.statistic);
        for (const { worst_bias, critical_values } of [found.simplified, found.tsls!, found.liml!]) {
          expectNear(worst_bias, 1);
          Object.entries({ "0.05": 37.42, "0.1": 23.11, "0.2": 15.06, "0.3": 12.05 }).forEach(([tau, want]) => {
            agree.within(critical_values[tau as "0.05"], want, PRINTED_2, tau);
          });
        }
      }
    });
  },
);

describe.each([
  ["iv_CigarettesSW_over", false],
  ["iv_card_over", true],
  ["iv_card_weighted_fe", false],
  ["iv_EmplUK_panel_fe", true],
] as const)("two instruments: %s", (name, byCluster) => {
  it("is its definition by loops, and the worst bias that of a search", async () => {
    const { equation, clusters } = await ivReference(name);
    const built = naiveSystem(equation);
    const groups = byCluster ? clusters! : Float64Array.from(equation.y, (_, i) => i);
    const how: NaiveErrors = byCluster ? { type: "cluster", by: [clusters!] } : { type: "hetero" };
    const errors = naiveErrors(built, how);
    const { n, nExogenous } = built.system;
    const V = scoreCovariances(built, groups);
    const G = new Set(groups).size;
    const df = n - nExogenous - 2;
    const factor = byCluster ? (df / (n - 1)) * ((G - 1) / G) : df / n;
    const x = built.net[0]!;
    const explained = built.Q.reduce((sum, q) => sum + dot(q, x) ** 2, 0);
    const found = effectiveF(engine, built.system, errors)!;
    expectNear(found.statistic, (explained / V.xx.trace()) * factor);

    const searched = searchedBias(built, V);
    const worst = worstNagarBias(built.system, errors);
    expect(worst).toEqual({ tsls: found.tsls!.worst_bias, liml: found.liml!.worst_bias });
    for (const which of ["tsls", "liml"] as const) {
      expect(searched[which]).toBeLessThan(worst[which] * (1 + RELATIVE));
      expect(searched[which]).toBeGreaterThan(worst[which] * (1 - OF_SEARCH));
    }
  });
});

describe("many instruments", () => {
  it.each([
    [30, true],
    [31, false],
  ])("%d: the worst bias is searched for: %s", (kz, searched) => {
    const projected = new Float64Array(2 * kz).fill(1);
    const unexplained = Float64Array.from([2, 0, 1, 2]);
    const instruments = new Float64Array(0);
    const system = { n: 100, nEndogenous: 1, nInstruments: kz, nExogenous: 1, projected, unexplained, instruments };
    // E'E = T'T, and e'e/n times the identity
    const covariance = ([x, y]: Float64Array) =>
      Float64Array.from({ length: kz * kz }, (_, i) =>
        i % (kz + 1) === 0 ? ((2 * x! + y!) ** 2 + (2 * y!) ** 2) / 100 : 0,
      );
    const found = effectiveF(engine, system, { type: "iid", nClusters: null, covariance })!;
    expectNear(found.statistic, ((100 - 1 - kz) / kz) * (kz / 4));
    expectNear(found.simplified.effective_df["0.1"], kz);
    if (!searched) return expect([found.tsls, found.liml]).toEqual([null, null]);
    expectNear(found.tsls!.worst_bias, (kz - 2) / kz);
    expectNear(found.liml!.worst_bias, 1 / kz);
  });
});

interface Covariances {
  readonly xx: Matrix;
  readonly yy: Matrix;
  readonly yx: Matrix;
}

/** Covariances of the scores of what the instruments leave of x and of y, summed by group. */
function scoreCovariances({ Q, E }: NaiveSystem, groups: Float64Array): Covariances {
  const sums = E.map((residual) => {
    const found = new Map<number, number[]>();
    residual.forEach((value, i) => {
      const own = found.get(groups[i]!) ?? Q.map(() => 0);
      Q.forEach((q, k) => {
        own[k]! += q[i]! * value;
      });
      found.set(groups[i]!, own);
    });
    return new Matrix([...found.values()]);
  });
  const [x, y] = sums as [Matrix, Matrix];
  return { xx: x.transpose().mmul(x), yy: y.transpose().mmul(y), yx: y.transpose().mmul(x) };
}

/** Largest Nagar bias relative to the benchmark over coefficients b and directions of two instruments, by the paper's formulas. */
function searchedBias({ E }: NaiveSystem, { xx, yy, yx }: Covariances) {
  const omega = { xx: dot(E[0]!, E[0]!), yx: dot(E[1]!, E[0]!), yy: dot(E[1]!, E[1]!) };
  const scale = Math.sqrt(omega.yy / omega.xx);
  const worst = { tsls: 0, liml: 0 };
  const steps = 600;
  for (let i = 1; i < steps; i++) {
    const b = omega.yx / omega.xx + scale * Math.tan((i / steps - 0.5) * Math.PI);
    const S12 = Matrix.sub(yx, Matrix.mul(xx, b));
    const S1 = Matrix.sub(yy, Matrix.add(yx, yx.transpose()).mul(b)).add(Matrix.mul(xx, b * b));
    const slope = (omega.yx - b * omega.xx) / (omega.yy - 2 * b * omega.yx + b * b * omega.xx);
    const benchmark = Math.sqrt(S1.trace() / xx.trace());
    const L = Matrix.sub(Matrix.mul(S12, 2), Matrix.mul(S1, slope));
    for (let j = 0; j < steps; j++) {
      const angle = (j / steps) * Math.PI;
      const c = Matrix.columnVector([Math.cos(angle), Math.sin(angle)]);
      const along = (M: Matrix) => c.transpose().mmul(M).mmul(c).get(0, 0);
      const tsls = (S12.trace() - 2 * along(S12)) / xx.trace();
      const liml = (S12.trace() - slope * S1.trace() - along(L)) / xx.trace();
      worst.tsls = Math.max(worst.tsls, Math.abs(tsls) / benchmark);
      worst.liml = Math.max(worst.liml, Math.abs(liml) / benchmark);
    }
  }
  return worst;
}
