/**
 * Sun and Abraham's and Wooldridge's regressions against fixest: effects by cohort and period, their averages by event time, by
 * cohort and over all, under every variance of the reference; with covariates.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { exp } from "../../../src/engine/kernels/math.js";
import type { DidEffect, DidEstimate, Inferred } from "../../../src/verbs/did/design/record.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { dataOf, expected, goldenPanel, isWithheld } from "./support.js";

/** Relative: fixest was run to 1e-11, conditioning costs digits of cells with few units. */
const ESTIMATE = 1e-8;
const STD_ERROR = 1e-6;
/** Of effects near zero: a thousandth of a millionth of their error. */
const OF_ERROR = 1e-9;
const P_VALUE = 1e-6;
const P_VALUE_ABSOLUTE = 1e-12;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const closeTo = agreeing("fixest-staggered");

interface Rows {
  readonly names: readonly string[];
  readonly estimate: readonly number[];
  readonly se: readonly number[];
  readonly t: readonly number[];
  readonly p: readonly number[];
}

type Averages = Readonly<Record<"event_study" | "att" | "cohort", Rows>>;

interface SunAbraham {
  readonly nobs: number;
  readonly aggregates: { readonly raw: Rows } & Readonly<Record<string, Averages>>;
}

/** Files, their controls, and the variances besides that by units. */
const SUNAB: readonly { file: string; controls?: string; variances: Readonly<Record<string, string>> }[] = [
  { file: "fixest_mpdta_sunab", variances: { hetero: "hetero", iid: "iid" } },
  { file: "fixest_mpdta_sunab_lpop", controls: "lpop:factor(year)", variances: {} },
  { file: "fixest_castle_sunab", variances: { iid: "iid" } },
  { file: "fixest_base_stagg_sunab", variances: { hetero: "hetero", iid: "iid", twoway: "cluster:id+year" } },
  { file: "fixest_base_stagg_sunab_x1", controls: "x1", variances: { hetero: "hetero" } },
  { file: "city_smartcity_sim_sunab", variances: {} },
];

const OUTCOME = { mpdta: "lemp", castle: "l_homicide", base_stagg: "y", smartcity_sim: "quality" } as const;

function agreeRow(
  got: Inferred & { readonly n_units?: number },
  want: Rows,
  at: number,
  what: string,
  isIid = false,
): void {
  closeTo(got.estimate, want.estimate[at]!, ESTIMATE, `${what}: estimate`);
  if (got.n_units !== undefined && !isIid && isWithheld({ n_units: got.n_units, std_error: got.std_error })) return;
  closeTo(got.std_error, want.se[at]!, STD_ERROR, `${what}: std_error`);
  if (want.t === undefined) return;
  closeTo(got.statistic, want.t[at]!, STD_ERROR, `${what}: t`);
  closeTo(got.p_value, want.p[at]!, P_VALUE, `${what}: p`, P_VALUE_ABSOLUTE);
}

const keyed = (effects: readonly DidEffect[], key: "event" | "group") =>
  new Map(effects.filter(({ reference }) => !reference).map((effect) => [effect[key]!, effect]));

describe("sunab reproduces fixest", () => {
  for (const { file, controls = "1", variances } of SUNAB) {
    it(file, async () => {
      const name = dataOf(file);
      const { data, source, effects } = await goldenPanel(name);
      const { nobs, aggregates } = expected<SunAbraham>(file);
      const given = Object.keys(aggregates).filter((each) => each.startsWith("aggregations_"));
      expect(given.map((each) => each.slice("aggregations_".length))).toEqual(["default", ...Object.keys(variances)]);
      const estimate = (aggregate: "dynamic" | "group" | "simple", vcov?: string): DidEstimate =>
        did(engine, data, `${OUTCOME[name]} ~ ${controls} | ${effects}`, {
          ...{ ...source, estimator: ["sunab"], aggregate },
          ...(vcov === undefined ? {} : { vcov }),
        }).estimates[0]!;
      const raw = aggregates.raw;
      const { cells, nobs: used } = estimate("dynamic");
      expect(used).toBe(nobs);
      let compared = 0;
      raw.names.forEach((text, at) => {
        const found = /::(-?\d+):cohort::(\d+)$/.exec(text);
        if (found === null) return;
        const [event, cohort] = [Number(found[1]), Number(found[2])];
        const cell = cells!.find((each) => each.cohort === cohort && each.time - cohort === event)!;
        agreeRow(cell, raw, at, `${file}, ${text}`);
        compared++;
      });
      expect(compared).toBe(cells!.filter(({ reference }) => !reference).length);
      for (const variant of ["default", ...Object.keys(variances)]) {
        const averages = aggregates[`aggregations_${variant}`] as Averages;
        const vcov = variances[variant];
        for (const [aggregate, key, want] of [
          ["dynamic", "event", averages.event_study],
          ["group", "group", averages.cohort],
        ] as const) {
          const got = keyed(estimate(aggregate, vcov).effects, key);
          const given = want.names.flatMap((text, at) => (/^(year|cohort)::/.test(text) ? [{ text, at }] : []));
          expect(got.size).toBe(given.length);
          for (const { text, at } of given) {
            agreeRow(
              got.get(Number(/::(-?\d+)$/.exec(text)![1]))!,
              want,
              at,
              `${file}, ${variant}, ${text}`,
              vcov === "iid",
            );
          }
        }
        agreeRow(
          estimate("simple", vcov).overall,
          averages.att,
          averages.att.names.indexOf("ATT"),
          `${file}, ${variant}, ATT`,
        );
      }
    });
  }
});

