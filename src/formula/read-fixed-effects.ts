/**
 * Layer formula. Reads `fe1 + fe2^fe3 + fe4[x]`: columns, combined by `^`, joined by `+`; `0` or `1` alone is none.
 * Varying slopes `fe[x1, x2]` come with the effect itself, `fe[[x]]` without. Must not know terms.
 */
import type { Cursor } from "./cursor.js";
import { refuseFunction } from "./functions.js";
import { printFixedEffect } from "./print.js";
import { readExpression } from "./read-expression.js";
import type { FixedEffect, VaryingSlopes } from "./spec.js";

/** Reads fixed effects up to `|` or the end, each once. Throws UsageError or NotSupported with a caret. */
export function readFixedEffects(cursor: Cursor): FixedEffect[] {
  const none = cursor.peek();
  if (none.kind === "number" && (none.value === 0 || none.value === 1)) {
    cursor.next();
    return [];
  }
  const effects = new Map<string, FixedEffect>();
  do {
    const columns = [readColumn(cursor)];
    while (cursor.accept("^")) columns.push(readColumn(cursor));
    const slopes = readSlopes(cursor);
    const effect = { columns, ...(slopes === undefined ? {} : { slopes }) };
    effects.set(printFixedEffect(effect), effect);
  } while (cursor.accept("+"));
  return [...effects.values()];
}

/** `[x1, x2]` or `[[x1, x2]]` after an effect. */
function readSlopes(cursor: Cursor): VaryingSlopes | undefined {
  const intercept = cursor.at("[");
  if (!(intercept || cursor.at("[["))) return undefined;
  cursor.next();
  const variables = [readExpression(cursor)];
  while (cursor.accept(",")) variables.push(readExpression(cursor));
  cursor.expect(intercept ? "]" : "]]");
  return { variables, intercept };
}

function readColumn(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind !== "name") throw cursor.unexpected("a column name");
  if (cursor.at("(", 1)) throw refuseFunction(cursor, token, "among fixed effects");
  cursor.next();
  if (cursor.at(":") || cursor.at("*")) {
    throw cursor.unexpected("'+', '^', '|' or the end", "fixed effects are combined by ^, as in firm^year");
  }
  return token.text;
}
