/**
 * The stage `psmatch` of a study file: what `psmatch` takes, under the file's spelling, and the regressions
 * on what was matched. Which choices go with which method is checked by the verb's own plan.
 */
import { z } from "zod";
import { METHODS, psmatchVerb } from "../../../verbs/psmatch/verb.js";
import { keyOf } from "../../file/declared.js";
import type { InReport } from "../../file/prose.js";
import {
  appendix,
  caption,
  columnName,
  controlsChoice,
  notes,
  presentation,
  regressionColumn,
  rowsChoice,
  stageName,
  text,
  treatmentName,
} from "../shared-schema.js";

const verb = psmatchVerb.options;

/** Ways of matching that weight every unit once; `dr` gives an effect but no weights to regress with. */
const WEIGHTING = METHODS.filter((method) => method !== "dr");

/** What is matched. */
export const MATCHED_UNITS = ["averages", "rows", "by-period"] as const;

export const psmatch = z
  .strictObject({
    stage: stageName("psmatch", "psm-did"),
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
    preset: keyOf(verb.preset, "choices of another program where none is made here"),
    method: z.enum(WEIGHTING).optional().describe("how controls are weighted; default nearest"),
    link: keyOf(verb.link, "of the score; default logit"),
    ratio: keyOf(verb.ratio, "controls for each treated unit; default 1"),
    replace: keyOf(verb.replace, "whether a control may be used again; default false"),
    order: keyOf(verb.order, "without replacement: who chooses first; default largest score"),
    ties: keyOf(verb.ties, "controls equally near; default the first row"),
    exact: z.array(columnName).optional().describe("columns that matched units agree in"),
    caliper: z.number().gt(0).optional().describe("largest distance of scores; the radius of method radius"),
    caliper_unit: keyOf(verb.caliperUnit, "standard deviations of the score (default), or its units"),
    kernel: keyOf(verb.kernel, "of methods kernel and llr"),
    bandwidth: keyOf(verb.bandwidth, "of methods kernel and llr, in units of the score"),
    support: keyOf(verb.support, "who is off the common support: none (default), psmatch2, minmax or trim:0.05"),
    moments: keyOf(verb.moments, "method entropy: moments balanced"),
    weight_sum: keyOf(
      verb.weightSum,
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

export type PsmatchSpec = InReport<typeof psmatch>;
