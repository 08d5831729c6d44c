/**
 * Layer quality. The plan of a run: every choice of the caller resolved against the table's columns before a row is
 * touched. Knows nothing of kernels.
 */
import { DataError, NotSupported, UsageError } from "../base/errors.js";
import { didYouMean } from "../base/nearest.js";
import { parseFixedEffects } from "../formula/parser.js";
import { printFixedEffect } from "../formula/print.js";
import type { Table } from "../table/table.js";
import {
  DEFAULT_CELLS,
  DEFAULT_EFFECTS,
  DEFAULT_SIGMA,
  type EstimateQualityOptions,
  ROLES,
  ROW_COLUMNS,
  type Role,
  type RoleColumns,
} from "./options.js";

/** Columns whose combinations are groups; `written` as the caller spells it. */
export interface Keys {
  readonly written: string;
  readonly columns: readonly string[];
}

/** How unit values are trimmed: share at either end, in the cells of `within`. */
export interface Trim {
  readonly share: number;
  readonly within: Keys;
}

/** Every choice of a run. */
export interface QualityPlan {
  readonly value: string;
  readonly quantity: string;
  readonly sigma: number;
  readonly effects: readonly Keys[];
  readonly normalise: Keys;
  readonly trim: Trim | null;
  readonly by: readonly Keys[];
  readonly singletons: "drop" | "keep";
  /** The call with all defaults filled in. */
  readonly call: string;
}

const DEFAULT_AGGREGATES: readonly (readonly [Role, string])[] = [
  ["firm", "firm^year"],
  ["city", "city^year"],
];

/**
 * The plan of `options` for `table`. Throws UsageError for a malformed option or a name that is neither a column nor a
 * role, NotSupported for other sources of sigma, DataError when the data has a column of a name the run adds.
 */
export function planQuality(table: Table, options: EstimateQualityOptions): QualityPlan {
  refuseTakenNames(table);
  const resolve = (name: string): string => resolveName(name, table, options);
  const keys = (text: string, option: string): Keys => oneKey(text, option, resolve);
  const sigma = readSigma(options.sigma ?? DEFAULT_SIGMA);
  const trim = readTrim(options.trim ?? 0);
  const singletons = options.singletons ?? "drop";
  if (singletons !== "drop" && singletons !== "keep") {
    throw new UsageError("unknown_singletons", `Singletons can be 'drop' or 'keep', got '${singletons}'.`, {
      got: singletons,
      expected: ["drop", "keep"],
    });
  }
  const plan = {
    value: roleColumn("value", table, options),
    quantity: roleColumn("quantity", table, options),
    sigma,
    effects: readEffects(options.fe ?? DEFAULT_EFFECTS, resolve),
    normalise: keys(options.normalise ?? DEFAULT_CELLS, "normalise"),
    trim: trim === 0 ? null : { share: trim, within: keys(DEFAULT_CELLS, "trim") },
    by: readAggregates(options.by ?? defaultAggregates(table, options), keys),
    singletons,
  };
  return { ...plan, call: printCall(table, plan) };
}

function refuseTakenNames(table: Table): void {
  const taken = ROW_COLUMNS.find((name) => table.has(name));
  if (taken === undefined) return;
  throw new DataError(
    "row_name_taken",
    `The rows get columns ${ROW_COLUMNS.join(", ")}, but ${table.source.name} has a column '${taken}' already; rename it.`,
    { got: taken, expected: "another name", column: taken },
  );
}

function readSigma(sigma: number | string): number {
  if (sigma === "iv" || (typeof sigma === "string" && sigma.startsWith("table:"))) {
    throw new NotSupported(
      "sigma_source",
      `Sigma from '${sigma}' is not supported; give one number above 1 for all products, such as ${DEFAULT_SIGMA}.`,
      { got: sigma, expected: "a number above 1" },
    );
  }
  const value = typeof sigma === "string" && sigma.trim() !== "" ? Number(sigma) : sigma;
  if (typeof value === "number" && Number.isFinite(value) && value > 1) return value;
  throw new UsageError(
    "sigma_not_above_one",
    `Sigma must be a number above 1, got '${sigma}': quality is the residual divided by sigma - 1. Give for example ${DEFAULT_SIGMA}.`,
    { got: sigma, expected: "a number above 1" },
  );
}

