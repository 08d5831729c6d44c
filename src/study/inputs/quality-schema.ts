/**
 * The `quality` block of a study file: what `estimateQuality` takes, under the file's spelling, with tables of
 * elasticities and of codes as names of data sources.
 */
import { z } from "zod";
import { DEFAULT_CELLS, DEFAULT_EFFECTS, DEFAULT_SIGMA } from "../../trade/quality/options.js";

const text = z.string().min(1);
const columnName = text.describe("name of a column");
const elasticity = z.number().gt(1);
const instead = z.union([z.literal("exclude"), elasticity], { error: "expected exclude or an elasticity above 1" });

/** Roles of the columns of customs rows. */
const customsColumns = z
  .strictObject({
    firm: columnName.optional(),
    product: columnName.optional(),
    dest: columnName.optional(),
    year: columnName.optional(),
    value: columnName.optional(),
    quantity: columnName.optional(),
    city: columnName.optional(),
    province: columnName.optional(),
  })
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
    elasticity,
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

const sigma = sigmaSource
  .default(DEFAULT_SIGMA)
  .describe("elasticity of substitution: a number, a table, or estimated by iv or ols");

export const quality = z
  .strictObject({
    data: text.describe("name of the data source with customs rows"),
    columns: customsColumns.optional(),
    sigma,
    sigma_by: text.optional().describe("iv, ols: one elasticity a group of this key, such as product; default pooled"),
    sigma_vcov: text.optional().describe("iv, ols: errors of sigma; default cluster:firm, or hetero without a firm"),
    sigma_invalid: instead.optional().describe("sigma at 1 or below: exclude (default), or this elasticity"),
    sigma_weak: z
      .union([z.enum(["exclude", "keep"]), elasticity], { error: "expected keep, exclude or an elasticity above 1" })
      .optional()
      .describe("iv: groups with a weak first stage; default keep"),
    min_f: z.number().min(0).optional().describe("iv: first-stage F below which a group is weak; default 10"),
    sigma_floor: elasticity.optional().describe("table: elasticities below are set to this"),
    sigma_cap: elasticity.optional().describe("table: elasticities above are set to this"),
    sigma_missing: z
      .union([z.enum(["exclude", "median"]), elasticity], {
        error: "expected exclude, median or an elasticity above 1",
      })
      .optional()
      .describe("table: products it lacks; default exclude"),
    sigma_concordance: z.array(concordance).optional().describe("table: product codes to its revision"),
    instrument: z
      .enum(["log", "level"])
      .optional()
      .describe("iv: mean of the logs of prices elsewhere (default), or log of their mean"),
    instrument_weights: z
      .enum(["none", "quantity"])
      .optional()
      .describe("iv: weights of prices elsewhere; default none"),
    single_dest: z
      .enum(["drop", "other-years", "product-mean"])
      .optional()
      .describe("iv: firm-product-years with one destination; default drop"),
    fe: text.default(DEFAULT_EFFECTS).describe("effects of the demand equation"),
    separately: text
      .optional()
      .describe("a demand equation for each group of this key, or none; default that of sigma_by"),
    concordance: z.array(concordance).optional().describe("product codes brought to one revision before anything else"),
    unit: columnName.optional().describe("column with the unit of quantity"),
    unit_changes: z.enum(["split", "main"]).optional().describe("products in several units; default split"),
    intermediaries: columnName.optional().describe("column of firm names: rows of trading companies are dropped"),
    intermediary_pattern: text.optional().describe("regular expression of what marks a trading company"),
    duplicates: z
      .enum(["sum", "keep", "error"])
      .optional()
      .describe("rows of the same firm, product, destination and year"),
    trim: z.number().min(0).lt(0.5).default(0).describe("share of unit values dropped at either end"),
    max_ratio: z
      .number()
      .min(0)
      .optional()
      .describe("unit values this many times off the median of their product-year are dropped"),
    min_rows: z.int().min(0).optional().describe("products with fewer rows are dropped"),
    normalise: text.default(DEFAULT_CELLS).describe("cells of the normalisation"),
    normalise_rule: text.optional().describe("min-max (default), percentile:SHARE or none"),
    singletons: z.enum(["drop", "keep"]).default("drop").describe("rows alone in a level of an effect"),
    by: z.array(text).default([]).describe("aggregates to write, such as firm^year"),
    quantiles: z
      .array(z.number().min(0).max(1))
      .optional()
      .describe("quantiles of normalised quality added to aggregates"),
    literal: z.boolean().optional().describe("add mean_of_weighted_terms to aggregates, equation (6) as printed"),
    truth: columnName
      .optional()
      .describe("column with the true log quality of simulated rows: the report correlates it with the estimate"),
  })
  .describe("export quality from customs rows; adds unit_value, quality and r_quality to them");

export type SigmaSource = z.output<typeof sigmaSource>;
export type QualitySpec = z.output<typeof quality>;
