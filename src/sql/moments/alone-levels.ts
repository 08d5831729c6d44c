/**
 * Rows alone in a level of an effect, where all effects have dummies: sums come by block and level of each, so that such a row is one of
 * the answer, and goes; and those that are then alone, until none is.
 */
import { upTo } from "../../base/row-runs.js";
import { valuesAt } from "../answer-column.js";
import { cellsKept } from "../cell-singletons.js";
import type { Answer } from "../engine.js";
import type { Level } from "../statements/rows.js";
import { levelsOf, type SqlLevels } from "./levels.js";

export interface WithoutAlone {
  readonly answer: Answer;
  /** Rows that went. */
  readonly nAlone: number;
  /** Levels of each effect that went with them. */
  readonly gone: readonly (readonly Level[])[];
}

/** An answer whose columns are `nBlock` keys of blocks, those of `effects`, rows, and sums. */
export function withoutAlone(answer: Answer, nBlock: number, effects: readonly SqlLevels[]): WithoutAlone {
  let at = nBlock;
  const codes = effects.map((levels) => {
    const columns = answer.columns.slice(at);
    at += levels.grouping.keys.length;
    return levelsOf(levels, { ...answer, columns });
  });
  const counts = answer.columns[at] as Float64Array;
  const categories = effects.map(({ grouping, levels, label }, e) => ({
    ...{ name: grouping.name, codes: codes[e]!, nLevels: levels.length, label },
  }));
  const kept = cellsKept(categories, counts);
  const gone = effects.map(({ levels }, e) => {
    const left = new Set(Array.from(kept, (i) => codes[e]![i]!));
    return Array.from(
      upTo(levels.length).filter((level) => !left.has(level)),
      (level) => levels[level]!,
    );
  });
  return {
    answer: { ...answer, rows: kept.length, columns: answer.columns.map((column) => valuesAt(column, kept)) },
    nAlone: answer.rows - kept.length,
    gone,
  };
}
