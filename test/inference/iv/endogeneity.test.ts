/** Tests of endogeneity against fixest, AER, ivreg2 and R by explicit matrices. */
import { beforeAll, describe, expect, it } from "vitest";
import { linearCombinationsBlock } from "../../../src/engine/kernels/blas.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { twoStepGmm } from "../../../src/verbs/iv/estimator/gmm.js";
import type { InstrumentSystem } from "../../../src/verbs/iv/estimator/instrument-system.js";
import { ordinary } from "../../../src/verbs/iv/estimator/instrument-system.js";
import { distanceWithout } from "../../../src/verbs/iv/estimator/without-instruments.js";
import {
  controlFunction,
  controlFunctionCovariance,
  controlFunctionDf,
  regressorsAsInstruments,
  robustWuHausman,
  widerCombinations,
  wuHausman,
} from "../../../src/verbs/iv/inference/endogeneity.js";
import { errorStructure } from "../../../src/verbs/iv/inference/error-structure.js";
import { agreeing } from "../../support/agree.js";
import { dot } from "../../support/dense-columns.js";
import { IV_REFERENCES, ivExpected, ivReference } from "../../support/iv-references.js";
import { IVREG2_CASES, ivreg2Equation } from "../../support/ivreg2-cases.js";
import { type NaiveIv, naiveIv } from "../../support/naive-iv.js";
import { overidentified, R_CASES, R_NUMBERS, several, withRegressors } from "../../support/overidentified.js";

/** Relative: what the issue promises of statistics. */
const STATISTIC = 1e-7;
/** Relative, of statistics made in two ways from the same system. */
const SAME = 1e-9;
/** Relative. Single precision of the data ivreg2 read is not always that of these: a unit in its last place is 5e-7. */
const IVREG2 = 1e-6;
/** Relative, of a clustered C statistic of 1e-3, which R takes as the difference of distances near 28. */
const CANCELLED = 1e-6;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const [agree, ofIvreg2] = [agreeing("iv-algebra"), agreeing("ivreg2")];
const expectNear = (value: number, wanted: number, relative = STATISTIC) =>
  agree(value, wanted, relative, "endogeneity");

/** The C statistic of the regressors, `wider` having the errors over Z and X. */
function regressorsC(system: InstrumentSystem, wider: NaiveIv) {
  const { nInstruments: kz, nEndogenous: kx } = system;
  const exogenous = regressorsAsInstruments(system);
  const gmm = twoStepGmm(engine, exogenous, wider.errors);
  const tested = Array.from({ length: kx }, (_, j) => kz + j);
  return distanceWithout(engine, exogenous, gmm, tested).added;
}

it.each(IV_REFERENCES)("Wu-Hausman of %s, effects counted and rows weighted", async (name) => {
  const { iid } = ivExpected(name).fitstat;
  const { system } = naiveIv((await ivReference(name)).equation, { type: "iid" });
  const found = wuHausman(engine, system, controlFunction(engine, system));
  expectNear(found.statistic, iid.wh.stat);
  expectNear(found.p_value!, iid.wh.p);
  expect([found.df1, found.df2]).toEqual([iid.wh.df1, iid.wh.df2]);
});

it("reproduces AER, with classical errors and with its sandwich", async () => {
  const aer = ivExpected("iv_CigarettesSW_over_AER");
  const { equation } = await ivReference("iv_CigarettesSW_over");
  const { system } = naiveIv(equation, { type: "iid" });
  const added = controlFunction(engine, system);
  const classical = wuHausman(engine, system, added);
  expectNear(classical.statistic, aer.diagnostics["Wu-Hausman"].statistic);
  expectNear(classical.p_value!, aer.diagnostics["Wu-Hausman"]["p-value"]);
  const wider = naiveIv({ ...equation, Z: [...equation.Z, ...equation.X] }, { type: "hetero" });
  const covariance = controlFunctionCovariance(engine, system, wider.errors);
  const robust = robustWuHausman(engine, added, covariance, controlFunctionDf(system));
  const wanted = aer.diagnostics_sandwich_asymptotic["Wu-Hausman"];
  expectNear(robust.statistic, wanted.statistic);
  expectNear(robust.p_value!, wanted["p-value"]);
  expect([robust.df1, robust.df2]).toEqual([wanted.df1, wanted.df2]);
});

