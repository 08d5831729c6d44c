/**
 * Splines whose pieces the data choose against npiv, by the authors of the rule: what is chosen among what, the curve and its derivative with
 * their errors, and, as far as draws of both let, the quantile of contrasts and the widths of bands.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { expected } from "./support.js";

const ESTIMATE = 1e-8;
/** Quantiles of suprema by 1,999 draws here and 9,999 there are this far apart: three of their errors. */
const DRAWN = 0.03;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Case {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly segments: readonly number[];
  readonly chosen: number;
  readonly theta: number;
  readonly h: readonly number[];
  readonly se: readonly number[];
  readonly deriv: readonly number[];
  readonly deriv_se: readonly number[];
  readonly critical: number;
  readonly critical_deriv: number;
}

/** Changes of the treated are y; those of two untreated units are 0, so that ATT(d) is the regression. */
function panelOf({ x, y }: Case) {
  const rows = [...x, 0, 0].flatMap((dose, unit) =>
    [1, 2].map((time) => [unit, time, dose, dose > 0 ? 2 : 0, time === 2 ? (y[unit] ?? 0) : 0]),
  );
  const columns = ["unit", "time", "dose", "g", "y"].map((name, j) => ({
    ...{ kind: "numeric" as const, name },
    values: Float64Array.from(rows, (row) => row[j]!),
  }));
  return panel(makeTable(columns, { name: "panel", bytes: 0, sha256: null }), { unit: "unit", time: "time" });
}

describe("the adaptive spline reproduces npiv", () => {
  const closeTo = agreeing("npiv");

  for (const want of expected<{ readonly cases: readonly Case[] }>("npiv_adaptive").cases) {
    it(want.name, () => {
      const { details } = did(engine, panelOf(want), "y ~ 1 | unit + time", {
        ...{ cohort: "g", dose: "dose", estimator: ["cdid"], basis: "adaptive", draws: 1999 },
      }).estimates[0]!;
      if (details?.kind !== "dose") throw new Error("no details");
      const { adaptive, curve, band } = details;
      expect(adaptive!.dimensions.map(({ dimension }) => dimension - 3)).toEqual(want.segments);
      expect(adaptive!.chosen - 3).toBe(want.chosen);
      closeTo(adaptive!.theta, want.theta, DRAWN, `${want.name}: theta`);
      closeTo(band.critical_att, want.critical, DRAWN, `${want.name}: critical value`);
      closeTo(band.critical_acrt, want.critical_deriv, DRAWN, `${want.name}: critical value of the derivative`);
      curve.forEach((point, i) => {
        const what = `${want.name}, dose ${point.dose}`;
        closeTo(point.att, want.h[i]!, ESTIMATE, what, ESTIMATE);
        closeTo(point.att_std_error, want.se[i]!, ESTIMATE, `${what}: error`);
        closeTo(point.acrt, want.deriv[i]!, ESTIMATE, `${what}: slope`, ESTIMATE);
        closeTo(point.acrt_std_error, want.deriv_se[i]!, ESTIMATE, `${what}: error of the slope`);
      });
    });
  }
});
