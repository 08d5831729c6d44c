/**
 * What a table or figure rests on, in a line: the study's sample, the variance, the seed.
 */
import { formatCount } from "../../report/format-number.js";
import type { StudyFile } from "../file/study-file.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import { exhibitWords } from "../messages/exhibits.js";
import { studyWords } from "../messages/study.js";
import type { About, StagePlace } from "./present.js";

/** With the study's variance; `differs` says what is otherwise: another variance or none, the seed of random draws. */
export function aboutStudy(
  { spec }: StudyFile,
  { language }: StagePlace,
  { balance, panel }: Pick<TreatmentMade, "balance" | "panel">,
  differs: Partial<About> = {},
): About {
  const units = studyWords.count[language](formatCount(balance.units), spec.words.units);
  const [first, last] = balance.periods;
  return {
    sample: exhibitWords.sample[language](formatCount(panel.table.nRows), units, first, last),
    variance: spec.variance,
    seed: null,
    ...differs,
  };
}
