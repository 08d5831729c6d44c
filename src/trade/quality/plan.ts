/**
 * The plan of a run: every choice of the caller resolved against the table's columns before a row is
 * touched. Knows nothing of kernels.
 */

import { splitOutside } from "../../base/column-names.js";
import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import { filled } from "../../declare/check.js";
import { type CleaningPlan, planCleaning } from "./cleaning/plan-cleaning.js";
import { type CodeMap, readConcordance } from "./codes/product-codes.js";
import { QUALITY_NOTES } from "./messages.js";
import type { NormaliseRule } from "./normalise.js";
import type { Keys } from "./options.js";
import { PREFIXES, ROLES, ROW_COLUMNS, type Role, type RoleColumns, SIGMA_COLUMN } from "./options.js";
import {
  type AggregateOptions,
  crossedWith,
  foundNotes,
  type Names,
  namesOf,
  quantileNames,
  splittersOf,
} from "./plan-names.js";
import type { Splitter } from "./product-spread.js";
import { checkSigma, type InstrumentPlan, planInstrument, planSigma, type SigmaPlan } from "./sigma/plan-sigma.js";
import { type EstimateQualityOptions, qualityVerb } from "./verb.js";

/** Every choice of a run. */
export interface QualityPlan {
  readonly value: string;
  readonly quantity: string;
  readonly product: string | undefined;
  /** The column of each role that has one. */
  readonly roles: RoleColumns;
  /** Product codes brought to one revision, by the column of the year; null: left as they are. */
  readonly concordance: { readonly maps: readonly CodeMap[]; readonly year: string } | null;
  readonly cleaning: CleaningPlan;
  /** Finer codes than the product's and units of quantity that the data have and the run does not use. */
  readonly splitters: readonly Splitter[];
  readonly sigma: SigmaPlan;
  /** Null where sigma is not estimated by IV. */
  readonly instrument: InstrumentPlan | null;
  /** Confidence level of intervals of sigma. */
  readonly level: number;
  /** Groups with a demand equation of their own; null: one equation. */
  readonly separately: Keys | null;
  /** Effects of the demand equation, crossed with `separately`. */
  readonly effects: readonly Keys[];
  /** Effects of the equation sigma is estimated from, crossed with its groups. */
  readonly sigmaEffects: readonly Keys[];
  readonly normalise: Keys;
  readonly rule: NormaliseRule;
  readonly by: readonly Keys[];
  readonly aggregates: AggregateOptions;
  readonly singletons: "drop" | "keep";
  /** The call with all defaults filled in. */
  readonly call: string;
  /** What readers must know of how names were read. */
  readonly notes: readonly Note[];
}

const DEFAULT_AGGREGATES: readonly (readonly [Role, string])[] = [
  ["firm", "firm^year"],
  ["city", "city^year"],
];

/** Options with their defaults. Throws UsageError for what no data could serve. */
function checked(given: EstimateQualityOptions) {
  const options = filled(qualityVerb.options, given);
  checkSigma(options);
  readRule(options.normaliseRule);
  readAggregateOptions(options);
  return options;
}

/** Refuses what no data could serve. Throws as `estimateQuality` does for options. */
export const checkQuality = (_formula: string, options: EstimateQualityOptions): void => void checked(options);

/**
 * The plan of `options` for `table`. Throws UsageError for a malformed option or a name that is neither a column nor a
 * role, DataError when the data has a column of a name the run adds.
 */
export function planQuality(table: Table, given: EstimateQualityOptions): QualityPlan {
  const options = checked(given);
  const { level, singletons } = options;
  const names = namesOf(table, options);
  const sigma = planSigma(names, options);
  refuseTakenNames(table, sigma);
  const effects = names.effects(options.fe);
  const sigmaGroups = sigma.source === "iv" || sigma.source === "ols" ? sigma.by : null;
  const separately = readSeparately(names, options.separately, sigmaGroups);
  const clusters = "vcov" in sigma && sigma.vcov.type === "cluster" ? [sigma.vcov.by] : [];
  const equation = {
    separately,
    effects: separately === null ? effects : crossedWith(effects, separately),
    sigmaEffects: sigmaGroups === null ? effects : crossedWith(effects, sigmaGroups),
    normalise: names.key(options.normalise, "normalise"),
    by: readAggregates(options.by ?? defaultAggregates(names), names),
  };
  const keys = [...equation.effects, ...equation.sigmaEffects, equation.normalise, ...equation.by, ...clusters];
  const plan = {
    ...equation,
    value: names.role("value"),
    quantity: names.role("quantity"),
    product: names.roleIfAny("product"),
    roles: rolesOf(names),
    concordance:
      options.concordance === undefined || options.concordance.length === 0
        ? null
        : { maps: options.concordance.map(readConcordance), year: names.role("product") && names.role("year") },
    cleaning: planCleaning(names, options, keys),
    splitters: splittersOf(table, names.roleIfAny("product"), options.unit),
    sigma,
    instrument: sigma.source === "iv" ? planInstrument(names, options) : null,
    level,
    rule: readRule(options.normaliseRule),
    aggregates: readAggregateOptions(options),
    singletons,
  };
  return {
    ...plan,
    call: describePlan(table, plan),
    notes: [...foundNotes(names.found), ...shadowNotes(names, options)],
  };
}

/** Keys name the column that bears a role's name, not the one that was given to the role: an author may want either. */
const shadowNotes = ({ shadowed }: Names, options: EstimateQualityOptions): Note[] =>
  [...shadowed].map((role) => note(QUALITY_NOTES, "role_shadowed", { role, column: options[role]! }));

