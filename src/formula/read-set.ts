/**
 * Reads constants and sets of constants, `c(1, 3:5)`. Must not know expressions.
 */
import type { Cursor } from "./cursor.js";
import { type Literal, type SetItem, setMembers } from "./expression.js";
import type { Token } from "./lexer.js";
import { MOST_IN_RANGES, MOST_LISTED, rangeLength } from "./limits.js";

/** Reads `c(1, 3:5)`, one constant or one range `2007:2010`. Throws UsageError `formula_limit` for too many values. */
export function readSet(cursor: Cursor): SetItem[] {
  const start = cursor.peek();
  const items = readItems(cursor);
  requireValues(cursor, start, items, MOST_IN_RANGES);
  return items;
}

/** As `readSet`, every range written out. */
export function readMembers(cursor: Cursor): Literal[] {
  const start = cursor.peek();
  const items = readItems(cursor);
  requireValues(cursor, start, items, MOST_LISTED);
  const members = setMembers(items);
  cursor.make(members.length, start);
  return members;
}

function requireValues(cursor: Cursor, start: Token, items: readonly SetItem[], most: number): void {
  const count = items.reduce((sum, item) => sum + (item.kind === "range" ? rangeLength(item.from, item.to) : 1), 0);
  cursor.atMost(most, count, "values in this set", "name a shorter range a:b", start);
}

function readItems(cursor: Cursor): SetItem[] {
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
