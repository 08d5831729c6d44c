/**
 * plm against the R package plm: every model of expected/ and of more.json, which has panels with gaps, unbalanced and
 * balanced ones. Robust errors of pooling and within in expected/ are those of feols and compared there.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { plm } from "../../../src/verbs/plm/plm.js";
import type { PlmRecord } from "../../../src/verbs/plm/record.js";
import { agreeing } from "../../support/agree.js";
import { cases, dfOf, type ExpectedModel, type ExpectedPanel, modelOf, ROBUST, references } from "./cases.js";

/** Relative. */
const COEFFICIENT = 1e-9;
const STD_ERROR = 1e-8;
const R_SQUARED = 1e-9;
const COMPONENT = 1e-8;
/** Relative, or absolute 1e-12 for p-values that vanish. */
const P_VALUE = 1e-6;
const P_VALUE_ABSOLUTE = 1e-12;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const closeTo = agreeing("plm-models");

/** Names of our components, in plm's order. */
const NAMES: Readonly<Record<string, "idiosyncratic" | "individual" | "time">> = {
  idios: "idiosyncratic",
  id: "individual",
  time: "time",
};

function compare(record: PlmRecord, want: ExpectedModel, what: string): void {
  expect(Object.keys(record.coefficients), what).toEqual(Object.keys(want.coef));
  for (const [term, b] of Object.entries(record.coefficients)) {
    closeTo(b.estimate, want.coef[term]!, COEFFICIENT, `${what}, ${term}: estimate`);
    closeTo(b.std_error, want.se[term]!, STD_ERROR, `${what}, ${term}: std_error`);
    if (want.p) closeTo(b.p_value, want.p[term]!, P_VALUE, `${what}, ${term}: p`, P_VALUE_ABSOLUTE);
  }
  if (want.nobs !== undefined) expect(record.nobs, `${what}: nobs`).toBe(want.nobs);
  if (want.df_residual !== undefined) expect(record.fit.df_residual, `${what}: df`).toBe(want.df_residual);
  if (want.r2 !== undefined) closeTo(record.fit.r2, want.r2, R_SQUARED, `${what}: r2`);
  if (want.adj_r2 !== undefined) closeTo(record.fit.adj_r2, want.adj_r2, R_SQUARED, `${what}: adj_r2`);
  if (want.ssr !== undefined) closeTo(record.fit.ssr, want.ssr, COEFFICIENT, `${what}: ssr`);
  if (want.overall !== undefined) {
    const { overall } = record.tests;
    closeTo(overall!.statistic, want.overall.stat, STD_ERROR, `${what}: overall`);
    expect(overall!.df, `${what}: overall`).toEqual(dfOf(want.overall));
    closeTo(overall!.p_value, want.overall.p!, P_VALUE, `${what}: p of overall`, P_VALUE_ABSOLUTE);
  }
  for (const [name, value] of Object.entries(want.sigma2 ?? {})) {
    closeTo(record.components![NAMES[name]!], value, COMPONENT, `${what}: sigma2 ${name}`);
  }
  compareTheta(record, want.theta, what);
}

function compareTheta({ components, effect }: PlmRecord, want: ExpectedModel["theta"], what: string): void {
  if (want === undefined) return;
  const own = effect === "time" ? components!.theta.time! : components!.theta.individual!;
  if (typeof want === "number") {
    closeTo(own.mean, want, COMPONENT, `${what}: theta`);
    return;
  }
  const { theta } = components!;
  const named = { one: own, id: theta.individual, time: theta.time, total: theta.total };
  for (const [name, summary] of Object.entries(want)) {
    for (const part of ["min", "mean", "max"] as const) {
      closeTo(named[name as "one"]![part], summary[part], COMPONENT, `${what}: ${part} theta ${name}`);
    }
  }
}

function expectModel(found: ExpectedPanel, key: string, want: ExpectedModel): void {
  it(`${found.id}: ${key}`, async () => {
    const panel = await found.panel();
    const record = plm(engine, panel, found.formula, modelOf(key));
    compare(record, want, `${found.id}, ${key}`);
    for (const [name, [vcov, ssc]] of Object.entries(ROBUST)) {
      const errors = want[name] as Record<string, number> | undefined;
      if (errors === undefined) continue;
      // where plm's variance of two clusterings is negative ours is repaired, and all errors with it
      if (Object.values(errors).includes(null as never)) continue;
      const asked = vcov.replace("UNIT", found.unit).replace("TIME", found.time);
      const robust = plm(engine, panel, found.formula, { ...modelOf(key), vcov: asked, ssc });
      for (const [term, se] of Object.entries(errors)) {
        closeTo(robust.coefficients[term]!.std_error, se, STD_ERROR, `${found.id}, ${key}, ${name}, ${term}`);
      }
    }
  });
}

describe("plm reproduces plm's reference", () => {
  expect(references.length).toBe(2);
  for (const found of references) {
    for (const [key, want] of Object.entries(found.models)) expectModel(found, key, want);
  }
});

describe("plm reproduces plm on panels with gaps, unbalanced and balanced", () => {
  expect(cases.length).toBe(7);
  for (const found of cases) {
    for (const [key, want] of Object.entries(found.models)) {
      if (/walhus|amemiya|nerlove/.test(key)) continue;
      if (key === "random_twoways_swar" && ["gaps", "thin", "unbalanced", "city-gaps"].includes(found.id)) continue;
      expectModel(found, key, want);
    }
  }
});
