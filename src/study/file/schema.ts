/**
 * Layer study. The study file: every key, its type, its default and what it means, once. TypeScript types, checks at
 * run time and the JSON Schema for editors all come from here. Knows nothing of YAML, files or what a stage computes.
 */
import { z } from "zod";
import { MULTIPLIERS, WILD_TYPES } from "../../models/bootstrap/options.js";
import { MOST_OF_A_YEAR } from "../../panel/treatment.js";
import { GAPS, PREFERENCES, SCALES } from "../../quality/extrapolate/extrapolate-options.js";

export type { QualitySpec } from "../foundation/quality-schema.js";

import { quality } from "../foundation/quality-schema.js";
import { psmDid } from "../stages/psm-did/schema.js";
import {
  beneathChoice,
  caption,
  columnName,
  controlsChoice,
  notes,
  regressionColumn,
  rowsChoice,
  text,
  treatmentName,
} from "../stages/shared-schema.js";

const wholeNumber = z.int();

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

const panel = z
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

const events = z
  .strictObject({
    data: text.describe("name of the data source with one event a row"),
    unit: columnName.describe("column of the unit"),
    event: columnName.describe("column of what happened"),
    date: columnName.describe("column of the day, YYYY-MM-DD"),
    starts: z.array(text).min(1).describe("events that put a unit in force"),
    ends: z.array(text).default([]).describe("events that end it"),
    confirmed: columnName.optional().describe("column that says how sure the date is: date, month or no"),
    source: columnName.optional().describe("column with the source of the date"),
  })
  .describe("treatment from dated events");

/** How a treatment is coded. */
export const CODINGS = ["absorbing", "common", "as-written", "in-force"] as const;

const coding = z.strictObject({
  coding: z
    .enum(CODINGS)
    .describe(
      "absorbing: on from the unit's cohort; common: on from the first cohort for every treated unit; as-written: on " +
        "for every treated unit from the first cohort to the last, off after; in-force: on while it is in force",
    ),
  label: text.optional().describe("the treatment in words"),
});

const treatment = z
  .strictObject({
    events: events.optional(),
    cohort: columnName.optional().describe("column with the first treated period of the unit"),
    dummy: columnName.optional().describe("column with a 0/1 treatment"),
    never: z
      .union([z.string(), z.number()], { error: "expected a text or a number" })
      .optional()
      .describe("value of cohort that means never treated, besides empty, 0, Inf and periods after the last"),
    codings: z.record(columnName, coding).describe("treatment columns to make: NAME: {coding: ...}"),
    treated_from_start: z
      .enum(["exclude", "keep", "refuse"])
      .default("exclude")
      .describe("units with a cohort that are never observed before it: left out and listed, kept, or an error"),
    min_days: wholeNumber
      .min(1)
      .max(366)
      .default(MOST_OF_A_YEAR)
      .describe("in-force from events: days in force that make a year treated"),
  })
  .describe("exactly one of events, cohort and dummy, and how it is coded");

const wildRows = z
  .strictObject({
    fewer_than: wholeNumber
      .min(2)
      .default(40)
      .describe("columns whose errors have fewer clusters than this get the rows; others are left blank"),
    draws: wholeNumber.min(1).default(9999).describe("random draws; fewer vectors of signs than this are enumerated"),
    weights: z.enum(MULTIPLIERS).default("rademacher").describe("distribution of the multipliers"),
    type: z.enum(WILD_TYPES).default("11").describe("scores resampled, then variance of t; 3 is the jackknife's"),
  })
  .describe("p and interval of the treatment by a wild cluster bootstrap, as rows beneath columns with few clusters");

const regressions = z
  .strictObject({
    stage: z.literal("regressions"),
    caption,
    notes,
    columns: z.array(regressionColumn).min(1),
    rows: z
      .enum(["measured", "all", "both"])
      .optional()
      .describe(
        "with panel.extrapolate: rows whose outcome was measured, all (default), or each column twice, on both",
      ),
    bootstrap: wildRows.optional(),
    beneath: beneathChoice,
    stars: z.boolean().default(false).describe("whether estimates carry the usual stars"),
    labels: z.record(text, text).default({}).describe("words for columns and terms in this table alone"),
    truth: z.number().optional().describe("true effect of simulated data, printed beside the estimates"),
  })
  .describe("a table of regressions, a column each");

