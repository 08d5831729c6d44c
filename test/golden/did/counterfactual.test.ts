/**
 * Counterfactual estimators against R's fect: averages of all treated rows, of units and of event times, slopes, residual variances, the
 * grand mean; additive effects of both kinds and of units, one and two factors, a nuclear norm, factors of controls.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import type { CounterfactualDetails } from "../../../src/verbs/did/estimators/counterfactual/record.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { expected } from "./support.js";

/** Relative: fect stops where a step moves its fit by 1e-10 of it, some thousand steps of which may be left. */
const ESTIMATE = 1e-7;
/** Of averages of residuals near zero, in units of the outcome. */
const RESIDUAL = 1e-8;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const closeTo = agreeing("fect");

interface Fect {
  readonly dataset: "simgsynth" | "castle_switch" | "smartcity_sim";
  readonly att_avg: number;
  readonly att_avg_unit: number;
  readonly time: readonly number[];
  readonly att: readonly number[];
  readonly count: readonly number[];
  readonly beta: readonly (number | null)[];
  readonly sigma2: number;
  readonly rmse: number;
  readonly mu: number;
}

const DATA = {
  simgsynth: { unit: "id", time: "time", formula: "Y ~ X1 + X2 | id + time", treat: "D" },
  castle_switch: { unit: "sid", time: "year", formula: "l_homicide ~ 1 | sid + year", treat: "d_switch" },
  smartcity_sim: { unit: "city", time: "year", formula: "quality ~ 1 | city + year", treat: "did" },
} as const;

const FILES: Readonly<Record<string, DidOptions>> = {
  fect_castle_switch_fe: { estimator: ["fect"] },
  fect_castle_switch_ife1: { estimator: ["ife"], factors: 1 },
  fect_simgsynth_fe: { estimator: ["fect"] },
  fect_simgsynth_fe_default_tol: { estimator: ["fect"] },
  fect_simgsynth_gsynth_r2: { estimator: ["gsynth"], factors: 2 },
  fect_simgsynth_ife_r1_unit: { estimator: ["ife"], factors: 1, additive: "unit" },
  fect_simgsynth_ife_r2: { estimator: ["ife"], factors: 2 },
  fect_simgsynth_mc_lambda: { estimator: ["mc"], penalty: 0.005 },
  fect_smartcity_fe: { estimator: ["fect"] },
};

describe("counterfactual estimators reproduce fect", () => {
  for (const [file, options] of Object.entries(FILES)) {
    it(file, async () => {
      const want = expected<Fect>(file);
      const { unit, time, formula, treat } = DATA[want.dataset];
      const data = panel(await goldenTable(`${want.dataset}.csv`), { unit, time });
      const [found] = did(engine, data, formula, { ...options, treat, resampling: "none" }).estimates;
      const { effects, overall, details } = found!;
      const own = details as CounterfactualDetails;
      closeTo(overall.estimate, want.att_avg, ESTIMATE, `${file}: all treated rows`);
      closeTo(own.average_by_unit, want.att_avg_unit, ESTIMATE, `${file}: units alike`);
      // its time 1 is the first treated period
      expect(effects.map(({ event }) => event! + 1)).toEqual(want.time);
      expect(effects.map(({ n_units }) => n_units)).toEqual(want.count);
      effects.forEach(({ event, estimate }, j) => {
        closeTo(estimate, want.att[j]!, ESTIMATE, `${file}, ${event}`, RESIDUAL);
      });
      want.beta.forEach((slope, j) => {
        if (slope !== null) closeTo(own.covariates[j]!.slope, slope, ESTIMATE, `${file}: slope ${j + 1}`);
      });
      closeTo(own.sigma2, want.sigma2, ESTIMATE, `${file}: residual variance`);
      // least squares: what fect has found is no better than ours
      if (own.penalty === null) expect(own.sigma2).toBeLessThanOrEqual(want.sigma2 * (1 + 1e-12));
      closeTo(own.rmse, want.rmse, ESTIMATE, `${file}: rmse`);
      closeTo(own.mu, want.mu, ESTIMATE, `${file}: mean`);
    });
  }
});
