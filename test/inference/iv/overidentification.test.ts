/** Tests of surplus instruments against the reference files, the R package gmm, AER, and R by explicit matrices. */
import { EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { twoStepGmm } from "../../../src/verbs/iv/estimator/gmm.js";
import type { InstrumentSystem } from "../../../src/verbs/iv/estimator/instrument-system.js";
import { residualSquares, structuralResidual, twoStage } from "../../../src/verbs/iv/estimator/instrument-system.js";
import { distanceWithout } from "../../../src/verbs/iv/estimator/without-instruments.js";
import {
  basmann,
  differenceInSargan,
  exactlyIdentified,
  hansen,
  likelihoodRatio,
  sargan,
  testedPositions,
} from "../../../src/verbs/iv/inference/overidentification.js";
import { agreeing } from "../../support/agree.js";
import { IV_REFERENCES, ivExpected, ivReference } from "../../support/iv-references.js";
import { IVREG2_CASES, ivreg2Equation } from "../../support/ivreg2-cases.js";
import { naiveIv } from "../../support/naive-iv.js";
import { overidentified, R_CASES, R_NUMBERS } from "../../support/overidentified.js";

/** Relative: what the issue promises of statistics. */
const STATISTIC = 1e-7;
/** Relative. ivreg2's copy of `card` has lwage a unit in the last place of single precision, 5e-7, from this in some rows. */
const ANOTHER_COPY = 5e-6;
/** Share of the residual's squares that stands for zero: the reference's own zeros are 1e-27 and less. */
const ZERO = 1e-15;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("iv-algebra");
const expectNear = (value: number, wanted: number, relative = STATISTIC) => agree(value, wanted, relative, "statistic");

const squaresOf = (system: InstrumentSystem) =>
  residualSquares(system, structuralResidual(system, twoStage(engine, system).coefficients));

describe.each(IV_REFERENCES)("%s", (name) => {
  it("gives Sargan, Basmann, the LIML likelihood ratio and Hansen's J", async () => {
    const { algebra, fitstat } = ivExpected(name);
    const { equation } = await ivReference(name);
    const { system, errors } = naiveIv(equation, { type: "hetero" });
    const squares = squaresOf(system);
    const gmm = twoStepGmm(engine, system, errors);
    const found = {
      sargan: sargan(engine, system, squares),
      basmann: basmann(engine, system, squares),
      lr: likelihoodRatio(engine, system, algebra.liml_kappa),
      hansen: hansen(engine, system, gmm.distance),
    };
    if (algebra.gmm2s_J_df === 0) {
      expect(found).toEqual({ sargan: null, basmann: null, lr: null, hansen: null });
      expect(exactlyIdentified(system)).toContain("1 endogenous regressor has 1 excluded instrument,");
      expect(squares.explained).toBeLessThan(ZERO * squares.unexplained);
      return;
    }
    expect(exactlyIdentified(system)).toBeNull();
    expectNear(found.sargan!.statistic, algebra.sargan_n_r2);
    expectNear(found.basmann!.statistic, algebra.basmann);
    expectNear(found.hansen!.statistic, algebra.gmm2s_J);
    expectNear(found.lr!.statistic, system.n * Math.log(algebra.liml_kappa));
    expect([found.sargan!.df1, found.hansen!.df1]).toEqual([algebra.gmm2s_J_df, algebra.gmm2s_J_df]);
    // fixest's statistic is wrong with weights (reference README), and right in all others
    const isWeighted = name === "iv_card_weighted_fe";
    if (!isWeighted) expectNear(found.sargan!.p_value!, fitstat.iid.sargan.p);
  });
});

it("LIML's kappa is at or above 1 and its ratio below Basmann's statistic, as n log k <= n (k - 1)", async () => {
  const { equation } = await ivReference("iv_card_two_endogenous");
  const { system } = naiveIv(equation, { type: "iid" });
  const order = system.nEndogenous + 1;
  const T = Matrix.from1DArray(order, order, system.unexplained).transpose();
  const P = Matrix.from1DArray(order, system.nInstruments, system.projected).transpose();
  const whitened = P.mmul(inverse(T));
  const smallest = Math.min(...new EigenvalueDecomposition(whitened.transpose().mmul(whitened)).realEigenvalues);
  const kappa = 1 + smallest;
  expectNear(kappa, ivExpected("iv_card_two_endogenous").algebra.liml_kappa);
  const ratio = likelihoodRatio(engine, system, kappa)!.statistic;
  expect(ratio).toBeGreaterThan(0);
  expect(ratio).toBeLessThan((system.n * squaresOf(system).explained) / squaresOf(system).unexplained);
});

it("reproduces the R package gmm and AER", async () => {
  const second = ivExpected("iv_second_source_gmm");
  const aer = ivExpected("iv_CigarettesSW_over_AER");
  for (const [name, wanted] of [
    ["iv_card_over", second.card_over.J],
    ["iv_CigarettesSW_over", second.cigarettes_over.J],
  ] as const) {
    const { system, errors } = naiveIv((await ivReference(name)).equation, { type: "hetero" });
    expectNear(twoStepGmm(engine, system, errors).distance, wanted);
  }
  const { system } = naiveIv((await ivReference("iv_CigarettesSW_over")).equation, { type: "iid" });
  const found = sargan(engine, system, squaresOf(system))!;
  expectNear(found.statistic, aer.diagnostics.Sargan.statistic);
  expectNear(found.p_value!, aer.diagnostics.Sargan["p-value"]);
});

it.each(IVREG2_CASES)("J of ivreg2: $name", async (run) => {
  const { equation, how } = await ivreg2Equation(run);
  const { system, errors } = naiveIv(equation, how);
  const found = hansen(engine, system, twoStepGmm(engine, system, errors).distance)!;
  expectNear(found.statistic, run.diagnostics.j!, ANOTHER_COPY);
  expectNear(found.p_value!, run.diagnostics.jp!, ANOTHER_COPY);
  expect(found.df1).toBe(run.diagnostics.jdf);
});

describe.each(R_CASES)("%s under %s errors", (name, type) => {
  it("gives R's J and C statistic", async () => {
    const wanted = R_NUMBERS[name]![type];
    const { system, errors, instruments } = await overidentified(name, type);
    const gmm = twoStepGmm(engine, system, errors);
    expectNear(hansen(engine, system, gmm.distance)!.statistic, wanted.J);
    const left = testedPositions([wanted.tested], instruments, system.nEndogenous);
    const { added, without } = distanceWithout(engine, system, gmm, left);
    const C = differenceInSargan(engine, added, [wanted.tested]);
    expectNear(C.statistic, wanted.C);
    expect([C.df1, C.df2, C.distribution]).toEqual([1, null, "chi2"]);
    expect(C.hypothesis).toContain(wanted.tested);
    if (wanted.df === 1) expect(without).toBe(0);
    else expectNear(without, wanted.J_without);
  });
});

describe("laws of the C statistic", () => {
  const types = ["iid", "hetero", "cluster"] as const;
  /** Relative: orders of columns differ by rounding of a 3 by 3 triangle of a moderate condition. */
  const SAME = 1e-10;

  it.each(types)(
    "it and the rest make J, it is never negative, and all surplus instruments make J: %s",
    async (type) => {
      const { system, errors } = await overidentified("card_two_surplus", type);
      const gmm = twoStepGmm(engine, system, errors);
      for (const left of [[0], [1], [2], [0, 1], [0, 2], [1, 2]]) {
        const { added, without } = distanceWithout(engine, system, gmm, left);
        expect(added).toBeGreaterThanOrEqual(0);
        expectNear(added + without, gmm.distance, SAME);
        if (left.length === 2) expect(without).toBe(0);
      }
    },
  );

  it.each(types)("neither the order nor the units of the instruments matter: %s", async (type) => {
    const { equation, how, ...one } = await overidentified("card_two_surplus", type);
    const [a, b, c] = equation.Z as [Float64Array, Float64Array, Float64Array];
    const other = naiveIv({ ...equation, Z: [c.map((value) => 1e6 * value), a, b.map((value) => -1e-4 * value)] }, how);
    const first = twoStepGmm(engine, one.system, one.errors);
    const second = twoStepGmm(engine, other.system, other.errors);
    expectNear(second.distance, first.distance, SAME);
    for (const [left, moved] of [
      [[0], [1]],
      [[2], [0]],
      [
        [1, 2],
        [2, 0],
      ],
    ] as const) {
      const here = distanceWithout(engine, one.system, first, left);
      const there = distanceWithout(engine, other.system, second, moved);
      expectNear(there.added, here.added, SAME);
    }
  });

  it("is refused where the other instruments say nothing of a regressor", async () => {
    const { equation, how } = await overidentified("card_two_surplus", "hetero");
    // the first two instruments net of the regressor's own direction among the three
    const { Q, system } = naiveIv(equation, how);
    const along = (v: readonly number[]) => equation.y.map((_, i) => v.reduce((sum, c, k) => sum + c * Q[k]![i]!, 0));
    const [p, q, r] = system.projected as unknown as [number, number, number];
    const Z = [along([q, -p, 0]), along([r, 0, -p]), equation.Z[2]!];
    const built = naiveIv({ ...equation, Z }, how);
    const gmm = twoStepGmm(engine, built.system, built.errors);
    expect(() => distanceWithout(engine, built.system, gmm, [2])).toThrow(
      expect.objectContaining({ name: "NumericalError", code: "orthog_unidentified" }),
    );
    expect(distanceWithout(engine, built.system, gmm, [0]).added).toBeGreaterThanOrEqual(0);
  });
});

describe("what orthog refuses", () => {
  it.each([
    [["z4"], "orthog_instrument", '"z4"'],
    [["z1", "z1"], "orthog_instrument", '"z1"'],
    [[], "orthog_instrument", "none"],
    [["z1", "z2", "z3"], "orthog_too_many", "Test at most 2"],
  ])("%j", (tested, code, words) => {
    expect(() => testedPositions(tested, ["z1", "z2", "z3"], 1)).toThrow(
      expect.objectContaining({ name: "UsageError", code, message: expect.stringContaining(words) }),
    );
  });

  it("gives positions in the order asked", () => {
    expect(testedPositions(["z3", "z1"], ["z1", "z2", "z3"], 1)).toEqual([2, 0]);
  });
});