const ivColumn = regressionColumn.extend({
  treatment: treatmentName.describe("name of a treatment coding: the regressor that is instrumented"),
  instruments: z.array(text).min(1).describe("excluded instruments, as columns or expressions such as log(x)"),
  trend: z
    .boolean()
    .default(false)
    .describe("each instrument times a trend, 1 in the first period: for one that unit effects absorb"),
  estimator: text.default("2sls").describe("2sls, liml, fuller:A or gmm2s"),
});

const iv = z
  .strictObject({
    stage: z.literal("iv"),
    caption,
    notes,
    columns: z.array(ivColumn).min(1).describe("an equation each, shown as first and second stage side by side"),
    rows: rowsChoice,
    reduced_form: z.boolean().default(false).describe("a column of the outcome on the instruments, too"),
    beneath: beneathChoice,
    stars: z.boolean().default(false).describe("whether estimates carry the usual stars"),
    labels: z.record(text, text).default({}).describe("words for columns and terms in this table alone"),
    truth: z.number().optional().describe("true effect of simulated data, printed beside the estimates"),
  })
  .describe("treatment instrumented: a table of first and second stages, and a figure of what each interval covers");

const gmmColumn = z.strictObject({
  treatment: treatmentName,
  controls: controlsChoice.default(true),
  outcome: columnName.optional().describe("outcome; default that of the panel"),
  lags: wholeNumber.min(1).default(1).describe("lags of the outcome among the regressors"),
  instrument_lags: z
    .tuple([wholeNumber.min(1), z.union([wholeNumber.min(1), z.literal("all")])], {
      error: "expected the nearest and the farthest lag, such as [2, 4] or [2, all]",
    })
    .default([2, "all"])
    .describe("lags of the outcome that instrument it: nearest and farthest"),
  predetermined: z.array(text).default([]).describe("regressors instrumented by their lags, from one period back"),
  endogenous: z.array(text).default([]).describe("regressors instrumented by their lags, from two periods back"),
  exogenous: z
    .enum(["both", "each", "diff", "level"])
    .default("both")
    .describe(
      "the other regressors instrument themselves in a system: both: one column for both equations (xtabond2); each: one " +
        "for each (plm); or in one equation alone",
    ),
  model: z.enum(["difference", "system"]).default("difference").describe("system: with the equation in levels"),
  transform: z.enum(["d", "fod"]).default("d").describe("first differences, or forward orthogonal deviations"),
  steps: z
    .union([z.literal(1), z.literal(2), z.literal("iterated")], { error: "expected 1, 2 or iterated" })
    .default(2)
    .describe("steps of the weight"),
  collapse: z.boolean().default(false).describe("one instrument a lag in place of one a period and lag"),
  small: z.boolean().default(false).describe("t and F with a small-sample factor"),
  time_dummies: z.boolean().default(true).describe("dummies of the periods, their own instruments"),
  sensitivity: z.boolean().default(false).describe("a further table: the estimate by number of lags and collapse"),
  subset: text.optional().describe("a condition on columns, such as year >= 2012"),
  label: text.optional().describe("heading of the column"),
});

const gmm = z
  .strictObject({
    stage: z.literal("gmm"),
    caption,
    notes,
    columns: z.array(gmmColumn).min(1),
    rows: rowsChoice,
    beneath: beneathChoice,
    stars: z.boolean().default(false).describe("whether estimates carry the usual stars"),
    labels: z.record(text, text).default({}).describe("words for columns and terms in this table alone"),
    truth: z.number().optional().describe("true effect of simulated data, printed beside the estimates"),
  })
  .describe("the outcome on its own lags and treatment, by GMM: a table with tests, instruments and groups");

