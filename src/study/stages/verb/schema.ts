/**
 * A verb as a stage of a study: the keys are the options its declaration has, spelt with underscores; variance, small-sample rule,
 * level and seed are the study's, the equation is the study's unless it is written out.
 */
import { z } from "zod";
import { flagOf, kebab, type Option } from "../../../declare/option.js";
import { stageVerbs } from "../../../verbs/catalogue.js";
import { alsoNamed } from "../../file/command-names.js";
import { keyOf } from "../../file/declared.js";
import type { InReport } from "../../file/prose.js";
import { appendix, caption, controlsChoice, labelWords, notes, outcome, stageName, text } from "../shared-schema.js";

export type StageVerb = keyof typeof stageVerbs;

/** Options that the study gives every stage, and those a stage has no use for. */
const OF_STUDY = ["vcov", "ssc", "level", "seed", "panel", "solver", "keepPartial"];

/** `maxIterations` as `max_iterations`. */
export const keyName = (option: string): string => kebab(option).replaceAll("-", "_");

/** The options that are keys of a stage, by their names in the API. */
export const optionKeys = (verb: StageVerb): readonly (readonly [string, Option])[] =>
  Object.entries<Option>(stageVerbs[verb].options).filter(
    ([name, { type, flag }]) => type.kind !== "host" && flag !== null && !OF_STUDY.includes(name),
  );

const shared = {
  caption,
  appendix,
  notes,
  labels: labelWords.default({}).describe("words for columns and terms in this stage alone"),
};

/** An option as a key, which may also have the name of its flag. */
function byFlag(name: string, option: Option): z.ZodType {
  const [own, flag] = [keyName(name), keyName(flagOf(name, option) ?? name)];
  return own === flag ? keyOf(option) : alsoNamed(keyOf(option), flag);
}

/** What is estimated, of verbs that have a formula. */
const equation = {
  formula: text.optional().describe("the whole formula, in place of treatment, controls, outcome and fe"),
  treatment: text.optional().describe("name of a treatment coding; default the first"),
  controls: controlsChoice.default(false),
  outcome: outcome.optional().describe("outcome; default that of the panel"),
  fe: text.optional().describe("fixed effects, such as city + year; default unit + time; none for none"),
  variance: alsoNamed(text.optional().describe("variance; default that of the study"), "vcov"),
};

/** The stage of `name`; its own keys are checked as the declaration says, and typed where they are handed to the verb. */
const stageOf = (name: StageVerb) =>
  z
    .strictObject({
      stage: stageName(name),
      ...shared,
      ...(stageVerbs[name].formula === null ? {} : equation),
      ...Object.fromEntries(optionKeys(name).map(([option, declared]) => [keyName(option), byFlag(option, declared)])),
    })
    .describe(stageVerbs[name].summary) as unknown as z.ZodObject<
    { readonly stage: z.ZodType<StageVerb> } & typeof shared & typeof equation,
    z.core.$strict
  >;

export const verbStages = (Object.keys(stageVerbs) as StageVerb[]).map(stageOf);

export type VerbSpec = InReport<(typeof verbStages)[number]>;
