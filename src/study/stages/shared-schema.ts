/**
 * Keys that stages of a study file share: captions, controls, treatment, rows, the columns of a table.
 */
import { z } from "zod";
import { bareName } from "../../base/column-names.js";
import { expressionText, termText } from "../../formula/parser.js";
import { printName } from "../../formula/print.js";
import { MOST_DIGITS, MOST_STARS, NOTE_LEVELS } from "../../report/present-table.js";
import { prose } from "../file/prose.js";

/** The kind of a stage, by its name or one it had before. */
export const stageName = <const N extends string>(name: N, ...formerly: readonly string[]) =>
  z.literal([name, ...formerly]).transform((): N => name);

export const wholeNumber = z.int();
export const text = z.string().min(1);
/** Bare, or in back-ticks as in a formula. */
export const columnName = text.overwrite(bareName).describe("name of a column");

/** A column or an expression in columns, as a formula has it; any other text is the name of a column. */
export const term = text.overwrite(termText);

/** The same where a formula has no products, `a:b`. */
export const expression = text.overwrite(expressionText);

/** An outcome: the same, bare where no formula reads its name otherwise. */
export const outcome = text.overwrite((written) => {
  const name = bareName(written);
  return expressionText(name) === printName(name) ? name : expressionText(written);
});

/** Words for columns and terms, by their name: as a formula has it and bare, for results call outcomes and clusters so. */
export const labelWords = z
  .record(text, prose)
  .overwrite((words) =>
    Object.fromEntries(
      Object.entries(words).flatMap(([name, said]) =>
        [bareName(name), termText(name), expressionText(name), name].map((spelling) => [spelling, said] as const),
      ),
    ),
  );

export const caption = prose.optional().describe("caption of the table or figure");
export const appendix = z
  .boolean()
  .default(false)
  .describe("number the stage's tables and figures A1, A2, ..., apart from the main ones");
export const notes = z.array(prose).default([]).describe("notes set beneath");
export const controlsChoice = z
  .union([z.boolean(), z.array(term)], { error: "expected true, false or a list of controls" })
  .describe("true: the controls of the panel; false: none; or a list");
export const treatmentName = text.overwrite(bareName).describe("name of a treatment coding");
export const rowsChoice = z
  .enum(["measured", "all"])
  .optional()
  .describe("with panel.extrapolate: rows whose outcome was measured, or all (default)");

export const beneathChoice = z
  .enum(["std_error", "statistic", "interval", "p_value"])
  .default("std_error")
  .describe("what stands beneath each estimate");

/** Levels of stars; the same words as on the command line. */
export const starLevels = z
  .array(z.number().gt(0).lt(1))
  .max(MOST_STARS)
  .refine((levels) => new Set(levels).size === levels.length, { error: "expected different levels" });

/** How every table of a study is presented. */
export const tablePresentation = z
  .strictObject({
    digits: wholeNumber
      .min(0)
      .max(MOST_DIGITS)
      .optional()
      .describe("decimals of coefficients, errors and intervals; default two digits of the smallest error"),
    stars: starLevels
      .optional()
      .describe("levels such as [0.1, 0.05, 0.01] in every table of estimates, [] for none; default as the stages say"),
    notes: z
      .enum(NOTE_LEVELS)
      .optional()
      .describe(
        "full; standard, without small-sample rule and solver; none. Default standard in LaTeX and Word, else full",
      ),
    show_dummies: z
      .boolean()
      .optional()
      .describe("true: a row for each dummy of time or of a factor of many levels, in place of one yes or no"),
    labels: z
      .boolean()
      .optional()
      .describe("false: the data are read without the labels of their variables and values; default true"),
  })
  .prefault({})
  .describe("how every table looks");

export const regressionColumn = z.strictObject({
  treatment: treatmentName,
  controls: controlsChoice.default(false),
  outcome: outcome.optional().describe("outcome; default that of the panel"),
  fe: text.optional().describe("fixed effects, such as city + year; default unit + time; none for none"),
  subset: text.optional().describe("a condition on columns, such as year >= 2012"),
  label: prose.optional().describe("heading of the column"),
});

/** Keys of a table of estimates that decide how it looks, and the truth beside it. */
export const presentation = {
  beneath: beneathChoice,
  stars: z.boolean().default(false).describe("whether estimates carry the usual stars"),
  labels: labelWords.default({}).describe("words for columns and terms in this stage alone"),
  truth: z.number().optional().describe("true effect of simulated data, printed beside the estimates"),
};
