/** What GMM on panels refuses, and what it says. */
import { beforeAll, describe, expect, it } from "vitest";
import type { WasmetricsError } from "../../../src/base/errors.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { fitPanelGmm } from "../../../src/verbs/pgmm/estimator/fit-panel-gmm.js";
import type { InstrumentBlock, LagBlock, PanelGmmSpec } from "../../../src/verbs/pgmm/estimator/spec.js";
import { hansenTest, panelCovariance, serialCorrelation } from "../../../src/verbs/pgmm/inference/panel-covariance.js";
import { dynamicPanel } from "../../support/dynamic-panel.js";
import { type GridInMaking, plain } from "../../support/panel-grid.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const lags = (column: number, more: Partial<LagBlock> = {}): LagBlock => ({
  ...{ kind: "gmm", column, equation: "both", from: 2, to: Number.POSITIVE_INFINITY, collapse: false, group: "gmm" },
  ...more,
});

interface Asked {
  readonly making?: GridInMaking;
  readonly present?: Uint8Array;
  readonly blocks?: (making: GridInMaking) => InstrumentBlock[];
  readonly spec?: Partial<PanelGmmSpec>;
}

const panel = (nUnits = 30, nPeriods = 6) => dynamicPanel({ seed: 5, nUnits, nPeriods });

function ask({ making = panel(), present, blocks, spec = {} }: Asked) {
  const regressors = making.regressors(making.lag("y", 1), making.at("x"));
  const all = blocks?.(making) ?? [lags(making.at("y")), lags(making.at("x"))];
  return fitPanelGmm(engine, making.grid(present ?? null), {
    ...{ model: "difference", transform: "d", h: 3, steps: 2, outcome: making.at("y"), arOrders: 2 },
    ...{ singular: "refuse", regressors, blocks: all },
    ...spec,
  });
}

