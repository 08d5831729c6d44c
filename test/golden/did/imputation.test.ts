/**
 * Imputation and two-stage differences in differences against R's didimputation and did2s: all treated rows and event times, the leads of
 * the first, covariates, weights.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEffect, DidEstimate, Inferred } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { dataOf, expected, goldenPanel, isWithheld } from "./support.js";

/** Relative: the references were run to 1e-11. */
const ESTIMATE = 1e-8;
const STD_ERROR = 1e-6;
/** didimputation's intervals are 1.96 errors wide, ours by the normal quantile. */
const QUANTILE = 1.96 / 1.959963984540054;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const OUTCOME = { mpdta: "lemp", castle: "l_homicide", base_stagg: "y", smartcity_sim: "quality" } as const;

async function estimate(file: string, controls: string, options: DidOptions): Promise<DidEstimate> {
  const name = dataOf(file);
  const { data, source, effects } = await goldenPanel(name);
  return did(engine, data, `${OUTCOME[name]} ~ ${controls} | ${effects}`, { ...source, ...options }).estimates[0]!;
}

const controlsOf = (file: string): string => (file.endsWith("_x1") ? "x1" : "1");

interface Imputed {
  readonly term: readonly string[];
  readonly estimate: readonly number[];
  readonly se: readonly number[];
  readonly conf_low: readonly number[];
  readonly conf_high: readonly number[];
}

describe("bjs reproduces didimputation", () => {
  const closeTo = agreeing("didimputation");
  const compare = (got: Inferred, want: Imputed, at: number, what: string): void => {
    closeTo(got.estimate, want.estimate[at]!, ESTIMATE, `${what}: estimate`);
    closeTo(got.std_error, want.se[at]!, STD_ERROR, `${what}: std_error`);
    const half = (got.conf_high! - got.conf_low!) / 2;
    closeTo(half * QUANTILE, (want.conf_high[at]! - want.conf_low[at]!) / 2, STD_ERROR, `${what}: interval`);
  };
  const files = [
    ...["bjs_castle_static", "bjs_mpdta_static", "bjs_base_stagg_static", "city_smartcity_sim_bjs_static"],
    ...["bjs_castle_event", "bjs_mpdta_event", "bjs_base_stagg_x1", "city_smartcity_sim_bjs"],
  ];
  for (const file of files) {
    it(file, async () => {
      const want = expected<Imputed>(file);
      const options = { estimator: ["bjs"], leads: want.term.filter((term) => term.startsWith("-")).length };
      if (want.term[0] === "treat") {
        compare((await estimate(file, "1", { ...options, aggregate: "simple" })).overall, want, 0, file);
        return;
      }
      const { effects } = await estimate(file, controlsOf(file), options);
      expect(effects.map(({ event }) => String(event))).toEqual(want.term);
      effects.forEach((effect, at) => {
        if (isWithheld(effect)) closeTo(effect.estimate, want.estimate[at]!, ESTIMATE, `${file}, ${effect.event}`);
        else compare(effect, want, at, `${file}, ${effect.event}`);
      });
    });
  }
});

interface ErrorCases {
  readonly cases: readonly {
    readonly options: {
      readonly leave_one_out?: true;
      readonly aux_partition?: "horizon" | "cohort";
      readonly cluster?: "block";
    };
    readonly overall: number;
    readonly events: Readonly<Record<string, number>>;
  }[];
}

describe("other errors of bjs reproduce diff-diff", () => {
  const closeTo = agreeing("diff-diff-imputation");
  for (const { options, overall, events } of expected<ErrorCases>("bjs_mpdta_errors").cases) {
    it(JSON.stringify(options), async () => {
      const { data, source, effects } = await goldenPanel("mpdta");
      const block = data.table.numeric("countyreal").map((county) => Math.floor(county / 1000));
      const table = withColumns(data.table, [{ kind: "numeric", name: "block", values: block }]);
      const [found] = did(engine, panel(table, { unit: "countyreal", time: "year" }), `lemp ~ 1 | ${effects}`, {
        ...{ ...source, estimator: ["bjs"], leaveOut: options.leave_one_out === true },
        errorGroups: { horizon: "event", cohort: "cohort", none: "cell" }[options.aux_partition ?? "none"] as "cell",
        ...(options.cluster === undefined ? {} : { vcov: `cluster:${options.cluster}` }),
      }).estimates;
      closeTo(found!.overall.std_error, overall, STD_ERROR, "all treated rows");
      for (const [event, error] of Object.entries(events)) {
        const effect = found!.effects.find((each) => each.event === Number(event))!;
        closeTo(effect.std_error, error, STD_ERROR, `event ${event}`);
      }
    });
  }
});

interface TwoStage {
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly nobs: number;
}

describe("did2s reproduces did2s", () => {
  const closeTo = agreeing("did2s");
  const files = [
    ...["did2s_castle_static", "did2s_castle_static_popwt", "did2s_mpdta_static", "did2s_base_stagg_x1"],
    ...["city_smartcity_sim_did2s", "did2s_castle_event", "did2s_mpdta_event"],
  ];
  for (const file of files) {
    it(file, async () => {
      const want = expected<TwoStage>(file);
      const options = { estimator: ["did2s"], ...(file.endsWith("popwt") ? { weights: "popwt" } : {}) };
      const isStatic = Object.keys(want.coef).length === 1;
      const aggregate = isStatic ? "simple" : "dynamic";
      const { effects, overall, nobs } = await estimate(file, controlsOf(file), { ...options, aggregate });
      expect(nobs).toBe(want.nobs);
      const found = effects.filter(({ reference }) => !reference);
      expect(found.length).toBe(Object.keys(want.coef).length);
      for (const [term, coef] of Object.entries(want.coef)) {
        const got = isStatic ? overall : found.find(({ event }) => event === Number(term.slice("rel::".length)))!;
        closeTo(got.estimate, coef, ESTIMATE, `${file}, ${term}: estimate`);
        // before treatment did2s has in-sample residuals
        if (!isStatic && Number(term.slice("rel::".length)) < 0) expect(got.std_error).toBeNull();
        else if (isStatic || !isWithheld(got as DidEffect))
          closeTo(got.std_error, want.se[term]!, STD_ERROR, `${file}, ${term}: std_error`);
      }
    });
  }
});
