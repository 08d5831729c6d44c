/**
 * Layer formula. Reads `fe1 + fe2^fe3`: columns, combined by `^`, joined by `+`; `0` or `1` alone is none. Varying
 * slopes `fe[x]` are recognised and refused. Must not know terms.
 */
import type { Cursor } from "./cursor.js";
import { refuseFunction } from "./functions.js";
import { printFixedEffect } from "./print.js";
import type { FixedEffect } from "./spec.js";

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
    const effect = { columns };
    effects.set(printFixedEffect(effect), effect);
  } while (cursor.accept("+"));
  return [...effects.values()];
}

function readColumn(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind !== "name") throw cursor.unexpected("a column name");
  if (cursor.at("(", 1)) throw refuseFunction(cursor, token, "among fixed effects");
  cursor.next();
  if (cursor.at("[") || cursor.at("[[")) {
    throw cursor.refuse("formula_slopes", "varying slopes fe[x] are not supported.", cursor.peek());
  }
  if (cursor.at(":") || cursor.at("*")) {
    throw cursor.unexpected("'+', '^', '|' or the end", "fixed effects are combined by ^, as in firm^year");
  }
  return token.text;
}
