/**
 * Columns of estimates that a stage takes from stages before it.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import type { KeyPath, StudyFile } from "../file/study-file.js";
import type { StageNode } from "../run/stage-node.js";
import { effectColumns } from "./effect-columns.js";
import type { ShownEstimate, Stage, StageResult } from "./stage.js";

/** A column as the other stage has it. */
export interface TakenColumn extends StageResult {
  readonly from: string;
  readonly column: number;
}

/** What a stage needs, and how it takes its columns from their values. */
interface Taking {
  readonly needs: readonly StageNode<unknown>[];
  readonly take: (values: readonly unknown[]) => readonly TakenColumn[];
}

/**
 * Column `column`, from 1, of each stage `from`, written at `path`. Throws UsageError `unknown_stage` for a stage that is not
 * before this one or has no columns of estimates, and in `take` `unknown_column`.
 */
export function takenColumns(
  file: StudyFile,
  path: KeyPath,
  columns: readonly { readonly from: string; readonly column: number }[],
  earlier: ReadonlyMap<string, Stage>,
): Taking {
  const sources = columns.map(({ from }, c) => sourceOf(file, [...path, c, "from"], from, earlier));
  const stages = [...new Set(sources)];
  const take: Taking["take"] = (values) =>
    columns.map(({ from, column }, c) => {
      const stage = sources[c]!;
      const results = stage.results!(values[stages.indexOf(stage)]);
      const result = results[column - 1];
      if (result !== undefined) return { from, column, ...result };
      throw new UsageError(
        "unknown_column",
        `${file.at([...path, c, "column"])}: ${from} has ${results.length} column${results.length === 1 ? "" : "s"}, and no column ${column}.`,
        { got: column, expected: results.length },
      );
    });
  return { needs: stages.map(({ node }) => node), take };
}

/** Every column of the stages `names`, written at `path`. Throws UsageError `unknown_stage`. */
export function allColumns(
  file: StudyFile,
  path: KeyPath,
  names: readonly string[],
  earlier: ReadonlyMap<string, Stage>,
): Taking {
  const stages = names.map((name, n) => sourceOf(file, [...path, n], name, earlier));
  return {
    needs: stages.map(({ node }) => node),
    take: (values) =>
      stages.flatMap((stage, s) =>
        stage.results!(values[s]).map((result, r) => ({ from: names[s]!, column: r + 1, ...result })),
      ),
  };
}

/** A column as its stage calls it. */
export const calledBy = (earlier: ReadonlyMap<string, Stage>, column: TakenColumn): string | null =>
  earlier.get(column.from)?.called?.(column) ?? column.name;

function sourceOf(file: StudyFile, path: KeyPath, name: string, earlier: ReadonlyMap<string, Stage>): Stage {
  const stage = earlier.get(name);
  if (stage?.results !== undefined) return stage;
  const known = [...earlier].flatMap(([key, { results }]) => (results === undefined ? [] : [key]));
  const because = Object.hasOwn(file.spec.stages, name)
    ? stage === undefined
      ? `'${name}' does not stand before this stage`
      : `'${name}' has no columns of estimates`
    : `there is no stage '${name}'`;
  const have = known.length === 0 ? "none before it has" : `those before it that have: ${known.join(", ")}`;
  throw new UsageError("unknown_stage", `${file.at(path)}: ${because}; ${have}${didYouMean(name, known)}`, {
    got: name,
    expected: known,
  });
}

/** The effects among `taken`, as an exhibit that shows them says what they are; each by its heading. */
export function takenEstimates(
  file: StudyFile,
  taken: readonly TakenColumn[],
  headings: readonly string[],
): readonly ShownEstimate[] {
  return taken.flatMap((column, c): ShownEstimate[] => {
    const own = effectColumns(file, column.from, file.spec.stages[column.from]!).find(
      (one) => one.column === column.column,
    );
    const term = treatmentTerm(column);
    if (own === undefined || term === undefined || !("coefficients" in column.record)) return [];
    const { estimate } = column.record.coefficients[term]!;
    return [{ name: headings[c]!, facts: own.estimate, estimate, nobs: column.record.nobs }];
  });
}

/** The coefficient of its treatment, if it has one. */
export function treatmentTerm({ treatment, record }: TakenColumn): string | undefined {
  if (treatment === undefined || !("coefficients" in record)) return undefined;
  return [treatment, `fit_${treatment}`].find((term) => Object.hasOwn(record.coefficients, term));
}
