/**
 * What the record says of sigma: its source, its distribution, what could not be used and what was done
 * with it; and the table of all groups. Key names are the published JSON format, hence the underscores.
 */

import { NumericalError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { quantile } from "../../../base/numbers.js";
import { makeTable, type Table, withColumns } from "../../../data/table/table.js";
import { QUALITY_NOTES } from "../messages.js";
import { type Summary, summarise } from "../summary.js";
import type { EstimatedSigma, TabledSigma } from "./plan-sigma.js";
import { type SigmaTier, sigmaUsed, type TableUse } from "./sigma-assign.js";
import type { SigmaOfGroup, SigmaStatus, SigmaSums } from "./sigma-estimate.js";

/** One elasticity for all products. */
export interface FixedSigmaRecord {
  readonly source: "fixed";
  readonly value: number;
}

/** An elasticity a row, from a table. */
export interface TableSigmaRecord {
  readonly source: "table";
  readonly table: string;
  readonly columns: { readonly code: string; readonly sigma: string; readonly country: string | null };
  readonly codes: number;
  readonly countries: number | null;
  /** Least and greatest elasticity in the table. */
  readonly range: readonly [number, number];
  readonly concordances: readonly { readonly name: string; readonly years: readonly [number, number] | null }[];
  /** Rows and value by how the elasticity was found. */
  readonly tiers: readonly SigmaTier[];
  readonly floor: number | null;
  readonly rows_floored: number;
  readonly cap: number | null;
  readonly rows_capped: number;
  readonly missing: number | "exclude" | "median";
  readonly invalid: number | "exclude";
  /** Sigma over rows used. */
  readonly rows: Summary & { readonly median: number };
}

/** A group whose estimate was not used as it is. */
export interface UnusableGroup {
  readonly group: string;
  readonly status: SigmaStatus;
  readonly n: number;
  readonly sigma: number | null;
  readonly F: number | null;
  /** The sigma it got instead; null: left out. */
  readonly used: number | null;
}

/** An elasticity estimated from the rows. */
export interface EstimatedSigmaRecord {
  readonly source: "iv" | "ols";
  /** `pooled`, or the key of the groups. */
  readonly by: string;
  readonly vcov: string;
  readonly ssc: "fixest";
  readonly level: number;
  readonly nobs: number;
  /** Of one sigma for all; null where there are groups. */
  readonly pooled: {
    readonly estimate: number;
    readonly std_error: number;
    readonly conf_low: number;
    readonly conf_high: number;
    readonly clusters: number | null;
    readonly first_stage: { readonly estimate: number; readonly std_error: number; readonly F: number } | null;
    /** Least squares on the same rows. */
    readonly ols: { readonly estimate: number; readonly std_error: number };
  } | null;
  readonly groups: {
    readonly n: number;
    readonly by_status: Readonly<Record<SigmaStatus, number>>;
    /** Sigma over groups estimated. */
    readonly sigma: Summary & { readonly median: number };
    /** First-stage F over groups that have one. */
    readonly F: (Summary & { readonly median: number }) | null;
    /** Groups whose estimate was not used as it is, at most 100; all are in the table of groups. */
    readonly not_estimated: readonly UnusableGroup[];
  } | null;
  readonly min_F: number | null;
  readonly weak: number | "exclude" | "keep" | null;
  readonly invalid: number | "exclude";
}

export type SigmaRecord = FixedSigmaRecord | TableSigmaRecord | EstimatedSigmaRecord;

/** Elasticities by group. */
export interface SigmaEstimates {
  readonly groups: SigmaSums["groups"];
  readonly estimates: readonly SigmaOfGroup[];
}

/** Groups a record lists. */
const MOST_LISTED = 100;

/** The record of elasticities from a table; `rows` is sigma over the rows used. */
export function tableSigmaRecord(plan: TabledSigma, use: TableUse, rows: TableSigmaRecord["rows"]): TableSigmaRecord {
  const { lookup } = plan;
  return {
    source: "table",
    table: lookup.name,
    columns: lookup.columns,
    codes: lookup.nCodes,
    countries: lookup.nCountries,
    range: lookup.range,
    concordances: lookup.concordances.map(({ name, years }) => ({ name, years })),
    tiers: use.tiers,
    floor: plan.floor,
    rows_floored: use.nFloored,
    cap: plan.cap,
    rows_capped: use.nCapped,
    missing: plan.missing,
    invalid: plan.invalid,
    rows,
  };
}

/** The record of estimated elasticities. */
export function estimatedSigmaRecord(
  plan: EstimatedSigma,
  { groups, estimates }: SigmaEstimates,
  level: number,
): EstimatedSigmaRecord {
  const nobs = estimates.reduce((sum, { n }) => sum + n, 0);
  const shared = {
    source: plan.source,
    by: plan.by?.written ?? "pooled",
    vcov: plan.vcov.written,
    ssc: "fixest" as const,
    level,
    nobs,
    min_F: plan.source === "iv" ? plan.minF : null,
    weak: plan.source === "iv" ? plan.weak : null,
    invalid: plan.invalid,
  };
  if (plan.by === null) return { ...shared, pooled: pooledRecord(estimates[0]!), groups: null };
  const by_status = { estimated: 0, weak: 0, not_above_one: 0, not_estimable: 0 };
  for (const { status } of estimates) by_status[status]++;
  const stages = estimates.flatMap(({ firstStage }) => (firstStage === null ? [] : [firstStage.F]));
  const others = estimates
    .map((estimate, g) => ({ estimate, g }))
    .filter(({ estimate }) => estimate.status !== "estimated")
    .slice(0, MOST_LISTED)
    .map(({ estimate, g }) => ({
      group: groups.label(g),
      status: estimate.status,
      n: estimate.n,
      sigma: orNull(estimate.sigma),
      F: orNull(estimate.firstStage?.F ?? Number.NaN),
      used: orNull(sigmaUsed(estimate, plan)),
    }));
  return {
    ...shared,
    pooled: null,
    groups: {
      n: estimates.length,
      by_status,
      sigma: withMedian(Float64Array.from(estimates, ({ sigma }) => sigma)),
      F: stages.length === 0 ? null : withMedian(Float64Array.from(stages)),
      not_estimated: others,
    },
  };
}

/** What readers must know of estimated elasticities. */
export function sigmaNotes(record: SigmaRecord): Note[] {
  if (record.source === "table") {
    if (record.range[1] <= 100 || record.cap !== null) return [];
    return [note(QUALITY_NOTES, "sigma_extreme", { table: record.table, greatest: record.range[1] })];
  }
  if (record.source === "fixed") return [];
  const notes: Note[] = record.source === "ols" ? [note(QUALITY_NOTES, "sigma_ols")] : [];
  const { pooled, groups, min_F } = record;
  if (pooled?.first_stage && pooled.first_stage.F < min_F!) {
    notes.push(note(QUALITY_NOTES, "weak_first_stage", { F: pooled.first_stage.F, least: min_F! }));
  }
  if (pooled !== null && pooled.estimate <= 1) {
    const { estimate: sigma, std_error } = pooled;
    const F = pooled.first_stage === null ? null : pooled.first_stage.F;
    notes.push(note(QUALITY_NOTES, "sigma_not_above_one", { sigma, std_error, used: record.invalid, F }));
  }
  if (groups !== null && groups.n > groups.by_status.estimated) {
    const rules = { invalid_rule: record.invalid, weak_rule: record.weak ?? "keep" };
    notes.push(
      note(QUALITY_NOTES, "sigma_groups", { ...groups.by_status, by: record.by!, groups: groups.n, ...rules }),
    );
  }
  return notes;
}

/** Throws NumericalError `sigma_not_usable` where one sigma for all can't be used and nothing else was asked for; `advice` ends its message. */
export function requirePooledSigma(plan: EstimatedSigma, estimates: readonly SigmaOfGroup[], advice = ""): void {
  const one = estimates[0]!;
  if (plan.by !== null || !Number.isNaN(sigmaUsed(one, plan))) return;
  const F = one.firstStage === null ? "" : `, first-stage F ${one.firstStage.F.toFixed(2)}`;
  throw new NumericalError(
    "sigma_not_usable",
    `Sigma by ${plan.source} is ${one.sigma.toFixed(4)} (standard error ${one.std_error.toFixed(4)}${F}, ${one.n} rows): ` +
      `${one.status === "weak" ? `the first stage is weak, F below ${plan.minF}` : "quality needs an elasticity above 1"}. ` +
      `Use other effects, a fixed sigma, or say what to use instead (--sigma-invalid, --sigma-weak).${advice}`,
    { got: one.sigma, expected: "above 1", status: one.status },
  );
}

/** One row a group, in their order: `keys` are their key's columns, null of one sigma for all. */
export function sigmaTable(
  keys: Table | null,
  plan: EstimatedSigma,
  estimates: readonly SigmaOfGroup[],
  source: Table["source"],
): Table {
  const numeric = (name: string, of: (group: SigmaOfGroup) => number) => ({
    kind: "numeric" as const,
    name,
    values: Float64Array.from(estimates, of),
  });
  const statuses = [...new Set(estimates.map(({ status }) => status))].sort();
  const made = [
    numeric("n", ({ n }) => n),
    ...(plan.vcov.type === "cluster" ? [numeric("clusters", ({ nClusters }) => nClusters ?? Number.NaN)] : []),
    numeric("sigma_hat", ({ sigma }) => sigma),
    numeric("std_error", ({ std_error }) => std_error),
    numeric("conf_low", ({ conf_low }) => conf_low),
    numeric("conf_high", ({ conf_high }) => conf_high),
    ...(plan.source === "iv"
      ? [
          numeric("first_stage", ({ firstStage }) => firstStage!.estimate),
          numeric("first_stage_F", ({ firstStage }) => firstStage!.F),
          numeric("sigma_ols", ({ ols }) => ols.estimate),
          numeric("sigma_ols_std_error", ({ ols }) => ols.std_error),
        ]
      : []),
    {
      kind: "text" as const,
      name: "status",
      codes: Uint32Array.from(estimates, ({ status }) => statuses.indexOf(status)),
      levels: statuses,
    },
    numeric("sigma_used", (group) => sigmaUsed(group, plan)),
  ];
  return keys === null ? makeTable(made, source) : withColumns(keys, made);
}

function pooledRecord({ sigma, std_error, conf_low, conf_high, nClusters, firstStage, ols }: SigmaOfGroup) {
  return { estimate: sigma, std_error, conf_low, conf_high, clusters: nClusters, first_stage: firstStage, ols };
}

/** Moments of values with their median; NaN is missing. */
export const withMedian = (values: Float64Array): Summary & { readonly median: number } => {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  return { ...summarise(values), median: present.length === 0 ? Number.NaN : quantile(present, 0.5) };
};

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
