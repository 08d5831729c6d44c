/** How the sentences of a finding are declared: five texts of the same facts, in every language. */
import { type Language, significant } from "../../base/messages.js";

/** A text, or what makes one of the facts. */
type Text<F> = string | ((facts: F) => string);

/** The texts of a code: one line, what was expected, what is printed, the reckoning, what else could explain it (empty where it could not). */
export interface FindingTexts<F> {
  readonly title: Text<F>;
  readonly expected: Text<F>;
  readonly found: Text<F>;
  readonly arithmetic: Text<F>;
  readonly otherwise: readonly Text<F>[];
}

/** Texts by code, in every language. */
export type FindingCatalogue<M> = { readonly [C in keyof M]: Readonly<Record<Language, FindingTexts<M[C]>>> };

/** Checks a catalogue and returns it as it is: the facts of a code are those its English takes. */
export const findingTexts = <M>(entries: FindingCatalogue<M>): FindingCatalogue<M> => entries;

/** The facts of a catalogue by code. */
export type FindingFactsOf<K> = K extends FindingCatalogue<infer M> ? M : never;

/** A text with its facts. */
export const told = <F>(text: Text<F>, facts: F): string => (typeof text === "string" ? text : text(facts));

/** A level as sentences have it: 5%. */
export const levelText = (level: number): string => `${significant(100 * level)}%`;
