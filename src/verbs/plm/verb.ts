/**
 * `plm` and `panelTests`, declared: names are those of the R package plm. The command has several models side by side, and tests.
 */

import { expression, host, list, type OptionsOf, oneOf, value } from "../../declare/option.js";
import { signal as signalShape } from "../../declare/shape.js";
import { level, sampleOptions } from "../../regression/options.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import { type Declaration, declare } from "../verb.js";

export const PLM_MODELS = ["pooling", "within", "between", "fd", "random"] as const;
export type PlmModel = (typeof PLM_MODELS)[number];
const EFFECTS = ["individual", "time", "twoways"] as const;
export type PlmEffect = (typeof EFFECTS)[number];
/** Estimators of the variance components of random effects. */
const COMPONENTS = ["swar", "xtreg"] as const;
export type PlmComponents = (typeof COMPONENTS)[number];

/** In the order they are reported. */
export const PANEL_TESTS = [
  "hausman",
  "hausman-aux",
  "hausman-robust",
  "f-individual",
  "f-time",
  "f-twoways",
  "f-time-given-individual",
  "bp-lm",
  "bp-lm-time",
  "bp-lm-twoways",
  "honda",
  "honda-time",
  "honda-twoways",
  "king-wu",
  "ghm",
  "wooldridge-effects",
  "pesaran-cd",
  "scaled-lm",
  "pairs-lm",
  "mean-correlation",
  "mean-absolute-correlation",
  "pwartest",
  "pwfdtest",
  "pwfdtest-fe",
  "xtserial",
] as const;
export type PanelTestName = (typeof PANEL_TESTS)[number];

const { subset } = sampleOptions;
const signal = host<AbortSignal>("stops the computation once it is aborted", signalShape);

const options = {
  model: oneOf("the model", PLM_MODELS, { default: "within", code: "plm_model", shape: "name" }),
  effect: oneOf("whose effects", EFFECTS, { default: "individual", code: "plm_effect", shape: "name" }),
  components: oneOf(
    "variance components of random effects: swar as plm and xtreg's sa, or xtreg's own (the same in balanced panels)",
    COMPONENTS,
    { default: "swar", code: "plm_components", shape: "estimator" },
  ),
  vcov: value(
    "iid (the model's own), hetero, cluster:a or cluster:a+b; of pooling and within also those of feols, such as DK:2",
    (text): VcovOption => text,
    { default: "iid", shape: "variance" },
  ),
  ssc: value(
    "small-sample rule (default: plm, residual df for iid errors and no factor on robust ones)",
    (text): string | Ssc => text,
    { shape: "rule" },
  ),
  subset,
  level,
  signal,
};

export interface PlmOptions extends OptionsOf<typeof options> {}

const testOptions = {
  tests: value("names of tests, or all", (text): readonly string[] | "all" => text.split(","), {
    default: "all",
    shape: "names",
    flag: null,
  }),
  subset: expression(subset.description),
  signal,
};

export interface PanelTestsOptions extends OptionsOf<typeof testOptions> {}

/** What the command has in place of one model, and beside it. */
const flags = {
  model: list(`${PLM_MODELS.join(", ")}; several separated by commas`, { default: ["within"], shape: "names" }),
  tests: list("tests separated by commas, or all", { shape: "names" }),
};

export interface PlmModelsOptions extends Omit<PlmOptions, "model">, OptionsOf<typeof flags> {}

export const plmVerb: Declaration<typeof options> = declare({
  name: "plm",
  takes: "panel",
  stata: "plm",
  formula: 'formula in quotes, "y ~ x1 + log(x2)", or a line of xtreg',
  summary: "pooling, within, between, first differences and random effects, with their tests",
  description: 'The classical models of a panel: "y ~ x1 + log(x2)", effects by --model and --effect.',
  options,
  flags,
  out: "file",
  about: `
Models: pooling, within, between (means of units, or of periods with --effect time), fd (first differences), random (Swamy-Arora, or --components xtreg).
Several, separated by commas, are columns of one table; with within and random Hausman's test stands beneath.

Tests: ${PANEL_TESTS.join(", ")}.`,
  examples: [
    'empl.csv "log(emp) ~ log(wage) + log(capital)" --panel firm,year --model random',
    'empl.csv "log(emp) ~ log(wage) + log(capital)" --panel firm,year --model pooling,within,random --vcov cluster:firm',
    'empl.csv "xtset firm year; xtreg lemp lwage lcap, re"',
    'cities.csv "quality ~ did + eco + fin" --panel city,year --effect twoways --tests hausman-robust,pesaran-cd,xtserial',
    'cities.csv "quality ~ did + eco + fin" --panel city,year --tests all --format markdown',
  ],
});

export const panelTestsVerb: Declaration<typeof testOptions> = declare({
  name: "panel-tests",
  page: "plm",
  takes: "panel",
  formula: plmVerb.formula,
  summary: "tests between the models of a panel, of effects, of serial correlation and of dependence between units",
  description: "Tests of a panel; on the command line, plm --tests.",
  options: testOptions,
  about: "",
  examples: [],
});
