/**
 * The estimate that a referee judges: the headline of the study where that is a regression of an absorbing treatment by least squares,
 * but for what the stage chooses itself; without one the first absorbing treatment, with the controls of the panel.
 */
import type { StudyFile } from "../../file/study-file.js";
import { type EffectColumn, type EstimateFacts, estimateFacts } from "../effect-column.js";
import { absorbingCoding } from "../model-choice.js";
import { rowsAsked } from "../outcome-rows.js";
import type { RefereeSpec } from "./schema.js";

/** Of the stage at `path`. Its effects are those of units and periods, whatever the headline's. Throws as `absorbingCoding` and `rowsAsked`. */
export function judgedEstimate(
  file: StudyFile,
  path: readonly string[],
  { treatment, controls, rows }: RefereeSpec,
  headline: EffectColumn | null,
): EstimateFacts {
  const main = headline?.estimate ?? null;
  const isJudged =
    main?.estimator === "least_squares" &&
    main.matched === null &&
    file.spec.treatment.codings[main.treatment]?.coding === "absorbing";
  const own = isJudged ? main : null;
  const [asked] = rowsAsked(file, path, rows ?? own?.rows ?? undefined);
  return estimateFacts(
    file,
    {
      treatment: absorbingCoding(file, path, treatment ?? own?.treatment),
      controls: controls ?? own?.controls ?? true,
      ...(own === null ? {} : { outcome: own.outcome }),
      ...(own === null || own.subset === null ? {} : { subset: own.subset }),
    },
    { rows: asked ?? null },
  );
}
