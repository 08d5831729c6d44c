/**
 * The block `panel` of a study file: rows that are units observed in periods, and how they are made from finer ones.
 */
import { z } from "zod";
import { GAPS, PREFERENCES, SCALES } from "../../trade/extrapolate/extrapolate-options.js";
import { columnName, text, wholeNumber } from "../stages/shared-schema.js";

const aggregation = z
  .union(
    [
      z.strictObject({ sum: columnName }),
      z.strictObject({ distinct: columnName }),
      z.strictObject({ count: columnName }),
      z.strictObject({ mean: columnName, weight: columnName.optional() }),
    ],
    { error: "expected one of {sum: COLUMN}, {distinct: COLUMN}, {count: COLUMN}, {mean: COLUMN, weight: COLUMN}" },
  )
  .describe("a column of the panel made from the rows of a unit and period");

const extrapolation = z
  .strictObject({
    formula: text.describe("value of the outcome after the last measured period, such as tertiary * province_quality"),
    last: wholeNumber.optional().describe("last measured period; default the last one with any measured outcome"),
    scale: z
      .enum(SCALES)
      .default("none")
      .describe("factor of the formula: none, or so that means meet where measurement ends, for all or by unit"),
    prefer: z.enum(PREFERENCES).default("measured").describe("where the outcome is measured after last"),
    gaps: z.enum(GAPS).default("missing").describe("outcomes missing up to last"),
    province: columnName
      .optional()
      .describe("makes province_quality: mean measured outcome by province, carried after last"),
    weight: columnName.optional().describe("weights of that mean, above 0; default none"),
  })
  .describe("continues the outcome after its last measured period; adds OUTCOME_measured, provenance, missing_because");

export const panel = z
  .strictObject({
    data: text.describe("name of the data source"),
    unit: columnName.describe("column of the unit"),
    time: columnName.describe("column of the period, whole numbers"),
    outcome: columnName.describe("column of the outcome; rows without it are left out, and counted"),
    controls: z.array(text).default([]).describe("controls, as columns or expressions such as log(x)"),
    aggregate: z
      .record(columnName, aggregation)
      .optional()
      .describe("makes the panel from finer rows: one row a unit and period, with these columns"),
    extrapolate: extrapolation.optional(),
    lags: z
      .record(columnName, columnName)
      .default({})
      .describe("new columns with the value of the period before: NAME: COLUMN; missing after a gap"),
  })
  .describe("rows that are units observed in periods");

export type PanelSpec = z.output<typeof panel>;
export type Aggregation = z.output<typeof aggregation>;
