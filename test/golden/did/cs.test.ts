/**
 * Callaway and Sant'Anna's effects against R's did and DRDID: cells, averages, the test of cells before treatment, under both groups of
 * controls, both bases, anticipation, weights, and every method with covariates.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEffect, DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import type { Aggregation } from "../../../src/verbs/did/shared/aggregation.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { dataOf, expected, goldenPanel, isWithheld } from "./support.js";

const ESTIMATE = 1e-8;
const STD_ERROR = 1e-6;
/** did rounds the p of its Wald test to five decimals. */
const ROUNDED = 6e-6;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const closeTo = agreeing("r-did");

interface Averages {
  readonly overall_att: number;
  readonly overall_se: number;
  readonly egt: readonly number[];
  readonly att: readonly number[];
  readonly se: readonly number[];
}

interface Expected {
  readonly att_gt: Readonly<Record<"group" | "t" | "att", readonly number[]>> & {
    readonly se: readonly (number | null)[];
  };
  readonly n: number;
  readonly wald_pretest?: null | { readonly stat: number; readonly p: number };
  readonly aggregations: Readonly<Record<"simple" | "dynamic" | "group" | "calendar", Averages>>;
}

/** DRDID's logit stops once its deviance changes by 1e-8 of itself, which odds that are not shares show. */
const STOPPED = 2e-8;

const OUTCOME = { mpdta: "lemp", castle: "l_homicide", base_stagg: "y", smartcity_sim: "quality" } as const;

const LPOP = (["dr", "reg", "ipw"] as const).flatMap((method) =>
  (
    [
      ["never", "nevertreated"],
      ["notyet", "notyettreated"],
    ] as const
  ).map(([control, words]) => ({
    ...{ file: `cs_mpdta_lpop_${method}_${words}`, x: "lpop" },
    options: { method, control },
  })),
);

const FILES: readonly { readonly file: string; readonly x?: string; readonly options?: DidOptions }[] = [
  { file: "cs_mpdta_uncond_nevertreated" },
  { file: "cs_mpdta_uncond_notyettreated", options: { control: "notyet" } },
  { file: "cs_mpdta_uncond_universal", options: { base: "universal" } },
  { file: "cs_mpdta_uncond_anticipation1", options: { anticipation: 1 } },
  ...LPOP,
  { file: "cs_castle_nevertreated" },
  { file: "cs_castle_notyettreated", options: { control: "notyet" } },
  { file: "cs_castle_nevertreated_popwt", options: { weights: "popwt" } },
  { file: "cs_base_stagg" },
  { file: "city_smartcity_sim_cs" },
  { file: "city_smartcity_sim_cs_notyet_x", x: "eco + open", options: { control: "notyet" } },
];

const keyOf = ({ event, group, time }: DidEffect): number => (event ?? group ?? time)!;

