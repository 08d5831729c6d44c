/**
 * Tests of panels against the R package plm (and, for xtserial, lm with sandwich): all of expected/ and of more.json.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { panelTests } from "../../../src/verbs/plm/panel-tests.js";
import type { PanelTest } from "../../../src/verbs/plm/record.js";
import { PANEL_TESTS, type PanelTestName } from "../../../src/verbs/plm/verb.js";
import { agreeing } from "../../support/agree.js";
import { cases, dfOf, type ExpectedPanel, type ExpectedTest, references } from "./cases.js";

/** Relative. */
const STATISTIC = 1e-8;
/** Relative, or absolute 1e-12 for p-values that vanish. */
const P_VALUE = 1e-6;
const P_VALUE_ABSOLUTE = 1e-12;

/** Keys of the expected files, and our names. */
const NAMES: Readonly<Record<string, PanelTestName>> = {
  hausman: "hausman",
  hausman_aux_iid: "hausman-aux",
  hausman_aux_arellano: "hausman-robust",
  F_individual: "f-individual",
  F_time: "f-time",
  F_twoways: "f-twoways",
  F_time_given_individual: "f-time-given-individual",
  bp_individual: "bp-lm",
  bp_lm_individual: "bp-lm",
  bp_time: "bp-lm-time",
  bp_twoways: "bp-lm-twoways",
  honda_individual: "honda",
  kw_individual: "honda",
  honda_time: "honda-time",
  kw_time: "honda-time",
  honda_twoways: "honda-twoways",
  kw_twoways: "king-wu",
  ghm_twoways: "ghm",
  wooldridge_effects: "wooldridge-effects",
  pesaran_cd_within: "pesaran-cd",
  cd_within: "pesaran-cd",
  sclm_within: "scaled-lm",
  lm_within: "pairs-lm",
  rho_within: "mean-correlation",
  absrho_within: "mean-absolute-correlation",
  wooldridge_ar_fe: "pwartest",
  wooldridge_fd: "pwfdtest",
  wooldridge_fd_fe: "pwfdtest-fe",
  xtserial: "xtserial",
};
/** Of more.json, what panelTests has not: other residuals and effects. */
const OTHERS = /^(hausman_time|(cd|lm|sclm|rho|absrho)_(pooling|twoways))$/;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("plm-tests");

function compare(got: PanelTest, want: ExpectedTest, what: string): void {
  agree(got.statistic, want.stat, STATISTIC, what);
  if (got.distribution !== "chi2 mixture") expect(got.df, `${what}: df`).toEqual(dfOf(want));
  agree(got.p_value, want.p, P_VALUE, `${what}: p`, P_VALUE_ABSOLUTE);
}

function expectTests(found: ExpectedPanel): void {
  it(found.id, async () => {
    const record = panelTests(engine, await found.panel(), found.formula);
    expect(Object.keys(record.tests)).toEqual(PANEL_TESTS);
    for (const [key, want] of Object.entries(found.tests)) {
      if (OTHERS.test(key)) continue;
      const name = NAMES[key];
      if (name === undefined) throw new Error(`no name for ${key}`);
      compare(record.tests[name]!, want, `${found.id}, ${key}`);
    }
  });
}

describe("panelTests reproduces the reference", () => {
  for (const found of references) expectTests(found);
});

describe("panelTests reproduces plm on panels with gaps, unbalanced and balanced", () => {
  for (const found of cases) expectTests(found);

  it("compares every test with at least one number", () => {
    const compared = new Set(cases.flatMap(({ tests }) => Object.keys(tests).map((key) => NAMES[key])));
    expect(PANEL_TESTS.filter((name) => !compared.has(name))).toEqual([]);
  });
});
