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
  .transform((given) => new ByLanguage(given));

/** A text by an author: a string, or one by language until `proseIn` has chosen. */
export const prose = z.union([z.string().min(1), byLanguage], EXPECTED);

/** A default text in every language. */
export const inEvery = (texts: Readonly<Record<Language, string>>): ByLanguage => new ByLanguage(texts);

/** What the schema reads, every text in one language. */
export type InLanguage<T> = T extends ByLanguage ? string : T extends object ? { [K in keyof T]: InLanguage<T[K]> } : T;

/** What `schema` reads once its texts are in the language of the report. */
export type InReport<S extends z.ZodType> = InLanguage<z.output<S>>;

/**
 * `given` with every text in `language`, or in the other one where it lacks that; `lacking` gets the path of each that
 * does.
 */
export function proseIn<T>(
  given: T,
  language: Language,
  lacking: (path: readonly (string | number)[]) => void,
): InLanguage<T> {
  const chosen = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (value instanceof ByLanguage) {
      const found = value.texts[language];
      if (found === undefined) lacking(path);
      return found ?? LANGUAGES.map((other) => value.texts[other]).find((text) => text !== undefined);
    }
    if (Array.isArray(value)) return value.map((item, i) => chosen(item, [...path, i]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, chosen(inner, [...path, key])]));
  };
  return chosen(given, []) as InLanguage<T>;
}
