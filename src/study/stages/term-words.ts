/**
 * Words for columns and terms in what a stage shows: the study's, those of its treatment codings, the stage's own,
 * the later before the earlier.
 */
import type { StudySpec } from "../file/schema.js";

export type TermWords = Readonly<Record<string, string>>;

/** Words of the treatment codings that have some. */
export const treatmentWords = ({ treatment }: Pick<StudySpec, "treatment">): TermWords =>
  Object.fromEntries(
    Object.entries(treatment.codings).flatMap(([name, { label }]) => (label === undefined ? [] : [[name, label]])),
  );

/** Words of the study with those of a stage. */
export const termWords = (
  study: Pick<StudySpec, "treatment" | "labels">,
  { labels }: { labels: TermWords },
): TermWords => ({
  ...study.labels,
  ...treatmentWords(study),
  ...labels,
});
