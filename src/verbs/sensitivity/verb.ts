/**
 * `sensitivity`, declared: its options, their rules, and what its command says of it.
 */

import { UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import {
  type Filled,
  flag,
  host,
  list,
  number,
  numbers,
  type OptionsOf,
  oneOf,
  repeated,
  term,
  terms,
  Unreadable,
  wholeNumber,
} from "../../declare/option.js";
import { signal as signalShape } from "../../declare/shape.js";
import { fitOptions, level, panelKeys, sampleOptions, vcov } from "../../regression/options.js";
import { type Declaration, declare } from "../verb.js";
import type { Confounder } from "./estimator/confounding.js";

/** What is asked of a coefficient. */
export const PARTS = ["oster", "confounding", "influence"] as const;
export type Part = (typeof PARTS)[number];

const options = {
  term: term("the coefficient in question", { required: true, shape: "name", code: "sensitivity_term" }),
  vcov: vcov("iid, hetero, cluster:a, ... (required)"),
  parts: list("what to do, of oster, confounding and influence (default: all)", {
    default: PARTS as readonly string[],
  }),
  always: terms(
    "controls that the short regression has too, as unrelated to what is omitted; * stands for any characters",
    { shape: "x1,x2" },
  ),
  shortEffects: oneOf("whether the short regression has the fixed effects", ["kept", "left_out"], {
    default: "kept",
    shape: "what",
  }),
  r2: oneOf("R2 within the fixed effects, or overall (default: within, where both regressions have effects)", [
    "within",
    "overall",
  ]),
  r2max: list("R2 with the unobservables, as numbers or as multiples of the R2 of the fit, capped at 1", {
    default: ["1.3x", "1"] as readonly string[],
    shape: "1.3x,0.9",
  }),
  delta: numbers("selection on unobservables, as multiples of that on the controls", {
    default: [1] as readonly number[],
  }),
  effect: number("the effect whose delta is sought", { default: 0 }),
  benchmarks: terms("controls that a confounder is compared with; joined by + for a group, * for any characters", {
    shape: "x1,x2+x3",
  }),
  kd: numbers("how many times as strong as the benchmark with the treatment", {
    above: 0,
    default: [1, 2, 3] as readonly number[],
  }),
  ky: numbers("how many times with the outcome (default: as kd)", { above: 0 }),
  q: number("share of the estimate that a confounder is to explain away", { above: 0, default: 1 }),
  confounder: repeated("partial R2 of a confounder with treatment and outcome: 0.1,0.3 (repeatable)", readConfounder, {
    shape: "d,y",
    code: "sensitivity_confounder",
  }),
  by: repeated(
    "groups left out whole: a column, or columns joined by ^ (repeatable; default: clusters and effects)",
    String,
    {
      shape: "column",
    },
  ),
  critical: oneOf("quantile that significance goes by", ["t", "normal"], { default: "t" }),
  named: wholeNumber("rows and groups that are named", { min: 1, max: 10_000, default: 10 }),
  rounds: wholeNumber("rounds in which influences are computed again where a removal is not enough", {
    min: 0,
    max: 1000,
    default: 10,
  }),
  halvings: wholeNumber("tries of fewer, by halves, where it does (default: 6, of more than 200,000 rows 2)", {
    min: 0,
    max: 60,
  }),
  rows: flag("influence of single rows", { default: true, without: "groups alone" }),
  ...sampleOptions,
  level,
  panel: panelKeys("columns of unit and time, for lags and for errors along time"),
  plan: fitOptions.plan,
  onEstimate: fitOptions.onEstimate,
  signal: host<AbortSignal>("stops the computation once it is aborted", signalShape),
};

export interface SensitivityOptions extends OptionsOf<typeof options> {}

export type SensitivityPlan = Filled<typeof options>;

export const sensitivityVerb: Declaration<typeof options> = declare({
  name: "sensitivity",
  page: "sensitivity-of-estimates",
  takes: "table",
  readsTexts: true,
  formula: 'formula in quotes, "y ~ d + controls | fixed effects"',
  summary: "what would turn a coefficient: confounders how strong, rows and clusters how few?",
  description:
    "Selection on unobservables (Oster 2019), partial R2 of confounders (Cinelli and Hazlett 2020), influence of rows and clusters (Broderick, Giordano and Meager 2020).",
  options,
  files: ["influence.csv"],
  about: `
oster: delta, how many times stronger selection on unobservables would have to be than on the controls for the effect to be --effect,
and beta*, the effect where it is --delta times as strong, with every root and whether it meets assumption 3. confounding: robustness
values, the least partial R2 with treatment and outcome that takes the estimate (and its test) away, and what a confounder as strong as
--benchmarks would leave. influence: what each row, cluster and unit does to the coefficient, and the fewest of them without which its
sign, its significance or both turn: by linear approximation, then as the regressions without them say, so "at most k". With fixed
effects all shares are of what these leave. --out FOLDER writes sensitivity.json, influence.csv and the figures, all or none.`,
  examples: [
    'card.csv "lwage ~ educ + exper + expersq + black + smsa + south" --vcov hetero --term educ --benchmarks black,smsa',
    'cities.csv "quality ~ did + eco + fin | city + year" --vcov cluster:city --term did --benchmarks eco+fin --out out/referee',
    'castle.csv "l_homicide ~ post + poverty | sid + year" --vcov cluster:sid --term post --parts influence --json',
    'card.csv "lwage ~ educ + exper + black" --vcov iid --term educ --parts oster --r2max 0.5,1 --delta 0.5,1 --always black',
  ],
});

/**
 * Options with their defaults. Throws UsageError `sensitivity_part`, `sensitivity_r2max`, `sensitivity_confounder`, `sensitivity_ky`, and
 * as `filled`.
 */
export function sensitivityPlan(given: SensitivityOptions): SensitivityPlan {
  const plan = filled(options, asLists(given));
  const unknown = plan.parts.find((part) => !PARTS.includes(part as Part));
  if (unknown !== undefined) {
    throw new UsageError("sensitivity_part", `parts (--parts) are some of ${PARTS.join(", ")}; got '${unknown}'.`, {
      got: plan.parts,
      expected: PARTS,
    });
  }
  for (const asked of plan.r2max) r2MaxOf(asked, 0.5);
  requireConfounders(plan.confounder ?? []);
  const bad = plan.ky !== undefined && plan.ky.length !== 1 && plan.ky.length !== plan.kd.length;
  if (bad) {
    throw new UsageError(
      "sensitivity_ky",
      `ky (--ky) has ${plan.ky!.length} numbers and kd ${plan.kd.length}: give one, or one for each of kd.`,
      { got: plan.ky, expected: plan.kd.length },
    );
  }
  return plan;
}

/** What programs without types may give: one thing for a list of it, a number for the text of one, a confounder as on the command line. */
function asLists(given: SensitivityOptions): SensitivityOptions {
  const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
  const confounder = (one: unknown) => (typeof one === "string" ? readConfounder(one) : one) as Confounder;
  const { r2max, by, parts, always, benchmarks, confounder: confounders } = given;
  const texts = (value: unknown) =>
    listed(value).map((one) => (typeof one === "number" ? String(one) : one)) as string[];
  return {
    ...given,
    ...(r2max === undefined ? {} : { r2max: texts(r2max) }),
    ...(by === undefined ? {} : { by: texts(by) }),
    ...(parts === undefined ? {} : { parts: texts(parts) }),
    ...(always === undefined ? {} : { always: texts(always) }),
    ...(benchmarks === undefined ? {} : { benchmarks: texts(benchmarks) }),
    ...(confounders === undefined ? {} : { confounder: listed(confounders).map(confounder) }),
  };
}

/** Throws UsageError `sensitivity_confounder`. */
function requireConfounders(confounders: readonly Confounder[]): void {
  const bad = confounders.find((one) => typeof one !== "object" || one === null || !isConfounder(one));
  if (bad === undefined) return;
  throw new UsageError(
    "sensitivity_confounder",
    `A confounder (--confounder 0.1,0.3) is { r2_treatment, r2_outcome }: a share below 1 of the treatment and of at most 1 of the outcome; got ${JSON.stringify(bad)}.`,
    { got: bad, expected: "0 <= r2_treatment < 1, 0 <= r2_outcome <= 1" },
  );
}

/** `1.3x` of an R2, at most 1, or the number. Throws UsageError `sensitivity_r2max`. */
export function r2MaxOf(asked: string, r2: number): number {
  const text = asked.trim();
  const times = text.endsWith("x");
  const value = Number(times ? text.slice(0, -1) : text);
  if (text === "" || !Number.isFinite(value) || value <= 0 || (!times && value > 1)) {
    throw new UsageError(
      "sensitivity_r2max",
      `r2max (--r2max) takes numbers of at most 1, or multiples such as 1.3x; got '${asked}'.`,
      { got: asked, expected: "0.9 or 1.3x" },
    );
  }
  return times ? Math.min(1, value * r2) : value;
}

function readConfounder(text: string): Confounder {
  const parts = text.split(",").map((part) => part.trim());
  const [r2_treatment, r2_outcome] = parts.map(Number) as [number, number];
  const fine = parts.length === 2 && !parts.includes("") && isConfounder({ r2_treatment, r2_outcome });
  if (!fine)
    throw new Unreadable("expected two shares, of the treatment below 1 and of the outcome at most 1: 0.1,0.3");
  return { r2_treatment, r2_outcome };
}

/** Whether there can be such a confounder. */
const isConfounder = ({ r2_treatment, r2_outcome }: Confounder): boolean =>
  r2_treatment >= 0 && r2_treatment < 1 && r2_outcome >= 0 && r2_outcome <= 1;
