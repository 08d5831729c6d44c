/**
 * Steps to the sample of a study, in words.
 */

import { sampleWords } from "../../report/messages/sample.js";
import type { StudySpec } from "../file/schema.js";
import type { SampleStep } from "../inputs/panel.js";

/** A step as a clause without a capital. */
export function stepText({ step }: SampleStep, { language, words }: Pick<StudySpec, "language" | "words">): string {
  switch (step.kind) {
    case "rows":
      return sampleWords.rows[language](step.of);
    case "aggregated":
      return sampleWords.aggregated[language](step.unit, step.time);
    case "with":
      return (step.imputed ? sampleWords.withOrImputed : sampleWords.with)[language](step.column);
    case "seen_before":
      return sampleWords.seenBefore[language](words.units);
  }
}
