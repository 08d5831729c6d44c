/**
 * The `quality` block of a study as options of `estimateQuality`; data sources it names become tables.
 */

import type { Table } from "../../data/table/table.js";
import type { Concordance, EstimateQualityOptions, SigmaTable } from "../../trade/quality/options.js";
import type { QualitySpec, SigmaSource } from "./quality-schema.js";

/** Finds the table of a data source that is named at `path` within the block. */
export type FindSource = (path: readonly (string | number)[], name: string) => Table;

/** The options of `spec` besides the roles. Throws what `find` throws for a data source that is none. */
export function qualityOptions(spec: QualitySpec, find: FindSource): EstimateQualityOptions {
  const options: { [name in keyof EstimateQualityOptions]: EstimateQualityOptions[name] | undefined } = {
    sigma: sigmaOf(spec.sigma, ["sigma"], find),
    sigmaBy: spec.sigma_by,
    sigmaVcov: spec.sigma_vcov,
    sigmaInvalid: spec.sigma_invalid,
    sigmaWeak: spec.sigma_weak,
    minF: spec.min_f,
    sigmaFloor: spec.sigma_floor,
    sigmaCap: spec.sigma_cap,
    sigmaMissing: spec.sigma_missing,
    sigmaConcordance: concordances(spec.sigma_concordance, "sigma_concordance", find),
    instrumentMean: spec.instrument,
    instrumentWeights: spec.instrument_weights,
    singleDest: spec.single_dest,
    fe: spec.fe,
    separately: spec.separately,
    concordance: concordances(spec.concordance, "concordance", find),
    unit: spec.unit,
    unitChanges: spec.unit_changes,
    intermediaries: spec.intermediaries,
    intermediaryPattern: spec.intermediary_pattern,
    duplicates: spec.duplicates,
    trim: spec.trim,
    maxRatio: spec.max_ratio,
    minRows: spec.min_rows,
    normalise: spec.normalise,
    normaliseRule: spec.normalise_rule,
    singletons: spec.singletons,
    by: spec.by.join(","),
    quantiles: spec.quantiles,
    literal: spec.literal,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The source of sigma written at `path`, a data source it names as its table. */
export function sigmaOf(
  spec: SigmaSource,
  path: readonly (string | number)[],
  find: FindSource,
): SigmaTable | Exclude<SigmaSource, object> {
  if (typeof spec !== "object") return spec;
  const { table, code, sigma, country } = spec;
  return {
    table: find([...path, "table"], table),
    ...(code === undefined ? {} : { code }),
    ...(sigma === undefined ? {} : { sigma }),
    ...(country === undefined ? {} : { country }),
  };
}

function concordances(
  specs: QualitySpec["concordance"],
  key: string,
  find: FindSource,
): readonly Concordance[] | undefined {
  return specs?.map(({ data, years, from, to }, i) => ({
    table: find([key, i, "data"], data),
    ...(years === undefined ? {} : { years }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }));
}
