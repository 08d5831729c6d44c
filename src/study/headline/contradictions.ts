/**
 * Estimates of a study that say otherwise of its outcome than its headline does: significant by their own p where the headline is not, or
 * significant with the other sign.
 */
import type { StudyFile } from "../file/study-file.js";
import { effectColumns } from "../stages/effect-columns.js";
import type { Finding, StageShown } from "../stages/stage.js";
import { USUAL_LEVEL } from "../usual-level.js";
import { pOf } from "./inference.js";
import type { HeadlineRecord } from "./result.js";

export interface Contradiction {
  /** Id of the table, such as tableA20. */
  readonly table: string;
  readonly column: number;
  readonly label: string;
  readonly treatment: string;
  readonly estimate: number;
  readonly p: number;
  /** Of the other sign than a headline that is significant. */
  readonly isOpposite: boolean;
}

/** None without one headline; regressions on fewer than `few` treated units have a caution of their own. */
export function contradictions(
  file: StudyFile,
  headline: HeadlineRecord | null,
  shown: readonly StageShown[],
  few: number,
): Contradiction[] {
  if (headline === null || headline.inference === null) return [];
  const main = headline.columns[0]!;
  const p = pOf(headline.inference);
  const isClear = p !== null && p < USUAL_LEVEL;
  const says = ({ p_value, estimate }: Finding): boolean =>
    p_value !== null && p_value < USUAL_LEVEL && (!isClear || estimate * main.estimate < 0);
  return shown.flatMap(({ name, findings, exhibits }) => {
    const spec = file.spec.stages[name]!;
    const table = exhibits.find(({ kind }) => kind === "table")?.id;
    if (table === undefined) return [];
    const columns = new Map(effectColumns(file, name, spec).map((one) => [one.column, one]));
    return findings.flatMap((finding) => {
      const own = columns.get(finding.column);
      const isSelf = name === headline.stage && finding.column === main.column;
      const isCautioned = ["regressions", "event-study"].includes(spec.stage) && finding.treated < few;
      if (own?.estimate.outcome !== main.facts.outcome || isSelf || isCautioned || !says(finding)) return [];
      const { column, treatment, estimate, p_value } = finding;
      return [{ table, column, label: own.label, treatment, estimate, p: p_value!, isOpposite: isClear }];
    });
  });
}
