/**
 * How the words of rules are declared, and how their sentences write numbers and names. What they find is a catalogue of notes, `messages` of
 * base.
 */
import { type Entry, type FactsOf, type Language, listed, significant } from "../../base/messages.js";

/** What to do about each finding of a catalogue. */
export type Remedies<F> = Readonly<Record<keyof FactsOf<F>, Entry<string>>>;

type Limits = Readonly<Record<string, number>>;

/** What a rule is called, and what it looks at by which limits. */
export interface RuleWords {
  readonly name: Entry<string>;
  readonly looks: Readonly<Record<Language, (limits: Limits) => string>>;
}

/** Checks the words of rules and returns them as they are. */
export const ruleWords = <N extends string>(words: Readonly<Record<N, RuleWords>>): Readonly<Record<N, RuleWords>> =>
  words;

export const percent = (share: number): string => {
  const value = 100 * share;
  return `${value >= 99.95 && share < 1 ? ">99.9" : Number(value.toPrecision(value < 10 ? 2 : 3))}%`;
};

export const few = listed.en;
export const zhFew = listed.zh;

/** At most this many names in a sentence. */
export const MOST = 8;

/** Numbers with thousands set off. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

export const number = (value: number): string => significant(value, 6);

export const significantOf = (value: number): number => Number(significant(value, 3));
