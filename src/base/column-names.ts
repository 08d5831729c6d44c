/**
 * Names of columns in texts that are no formula: options of commands, keys of a study, variances. A name stands bare or in
 * back-ticks, in which a back-tick or a backslash has a backslash before it, as in formulas; lists are split outside them.
 */

const PIECE = /`(?:[^\\`]|\\[\s\S])*`|[\s\S]/g;

/** The parts of `text` between separators that stand outside back-ticks, without blanks around them; back-ticks stay. */
export function splitOutside(text: string, separator: string): readonly string[] {
  const parts = [""];
  for (const piece of text.match(PIECE) ?? []) {
    if (piece === separator) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim());
}