const eventStudy = z
  .strictObject({
    stage: z.literal("event-study"),
    caption,
    notes,
    treatment: treatmentName.optional().describe("an absorbing coding; default the first"),
    controls: controlsChoice.default(true),
    rows: rowsChoice,
    window: z
      .tuple([wholeNumber, wholeNumber], { error: "expected two whole numbers, such as [-4, 4]" })
      .optional()
      .describe("first and last event time shown"),
    bin: z.boolean().default(false).describe("whether the ends of the window stand for all event times beyond them"),
    reference: z.array(wholeNumber).min(1).default([-1]).describe("event times set to zero"),
    band: z
      .enum(["pointwise", "uniform"])
      .default("pointwise")
      .describe("uniform: also a band that covers all effects at once (a variance of one clustering)"),
    draws: wholeNumber.min(2).optional().describe("draws of a uniform band, default 9999; seed is the study's"),
    truth: z
      .record(text, z.number())
      .optional()
      .describe("true effects of simulated data by event time, printed beside the estimates"),
  })
  .describe("effects by periods since first treatment: a figure and a table");

const placebo = z
  .strictObject({
    stage: z.literal("placebo"),
    caption,
    notes,
    treatment: treatmentName.optional().describe("an absorbing coding; default the first"),
    controls: controlsChoice.default(true),
    rows: rowsChoice,
    kind: z
      .enum(["space", "time", "mixed"])
      .default("space")
      .describe("what is dealt out: cohorts over units, earlier dates on rows before the policy, or both"),
    strata: columnName.optional().describe("deal cohorts out within the values of this column, such as a province"),
    leave_out: z.boolean().default(false).describe("the test once more without the units of each cohort"),
    draws: wholeNumber.min(1).default(500).describe("random assignments"),
    ties: z.enum(["count", "strict"]).default("count").describe("whether a draw that ties counts against the estimate"),
  })
  .describe("the estimate among those under treatments dealt out at random: a figure");

const stage = z.discriminatedUnion("stage", [regressions, iv, psmDid, gmm, eventStudy, placebo]);

const words = z
  .strictObject({
    unit: text.default("unit"),
    units: text.default("units"),
    spell: text.default("spell").describe("what puts a unit in force, such as a card"),
    spells: text.default("spells"),
    ended: text.default("ended").describe("what becomes of it in the end, such as lifted"),
    value: text.default("").describe("unit of the values of customs rows, such as USD"),
  })
  .prefault({})
  .describe("nouns of the report");

/** The study file as a schema. */
export const studySchema = z
  .strictObject({
    title: text.describe("title of the report"),
    summary: z.array(text).default([]).describe("paragraphs of the author, set beneath the finding"),
    data: z.record(text, text).describe("data sources: NAME: PATH, relative to the study file"),
    quality: quality.optional(),
    panel,
    treatment,
    variance: text.describe("variance of every regression, such as cluster:city; required, programs' defaults differ"),
    ssc: text.default("fixest").describe("small-sample rule"),
    level: z.number().gt(0).lt(1).default(0.95).describe("confidence level of intervals"),
    seed: wholeNumber.min(0).default(1).describe("seed of every random draw"),
    stages: z.record(text, stage).describe("what is made, in order: NAME: {stage: regressions, ...}"),
    labels: z.record(text, text).default({}).describe("words for columns and terms"),
    words,
    cautions: z.array(text).default([]).describe("what a reader must know before quoting a number"),
    sources: z.array(text).default([]).describe("where the data come from"),
    output: text.default("out").describe("folder of the results, relative to where the command runs; --out overrides"),
  })
  .describe("A study: data to every table and figure of a paper");

/** A study as read, defaults filled in. */
export type StudySpec = z.output<typeof studySchema>;
export type PanelSpec = StudySpec["panel"];
export type Aggregation = z.output<typeof aggregation>;
export type TreatmentSpec = StudySpec["treatment"];
export type EventsSpec = z.output<typeof events>;
export type Coding = (typeof CODINGS)[number];
export type StageSpec = z.output<typeof stage>;
export type RegressionsSpec = z.output<typeof regressions>;
export type WildRowsSpec = NonNullable<RegressionsSpec["bootstrap"]>;
export type RegressionColumn = z.output<typeof regressionColumn>;
export type IvSpec = z.output<typeof iv>;
export type IvColumn = z.output<typeof ivColumn>;
export type PsmDidSpec = z.output<typeof psmDid>;
export type GmmSpec = z.output<typeof gmm>;
export type GmmColumn = z.output<typeof gmmColumn>;
export type EventStudySpec = z.output<typeof eventStudy>;
export type PlaceboSpec = z.output<typeof placebo>;
