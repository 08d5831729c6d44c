/**
 * What a line of Stata asks for, in our words: the verb, the model, its options, and notes on what was chosen.
 * Must not know how the line was written.
 */

import type { Note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { flagText, quoted } from "../../base/text.js";
import { parseFormula } from "../parser.js";
import type { ModelSpec } from "../spec.js";

/** Unit and time of a panel, as `xtset unit time` names them. */
export interface StataPanel {
  readonly unit: string;
  readonly time?: string;
}

/** Options of the verb, under the names the library gives them. */
export interface StataOptions {
  readonly vcov?: string;
  /** Small-sample rule. */
  readonly ssc?: string;
  readonly fixefRm?: "singletons" | "none";
  readonly weights?: string;
  /** A condition on columns. */
  readonly subset?: string;
  readonly panel?: { readonly unit: string; readonly time: string };
  readonly level?: number;
  /** Estimator of an equation with instruments. */
  readonly iv?: string;
  /** Form of its covariance, and what weighs GMM where it is not the variance. */
  readonly ivVcov?: string;
  readonly ivWeight?: string;
  readonly orthog?: readonly string[];
  /** Of a Poisson regression: an expression added to the linear predictor, or a column whose logarithm is. */
  readonly offset?: string;
  readonly exposure?: string;
  /** Of a panel model without absorbed effects. */
  readonly model?: "random" | "between";
  /** Variance components of random effects. */
  readonly components?: "swar" | "xtreg";
  /** Of a matching, as `psmatch` has them. */
  readonly preset?: string;
  readonly method?: string;
  readonly outcome?: string;
  readonly score?: string;
  readonly ratio?: number;
  readonly caliper?: number;
  readonly kernel?: string;
  readonly bandwidth?: number;
  readonly link?: string;
  readonly scale?: string;
  readonly support?: string;
  readonly replace?: boolean;
  readonly order?: string;
  readonly ties?: string;
}

/** A line translated. Frozen. */
export interface StataModel {
  /** The command's name in full. */
  readonly command: string;
  /** The verb of ours that estimates it. */
  readonly verb: "feols" | "fepois" | "felogit" | "plm" | "psmatch";
  /** The formula as text; `spec` is what it means. */
  readonly formula: string;
  readonly spec: ModelSpec;
  readonly options: StataOptions;
  /** Options the line itself states; the others follow from the command. */
  readonly stated: readonly (keyof StataOptions)[];
  /** The same as a command of ours, DATA in place of the file. */
  readonly line: string;
  readonly notes: readonly Note[];
}

/** A model in the parts a command makes. */
export interface ModelParts {
  readonly command: string;
  readonly verb: StataModel["verb"];
  readonly outcome: string;
  readonly terms: readonly string[];
  readonly intercept: boolean;
  readonly effects: readonly string[];
  readonly instruments?: { readonly endogenous: readonly string[]; readonly excluded: readonly string[] };
  readonly options: StataOptions;
  readonly stated: readonly (keyof StataOptions)[];
  readonly notes: readonly Note[];
}

/** Throws as `parseFormula`. */
export function stataModel(parts: ModelParts): StataModel {
  const { command, verb, options, stated, notes } = parts;
  const formula = formulaOf(parts);
  const spec = parseFormula(formula);
  return deepFreeze({ command, verb, formula, spec, options, stated, line: lineOf(verb, formula, options), notes });
}

function formulaOf({ outcome, terms, intercept, effects, instruments }: ModelParts): string {
  const right = [...(intercept ? [] : ["0"]), ...terms];
  const pieces = [right.length === 0 ? "1" : right.join(" + ")];
  if (effects.length > 0) pieces.push(effects.join(" + "));
  if (instruments !== undefined) {
    pieces.push(`${instruments.endogenous.join(" + ")} ~ ${instruments.excluded.join(" + ")}`);
  }
  return `${outcome} ~ ${pieces.join(" | ")}`;
}

/** Names of flags, in the order they are printed. */
const FLAGS: readonly (readonly [keyof StataOptions, string])[] = [
  ["model", "model"],
  ["components", "components"],
  ["panel", "panel"],
  ["vcov", "vcov"],
  ["ssc", "ssc"],
  ["fixefRm", "fixef-rm"],
  ["weights", "weights"],
  ["subset", "subset"],
  ["offset", "offset"],
  ["exposure", "exposure"],
  ["iv", "iv"],
  ["ivVcov", "iv-vcov"],
  ["ivWeight", "iv-weight"],
  ["orthog", "orthog"],
  ["level", "level"],
  ["preset", "preset"],
  ["method", "method"],
  ["outcome", "outcome"],
  ["score", "score"],
  ["ratio", "ratio"],
  ["caliper", "caliper"],
  ["kernel", "kernel"],
  ["bandwidth", "bandwidth"],
  ["link", "link"],
  ["scale", "scale"],
  ["support", "support"],
  ["replace", "replace"],
  ["order", "order"],
  ["ties", "ties"],
];

function lineOf(verb: string, formula: string, options: StataOptions): string {
  const flags = FLAGS.flatMap(([option, flag]) => {
    const value = options[option];
    if (value === undefined || value === DEFAULTS[option]) return [];
    if (typeof value === "boolean") return [value ? `--${flag}` : `--no-${flag}`];
    return [flagText(flag, valueText(value))];
  });
  return ["wasmetrics", verb, "DATA", quoted(formula), ...flags].join(" ");
}

/** What a flag is when it is left out. */
const DEFAULTS: StataOptions = { ssc: "fixest", fixefRm: "singletons", level: 0.95, components: "swar" };

function valueText(value: NonNullable<StataOptions[keyof StataOptions]>): string {
  if (typeof value === "object") return "unit" in value ? `${value.unit},${value.time}` : value.join(",");
  return String(value);
}
