/**
 * The `quality` block of a study file: what `estimateQuality` takes, under the file's spelling, with tables of elasticities and of
 * codes as names of data sources, and the same as options.
 */
import { z } from "zod";
import type { Table } from "../../data/table/table.js";
import { flagOf } from "../../declare/option.js";
import { type Concordance, DEFAULT_SIGMA, ROLES, type Role, type SigmaTable } from "../../trade/quality/options.js";
import { type EstimateQualityOptions, qualityVerb } from "../../trade/quality/verb.js";
import { keyOf } from "../file/declared.js";
import { columnName, text } from "../stages/shared-schema.js";

const { options } = qualityVerb;

/** Roles of the columns of customs rows. */
const customsColumns = z
  .strictObject(
    Object.fromEntries(ROLES.map((role) => [role, columnName.optional()])) as {
      readonly [role in Role]: z.ZodOptional<typeof columnName>;
    },
  )
  .describe("which column plays each role of customs rows; a role left out stands for the column of its own name");

const concordance = z
  .strictObject({
    data: text.describe("name of the data source with a row a code"),
    years: z
      .tuple([z.int(), z.int()], { error: "expected two years, such as [2017, 2021]" })
      .optional()
      .describe("first and last year it is for; default all"),
    from: columnName.optional().describe("column of the codes in the data; found if not given"),
    to: columnName.optional().describe("column of the codes wanted; found if not given"),
  })
  .describe("product codes to those of another revision");

/** A source of sigma. */
export const sigmaSource = z.union(
  [
    z.number().gt(1),
    z.enum(["iv", "ols"]),
    z.strictObject({
      table: text.describe("name of the data source with elasticities"),
      code: columnName.optional(),
      sigma: columnName.optional(),
      country: columnName.nullable().optional().describe("column of the buyer; null: none; found if not given"),
    }),
  ],
  { error: "expected a number above 1, iv, ols or {table: DATA SOURCE}" },
);

export const quality = z
  .strictObject({
    data: text.describe("name of the data source with customs rows"),
    columns: customsColumns.optional(),
    sigma: sigmaSource
      .default(DEFAULT_SIGMA)
      .describe("elasticity of substitution: a number, a table, or estimated by iv or ols"),
    sigma_by: keyOf(options.sigmaBy),
    sigma_vcov: text.optional().describe(options.sigmaVcov.description),
    sigma_invalid: keyOf(options.sigmaInvalid),
    sigma_weak: keyOf(options.sigmaWeak),
    min_f: keyOf(options.minF),
    sigma_floor: keyOf(options.sigmaFloor),
    sigma_cap: keyOf(options.sigmaCap),
    sigma_missing: keyOf(options.sigmaMissing),
    sigma_concordance: z.array(concordance).optional().describe("table: product codes to its revision"),
    instrument: keyOf(options.instrumentMean),
    instrument_weights: keyOf(options.instrumentWeights),
    single_dest: keyOf(options.singleDest),
    fe: keyOf(options.fe),
    separately: keyOf(options.separately),
    concordance: z.array(concordance).optional().describe("product codes brought to one revision before anything else"),
    unit: keyOf(options.unit),
    unit_changes: keyOf(options.unitChanges),
    intermediaries: keyOf(options.intermediaries),
    intermediary_pattern: keyOf(options.intermediaryPattern),
    duplicates: keyOf(options.duplicates),
    trim: keyOf(options.trim),
    max_ratio: keyOf(options.maxRatio),
    min_rows: keyOf(options.minRows),
    normalise: keyOf(options.normalise),
    normalise_rule: keyOf(options.normaliseRule),
    singletons: keyOf(options.singletons),
    by: z.array(text).default([]).describe("aggregates to write, such as firm^year"),
    quantiles: keyOf(options.quantiles),
    literal: keyOf(options.literal),
    truth: columnName
      .optional()
      .describe("column with the true log quality of simulated rows: the report correlates it with the estimate"),
  })
  .describe("export quality from customs rows; adds unit_value, quality and r_quality to them");

export type SigmaSource = z.output<typeof sigmaSource>;
export type QualitySpec = z.output<typeof quality>;

/** Finds the table of a data source that is named at `path` within the block. */
export type FindSource = (path: readonly (string | number)[], name: string) => Table;

/** The options of `spec` besides the roles. Throws what `find` throws for a data source that is none. */
export function qualityOptions(spec: QualitySpec, find: FindSource): EstimateQualityOptions {
  const keys: Readonly<Record<string, unknown>> = {
    ...spec,
    sigma: sigmaOf(spec.sigma, ["sigma"], find),
    sigma_concordance: concordances(spec.sigma_concordance, "sigma_concordance", find),
    concordance: concordances(spec.concordance, "concordance", find),
    by: spec.by.join(","),
  };
  const given = Object.entries(options).map(([name, option]) => [
    name,
    keys[flagOf(name, option)?.replaceAll("-", "_") ?? ""],
  ]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
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