function readTrim(trim: number): number {
  if (Number.isFinite(trim) && trim >= 0 && trim < 0.5) return trim;
  throw new UsageError(
    "trim_out_of_range",
    `Trim must be a share from 0 to below 0.5, got ${trim}; 0.01 drops 1% at either end.`,
    {
      got: trim,
      expected: "0 <= trim < 0.5",
    },
  );
}

function readEffects(text: string, resolve: (name: string) => string): readonly Keys[] {
  const effects = parseFixedEffects(text).map((effect) => ({
    written: printFixedEffect(effect),
    columns: effect.columns.map(resolve),
  }));
  if (effects.length > 0) return effects;
  throw new UsageError("no_effects", `The demand equation needs at least one effect, got '${text}'.`, {
    got: text,
    expected: DEFAULT_EFFECTS,
  });
}

function readAggregates(text: string, keys: (text: string, option: string) => Keys): readonly Keys[] {
  if (text.trim() === "") return [];
  const all = text.split(",").map((part) => keys(part, "by"));
  all.forEach((key, i) => {
    if (all.findIndex((other) => other.written === key.written) === i) return;
    throw new UsageError("repeated_aggregate", `'${key.written}' is asked for twice in by = '${text}'; name it once.`, {
      got: text,
    });
  });
  return all;
}

function defaultAggregates(table: Table, roles: RoleColumns): string {
  const has = (role: Role): boolean => roles[role] !== undefined || table.has(role);
  return DEFAULT_AGGREGATES.filter(([role]) => has(role) && has("year"))
    .map(([, key]) => key)
    .join(",");
}

function oneKey(text: string, option: string, resolve: (name: string) => string): Keys {
  const [key, ...more] = parseFixedEffects(text);
  if (key === undefined || more.length > 0) {
    throw new UsageError(
      "one_key",
      `${option}: '${text.trim()}' must be columns combined by ^, such as ${DEFAULT_CELLS}.`,
      { got: text, expected: DEFAULT_CELLS },
    );
  }
  return { written: printFixedEffect(key), columns: key.columns.map(resolve) };
}

/** The column called `name`, else the column of the role `name`. */
function resolveName(name: string, table: Table, roles: RoleColumns): string {
  if (table.has(name)) return name;
  if (isRole(name)) return roleColumn(name, table, roles);
  throw new UsageError(
    "unknown_key",
    `'${name}' is neither a column of ${table.source.name} nor a role${didYouMean(name, [...table.names, ...ROLES])} ` +
      `Columns: ${table.names.join(", ")}; roles: ${ROLES.join(", ")}.`,
    { got: name, expected: table.names },
  );
}

/** The column that plays `role`. */
function roleColumn(role: Role, table: Table, roles: RoleColumns): string {
  const given = roles[role];
  const name = given ?? role;
  if (table.has(name)) return name;
  const message =
    given === undefined
      ? `Which column is the ${role}? ${table.source.name} has none called '${role}'; name it with ${role} (--${role} COLUMN).`
      : `${role}: ${table.source.name} has no column '${given}'${didYouMean(given, table.names)}`;
  throw new UsageError("unknown_role_column", `${message} Columns: ${table.names.join(", ")}.`, {
    got: given,
    expected: table.names,
    role,
  });
}

const isRole = (name: string): name is Role => (ROLES as readonly string[]).includes(name);

function printCall(table: Table, plan: Omit<QualityPlan, "call">): string {
  const { value, quantity, sigma, effects, normalise, trim, by, singletons } = plan;
  const written = (keys: readonly Keys[], separator: string): string => keys.map((key) => key.written).join(separator);
  return (
    `quality(${table.source.name}, value = ${value}, quantity = ${quantity}, sigma = ${sigma}, ` +
    `fe = ${written(effects, " + ")}, normalise = ${normalise.written}, trim = ${trim?.share ?? 0}, ` +
    `by = ${by.length === 0 ? "none" : written(by, ",")}, singletons = ${singletons})`
  );
}
