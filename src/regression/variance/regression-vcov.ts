/**
 * Every variance a regression by least squares can have, as data: parsed from the command line's
 * `hetero`, `CR2:city`, `NW:2`, `conley:lat,lon,100` or the library's object form. Knows nothing of how they are computed.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { type By, MOST_CLUSTERINGS, requireClusterings, type SampleNeeds } from "../frame/clusterings.js";
import { parseVcov, type VcovOption, type VcovSpec } from "./vcov-spec.js";

/** Heteroskedasticity-consistent variances beside `hetero` (HC1): what squared residuals are divided by. */
export const HC_TYPES = ["HC0", "HC1", "HC2", "HC3", "HC4", "HC4m", "HC5"] as const;
export type HcType = (typeof HC_TYPES)[number];

export type RegressionVcov =
  | { readonly type: "iid" }
  | { readonly type: "hetero" }
  | { readonly type: HcType }
  | { readonly type: "cluster"; readonly by: By }
  | { readonly type: "CR2" | "CR3"; readonly by: By }
  /** `lag` null: the rule of thumb by the number of periods. */
  | ({ readonly type: "NW" | "DK"; readonly lag: number | null } & Pick<SampleNeeds, "panel" | "window">)
  /** Columns of degrees, cutoff in kilometres. */
  | {
      readonly type: "conley";
      readonly latitude: string;
      readonly longitude: string;
      readonly cutoff: number;
      readonly places: readonly string[];
    };

/** Those that an equation with instruments can have. */
export type EquationVcov = VcovSpec | Extract<RegressionVcov, { type: "NW" | "DK" }>;

const FORMS: readonly string[] = [
  "iid",
  "hetero",
  ...HC_TYPES.filter((type) => type !== "HC1"),
  "cluster:a",
  "cluster:a+b",
  "CR2:a",
  "CR3:a",
  "NW:lag",
  "DK:lag",
  "conley:lat,lon,km",
];

/**
 * Parses a variance. Throws UsageError `vcov_type`, `vcov_cluster`, `vcov_lag`, `vcov_conley`, NotSupported
 * `vcov_clusterings` beyond six cluster variables.
 */
export function parseRegressionVcov(option: VcovOption): RegressionVcov {
  if (typeof option !== "string") return { type: "cluster", by: clusterings(option.cluster, "cluster") };
  const text = option.trim();
  const at = text.indexOf(":");
  const type = at < 0 ? text : text.slice(0, at).trim();
  const rest = at < 0 ? undefined : text.slice(at + 1).trim();
  switch (type) {
    case "iid":
    case "hetero":
      return { type: alone(type, rest) };
    case "HC0":
    case "HC1":
    case "HC2":
    case "HC3":
    case "HC4":
    case "HC4m":
    case "HC5":
      return { type: alone(type, rest) };
    case "cluster":
    case "CR2":
    case "CR3":
      return { type, by: clusterings((rest ?? "").split("+"), type) };
    case "NW":
    case "DK":
      return alongTime(type, rest === undefined ? null : lagOf(type, rest));
    case "conley":
      return conley(rest ?? "");
    default:
      throw new UsageError(
        "vcov_type",
        `Unknown variance '${option}'${didYouMean(type, FORMS)} Known are ${FORMS.join(", ")}.`,
        { got: option, expected: FORMS },
      );
  }
}

/** Parses a variance of an equation with instruments. Throws as `parseRegressionVcov` and `parseVcov`. */
export function parseEquationVcov(option: VcovOption): EquationVcov {
  if (typeof option === "string" && /^\s*(NW|DK)\s*(:|$)/.test(option)) {
    const variance = parseRegressionVcov(option);
    if (variance.type === "NW" || variance.type === "DK") return variance;
  }
  return parseVcov(option, MOST_CLUSTERINGS);
}

function alone<T extends string>(type: T, rest: string | undefined): T {
  if (rest === undefined) return type;
  throw new UsageError("vcov_type", `Variance '${type}' takes nothing after it; got '${type}:${rest}'.`, { got: rest });
}

function clusterings(names: string | readonly string[], type: string): By {
  const by = (typeof names === "string" ? [names] : names).map((name) =>
    name.split("^").map((column) => column.trim()),
  );
  requireClusterings(by.length, MOST_CLUSTERINGS);
  if (by.length > 0 && !by.flat().includes("")) return by;
  throw new UsageError("vcov_cluster", `Variance '${type}' needs a column: ${type}:city.`, { got: names });
}

/** Lags that no panel exceeds where none are named: those of 4,096 periods. */
const USUAL_LAGS = 8;

const alongTime = (type: "NW" | "DK", lag: number | null): RegressionVcov => ({
  type,
  lag,
  panel: true,
  ...(type === "NW" && { window: 1 + (lag ?? USUAL_LAGS) }),
});

function lagOf(type: string, text: string): number {
  const lag = Number(text);
  if (text !== "" && Number.isSafeInteger(lag) && lag >= 0) return lag;
  throw new UsageError("vcov_lag", `Variance '${type}' takes a whole number of lags, ${type}:2; got '${text}'.`, {
    got: text,
    expected: "a whole number of at least 0",
  });
}

function conley(text: string): RegressionVcov {
  const [latitude = "", longitude = "", km = "", ...more] = text.split(",").map((part) => part.trim());
  const cutoff = Number(km.replace(/km$/, ""));
  if (latitude !== "" && longitude !== "" && km !== "" && cutoff > 0 && more.length === 0) {
    return { type: "conley", latitude, longitude, cutoff, places: [latitude, longitude] };
  }
  throw new UsageError(
    "vcov_conley",
    `Variance 'conley' takes a column of latitude, one of longitude and a distance in km, conley:lat,lon,100; got '${text}'.`,
    { got: text, expected: "lat,lon,km" },
  );
}
