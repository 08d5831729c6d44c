/**
 * The stage `psm-did` of a study file: what `psmatch` takes, under the file's spelling, and the regressions
 * on what was matched. Which choices go with which method is checked by the verb's own plan.
 */
import { z } from "zod";
import { KERNELS, METHODS, ORDERS } from "../../../verbs/psmatch/presets.js";
import {
  appendix,
  caption,
  columnName,
  controlsChoice,
  notes,
  presentation,
  regressionColumn,
  rowsChoice,
  text,
  treatmentName,
} from "../shared-schema.js";

/** Ways of matching that weight every unit once; `dr` gives an effect but no weights to regress with. */
const WEIGHTING = METHODS.filter((method) => method !== "dr");

/** What is matched. */
export const MATCHED_UNITS = ["averages", "rows", "by-period"] as const;

export const psmDid = z
  .strictObject({
    stage: z.literal("psm-did"),
    caption,
    appendix,
    notes,
    treatment: treatmentName.optional().describe("a treatment coding; default the first coded absorbing"),
    covariates: controlsChoice
      .default(true)
      .describe("what units are alike in: true: the controls of the panel; or a list"),
    match: z
      .enum(MATCHED_UNITS)
      .default("averages")
      .describe(
        "averages: units, on their means before treatment; rows: unit-periods of all periods together; by-period: " +
          "unit-periods of the same period, with a score each period",
      ),
    pre: text
      .optional()
      .describe("with averages: condition on the rows averaged, such as year <= 2011; default before the first cohort"),
    preset: z.enum(["psmatch2", "matchit"]).optional().describe("choices of another program where none is made here"),
    method: z.enum(WEIGHTING).optional().describe("how controls are weighted; default nearest"),
    link: z.enum(["logit", "probit"]).optional().describe("of the score; default logit"),
    ratio: z.int().min(1).optional().describe("controls for each treated unit; default 1"),
    replace: z.boolean().optional().describe("whether a control may be used again; default false"),
    order: z.enum(ORDERS).optional().describe("without replacement: who chooses first; default largest score"),
    ties: z.enum(["first", "average"]).optional().describe("controls equally near; default the first row"),
    exact: z.array(columnName).optional().describe("columns that matched units agree in"),
    caliper: z.number().gt(0).optional().describe("largest distance of scores; the radius of method radius"),
    caliper_unit: z.enum(["sd", "raw"]).optional().describe("standard deviations of the score (default), or its units"),
    kernel: z.enum(KERNELS).optional().describe("of methods kernel and llr"),
    bandwidth: z.number().gt(0).optional().describe("of methods kernel and llr, in units of the score"),
    support: text.optional().describe("who is off the common support: none (default), psmatch2, minmax or trim:0.05"),
    moments: z
      .union([z.literal(1), z.literal(2), z.literal(3)])
      .optional()
      .describe("method entropy: moments balanced"),
    weight_sum: z
      .enum(["treated", "controls"])
      .optional()
      .describe(
        "what weights of controls sum to: treated units used (default, as psmatch2) or controls used (MatchIt)",
      ),
    columns: z
      .array(regressionColumn.omit({ treatment: true, subset: true }))
      .min(1)
      .prefault([{}, { controls: true }])
      .describe("a regression each, on matched rows unweighted and weighted; default without and with controls"),
    rows: rowsChoice,
    ...presentation,
  })
  .describe("difference-in-differences on a matched sample: three tables, a love plot and the overlap of scores");

export type PsmDidSpec = z.output<typeof psmDid>;
