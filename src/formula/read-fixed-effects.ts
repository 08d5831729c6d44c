/**
 * Reads `fe1 + fe2^fe3 + fe4[x]`: columns, combined by `^`, joined by `+`; `0` or `1` alone is none.
 * Varying slopes `fe[x1, x2]` come with the effect itself, `fe[[x]]` without; `fe + fe[[x]]` is `fe[x]`. Must not know
 * terms.
 */
import type { Cursor } from "./cursor.js";
import { refuseFunction } from "./functions.js";
import { MOST_EFFECTS, MOST_FACTORS, MOST_LISTED } from "./limits.js";
import { printExpression, printFixedEffect } from "./print.js";
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
  let written = 0;
  do {
    const start = cursor.peek();
    cursor.atMost(
      MOST_EFFECTS,
      ++written,
      "fixed effects",
      "combine them by ^, and put the slopes of one in one bracket",
    );
    const columns = [readColumn(cursor)];
    while (cursor.accept("^")) columns.push(readColumn(cursor));
    cursor.atMost(
      MOST_FACTORS,
      columns.length,
      "columns in one effect",
      "make their combination in the data first",
      start,
    );
    const slopes = readSlopes(cursor);
    const key = printFixedEffect({ columns });
    const before = effects.get(key);
    const merged = before === undefined ? slopes : mergedSlopes(before.slopes, slopes);
    effects.set(key, { columns, ...(merged === undefined ? {} : { slopes: merged }) });
  } while (cursor.accept("+"));
  return [...effects.values()];
}

/** Slopes of an effect named twice: no slopes stand for the effect alone. */
function mergedSlopes(a: VaryingSlopes | undefined, b: VaryingSlopes | undefined): VaryingSlopes | undefined {
  if (a === undefined && b === undefined) return undefined;
  const variables = new Map(
    [...(a?.variables ?? []), ...(b?.variables ?? [])].map((variable) => [printExpression(variable), variable]),
  );
  return { variables: [...variables.values()], intercept: a?.intercept !== false || b?.intercept !== false };
}

/** `[x1, x2]` or `[[x1, x2]]` after an effect. */
function readSlopes(cursor: Cursor): VaryingSlopes | undefined {
  const intercept = cursor.at("[");
  if (!(intercept || cursor.at("[["))) return undefined;
  cursor.next();
  const variables = [readExpression(cursor)];
  while (cursor.accept(",")) variables.push(readExpression(cursor));
  cursor.atMost(MOST_LISTED, variables.length, "slopes of one effect", "name those that are meant");
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
