/**
 * What functions of verbs take before their options, by the declarations of verbs: the library's functions are checked by it, and the
 * calls of a worker, whose verbs are elsewhere.
 */
import { openOptions, optionsArgument } from "../declare/check.js";
import { type AnyArgument, argument } from "../declare/checked.js";
import type { Options } from "../declare/option.js";
import { type AnyShape, looked, shape, text } from "../declare/shape.js";
import { data, formula, formulaShape, panel, table, tableShape } from "./argument-kinds.js";
import type { Declaration } from "./verb.js";

const orNull = (given: AnyArgument): AnyArgument => ({
  ...given,
  shape: shape(`${given.shape.words}, or null`, (value) => value === null || given.shape.fits(value)),
});

const LED: Readonly<Record<Declaration["takes"], readonly AnyArgument[]>> = {
  table: [data],
  panel: [panel],
  "event-path": [argument<unknown>("source", looked<unknown>())],
  nothing: [],
};

/** What a declaration says of what its verb takes. */
export type Taken = Pick<
  Declaration,
  "takes" | "tableAlone" | "second" | "formula" | "textAlone" | "alone" | "readsTexts" | "options"
>;

/** What a verb takes behind the engine: data, a second table, a formula, and its options, to which `more` belong. */
export function argumentsOf(
  { takes, tableAlone, second, formula: isGiven, textAlone, alone, readsTexts, options }: Taken,
  more: Options = {},
): readonly AnyArgument[] {
  const written: AnyShape = textAlone ? text : formulaShape;
  const before: readonly AnyArgument[] = [
    ...(tableAlone ? [table] : LED[takes]),
    ...(second === undefined ? [] : [argument(second.flag, tableShape)]),
    ...(isGiven === null || takes === "event-path" ? [] : [{ ...formula, shape: written }]),
  ];
  const own = { ...options, ...more };
  return [...(alone ? before.map(orNull) : before), readsTexts ? openOptions(own) : optionsArgument(own)];
}