/** Columns named by keys that are first digits of the product code. */
export function prefixesNamed({ effects, sigmaEffects, separately, normalise, by }: QualityPlan): readonly string[] {
  const keys = [...effects, ...sigmaEffects, normalise, ...by, ...(separately === null ? [] : [separately])];
  return [...new Set(keys.flatMap(({ columns }) => columns))].filter((name) => Object.hasOwn(PREFIXES, name));
}

const rolesOf = (names: Names): RoleColumns =>
  Object.fromEntries(ROLES.map((role) => [role, names.roleIfAny(role)]).filter(([, column]) => column !== undefined));

function refuseTakenNames(table: Table, sigma: SigmaPlan): void {
  const added = [...ROW_COLUMNS, ...(sigma.source === "fixed" ? [] : [SIGMA_COLUMN])];
  const taken = added.find((name) => table.has(name));
  if (taken === undefined) return;
  throw new DataError(
    "row_name_taken",
    `The rows get columns ${added.join(", ")}, but ${table.source.name} has a column '${taken}' already; rename it.`,
    { got: taken, expected: "another name", column: taken },
  );
}

/** `none`, a key, or the groups of sigma. */
function readSeparately(names: Names, text: string | undefined, sigmaGroups: Keys | null): Keys | null {
  if (text === undefined) return sigmaGroups;
  return text.trim() === "none" ? null : names.key(text, "separately");
}

function readRule(text: string): NormaliseRule {
  const [kind = "", share] = text.trim().split(":");
  if ((kind === "min-max" || kind === "none") && share === undefined) return { kind };
  const value = share === undefined || share.trim() === "" ? Number.NaN : Number(share);
  if (kind === "percentile" && value > 0 && value < 0.5) return { kind, share: value };
  throw new UsageError(
    "normalise_rule",
    `normaliseRule can be min-max, percentile:SHARE with a share between 0 and 0.5, or none; got '${text}'.`,
    { got: text, expected: ["min-max", "percentile:0.01", "none"] },
  );
}

/** Throws UsageError as `quantileNames`. */
function readAggregateOptions({
  quantiles = [],
  weightedQuantiles,
  literal,
}: EstimateQualityOptions): AggregateOptions {
  quantileNames(quantiles);
  return { quantiles, weightedQuantiles: weightedQuantiles ?? false, meanOfWeightedTerms: literal ?? false };
}

function readAggregates(text: string, names: Names): readonly Keys[] {
  if (text.trim() === "") return [];
  const all = splitOutside(text, ",").map((part) => names.key(part, "by"));
  all.forEach((key, i) => {
    if (all.findIndex((other) => other.written === key.written) === i) return;
    throw new UsageError("repeated_aggregate", `'${key.written}' is asked for twice in by = '${text}'; name it once.`, {
      got: text,
    });
  });
  return all;
}

function defaultAggregates(names: Names): string {
  return DEFAULT_AGGREGATES.filter(
    ([role]) => names.roleIfAny(role) !== undefined && names.roleIfAny("year") !== undefined,
  )
    .map(([, key]) => key)
    .join(",");
}

// A plan as one line of text, every default filled in.

/** The call of a run, as it could be written again. */
function describePlan(table: Table, plan: Omit<QualityPlan, "call" | "notes">): string {
  const { cleaning, instrument } = plan;
  const { trim, maxRatio, minRows, duplicates, intermediaries, unit } = cleaning;
  const rule = ruleText(plan);
  const parts = [
    ...Object.entries(plan.roles).map(([role, column]) => `${role} = ${column}`),
    `sigma = ${sigmaText(plan.sigma)}`,
    ...(instrument === null
      ? []
      : [`instrument = ${instrument.mean} mean, weights ${instrument.weights}, single_dest ${instrument.singleDest}`]),
    `fe = ${written(plan.effects, " + ")}`,
    `normalise = ${plan.normalise.written}${rule === "min-max" ? "" : ` (${rule})`}`,
    ...(plan.concordance === null ? [] : [`concordance = ${plan.concordance.maps.map(({ name }) => name).join(", ")}`]),
    ...(intermediaries === null ? [] : [`intermediaries = ${intermediaries.column}`]),
    ...(unit === null ? [] : [`unit = ${unit.column} (${unit.changes})`]),
    `duplicates = ${duplicates?.rule ?? "keep"}`,
    `trim = ${trim?.share ?? 0}`,
    ...(maxRatio === null ? [] : [`max_ratio = ${maxRatio.factor}`]),
    ...(minRows === null ? [] : [`min_rows = ${minRows.rows}`]),
    `by = ${plan.by.length === 0 ? "none" : written(plan.by, ",")}`,
    `singletons = ${plan.singletons}`,
  ];
  return `quality(${table.source.name}, ${parts.join(", ")})`;
}

/** The rule of normalisation as it is asked for. */
export const ruleText = ({ rule }: Pick<QualityPlan, "rule">): string =>
  rule.kind === "percentile" ? `percentile:${rule.share}` : rule.kind;

const written = (keys: readonly Keys[], separator: string): string => keys.map((key) => key.written).join(separator);

function sigmaText(sigma: SigmaPlan): string {
  if (sigma.source === "fixed") return String(sigma.value);
  if (sigma.source === "table") return `table:${sigma.lookup.name}`;
  return `${sigma.source}, ${sigma.by === null ? "pooled" : `by ${sigma.by.written}`}, ${sigma.vcov.written}`;
}
