/**
 * The estimate that a study leads with, known before anything runs: the column that its key `headline` names; without the key, the
 * columns of the first table with the treatment, which is a headline where there is one alone; of a study that has none, those of its
 * first event study.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import type { StudyFile } from "../file/study-file.js";
import type { EffectColumn } from "../stages/effect-column.js";
import { effectColumns } from "../stages/effect-columns.js";

export interface Headline {
  readonly stage: string;
  /** The headline; several where a table has several and none is named. */
  readonly columns: readonly EffectColumn[];
  readonly isNamed: boolean;
}

/** Null for a study without an effect. Throws UsageError `headline_stage` and `headline_column` for a key that names none. */
export function headlineOf(file: StudyFile): Headline | null {
  const { headline, stages } = file.spec;
  const having = Object.entries(stages).flatMap(([stage, spec]) => {
    const columns = effectColumns(file, stage, spec);
    return columns.length === 0 ? [] : [{ stage, columns }];
  });
  if (headline === undefined) {
    const [first] = [...having.filter(({ stage }) => stages[stage]!.stage !== "event-study"), ...having];
    return first === undefined ? null : { ...first, isNamed: false };
  }
  const found = having.find(({ stage }) => stage === headline.stage);
  if (found === undefined) throw noStage(file, headline.stage, having);
  return { ...found, columns: [named(file, headline.column, found.columns)], isNamed: true };
}

/** The one estimate a study leads with; null where there is none, or several. */
export const oneEstimate = (headline: Headline | null): EffectColumn | null =>
  headline?.columns.length === 1 ? headline.columns[0]! : null;

interface Having {
  readonly stage: string;
  readonly columns: readonly EffectColumn[];
}

function noStage(file: StudyFile, got: string, having: readonly Having[]): UsageError {
  const names = having.map(({ stage }) => stage);
  const why = Object.hasOwn(file.spec.stages, got)
    ? `the stage '${got}' has no column that states one effect of the treatment`
    : `there is no stage '${got}'`;
  const have =
    names.length === 0
      ? "no stage of this study has one; leave the key out"
      : `those that have: ${having.map(({ stage, columns }) => `${stage} (${numbersOf(columns)})`).join(", ")}`;
  return new UsageError(
    "headline_stage",
    `${file.at(["headline", "stage"])}: ${why}; ${have}${didYouMean(got, names)}`,
    { got, expected: names },
  );
}

function named(file: StudyFile, asked: number | string | undefined, columns: readonly EffectColumn[]): EffectColumn {
  const found = columns.filter(({ column, label }) => asked === undefined || asked === column || asked === label);
  if (found.length === 1) return found[0]!;
  const have = columns.map(({ column, label }) => `${column} (${label})`);
  const why =
    asked === undefined
      ? "give the number of a column"
      : found.length === 0
        ? typeof asked === "number"
          ? `column ${asked} states no effect of the treatment`
          : `no column is called '${asked}'`
        : `${found.length} columns are called '${asked}': give the number`;
  throw new UsageError(
    "headline_column",
    `${file.at(asked === undefined ? ["headline"] : ["headline", "column"])}: ${why}; columns that state one: ${have.join(", ")}.`,
    { got: asked, expected: columns.map(({ column }) => column) },
  );
}

const numbersOf = (columns: readonly EffectColumn[]): string => {
  const numbers = columns.map(({ column }) => column);
  return `${numbers.length === 1 ? "column" : "columns"} ${numbers.join(", ")}`;
};
