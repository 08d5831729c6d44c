/**
 * Where sigma comes from, as a plan: every choice of the caller checked before a row is touched.
 */
import { NotSupported, UsageError } from "../../../base/errors.js";
import { parseVcov } from "../../../regression/variance/variances.js";
import { DEFAULT_MIN_F, DEFAULT_SIGMA, type Instead, type Keys, type SigmaTable } from "../options.js";
import type { Names } from "../plan-names.js";
import type { EstimateQualityOptions, instrumentOptions, sigmaOptions } from "../verb.js";
import { readSigmaTable, type SigmaLookup } from "./sigma-table.js";

type SourceOption = Exclude<keyof typeof sigmaOptions, "sigma"> | keyof typeof instrumentOptions;

/** Options that have a meaning for each source of sigma; those of the others are refused. */
export const SIGMA_OPTIONS: Readonly<Record<"fixed" | "table" | "iv" | "ols", readonly SourceOption[]>> = {
  fixed: [],
  table: ["sigmaConcordance", "sigmaFloor", "sigmaCap", "sigmaMissing", "sigmaInvalid"],
  iv: [
    "sigmaBy",
    "sigmaVcov",
    "sigmaInvalid",
    "minF",
    "sigmaWeak",
    "instrumentMean",
    "instrumentWeights",
    "singleDest",
  ],
  ols: ["sigmaBy", "sigmaVcov", "sigmaInvalid"],
};

/** The source a `sigma` names. */
export function sourceOf(sigma: EstimateQualityOptions["sigma"]): keyof typeof SIGMA_OPTIONS {
  if (typeof sigma === "object") return "table";
  return sigma === "iv" || sigma === "ols" ? sigma : "fixed";
}

/** One elasticity for all products. */
export interface FixedSigma {
  readonly source: "fixed";
  readonly value: number;
}

/** An elasticity by row, from a table. */
export interface TabledSigma {
  readonly source: "table";
  readonly lookup: SigmaLookup;
  readonly product: string;
  /** Column matched with the table's country; null where it has none. */
  readonly dest: string | null;
  readonly year: string | null;
  readonly floor: number | null;
  readonly cap: number | null;
  readonly missing: Instead | "median";
  readonly invalid: Instead;
}

/** Errors of an estimated elasticity. */
export type SigmaVariance =
  | { readonly type: "iid" | "hetero"; readonly written: string }
  | { readonly type: "cluster"; readonly written: string; readonly by: Keys };

/** An elasticity estimated from the rows, for all or by group. */
export interface EstimatedSigma {
  readonly source: "iv" | "ols";
  /** Groups with an elasticity of their own; null: one for all. */
  readonly by: Keys | null;
  readonly vcov: SigmaVariance;
  readonly invalid: Instead;
  readonly weak: Instead | "keep";
  readonly minF: number;
}

export type SigmaPlan = FixedSigma | TabledSigma | EstimatedSigma;

/** The price instrument. */
export interface InstrumentPlan {
  readonly mean: "log" | "level";
  readonly weights: "none" | "quantity";
  readonly singleDest: "drop" | "other-years" | "product-mean";
  readonly firm: string;
  readonly product: string;
  readonly dest: string;
  readonly year: string;
}

/**
 * The plan of sigma. Throws UsageError for malformed values, for options of another source than the one asked for, and
 * what `readSigmaTable` throws; NotSupported for two clusterings.
 */
export function planSigma(names: Names, options: EstimateQualityOptions): SigmaPlan {
  const { sigma = DEFAULT_SIGMA } = options;
  if (typeof sigma === "object") return planTable(names, sigma, options);
  if (sigma === "iv" || sigma === "ols") return planEstimate(names, sigma, options);
  return { source: "fixed", value: readFixed(sigma) };
}