interface Extended {
  readonly group: readonly number[];
  readonly t: readonly number[];
  readonly att: readonly number[];
  readonly se: readonly number[];
  readonly n_cell: readonly number[];
  readonly simple: { readonly att: number; readonly se: number };
  readonly event: { readonly rel: readonly number[]; readonly att: readonly number[]; readonly se: readonly number[] };
}

describe("etwfe reproduces fixest", () => {
  for (const file of ["etwfe_mpdta", "etwfe_castle", "etwfe_base_stagg", "city_smartcity_sim_etwfe"]) {
    it(file, async () => {
      const name = dataOf(file);
      const { data, source, effects } = await goldenPanel(name);
      const want = expected<Extended>(file);
      const [found] = did(engine, data, `${OUTCOME[name]} ~ 1 | ${effects}`, {
        ...{ ...source, estimator: ["etwfe"], control: "notyet" },
      }).estimates;
      expect(found!.cells!.length).toBe(want.att.length);
      want.att.forEach((att, at) => {
        const cell = found!.cells!.find((each) => each.cohort === want.group[at] && each.time === want.t[at])!;
        closeTo(cell.estimate, att, ESTIMATE, `${file}, cell ${at}`);
        if (!isWithheld(cell)) closeTo(cell.std_error, want.se[at]!, STD_ERROR, `${file}, cell ${at}: std_error`);
        expect(cell.n_units).toBe(want.n_cell[at]);
      });
      const byEvent = keyed(found!.effects, "event");
      expect([...byEvent.keys()]).toEqual(want.event.rel);
      want.event.rel.forEach((event, at) => {
        closeTo(byEvent.get(event)!.estimate, want.event.att[at]!, ESTIMATE, `${file}, event ${event}`);
        if (isWithheld(byEvent.get(event)!)) return;
        closeTo(byEvent.get(event)!.std_error, want.event.se[at]!, STD_ERROR, `${file}, event ${event}: std_error`);
      });
      closeTo(found!.overall.estimate, want.simple.att, ESTIMATE, `${file}, all`);
      closeTo(found!.overall.std_error, want.simple.se, STD_ERROR, `${file}, all: std_error`);
    });
  }
});

interface Cells {
  readonly group: readonly number[];
  readonly t: readonly number[];
  readonly att: readonly number[];
}

interface WithCovariates extends Cells {
  readonly nobs: number;
  readonly se: readonly number[];
  readonly simple: { readonly att: number; readonly se: number };
}

describe("etwfe with covariates reproduces its regression written out in fixest", () => {
  const CASES = [
    ["mpdta", "lpop", {}],
    ["castle", "l_police", { weights: "popwt" }],
    ["base_stagg", "x1", {}],
  ] as const;
  for (const [name, controls, options] of CASES) {
    it(`${name}, ${controls}`, async () => {
      const { data, source, effects } = await goldenPanel(name);
      const want = expected<Record<typeof name, WithCovariates>>("etwfe_covariates")[name];
      const [found] = did(engine, data, `${OUTCOME[name]} ~ ${controls} | ${effects}`, {
        ...{ ...source, ...options, estimator: ["etwfe"], control: "notyet", aggregate: "simple" },
      }).estimates;
      expect(found!.nobs).toBe(want.nobs);
      expect(found!.cells!.length).toBe(want.att.length);
      want.att.forEach((att, at) => {
        const cell = found!.cells!.find((each) => each.cohort === want.group[at] && each.time === want.t[at])!;
        closeTo(cell.estimate, att, ESTIMATE, `${name}, cell ${at}`, OF_ERROR * want.se[at]!);
        if (!isWithheld(cell)) closeTo(cell.std_error, want.se[at]!, STD_ERROR, `${name}, cell ${at}: std_error`);
      });
      closeTo(found!.overall.estimate, want.simple.att, ESTIMATE, `${name}, all`);
      closeTo(found!.overall.std_error, want.simple.se, STD_ERROR, `${name}, all: std_error`);
    });
  }

  it("gives what the R package etwfe and Stata's jwdid print for teen employment", async () => {
    const { data, source, effects } = await goldenPanel("mpdta");
    const [found] = did(engine, data, `lemp ~ lpop | ${effects}`, {
      ...{ ...source, estimator: ["etwfe"], control: "notyet", aggregate: "simple" },
    }).estimates;
    closeTo.printed(found!.overall.estimate, "-0.0506", "ATT");
    closeTo.printed(found!.overall.std_error, "0.0125", "ATT: std_error");
  });
});

describe("etwfe of counts reproduces fepois", () => {
  const CASES = [
    ["mpdta", "employed"],
    ["castle", "homicide"],
  ] as const;
  for (const [name, outcome] of CASES) {
    it(name, async () => {
      const { data, source, effects } = await goldenPanel(name);
      const { unit, time, table } = data;
      const employed = name === "mpdta" ? rounded(exp(engine, table.numeric("lemp"))) : new Float64Array(table.nRows);
      const counts = withColumns(table, [{ kind: "numeric", name: "employed", values: employed }]);
      const want = expected<Record<typeof name, Cells>>("etwfe_poisson")[name];
      const [found] = did(engine, panel(counts, { unit: unit.name, time: time.name }), `${outcome} ~ 1 | ${effects}`, {
        ...{ ...source, estimator: ["etwfe"], control: "notyet", family: "poisson" },
      }).estimates;
      expect(found!.cells!.length).toBe(want.att.length);
      expect(found!.df).toBeNull();
      want.att.forEach((att, at) => {
        const cell = found!.cells!.find((each) => each.cohort === want.group[at] && each.time === want.t[at])!;
        closeTo(cell.estimate, att, ESTIMATE, `${name}, cell ${at}`, OF_ERROR * (cell.std_error ?? Math.abs(att)));
      });
    });
  }
});

/** As R rounds: no half is among them. */
const rounded = (values: Float64Array): Float64Array => values.map(Math.round);
