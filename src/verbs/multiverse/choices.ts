/**
 * What a multiverse may choose among, read from the author's formula and the options. The author's own choice is the first of each
 * list; of controls, those that the formula has. Knows no data.
 */
import { bareName } from "../../base/column-names.js";
import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import type { Expression } from "../../formula/expression.js";
import { expressionText, parseExpression, parseFixedEffects, parseTerms, termText } from "../../formula/parser.js";
import { printExpression, printFixedEffect, printTerm, printVariable } from "../../formula/print.js";
import { columnsOfVariable, type FixedEffect, hasInstruments, type ModelSpec, type Term } from "../../formula/spec.js";
import { requireVcov } from "../../regression/fit-options.js";
import { MOST_CLUSTERINGS } from "../../regression/frame/clusterings.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { parseVcov } from "../../regression/variance/variances.js";
import type { MultiversePlan } from "./verb.js";

/** Controls that are in or out together. */
export interface ControlGroup {
  readonly name: string;
  readonly terms: readonly Term[];
  /** Whether the author has it. */
  readonly own: boolean;
}

export interface Choices {
  readonly outcomes: readonly { readonly name: string; readonly expression: Expression }[];
  readonly treatments: readonly { readonly name: string; readonly term: Term }[];
  readonly controls: readonly ControlGroup[];
  readonly always: readonly { readonly name: string; readonly terms: readonly Term[] }[];
  /** A condition, null for all rows. */
  readonly samples: readonly { readonly name: string; readonly subset: string | null }[];
  readonly effects: readonly { readonly name: string; readonly effects: readonly FixedEffect[] }[];
  readonly weights: readonly (string | null)[];
  readonly vcov: readonly { readonly name: string; readonly spec: VcovSpec }[];
  readonly intercept: boolean;
}

/**
 * Throws UsageError `multiverse_term`, `multiverse_controls`, `multiverse_samples`, NotSupported `multiverse_instruments`,
 * `multiverse_interaction`, `multiverse_bootstrap`, and as the parts of a formula and a variance do.
 */
export function choicesOf(spec: ModelSpec, plan: MultiversePlan): Choices {
  refuseInstruments(spec);
  const own = new Map(spec.terms.map((term) => [keyOfTerm(term), term]));
  const treatment = oneTerm(plan.term, "multiverse_term");
  const key = keyOfTerm(treatment.term);
  if (!own.has(key)) {
    const names = spec.terms.map(printTerm);
    throw new UsageError(
      "multiverse_term",
      `'${spec.call}' has no term '${plan.term}'${didYouMeanOrKnown(plan.term, "terms", names)}`,
      { got: plan.term, expected: names },
    );
  }
  const controls = unique(plan.controls ?? []).map((text): ControlGroup => {
    const terms = parseTerms(termText(text));
    if (terms.some((term) => keyOfTerm(term) === key)) throw notControl(text, treatment.name);
    const isOwn = terms.filter((term) => own.has(keyOfTerm(term)));
    if (isOwn.length > 0 && isOwn.length < terms.length) throw halfIn(text, spec, isOwn.map(printTerm));
    return { name: terms.map(printTerm).join(" + "), terms, own: isOwn.length > 0 };
  });
  requireOnce(controls);
  const optional = new Set(controls.flatMap(({ terms }) => terms.map(keyOfTerm)));
  const rest = [...own].flatMap(([name, term]) => (name === key || optional.has(name) ? [] : [printTerm(term)]));
  const always = unique([...rest, ...(plan.always ?? [])]).map((text) => {
    const terms = parseTerms(termText(text));
    const name = terms.map(printTerm).join(" + ");
    if (terms.some((term) => keyOfTerm(term) === key)) throw notControl(text, treatment.name);
    const twice = terms.find((term) => optional.has(keyOfTerm(term)));
    if (twice !== undefined) throw bothInAndOptional(printTerm(twice));
    return { name, terms };
  });
  const choices: Choices = {
    outcomes: unique([printExpression(spec.lhs), ...(plan.outcomes ?? []).map(printed)]).map((name) => ({
      name,
      expression: parseExpression(name),
    })),
    treatments: unique([
      treatment.name,
      ...(plan.treatments ?? []).map((text) => oneTerm(text, "multiverse_treatments").name),
    ]).map((text) => oneTerm(text, "multiverse_treatments")),
    controls,
    always,
    samples: samplesOf(plan.samples),
    effects: effectsOf(spec, plan.effects),
    weights: weightsOf(plan.weights),
    vcov: variancesOf(plan.vcov),
    intercept: spec.intercept,
  };
  requireTestable(choices, plan.test);
  return choices;
}

/** The same for `a:b` and `b:a`. */
const keyOfTerm = ({ variables }: Term): string => variables.map(printVariable).sort().join(":");

const printed = (text: string): string => printExpression(parseExpression(expressionText(text)));

function oneTerm(text: string, code: string) {
  const terms = parseTerms(termText(text));
  const [term] = terms;
  if (term !== undefined && terms.length === 1) return { name: printTerm(term), term };
  throw new UsageError(code, `A treatment is one term, such as did or log(dose); got '${text}'.`, {
    got: text,
    expected: "one term",
  });
}