function refused(asked: Asked): WasmetricsError {
  try {
    ask(asked);
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was refused");
}

/** The panel with rows kept where `keep` says. */
function thinned(keep: (t: number, unit: number) => boolean, nUnits = 30, nPeriods = 6): GridInMaking {
  const making = panel(nUnits, nPeriods);
  for (const column of making.columns) {
    column.forEach((_, at) => {
      if (!keep(at % nPeriods, Math.floor(at / nPeriods))) column[at] = Number.NaN;
    });
  }
  return making;
}

describe("rows", () => {
  it("lags longer than the panel", () => {
    const error = refused({ blocks: (m) => [lags(m.at("y"), { from: 6, to: 8 })] });
    expect(error).toMatchObject({ name: "DataError", code: "lags_beyond_panel", detail: { column: "y", got: 6 } });
    expect(error.message).toContain("the panel spans 6 periods");
  });

  it("two periods, which a lag of the outcome leaves one of", () => {
    const error = refused({ making: panel(30, 2), blocks: (m) => plain([m.at("x"), m.at("v")], "both") });
    expect(error).toMatchObject({ name: "DataError", code: "too_few_periods", detail: { periods: 2 } });
  });

  it("three periods are enough for one lag", () => {
    const fit = ask({ making: panel(60, 3), blocks: (m) => [lags(m.at("y")), ...plain([m.at("v")], "both")] });
    expect(fit.instruments.map(({ name }) => name)).toEqual(["L2.y in 2003", "D.v"]);
    expect(fit.hansen!.degrees).toBe(0);
  });

  it("lags that leave no row", () => {
    const making = thinned((t) => t % 2 === 0);
    expect(refused({ making })).toMatchObject({ name: "DataError", code: "no_rows", detail: { got: 0, column: "y" } });
  });

  it("gaps that leave no difference, and deviations that bridge them", () => {
    // Pairs of years and gaps of one: a lag is there in the second of each pair, never twice running.
    const making = thinned((t) => t % 3 !== 2, 60, 9);
    const blocks = (m: GridInMaking) => [
      lags(m.at("y"), { to: 4, collapse: true }),
      lags(m.at("x"), { collapse: true, to: 4 }),
    ];
    const error = refused({ making, blocks });
    expect(error).toMatchObject({ name: "DataError", code: "gaps_leave_nothing" });
    expect(error.message).toContain("orthogonal deviations");
    expect(ask({ making, blocks, spec: { transform: "fod" } }).nTransformed).toBe(120);
  });

  it("rows not to be estimated on", () => {
    const error = refused({ present: new Uint8Array(30 * 6) });
    expect(error).toMatchObject({ name: "DataError", code: "no_rows" });
  });
});

describe("instruments", () => {
  it("none that is ever other than zero", () => {
    const making = panel();
    making.add("nil", new Float64Array(30 * 6));
    const error = refused({ making, blocks: (m) => [lags(m.at("nil"))] });
    expect(error).toMatchObject({ name: "DataError", code: "no_instruments" });
  });

  it("fewer than coefficients", () => {
    const error = refused({ blocks: (m) => [lags(m.at("y"), { to: 2, collapse: true })] });
    expect(error).toMatchObject({
      name: "NumericalError",
      code: "too_few_instruments",
      detail: { got: 1, expected: 2 },
    });
  });

  it("as many as coefficients, but none for one of them", () => {
    const making = panel();
    const twin = making.add(
      "twin",
      making.columns[making.at("x")]!.map((x) => 2 * x + 1),
    );
    const regressors = making.regressors(making.lag("y", 1), making.at("x"), twin);
    const fit = ask({ making, spec: { regressors } });
    expect(fit.collinear).toEqual([2]);
    // Zero wherever x's instruments are not.
    const even = making.add(
      "even",
      making.columns[making.at("x")]!.map((_, at) => (Math.floor(at / 6) % 2 ? at % 5 : 0)),
    );
    const odd = making.add(
      "odd",
      making.columns[making.at("x")]!.map((x, at) => (Math.floor(at / 6) % 2 ? 0 : x)),
    );
    const blocks = () => [
      ...plain([odd], "both"),
      ...plain(
        [
          making.add(
            "double",
            making.columns[odd]!.map((x) => x * x),
          ),
        ],
        "both",
      ),
    ];
    const error = refused({ making, blocks, spec: { regressors: making.regressors(odd, even) } });
    expect(error).toMatchObject({ name: "NumericalError", code: "not_identified", detail: { regressor: "even" } });
    expect(error.message).toContain("coefficient of even");
  });

  it("a weight without inverse, which names them", () => {
    // 56 lags; the last period has 14 for 12 units, so two are collinear.
    const making = panel(12, 9);
    const error = refused({ making });
    expect(error).toMatchObject({
      name: "NumericalError",
      code: "singular_weight",
      detail: { expected: 54, groups: 12 },
    });
    expect((error.detail as unknown as { instruments: string[] }).instruments[0]).toMatch(/^L\d\.[xy] in 20/);
    expect(error.message).toContain("rank 12 at most");
    expect(error.message).toContain("collapse");
  });

  it("the same weight by a pseudo-inverse; one step needs none and has no Hansen test", () => {
    const making = panel(12, 9);
    const fit = ask({ making, spec: { singular: "pseudoinverse" } });
    expect(fit.steps[1]!.weightRank).toBeLessThanOrEqual(12);
    expect(fit.hansen!.degrees).toBe(fit.steps[1]!.weightRank - 2);
    const one = ask({ making, spec: { steps: 1 } });
    expect(one.hansen).toBeNull();
    expect(hansenTest(engine, one)).toBeNull();
  });

  it("levels in a difference model, leads, deviations that are none", () => {
    expect(refused({ blocks: (m) => [lags(m.at("y")), ...plain([m.at("w")], "level")] })).toMatchObject({
      name: "UsageError",
      code: "level_instruments",
    });
    expect(refused({ blocks: (m) => [lags(m.at("y"), { from: -1 })] })).toMatchObject({
      name: "NotSupported",
      code: "lag_limits",
    });
    const untransformed = { untransformed: true };
    expect(
      refused({
        blocks: (m) => [lags(m.at("y")), ...plain([m.at("w")], "both", "iv", untransformed)],
        spec: { transform: "fod" },
      }),
    ).toMatchObject({ name: "NotSupported", code: "untransformed_deviations" });
    const making = panel();
    const regressors = [{ column: making.lag("y", 1) }, { column: making.at("x"), ...untransformed }];
    expect(refused({ making, spec: { transform: "fod", regressors } })).toMatchObject({
      code: "untransformed_deviations",
    });
  });
});

describe("what follows a fit", () => {
  it("covariances of the other kind of step", () => {
    const [one, two] = [ask({ spec: { steps: 1 } }), ask({})];
    expect(() => panelCovariance(one, "windmeijer")).toThrow(/windmeijer covariance is for two steps/);
    expect(() => panelCovariance(two, "robust")).toThrow(/robust covariance is for one step/);
  });

  it("orders of serial correlation that no unit reaches", () => {
    const fit = ask({ spec: { arOrders: 5 } });
    const serial = serialCorrelation(engine, fit, "windmeijer");
    expect(serial.map(({ order, pairs }) => [order, pairs])).toEqual([
      [1, 90],
      [2, 60],
      [3, 30],
      [4, 0],
      [5, 0],
    ]);
    expect(serial[4]).toMatchObject({ z: null, p: null, units: 0 });
  });
});