describe.each(R_CASES)("%s under %s errors", (name, type) => {
  it("gives R's control function, its Wald statistic and the C statistic of the regressors", async () => {
    const wanted = R_NUMBERS[name]![type];
    const built = await overidentified(name, type);
    const { system } = built;
    const wider = withRegressors(built);
    const added = controlFunction(engine, system);
    several(wanted.control_function).forEach((value, j) => {
      expectNear(added.coefficients[j]!, value);
    });
    const covariance = controlFunctionCovariance(engine, system, wider.errors);
    several(wanted.control_function_vcov).forEach((value, at) => {
      expectNear(covariance[at]!, value);
    });
    const F = robustWuHausman(engine, added, covariance, controlFunctionDf(system));
    expectNear(F.statistic * system.nEndogenous, wanted.control_function_wald);
    expectNear(regressorsC(system, wider), wanted.endogeneity_C, wanted.endogeneity_C < 0.01 ? CANCELLED : STATISTIC);
  });
});
describe.each(IVREG2_CASES)("ivreg2: $name", (run) => {
  it("its endog()", async () => {
    const { equation, how } = await ivreg2Equation(run);
    const { system } = naiveIv(equation, { type: "iid" });
    const wider = naiveIv({ ...equation, Z: [...equation.Z, ...equation.X] }, how);
    const found = regressorsC(system, wider);
    ofIvreg2(found, run.diagnostics.estat!, IVREG2, "endog()");
  });
});
describe("laws", () => {
  it("the system with X among the instruments is that of these columns", async () => {
    const built = await overidentified("iv_card_two_endogenous", "iid");
    const derived = regressorsAsInstruments(built.system);
    const wider = withRegressors(built);
    const direct = wider.system;
    const scale = Math.max(...direct.projected.map(Math.abs));
    for (const part of ["projected", "instruments"] as const) {
      expect(derived[part].length).toBe(direct[part].length);
      derived[part].forEach((value, at) => {
        expect(Math.abs(value - direct[part][at]!)).toBeLessThan(1e-12 * scale);
      });
    }
    const left = wider.E.at(-1)!;
    expectNear(derived.unexplained.at(-1)!, Math.sqrt(dot(left, left)), SAME);
    expect(derived.nInstruments).toBe(direct.nInstruments);
  });

  it("its columns are combinations of the system's: the kernels' errors over them are those of the naive loops", async () => {
    const built = await overidentified("iv_card_two_endogenous", "hetero");
    const { system, E, Q } = built;
    const { n, nEndogenous: kx, nInstruments: kz } = system;
    const wider = withRegressors(built);
    const a = Float64Array.from({ length: kx + 1 }, (_, j) => Number(j === kx));
    const c = Float64Array.from({ length: kz + kx }, (_, k) => k - 2);
    const wanted = wider.errors.covariance(a, c);
    const C = widerCombinations(engine, system);
    const m = kx + 1 + kz;
    const found = engine.scope((scope) => {
      const net = scope.copyF64(Float64Array.from([...E, ...Q].flatMap((column) => Array.from(column))));
      const columns = linearCombinationsBlock(engine, scope, n, m, m + kx, net, scope.copyF64(C));
      const errors = errorStructure(engine, scope, regressorsAsInstruments(system), () => columns, { type: "hetero" });
      return errors.covariance(a, c);
    });
    const scale = Math.max(...wanted.map(Math.abs));
    found.forEach((value, at) => {
      expect(Math.abs(value - wanted[at]!)).toBeLessThan(SAME * scale);
    });
  });

  it("Under classical errors the C statistic is Durbin's, n times the share of the residual that Wu-Hausman's F tests", async () => {
    const built = await overidentified("iv_card_two_endogenous", "iid");
    const { system } = built;
    const added = controlFunction(engine, system);
    const F = wuHausman(engine, system, added);
    const ratio = (F.statistic * F.df1) / F.df2!;
    expectNear(regressorsC(system, withRegressors(built)), (system.n * ratio) / (1 + ratio), SAME);
    expectNear(added.explained + added.unexplained, ordinary(engine, system).distance, SAME);
  });

  it("an outcome that is twice a regressor: least squares and two-stage least squares agree", async () => {
    const { equation } = await overidentified("iv_card_two_endogenous", "iid");
    const { system } = naiveIv({ ...equation, y: equation.y.map((_, i) => 2 * equation.X[0]![i]!) }, { type: "iid" });
    const added = controlFunction(engine, system);
    expect(Math.abs(added.coefficients[0]!)).toBeLessThan(1e-9);
  });

  it("refuses Wu-Hausman without degrees of freedom", () => {
    const counts = { n: 10, nExogenous: 8, nEndogenous: 1 };
    const added = { coefficients: Float64Array.of(1), explained: 1, unexplained: 1 };
    expect(() => wuHausman(engine, counts, added)).toThrow(
      expect.objectContaining({ name: "NumericalError", code: "no_degrees_of_freedom" }),
    );
  });
});
