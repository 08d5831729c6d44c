/**
 * Text an author writes in a study file: a string, or one string a language. The schema reads both; once
 * the language is known every one becomes a string, so that stages see strings alone.
 */
import { z } from "zod";
import { LANGUAGES, type Language } from "../../base/messages.js";

/** A text by language, as it stands between the schema and `proseIn`. */
class ByLanguage {
  constructor(readonly texts: Readonly<Partial<Record<Language, string | undefined>>>) {}

  /** As a study file has it. */
  toJSON(): object {
    return this.texts;
  }
}

const EXPECTED = { error: "expected a text, or a text by language: { en: ..., zh: ... }" };
const texts = z.strictObject({ en: z.string().min(1).optional(), zh: z.string().min(1).optional() });
const byLanguage = texts
  .refine((given) => Object.keys(given).length > 0, EXPECTED)
  .transform((given) => new ByLanguage(given) as unknown as string);

/** A text by an author: its type is that of the string it becomes. */
export const prose = z.union([z.string().min(1), byLanguage], EXPECTED);

/** A default text in every language. */
export const inEvery = (texts: Readonly<Record<Language, string>>): string =>
  new ByLanguage(texts) as unknown as string;

/**
 * `value` with every text in `language`, or in the other one where it lacks that; `lacking` gets the path of each that
 * does.
 */
export function proseIn<T>(
  value: T,
  language: Language,
  lacking: (path: readonly (string | number)[]) => void,
  path: readonly (string | number)[] = [],
): T {
  if (value instanceof ByLanguage) {
    const found = value.texts[language];
    if (found === undefined) lacking(path);
    return (found ?? LANGUAGES.map((other) => value.texts[other]).find((text) => text !== undefined)) as T;
  }
  if (Array.isArray(value)) return value.map((item, i) => proseIn(item, language, lacking, [...path, i])) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, proseIn(inner, language, lacking, [...path, key])]),
  ) as T;
}
