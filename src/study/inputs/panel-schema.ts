/**
 * The block `panel` of a study file: rows that are units observed in periods, and how they are made from finer ones.
 */
import { z } from "zod";
import { extrapolateVerb } from "../../trade/extrapolate/verb.js";
import { keyOf } from "../file/declared.js";
import { columnName, term, text, wholeNumber } from "../stages/shared-schema.js";

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

const { options } = extrapolateVerb;

const extrapolation = z
  .strictObject({
    formula: keyOf(options.formula),
    last: wholeNumber.optional().describe(options.last.description),
    scale: keyOf(options.scale),
    prefer: keyOf(options.prefer),
    gaps: keyOf(options.gaps),
    province: keyOf(options.province),
    weight: keyOf(options.weight),
  })
  .describe("continues the outcome after its last measured period; adds OUTCOME_measured, provenance, missing_because");

export const panel = z
  .strictObject({
    data: text.describe("name of the data source"),
    unit: columnName.describe("column of the unit"),
    time: columnName.describe("column of the period, whole numbers"),
    outcome: columnName.describe("column of the outcome; rows without it are left out, and counted"),
    controls: z.array(term).default([]).describe("controls, as columns or expressions such as log(x)"),
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
