/**
 * Which options of quality statements serve, wherever the rows are, and the plan of them; the others are refused by name.
 */
import { NotSupported } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import { requiredKeys } from "../../trade/quality/cleaning/cleaned.js";
import { ROLES } from "../../trade/quality/options.js";
import { planQuality, type QualityPlan } from "../../trade/quality/plan.js";
import { type EstimateQualityOptions, qualityVerb } from "../../trade/quality/verb.js";

/** Options taken whatever they are. */
const SUPPORTED: readonly string[] = [
  ...ROLES,
  ...["sigma", "sigmaBy", "sigmaVcov", "minF", "sigmaWeak", "sigmaInvalid"],
  ...["sigmaConcordance", "sigmaFloor", "sigmaCap", "sigmaMissing"],
  ...["fe", "separately", "normalise", "normaliseRule", "singletons", "level"],
  ...["duplicates", "trim", "maxRatio", "minRows", "by", "literal"],
  ...["onProgress", "signal", "maxMemory"],
];

/** Options of which one value is taken, the one that asks for nothing, and what others would have to send. */
const ONLY: Readonly<Record<string, unknown>> = {
  instrumentMean: "log",
  instrumentWeights: "none",
  singleDest: "drop",
  weightedQuantiles: false,
};

/** Throws NotSupported `stream_option` for an option that is given and neither served nor among `own`, naming it. */
export function refuseUnsupported(options: Readonly<Record<string, unknown>>, own: readonly string[] = []): void {
  const name = Object.keys(options).find((key) => {
    const value = options[key];
    const isServed = SUPPORTED.includes(key) || own.includes(key);
    const isNothing = (Object.hasOwn(ONLY, key) && value === ONLY[key]) || (Array.isArray(value) && value.length === 0);
    return !(value === undefined || isServed || isNothing);
  });
  if (name !== undefined) throw notServed(name, options[name], own);
}

/** The plan of `options` for rows with the columns of `header`. Throws as `planQuality`. */
export function planPushed(header: Table, options: EstimateQualityOptions): QualityPlan {
  const own = Object.entries(options).filter(([name]) => Object.hasOwn(qualityVerb.options, name));
  return planQuality(header, Object.fromEntries(own));
}

/** Columns that are groups of any kind. */
export function usedKeys(plan: QualityPlan): string[] {
  const by = plan.by.flatMap(({ columns }) => columns);
  const splitters = plan.splitters.flatMap(({ product, column }) => [product, column]);
  const duplicates = plan.cleaning.duplicates?.keys.columns ?? [];
  return [...new Set([...requiredKeys(plan), ...by, ...duplicates, ...splitters])];
}

/** What the rows would have to send for an option, in words. */
const SHIPPED: Readonly<Record<string, string>> = {
  quantiles: "every row's quality, in order",
  weightedQuantiles: "every row's quality, in order",
  unit: "value by product and unit before anything else",
  concordance: "every code, to be translated in a view",
  intermediaries: "the names of all firms",
};

function notServed(name: string, value: unknown, own: readonly string[]): NotSupported {
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const shipped = SHIPPED[name] === undefined ? "" : ` (it takes ${SHIPPED[name]})`;
  const got = typeof value === "object" ? "given" : String(value);
  return new NotSupported(
    "stream_option",
    `${name} (${flag}), ${got}, is not supported where rows are not in memory (--stream, --engine)${shipped}; leave it out, or read the rows into memory if they fit.`,
    { got: name, expected: [...SUPPORTED, ...own, ...Object.keys(ONLY)] },
  );
}

/** What the engine would have to send, which it is spared. */
export const notPushed = (what: string, shipped: string): NotSupported =>
  new NotSupported(
    "engine_step",
    `${what} can't be found by statements: ${shipped} would have to be sent. Make it a column or a filter of a view, or read the rows into memory.`,
    { got: what },
  );
