/**
 * The group `(endogenous = instruments)` in a list of variables. Must not know commands.
 */
import { type Reading, readVariables, readVarlist } from "./read-varlist.js";
import { type Piece, splitAt, within, wordsOf } from "./stata-text.js";
import { numberText, termTexts } from "./term-text.js";
import type { StataTerm } from "./variables.js";

/** Endogenous regressors and excluded instruments, as text and as read. */
export interface WrittenInstruments {
  readonly endogenous: readonly string[];
  readonly excluded: readonly string[];
  readonly endogenousTerms: readonly StataTerm[];
  readonly excludedTerms: readonly StataTerm[];
}

/**
 * The list without its group, and the group. Throws UsageError `stata_instruments`; NotSupported where the command takes
 * none.
 */
export function readInstruments(
  reading: Reading,
  variables: Piece,
  allowed: boolean,
): { readonly list: readonly Piece[]; readonly instruments: WrittenInstruments | undefined } {
  const { text } = reading;
  const words = wordsOf(variables);
  const groups = words.filter(isGroup);
  const [group, second] = groups;
  if (group === undefined) return { list: words, instruments: undefined };
  if (!allowed) {
    const message = "instruments belong to ivreghdfe, ivreg2 or ivregress, as in ivreghdfe y w (x = z), absorb(id).";
    throw text.refuse("stata_instruments", message, group.start);
  }
  if (second !== undefined) {
    throw text.fail("stata_instruments", "there is one group (x = z) of instruments.", second.start);
  }
  if (words[0] === group) throw text.fail("stata_outcome", "the outcome stands before the group.", group.start);
  const inside = within(group, 1, group.text.length - 1);
  const [left, right, more] = splitAt(inside, "=");
  if (right === undefined || more !== undefined) {
    const message = "a group of instruments has one '=', as in (x = z1 z2).";
    throw text.fail("stata_instruments", message, more?.start ?? group.start, { got: group.text, expected: "(x = z)" });
  }
  for (const side of [left!, right]) {
    if (side.text !== "") continue;
    const message = "instruments need variables on both sides, as in (x = z1 z2).";
    throw text.fail("stata_instruments", message, side.start, { got: group.text, expected: "(x = z)" });
  }
  const endogenous = readVariables(reading, left!);
  const excludedTerms = readVarlist(reading, right);
  return {
    list: words.filter((word) => word !== group),
    instruments: {
      endogenous: endogenous.map((variable) => numberText(text, variable)),
      excluded: termTexts(text, excludedTerms),
      endogenousTerms: endogenous.map((variable) => ({ variables: [variable], start: variable.start })),
      excludedTerms,
    },
  };
}

/** A word that is all one pair of parentheses. */
const isGroup = ({ text }: Piece): boolean => text.startsWith("(");
