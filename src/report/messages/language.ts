/**
 * Languages of a report, and the form of its catalogue of words: in the files of this folder, each entry has
 * its text in every language side by side, so that none can lack one. Texts with values are functions of them.
 */

/** Languages a report can be written in, as BCP 47. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** An entry of the catalogue: `entry[language]`. */
export type Entry<T> = Readonly<Record<Language, T>>;

/** Checks that every entry has its text in every language, and gives them as they are. */
export const catalogue = <
  const C extends Readonly<Record<string, Entry<string> | Entry<(...values: never[]) => string>>>,
>(
  entries: C,
): C => entries;
