/**
 * An instrument as text: the columns it is made of, the same times a trend, and whether effects written as
 * text include a grouping; for those who build a formula before there is a fit. Knows no data.
 */
import { columnsOf } from "../../formula/expression.js";
import { parseExpression, parseFixedEffects } from "../../formula/parser.js";
import { printExpression, printName } from "../../formula/print.js";

/** An instrument as the formula prints it, and the columns it reads. */
export interface InstrumentText {
  readonly term: string;
  readonly columns: readonly string[];
}

/**
 * Reads an expression such as `rugged`, `log(dist)` or `2 * rugged`, which is one instrument: arithmetic stands in I(), since
 * the bare signs of a formula make several. Throws UsageError as `parseExpression`.
 */
export function readInstrument(written: string): InstrumentText {
  const expression = parseExpression(written);
  const alone = printExpression(expression);
  const isTerm = expression.kind === "name" || expression.kind === "call";
  return { term: isTerm ? alone : `I(${alone})`, columns: columnsOf(expression) };
}

/** The instrument times `period` less `origin`: `I(rugged * (year - 2009))`. Throws as `readInstrument`. */
export function timesTrend(written: string, period: string, origin: number): string {
  const expression = parseExpression(written);
  const alone = printExpression(expression);
  const factor = expression.kind === "name" || expression.kind === "call" ? alone : `(${alone})`;
  const name = printName(period);
  const trend = origin === 0 ? name : origin > 0 ? `(${name} - ${origin})` : `(${name} + ${-origin})`;
  return `I(${factor} * ${trend})`;
}

/** Whether the effects `fe`, as after the bar of a formula, include the column `name` by itself. Throws UsageError. */
export const includesEffect = (fe: string, name: string): boolean =>
  parseFixedEffects(fe).some(({ columns }) => columns.length === 1 && columns[0] === name);
