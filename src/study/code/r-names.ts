/** Names of columns as R has them: in back-ticks where its grammar takes them for something else. */
import { bareName, namesIn, splitOutside } from "../../base/column-names.js";
import { tokenize } from "../../formula/lexer.js";

/** Words that R keeps for itself, but its constants. Source: R Language Definition, section 10.3.3. */
const RESERVED = /^(if|else|repeat|while|function|for|next|break|in|NA_(integer|real|character|complex)_)$/;

const isPlain = (name: string): boolean =>
  /^(?:\p{L}|\.(?!\d))[\p{L}\p{M}\p{N}._]*$/u.test(name) && !RESERVED.test(name);

export const rName = (name: string): string =>
  isPlain(name) && !/^(TRUE|FALSE|NULL|NA|NaN|Inf)$/.test(name) ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``;

/** A formula or an expression: names that stand bare here and can't there get back-ticks. */
export function rFormula(text: string): string {
  let [written, at] = ["", 0];
  for (const { kind, text: name, start } of tokenize({ text, subject: "Formula" })) {
    if (kind !== "name" || text[start] === "`" || isPlain(name)) continue;
    written += `${text.slice(at, start)}\`${name}\``;
    at = start + name.length;
  }
  return written + text.slice(at);
}

/** What an option names: a column, else an expression. */
export const rValue = (text: string, isColumn: (name: string) => boolean): string =>
  isColumn(bareName(text)) ? rName(bareName(text)) : rFormula(text);

/** `a + b^c`, of clusters as a variance names them. */
export const rClusters = (by: string): string =>
  splitOutside(by, "+")
    .map((one) => namesIn(one, "^").map(rName).join("^"))
    .join(" + ");
