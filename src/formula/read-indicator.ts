/**
 * Reads `i(column, by, ref =, keep =, bin =, ref2 =, keep2 =, bin2 =)`, where `by` is an expression, or
 * `i.column` for numbers that are a factor. Must not know levels.
 */
import type { Cursor } from "./cursor.js";
import type { Expression, Literal } from "./expression.js";
import type { Token } from "./lexer.js";
import { readBin } from "./read-bin.js";
import { readColumn } from "./read-column.js";
import { readExpression } from "./read-expression.js";
import { readMembers } from "./read-set.js";
import type { Bin, Indicator, LevelChoice } from "./spec.js";

const OPTIONS = ["var", "ref", "keep", "bin", "ref2", "keep2", "bin2"] as const;
type Option = (typeof OPTIONS)[number];

interface Read {
  var?: { readonly expression: Expression; readonly prefixed: boolean };
  ref?: Literal[];
  keep?: Literal[];
  bin?: Bin;
  ref2?: Literal[];
  keep2?: Literal[];
  bin2?: Bin;
}

/** Reads an indicator from its `i` on. Throws UsageError or NotSupported with a caret. */
export function readIndicator(cursor: Cursor): Indicator {
  cursor.next();
  cursor.expect("(");
  const column = readColumn(cursor);
  const read: Read = {};
  let option: Token | undefined;
  while (cursor.accept(",")) {
    const start = cursor.peek();
    const name = readOption(cursor) ?? unnamed(cursor, read);
    if (Object.hasOwn(read, name)) throw twice(cursor, start);
    if (name !== "var" && name.endsWith("2")) option = start;
    if (name === "var") read.var = readSecond(cursor);
    else if (name === "bin" || name === "bin2") read[name] = readBin(cursor);
    else read[name] = readMembers(cursor);
  }
  cursor.expect(")");
  if (option !== undefined && !(read.var?.prefixed === true || read.var?.expression.kind === "name")) {
    const message = `${option.text} = is about the second variable, which must be a column, as in i(z, i.x, ref2 = 1).`;
    throw cursor.fail("formula_indicator_option", message, option, { got: option.text });
  }
  return indicatorOf(column, read, option !== undefined);
}

function indicatorOf(column: string, read: Read, ofSecond: boolean): Indicator {
  const { var: by } = read;
  return {
    kind: "indicator",
    column,
    ...choice(read.ref, read.keep, read.bin),
    ...(by === undefined ? {} : { by: by.expression }),
    ...(by?.prefixed === true || ofSecond
      ? { second: { prefixed: by!.prefixed, ...choice(read.ref2, read.keep2, read.bin2) } }
      : {}),
  };
}

const choice = (refs: Literal[] = [], keep?: Literal[], bin?: Bin): LevelChoice => ({
  refs,
  ...(keep === undefined ? {} : { keep }),
  ...(bin === undefined ? {} : { bin }),
});

/** `name =`, if that comes next. */
function readOption(cursor: Cursor): Option | undefined {
  const token = cursor.peek();
  if (!(token.kind === "name" && cursor.at("=", 1))) return undefined;
  const name = OPTIONS.find((option) => option === token.text);
  if (name === undefined) {
    const message = `i() takes ${OPTIONS.slice(1).join(", ")}, not ${token.text} =.`;
    throw cursor.refuse("formula_indicator_option", message, token);
  }
  cursor.next();
  cursor.next();
  return name;
}

/** What an argument without a name is: the second variable, then the references; a constant is a reference at once. */
function unnamed(cursor: Cursor, read: Read): Option {
  const { kind, text } = cursor.peek();
  const constant = kind === "text" || kind === "number" || text === "TRUE" || (text === "c" && cursor.at("(", 1));
  return read.var === undefined && !constant ? "var" : "ref";
}

function readSecond(cursor: Cursor): { expression: Expression; prefixed: boolean } {
  const { kind, text } = cursor.peek();
  if (kind === "name" && text.startsWith("i.") && text.length > 2 && !cursor.at("(", 1)) {
    cursor.next();
    return { expression: { kind: "name", name: text.slice(2) }, prefixed: true };
  }
  if (text === "factor" && cursor.at("(", 1)) {
    const message = "the second variable of i() is made a factor by i., as in i(z, i.x).";
    throw cursor.refuse("formula_function", message, cursor.peek());
  }
  return { expression: readExpression(cursor), prefixed: false };
}

function twice(cursor: Cursor, token: Token): Error {
  return cursor.fail("formula_arity", "i() takes a column, a second variable and its options, each once.", token);
}
