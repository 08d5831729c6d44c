/**
 * Results that Stata printed and others published, kept number by number: each is estimated from its line of Stata, and every
 * number of it that our record has is compared in the digits printed. `rules.ts` and `statistics.ts` say what is left out and
 * where another scale is meant.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { type Agree, agreeing } from "../../support/agree.js";
import {
  estimateLine,
  estimateModel,
  type Fit,
  type PublishedCase,
  publishedFiles,
  publishedTable,
  stataName,
} from "./published.js";
import { constantAtMeans } from "./residuals.js";
import { adjustment, equivalentOf, LEFT_OUT, leftOut, lineOf } from "./rules.js";
import { NOT_COMPARED, type Statistic, statisticsOf } from "./statistics.js";

/** Relative: Stata's numbers have up to 16 digits here, of matrices of which the inverse is taken. */
const PRECISION = 1e-9;
/** Relative: gmm of nonlinear equations iterates; its last step is 1e-6 of the criterion. */
const ITERATED = 1e-7;
/** Stata makes p from 1 - normal(z), whose unit in the last place this is a few of. */
const P_ABSOLUTE = 1e-15;

const SOURCES = {
  "linearmodels-iv": agreeing("stata-ivregress"),
  "linearmodels-panel": agreeing("stata-xtreg"),
  statsmodels: agreeing("stata-ereturn"),
} as Readonly<Record<string, Agree>>;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** By the line of Stata; where that is not translated, by the model that stands for it. */
function estimate(of: PublishedCase, tsset: string | undefined, table: Table): Fit {
  const other = equivalentOf(of);
  if (other !== undefined) return estimateModel(engine, table, other);
  return estimateLine(engine, table, [...(tsset === undefined ? [] : [tsset]), lineOf(of)].join("; "));
}

/** Of xtreg, fe, which prints a constant beside its effects. */
const CONSTANT = "the constant of xtreg, fe is ȳ - x̄'b: made of our coefficients it equals, its error is not compared";

const KEYS = {
  b: "estimate",
  se: "std_error",
  t: "statistic",
  p: "p_value",
  ll: "conf_low",
  ul: "conf_high",
} as const;

function compareTerms(of: PublishedCase, fit: Fit, table: Table, agree: Agree): void {
  const precision = /^gmm/.test(of.command) ? ITERATED : PRECISION;
  const adjusted = adjustment(fit, of);
  const ours = new Map(Object.entries(fit.coefficients).map(([name, b]) => [stataName(name), b]));
  for (const [term, printed] of Object.entries(of.terms)) {
    const own = ours.get(term);
    if (own === undefined) {
      // its error is one of the constant alone, which no model of ours has
      expect([term, of.command]).toEqual(["_cons", expect.stringMatching(/^xtreg .* fe /)]);
      agree.by(CONSTANT).printed(constantAtMeans(fit as FitRecord, table), printed.b!, term, PRECISION);
      continue;
    }
    for (const [key, text] of Object.entries(printed)) {
      const what = `${term}, ${key}`;
      const value = own[KEYS[key as keyof typeof KEYS]];
      const root = Math.sqrt(adjusted?.factor ?? 1);
      if (adjusted !== null && key !== "b") {
        // p and intervals follow from t, whose degrees of freedom are n - K there
        if (key === "se") agree.by(adjusted.rule).printed(value * root, text, what, precision);
        if (key === "t") agree.by(adjusted.rule).printed(value / root, text, what, precision);
      } else if (key === "p") {
        // a relative error e of t is one of about t² e of p
        agree.printed(value, text, what, precision * Math.max(1, own.statistic ** 2), P_ABSOLUTE);
      } else if (key === "ll" || key === "ul") {
        agree.printed(value, text, what, precision, precision * (Math.abs(own.estimate) + own.std_error));
      } else agree.printed(value, text, what, precision);
    }
  }
}

function compareCovariance(of: PublishedCase, fit: Fit, agree: Agree): void {
  const adjusted = adjustment(fit, of);
  const names = fit.vcov.names.map(stataName);
  const places = of.names.map((name) => names.indexOf(name));
  of.V.forEach((row, i) => {
    row.forEach((text, j) => {
      const [a, b] = [places[i]!, places[j]!];
      if (a < 0 || b < 0) return;
      const { matrix } = fit.vcov;
      const factor = adjusted?.factor ?? 1;
      const scale = factor * Math.sqrt(matrix[a]![a]! * matrix[b]![b]!);
      const by = adjusted === null ? agree : agree.by(adjusted.rule);
      by.printed(matrix[a]![b]! * factor, text, `V of ${of.names[i]}, ${of.names[j]}`, 0, 1e-8 * scale);
    });
  });
}

function compareStatistic(own: Statistic, text: string, name: string, agree: Agree): void {
  const isMade = typeof own === "object" && own !== null;
  const value = isMade ? own.value : own;
  const by = isMade ? agree.by(own.rule) : agree;
  // p of a joint test loses digits as its statistic grows
  const isP = /^(p|Fp|idp|sarganp|jp)$/.test(name);
  by.printed(value, text, name, isP ? 1e-6 : PRECISION, isP ? P_ABSOLUTE : 0);
}

describe.each([...publishedFiles])("%s", (file, { cases, tsset }) => {
  const agree = SOURCES[file]!;

  it.each(cases.filter((of) => leftOut(of) === undefined).map((of) => [of.name, of] as const))("%s", async (_, of) => {
    const table = await publishedTable(engine, of.data);
    const fit = estimate(of, tsset[of.data], table);
    compareTerms(of, fit, table, agree);
    compareCovariance(of, fit, agree);
    const own = statisticsOf(engine, fit, of, table);
    for (const [name, text] of Object.entries(of.stats)) {
      if (own[name] === undefined) expect(name).toMatch(NOT_COMPARED);
      else compareStatistic(own[name], text, name, agree);
    }
  });
});

it("leaves out what is not offered, by name, and nothing else", () => {
  const all = [...publishedFiles.values()].flatMap(({ cases }) => cases);
  const out = LEFT_OUT.map(([pattern, because]) => [
    because,
    all.filter(({ command }) => pattern.test(command)).length,
  ]);
  expect(out).toEqual([
    ["negative binomial regression", 4],
    ["linear constraints on coefficients of a Poisson regression", 5],
    ["between estimates weighted by the rows of a unit", 3],
    ["iterated GMM of one equation", 1],
    ["moments centred in the weight of GMM", 192],
  ]);
});
