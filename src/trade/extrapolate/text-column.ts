/**
 * Words, one a row, as a column of text.
 */
import { MISSING_CODE, type TextColumn } from "../../base/columns.js";
import { compareCodePoints } from "../../data/table/code-point.js";

/** The column `name` of `words`; an empty word is missing. */
export function textColumn(name: string, words: readonly string[]): TextColumn {
  const levels = [...new Set(words)].filter((word) => word !== "").sort(compareCodePoints);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(words, (word) => codeOf.get(word) ?? MISSING_CODE), levels };
}
