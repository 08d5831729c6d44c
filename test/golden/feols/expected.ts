/** The shape of the expected files, and how their R calls read as ours. */
import type { FeolsOptions } from "../../../src/verbs/feols/verb.js";

type ByTerm = Readonly<Record<string, number>>;

export interface ExpectedVariant {
  readonly vcov_arg: string;
  readonly vcov_type: string;
  readonly se: ByTerm;
  readonly t: ByTerm;
  readonly p: ByTerm;
  readonly ci_low: ByTerm;
  readonly ci_high: ByTerm;
  readonly df_t: number;
  readonly dof_K: number;
  readonly ssc: Readonly<Record<string, boolean | string>>;
  readonly vcov: readonly (readonly number[])[];
}

export interface ExpectedFit {
  readonly data_file: string;
  readonly call: string;
  readonly data_note?: string;
  readonly sample?: string;
  readonly nobs: number;
  readonly coef: ByTerm;
  readonly r2: number;
  readonly adj_r2: number;
  readonly r2_within?: number | null;
  readonly adj_r2_within?: number | null;
  readonly rmse: number;
  readonly ssr: number;
  readonly sigma2: number;
  readonly fixef_sizes?: Readonly<Record<string, number>>;
  readonly collinear_dropped?: readonly string[];
  readonly variants: readonly ExpectedVariant[];
}

/** Unit and time of `panel.id = ~unit + time`; for a variance along time, those of the data. */
export function panelOf({ vcov_arg }: ExpectedVariant, expected: ExpectedFit): Pick<FeolsOptions, "panel"> {
  const named = namedPanel(expected);
  if (named !== undefined) return { panel: named };
  if (!/^(NW|DK)\(/.test(vcov_arg)) return {};
  const isCity = expected.data_file.includes("smartcity");
  return { panel: isCity ? { unit: "city", time: "year" } : { unit: "id", time: "period" } };
}

function namedPanel({ call }: ExpectedFit): { unit: string; time: string } | undefined {
  const [, unit, time] = /panel\.id = ~(\w+) \+ (\w+)/.exec(call) ?? [];
  return unit === undefined || time === undefined ? undefined : { unit, time };
}

/** The formula inside `feols(FORMULA, data, ...)`. */
export function formulaOf({ call }: ExpectedFit): string {
  const inside = call.slice(call.indexOf("(") + 1);
  let depth = 0;
  for (let at = 0; at < inside.length; at++) {
    if (inside[at] === "(") depth++;
    if (inside[at] === ")") depth--;
    if (inside[at] === "," && depth === 0) return inside.slice(0, at);
  }
  throw new Error(`no formula in ${call}`);
}

/**
 * `default` clusters by the unit of a panel, else by the first effect, or is iid where there is none; lags of Newey-West and
 * Driscoll-Kraay are within their parentheses.
 */
export function vcovText({ vcov_arg }: ExpectedVariant, expected: ExpectedFit): string {
  const alongTime = /^(NW|DK)\((\d*)\)/.exec(vcov_arg.replace("default", ""));
  if (alongTime !== null) return alongTime[2] === "" ? alongTime[1]! : `${alongTime[1]}:${alongTime[2]}`;
  const clusters = clustersOf(vcov_arg);
  if (clusters !== undefined) return `cluster:${clusters}`;
  const [type = ""] = vcov_arg.split("|");
  if (type !== "default") return type;
  const first = namedPanel(expected)?.unit ?? Object.keys(expected.fixef_sizes ?? {})[0];
  return first === undefined ? "iid" : `cluster:${first}`;
}

export const sscText = ({ ssc }: ExpectedVariant): string =>
  Object.entries(ssc)
    .map(([part, value]) => `${part}=${value}`)
    .join(",");

/** fixest keeps singletons unless told otherwise; told to remove them, it makes one pass. */
export const singletonsOf = (name: string): "once" | "none" => (name.endsWith("_removed") ? "once" : "none");

export function weightsOf({ call }: ExpectedFit): Pick<FeolsOptions, "weights"> {
  const weights = /weights = ~(\w+)/.exec(call)?.[1];
  return weights === undefined ? {} : { weights };
}

function clustersOf(vcovArg: string): string | undefined {
  return /^~([^|]+)/.exec(vcovArg)?.[1];
}
