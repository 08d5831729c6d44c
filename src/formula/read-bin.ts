/**
 * Reads the bins of `i(x, bin = ...)`: `1:3`, `c("a", "b")`, `list("early" = 1:3, 7:9)`, `"bin::2"`,
 * `"!bin::2"`, `"!!bin::2"`. Must not know levels.
 */
import type { Cursor } from "./cursor.js";
import type { Token } from "./lexer.js";
import { readSet } from "./read-set.js";
import type { Bin, BinGroup } from "./spec.js";

const WIDTH = /^(!{0,2})bin::(\d+)$/;

/** Reads bins. Throws NotSupported `formula_bin` for those of fixest that are not read, with what to write. */
export function readBin(cursor: Cursor): Bin {
  const token = cursor.peek();
  if (cursor.at("~")) throw cursor.refuse("formula_bin", `a bin is no formula here; ${LISTED}`, token);
  const isList = (token.text === "list" || token.text === ".") && token.kind === "name" && cursor.at("(", 1);
  if (isList) return { kind: "groups", groups: readGroups(cursor) };
  if (token.kind === "text") {
    const special = readSpecial(cursor, token);
    if (special !== undefined) return special;
  }
  return { kind: "groups", groups: [{ values: readValues(cursor) }] };
}

const LISTED = 'list the values, as in bin = list("low" = 1:3).';

function readSpecial(cursor: Cursor, token: Token): Bin | undefined {
  const [, marks, digits] = WIDTH.exec(token.text) ?? [];
  if (digits !== undefined) {
    cursor.next();
    const count = Number(digits);
    if (count === 0) throw cursor.fail("formula_bin", "bin::digit needs a number above 0.", token, { got: token.text });
    if (marks === "") return { kind: "width", width: count };
    return { kind: "consecutive", count, from: marks === "!" ? "first" : "last" };
  }
  if (/^(?:cut|!{0,2}bin)::/.test(token.text)) {
    throw cursor.refuse("formula_bin", `'${token.text}' is not supported; write "bin::2", or ${LISTED}`, token);
  }
  return undefined;
}

function readGroups(cursor: Cursor): BinGroup[] {
  cursor.next();
  cursor.expect("(");
  const groups: BinGroup[] = [];
  do {
    const token = cursor.peek();
    const named = (token.kind === "name" || token.kind === "text") && cursor.at("=", 1);
    if (named) {
      cursor.next();
      cursor.next();
    }
    if (cursor.at("~")) throw cursor.refuse("formula_bin", `a bin is no formula here; ${LISTED}`, cursor.peek());
    if (named && token.text.startsWith("@")) {
      throw cursor.refuse("formula_bin", "a bin's place among the levels can't be chosen by '@'.", token);
    }
    groups.push({ ...(named ? { name: token.text } : {}), values: readValues(cursor) });
  } while (cursor.accept(","));
  cursor.expect(")");
  return groups;
}

function readValues(cursor: Cursor) {
  const start = cursor.peek();
  const values = readSet(cursor);
  if (values.some((value) => value.kind === "text" && value.value.startsWith("@"))) {
    throw cursor.refuse("formula_bin", `a bin by regular expression ("@...") is not supported; ${LISTED}`, start);
  }
  return values;
}
