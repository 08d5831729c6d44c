/**
 * Layer formula. Reads constants and sets of constants, `c(1, 3:5)`. Must not know expressions.
 */
import type { Cursor } from "./cursor.js";
import type { Literal, SetItem } from "./expression.js";

/** Reads `c(1, 3:5)`, one constant or one range `2007:2010`. */
export function readSet(cursor: Cursor): SetItem[] {
  if (!(cursor.peek().text === "c" && cursor.at("(", 1))) return [readSetItem(cursor)];
  cursor.next();
  cursor.expect("(");
  const items: SetItem[] = [];
  do items.push(readSetItem(cursor));
  while (cursor.accept(","));
  cursor.expect(")");
  return items;
}

function readSetItem(cursor: Cursor): SetItem {
  const start = cursor.peek();
  const first = readSignedLiteral(cursor);
  if (!cursor.accept(":")) return first;
  const last = readSignedLiteral(cursor);
  const whole = (literal: Literal) => literal.kind === "number" && Number.isSafeInteger(literal.value);
  if (!whole(first) || !whole(last)) {
    throw cursor.fail("formula_range", "a range a:b needs two whole numbers.", start);
  }
  return { kind: "range", from: first.value as number, to: last.value as number };
}

function readSignedLiteral(cursor: Cursor): Literal {
  const negative = cursor.accept("-");
  const literal = acceptLiteral(cursor);
  if (literal === undefined || (negative && literal.kind !== "number")) throw cursor.unexpected("a constant");
  return negative && literal.kind === "number" ? { kind: "number", value: -literal.value } : literal;
}

const NAMED: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ["TRUE", { kind: "logical", value: true }],
  ["FALSE", { kind: "logical", value: false }],
  ["Inf", { kind: "number", value: Number.POSITIVE_INFINITY }],
]);

/** Reads a constant if one comes next. */
export function acceptLiteral(cursor: Cursor): Literal | undefined {
  const token = cursor.peek();
  let literal: Literal | undefined;
  if (token.kind === "number") literal = { kind: "number", value: token.value };
  else if (token.kind === "text") literal = { kind: "text", value: token.text };
  else if (token.kind === "name") literal = NAMED.get(token.text);
  if (literal !== undefined) cursor.next();
  return literal;
}