/** The plan of the instrument, for sigma by IV. Throws UsageError for unknown choices or missing roles. */
export function planInstrument(names: Names, options: EstimateQualityOptions): InstrumentPlan {
  const { instrumentMean: mean = "log", instrumentWeights: weights = "none", singleDest = "drop" } = options;
  const [firm, product, dest, year] = [
    names.role("firm"),
    names.role("product"),
    names.role("dest"),
    names.role("year"),
  ];
  return { mean, weights, singleDest, firm, product, dest, year };
}

function planTable(names: Names, source: SigmaTable, options: EstimateQualityOptions): TabledSigma {
  const lookup = readSigmaTable(source, options.sigmaConcordance ?? []);
  const { sigmaFloor: floor, sigmaCap: cap } = options;
  if (floor !== undefined && cap !== undefined && floor > cap) {
    throw new UsageError("sigma_floor_cap", `sigmaFloor ${floor} is above sigmaCap ${cap}.`, { got: [floor, cap] });
  }
  return {
    source: "table",
    lookup,
    product: names.role("product"),
    dest: lookup.hasCountry ? names.role("dest") : null,
    year: lookup.needsYear ? names.role("year") : null,
    floor: floor ?? null,
    cap: cap ?? null,
    missing: options.sigmaMissing ?? "exclude",
    invalid: options.sigmaInvalid ?? "exclude",
  };
}

function planEstimate(names: Names, source: "iv" | "ols", options: EstimateQualityOptions): EstimatedSigma {
  const by = options.sigmaBy?.trim() ?? "pooled";
  return {
    source,
    by: by === "pooled" ? null : names.key(by, "sigmaBy"),
    vcov: readVariance(names, options),
    invalid: options.sigmaInvalid ?? "exclude",
    weak: options.sigmaWeak ?? "keep",
    minF: options.minF ?? DEFAULT_MIN_F,
  };
}

function readVariance(names: Names, { sigmaVcov }: EstimateQualityOptions): SigmaVariance {
  const asked = sigmaVcov ?? (names.roleIfAny("firm") === undefined ? "hetero" : "cluster:firm");
  const spec = parseVcov(asked);
  if (spec.type !== "cluster") return { type: spec.type, written: spec.type };
  const [columns, ...more] = spec.by;
  if (more.length > 0) {
    throw new NotSupported(
      "sigma_vcov",
      "Errors of sigma can be clustered one way, or by combined columns, firm^year.",
      {
        got: asked,
        expected: "one clustering",
      },
    );
  }
  const by = names.key(columns!.join("^"), "sigmaVcov");
  return { type: "cluster", written: `cluster:${by.written}`, by };
}

/** A sigma above 1. Throws UsageError `sigma_not_above_one`. */
function readFixed(sigma: number | string): number {
  const value = typeof sigma === "string" && sigma.trim() !== "" ? Number(sigma) : sigma;
  if (typeof value === "number" && Number.isFinite(value) && value > 1) return value;
  throw new UsageError(
    "sigma_not_above_one",
    `Sigma must be a number above 1, got '${sigma}': quality is the residual divided by sigma - 1. Give for example ` +
      `${DEFAULT_SIGMA}; iv and ols estimate it, a table of elasticities has one a product.`,
    { got: sigma, expected: "a number above 1, iv, ols or a table" },
  );
}

const IN_WORDS = {
  fixed: "one sigma for all products",
  table: "a table of elasticities",
  iv: "sigma iv",
  ols: "sigma ols",
} as const;

/** Throws UsageError for a sigma that is none and for options of another source than its own: they are refused, not ignored. */
export function checkSigma(options: EstimateQualityOptions): void {
  const { sigma = DEFAULT_SIGMA } = options;
  const source = sourceOf(sigma);
  if (source === "fixed") readFixed(sigma as number | string);
  const own = SIGMA_OPTIONS[source];
  const others = [...new Set(Object.values(SIGMA_OPTIONS).flat())].filter((name) => !own.includes(name));
  const given = others.filter((name) => options[name] !== undefined);
  if (given.length === 0) return;
  throw new UsageError(
    "option_without_effect",
    `${given.join(", ")} has no meaning with ${IN_WORDS[source]}; leave it out.`,
    { got: given, expected: own },
  );
}