describe("cs reproduces did", () => {
  for (const { file, x = "1", options = {} } of FILES) {
    it(file, async () => {
      const name = dataOf(file);
      const { data, source, effects } = await goldenPanel(name);
      const want = expected<Expected>(file);
      const estimate = (aggregate: Aggregation): DidEstimate =>
        did(engine, data, `${OUTCOME[name]} ~ ${x} | ${effects}`, {
          ...{ ...source, estimator: ["cs"], aggregate, ...options },
        }).estimates[0]!;
      const { cells, n_units, tests } = estimate("dynamic");
      expect(n_units).toBe(want.n);
      const { group, t, att, se } = want.att_gt;
      expect(cells!.map(({ cohort, time }) => [cohort, time])).toEqual(group.map((g, at) => [g, t[at]]));
      cells!.forEach((cell, at) => {
        const what = `${file}, cohort ${group[at]} in ${t[at]}`;
        closeTo(cell.estimate, att[at]!, ESTIMATE, `${what}: estimate`, ESTIMATE * 1e-2);
        expect(cell.reference).toBe(se[at] === null);
        if (!cell.reference && !isWithheld(cell)) closeTo(cell.std_error, se[at]!, STD_ERROR, `${what}: std_error`);
      });
      for (const aggregate of ["simple", "dynamic", "group", "calendar"] as const) {
        const averages = want.aggregations[aggregate];
        const found = estimate(aggregate);
        closeTo(found.overall.estimate, averages.overall_att, ESTIMATE, `${file}, ${aggregate}: overall`);
        closeTo(found.overall.std_error, averages.overall_se, STD_ERROR, `${file}, ${aggregate}: error overall`);
        if (aggregate === "simple") continue;
        expect(found.effects.map(keyOf)).toEqual(averages.egt);
        found.effects.forEach((effect, at) => {
          const what = `${file}, ${aggregate} ${averages.egt[at]}`;
          closeTo(effect.estimate, averages.att[at]!, ESTIMATE, `${what}: estimate`, ESTIMATE * 1e-2);
          if (!effect.reference && !isWithheld(effect))
            closeTo(effect.std_error, averages.se[at]!, STD_ERROR, `${what}: std_error`);
        });
      }
      // of cells whose treatment is anticipated, did tests that they are 0; this test leaves them out
      if (options.anticipation !== undefined) return;
      if (want.wald_pretest == null) {
        expect(tests.before).toBeUndefined();
        return;
      }
      if (cells!.some((cell) => !cell.reference && isWithheld(cell))) {
        expect(tests.before).toBeUndefined();
        return;
      }
      closeTo(tests.before!.statistic, want.wald_pretest.stat, STD_ERROR, `${file}: Wald`);
      closeTo(tests.before!.p_value, want.wald_pretest.p, 0, `${file}: p`, ROUNDED);
    });
  }
});

type TwoByTwo = Readonly<
  Record<string, { readonly att: number | { readonly "dd:post": number }; readonly se: number }>
>;

describe("one cohort and two periods reproduce DRDID", () => {
  const METHODS = {
    dr: "drdid_panel",
    imp: "drdid_imp_panel",
    reg: "reg_did_panel",
    ipw: "std_ipw_did_panel",
    ht: "ipw_did_panel",
  };
  const subset = "(first.treat == 0 | first.treat == 2004) & (year == 2003 | year == 2004)";

  it.each(Object.entries(METHODS))("%s: %s", async (method, name) => {
    const { data, source, effects } = await goldenPanel("mpdta");
    const want = expected<TwoByTwo>("drdid_mpdta_2004_2x2")[name]!;
    const options = { ...source, estimator: ["cs"], aggregate: "simple" as const, subset };
    const found = did(engine, data, `lemp ~ lpop | ${effects}`, { ...options, method: method as keyof typeof METHODS });
    const tolerance = method === "ht" ? STOPPED : ESTIMATE;
    closeTo(found.estimates[0]!.overall.estimate, want.att as number, tolerance, `${name}: estimate`);
    closeTo(found.estimates[0]!.overall.std_error, want.se, STD_ERROR, `${name}: std_error`);
  });

  it("twfe_did_panel is least squares on rows, with robust errors", async () => {
    const table = await goldenTable("mpdta.csv");
    const isIn = (column: string, value: number) =>
      Float64Array.from(table.numeric(column), (one) => Number(one === value));
    const treated = { kind: "numeric", name: "treated", values: isIn("first.treat", 2004) } as const;
    const after = { kind: "numeric", name: "after", values: isIn("year", 2004) } as const;
    const { att, se } = expected<TwoByTwo>("drdid_mpdta_2004_2x2").twfe_did_panel!;
    const widened = withColumns(table, [treated, after]);
    const options = { subset, vcov: "hetero", ssc: "none" };
    const { coefficients, nobs } = feols(engine, widened, "lemp ~ treated * after + lpop", options);
    const last = coefficients["treated:after"]!;
    closeTo(last.estimate, (att as { readonly "dd:post": number })["dd:post"], ESTIMATE, "twfe: estimate");
    // DRDID divides by n - 1
    closeTo(last.std_error! * Math.sqrt(nobs / (nobs - 1)), se, STD_ERROR, "twfe: std_error");
  });
});
