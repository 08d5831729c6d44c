/**
 * Event studies against fixest's i(): the paper's Figure 1 on simulated cities, binned and not, every variance the
 * product has; the joint test of the leads; a staggered panel. Names differ (relb::-4 is event::-4), order does not.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseSsc } from "../../../src/regression/variance/ssc.js";
import { eventStudy } from "../../../src/verbs/event-study/fit.js";
import type { EventStudyOptions } from "../../../src/verbs/event-study/verb.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { type ExpectedFit, sscText, vcovText } from "../feols/expected.js";

/** Relative: fixest was run to 1e-11, conditioning costs about two digits. */
const COEFFICIENT = 1e-9;
/** Relative: errors inherit the square of the conditioning. */
const STD_ERROR = 1e-8;
/** Relative, or absolute 1e-12 for p-values that vanish. */
const P_VALUE = 1e-6;
const P_VALUE_ABSOLUTE = 1e-12;

const CONTROLS = "eco + fin + fdi + open + urban + ia + edu + infra + market";

interface Case {
  readonly file: string;
  readonly formula: string;
  readonly options: EventStudyOptions;
  readonly keys: { readonly unit: string; readonly time: string };
  readonly variants: number;
}

const CASES: readonly Case[] = [
  {
    file: "city_smartcity_sim_figure1_event",
    formula: `quality ~ ${CONTROLS} | city + year`,
    options: { cohort: "g", window: [-4, 4], bin: true },
    keys: { unit: "city", time: "year" },
    variants: 9,
  },
  {
    file: "city_smartcity_sim_figure1_event_nocontrols",
    formula: "quality ~ 1 | city + year",
    options: { treat: "did" },
    keys: { unit: "city", time: "year" },
    variants: 9,
  },
  {
    file: "fixest_base_stagg_twfe_es",
    formula: "y ~ x1 | id + year",
    options: { cohort: "year_treated" },
    keys: { unit: "id", time: "year" },
    variants: 6,
  },
];

const read = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`./expected/${file}.json`, import.meta.url), "utf8"));

let engine: Engine;
let cities: Panel;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  cities = panel(await goldenTable("smartcity_sim.csv"), { unit: "city", time: "year" });
});

const closeTo = agreeing("fixest-event-study");

describe("eventStudy reproduces fixest", () => {
  for (const { file, formula, options, keys, variants } of CASES) {
    it(file, async () => {
      const expected = read<ExpectedFit>(file);
      const data = file.startsWith("city") ? cities : panel(await goldenTable("base_stagg.csv"), keys);
      expect(expected.variants.length).toBe(variants);
      for (const variant of expected.variants) {
        const what = `${file}, ${variant.vcov_arg}`;
        const fit = eventStudy(engine, data, formula, {
          ...options,
          vcov: vcovText(variant, expected),
          ssc: parseSsc(sscText(variant)),
          fixefRm: "none",
        });
        const events = Object.keys(expected.coef).filter((name) => /^(relb?|time_to_treatment)::/.test(name));
        const ours = (name: string) => name.replace(/^(relb?|time_to_treatment)::/, "event::");
        expect(new Set(Object.keys(fit.coefficients)), what).toEqual(new Set(Object.keys(expected.coef).map(ours)));
        expect(fit.nobs, what).toBe(expected.nobs);
        expect(fit.vcov.K, what).toBe(variant.dof_K);
        for (const [name, want] of Object.entries(expected.coef)) {
          const got = fit.coefficients[ours(name)]!;
          closeTo(got.estimate, want, COEFFICIENT, `${what}, ${name}: estimate`);
          closeTo(got.std_error, variant.se[name]!, STD_ERROR, `${what}, ${name}: std_error`);
          closeTo(got.p_value, variant.p[name]!, P_VALUE, `${what}, ${name}: p`, P_VALUE_ABSOLUTE);
        }
        expect(fit.effects.filter(({ reference }) => !reference).map(({ event }) => `event::${event}`)).toEqual(
          events.map(ours),
        );
        for (const { event, estimate, std_error, conf_low, conf_high, reference } of fit.effects) {
          if (reference) {
            expect([event, estimate, std_error, conf_low, conf_high]).toEqual([-1, 0, null, null, null]);
            continue;
          }
          const name = events.find((each) => ours(each) === `event::${event}`)!;
          const width = STD_ERROR * (variant.ci_high[name]! - variant.ci_low[name]!);
          closeTo(estimate, expected.coef[name]!, COEFFICIENT, `${what}, effect ${event}`);
          closeTo(std_error, variant.se[name]!, STD_ERROR, `${what}, effect ${event}: std_error`);
          closeTo(conf_low, variant.ci_low[name]!, STD_ERROR, `${what}, effect ${event}: conf_low`, width);
          closeTo(conf_high, variant.ci_high[name]!, STD_ERROR, `${what}, effect ${event}: conf_high`, width);
        }
      }
    });
  }

  it("tests the leads as wald() does", () => {
    const expected = read<{ stat: number; p: number; df1: number; df2: number }>(
      "city_smartcity_sim_figure1_pretrend_wald",
    );
    const { tests } = eventStudy(engine, cities, `quality ~ ${CONTROLS} | city + year`, {
      ...CASES[0]!.options,
      vcov: "cluster:city",
    });
    expect(tests.leads!.terms).toEqual(["event::-4", "event::-3", "event::-2"]);
    expect([tests.leads!.df1, tests.leads!.df2]).toEqual([expected.df1, expected.df2]);
    closeTo(tests.leads!.statistic, expected.stat, STD_ERROR, "F");
    closeTo(tests.leads!.p_value, expected.p, STD_ERROR, "p");
  });
});