function samplesOf(given: readonly string[] | undefined): Choices["samples"] {
  if (given === undefined || given.length === 0) return [{ name: "all", subset: null }];
  const samples = given.map((text) => {
    const [, name, condition] = /^([^=<>!]+?)\s*=(?!=)\s*(.+)$/s.exec(text) ?? [];
    if (name === undefined || condition === undefined) {
      throw new UsageError(
        "multiverse_samples",
        `A sample is name=condition, such as north=region == 1, or all=true; got '${text}'.`,
        { got: text, expected: "name=condition" },
      );
    }
    const isAll = /^true$/i.test(condition.trim());
    if (!isAll) parseExpression(condition);
    return { name: name.trim(), subset: isAll ? null : condition.trim() };
  });
  const names = samples.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return samples;
  throw new UsageError("multiverse_samples", `Two samples are called '${twice}': give each a name of its own.`, {
    got: names,
    expected: "each name once",
  });
}

const NONE = /^(none|1|0)$/i;

function effectsOf({ fixedEffects }: ModelSpec, given: readonly string[] = []): Choices["effects"] {
  const named = (effects: readonly FixedEffect[]) => ({
    name: effects.length === 0 ? "none" : effects.map(printFixedEffect).join(" + "),
    effects,
  });
  const all = [named(fixedEffects), ...given.map((text) => named(NONE.test(text) ? [] : parseFixedEffects(text)))];
  const seen = new Set<string>();
  return all.filter(({ effects }) => {
    const key = effectsKey(effects);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** The same for sets of effects that group rows alike, whatever the order they are written in. */
const effectsKey = (effects: readonly FixedEffect[]): string =>
  effects
    .map(
      ({ columns, slopes }) =>
        `${[...columns].sort().join("^")}${slopes === undefined ? "" : printFixedEffect({ columns, slopes })}`,
    )
    .sort()
    .join(" + ");

const weightsOf = (given: readonly string[] = []): Choices["weights"] =>
  unique((given.length === 0 ? ["none"] : given).map((name) => (NONE.test(name) ? "none" : name))).map((name) =>
    name === "none" ? null : bareName(name),
  );

function variancesOf(given: readonly VcovOption[]): Choices["vcov"] {
  if (given.length === 0) requireVcov(undefined);
  const all = given.map((option) => {
    const spec = parseVcov(option, MOST_CLUSTERINGS);
    const by = "by" in spec ? spec.by.map((columns) => columns.join("^")).join("+") : "";
    return { name: by === "" ? spec.type : `${spec.type}:${by}`, spec };
  });
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i);
}

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];

function requireOnce(controls: readonly ControlGroup[]): void {
  const names = controls.flatMap(({ terms }) => terms.map(printTerm));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return;
  throw new UsageError("multiverse_controls", `--controls names '${twice}' twice; give each control once.`, {
    got: names,
    expected: "each control once",
  });
}

const notControl = (text: string, treatment: string): UsageError =>
  new UsageError("multiverse_controls", `'${text}' has the treatment '${treatment}' among controls; leave it out.`, {
    got: text,
    expected: "controls alone",
  });

const halfIn = (text: string, { call }: ModelSpec, own: readonly string[]): UsageError =>
  new UsageError(
    "multiverse_controls",
    `'${text}' goes together, but '${call}' has only ${own.join(", ")} of it: put all of it into the formula, or separate by a comma.`,
    { got: text, expected: own },
  );

const bothInAndOptional = (name: string): UsageError =>
  new UsageError("multiverse_controls", `'${name}' is in --controls and in --always; it is in or out, or always in.`, {
    got: name,
    expected: "one of them",
  });

function refuseInstruments(spec: ModelSpec): void {
  if (!hasInstruments(spec)) return;
  throw new NotSupported(
    "multiverse_instruments",
    `'${spec.call}': specifications are least squares; leave out the part '| endogenous ~ instruments', or run feols on each.`,
    { got: spec.call, expected: "a formula without instruments" },
  );
}

// What the joint test can't do, known before any data are read.

/** Throws NotSupported `multiverse_interaction`, `multiverse_bootstrap`. */
function requireTestable(choices: Choices, test: MultiversePlan["test"]): void {
  if (test === "permutation") refuseInteractions(choices);
  if (test === "bootstrap") drawnClustering(choices);
}

/** A permuted treatment is in no control. */
function refuseInteractions({ treatments, controls, always }: Choices): void {
  const columnsOf = ({ variables }: Term) => variables.flatMap(columnsOfVariable);
  const own = new Set(treatments.flatMap(({ term }) => columnsOf(term)));
  for (const { name, terms } of [...controls, ...always]) {
    if (!terms.some((term) => columnsOf(term).some((column) => own.has(column)))) continue;
    throw new NotSupported(
      "multiverse_interaction",
      `The control '${name}' is made of the treatment's columns: it would have to be permuted with it. Leave it out, or use --test bootstrap.`,
      { got: name, expected: "controls without the treatment" },
    );
  }
}

/** Columns of the one clustering whose clusters a bootstrap draws. */
export function drawnClustering({ vcov }: Choices): readonly string[] {
  const { spec } = vcov[0]!;
  if (vcov.length === 1 && spec.type === "cluster" && spec.by.length === 1) return spec.by[0]!;
  const names = vcov.map(({ name }) => name);
  throw new NotSupported(
    "multiverse_bootstrap",
    `The bootstrap draws the clusters of one clustering, which every specification has; got ${names.join("; ")}. Give one variance, cluster:a, or use --test permutation.`,
    { got: names, expected: "cluster:a" },
  );
}
