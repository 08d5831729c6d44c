/**
 * The estimates that a stage shows as columns of its table.
 */
import type { StudyFile } from "../file/study-file.js";
import { effectColumns } from "../stages/effect-columns.js";
import type { ShownEstimate, StageShown } from "../stages/stage.js";

export function shownColumns(file: StudyFile, { name, findings }: StageShown): readonly ShownEstimate[] {
  const facts = new Map(
    effectColumns(file, name, file.spec.stages[name]!).map(({ column, estimate }) => [column, estimate]),
  );
  return findings.flatMap(({ column, estimate, nobs }) => {
    const own = facts.get(column);
    return own === undefined ? [] : [{ name: `(${column})`, facts: own, estimate, nobs }];
  });
}
