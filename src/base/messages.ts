/**
 * Layer base. What a result says to its reader: a code and typed facts, from which a catalogue makes the sentence in every
 * language. Each room keeps its catalogue beside its code, English and Chinese side by side: an entry that lacks a
 * language, or reads other facts than its note states, does not compile. Knows no sentence itself.
 */

/** Languages a report can be written in, as BCP 47. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** An entry of a catalogue of words: `entry[language]`. */
export type Entry<T> = Readonly<Record<Language, T>>;

/** A text, or what makes one of facts. */
type Worded = string | ((...facts: never[]) => string);

/** What another language has beside the English `E`: a text beside a text, else a function of the same facts. */
type Beside<E> = E extends (...facts: infer F) => string ? (...facts: F) => string : string;

/**
 * Checks that every entry has its text in every language, made of no facts but those of the English (it may need fewer: a
 * plural), and returns them as they are.
 */
export const catalogue = <const C extends Readonly<Record<string, Entry<Worded>>>>(
  entries: C & { readonly [K in keyof C]: Readonly<Record<Exclude<Language, "en">, Beside<C[K]["en"]>>> },
): C => entries;

/** A sentence, or one made from facts. */
type Wording<F> = string | ((facts: F) => string);

/** Sentences by code, in every language. */
export type Messages<F> = { readonly [C in keyof F]: Readonly<Record<Language, Wording<F[C]>>> };

/** The facts of a catalogue by code; unknown for a sentence without any. */
export type FactsOf<M> = M extends Messages<infer F> ? F : never;

/** Checks a catalogue and returns it as it is: the facts of a code are those its English takes. */
export const messages = <F>(entries: Messages<F>): Messages<F> => entries;

/**
 * Facts of every note by its code. Each catalogue of notes adds its own (`declare module`), so that a code has one meaning
 * and the catalogue of a report, which must have every code, can lack none.
 */
// biome-ignore lint/suspicious/noEmptyInterface: open, for the catalogues to add to
export interface NoteFacts {}
export type NoteCode = keyof NoteFacts;

/** Facts as a record has them. */
export type NoteDetail = Readonly<Record<string, unknown>>;

/** Something a reader of the result must know: what was dropped, chosen or assumed. `code` is stable. */
export interface Note {
  readonly code: NoteCode;
  /** The sentence in English. */
  readonly message: string;
  /** The facts of the sentence. Those of a note on a part of the data, such as one stratum, name it by `part`. */
  readonly detail?: NoteDetail;
}

/** Nothing, or the facts of a code. */
type Stated<F> = unknown extends F ? [] : [facts: F];

/** The note `code` of a catalogue, with its facts and its English sentence. */
export function note<F, C extends keyof F & NoteCode>(
  catalogue: Messages<F>,
  code: C,
  ...[facts]: Stated<F[C]>
): Note & { readonly code: C } {
  const message = worded(catalogue[code].en, facts as F[C]);
  return facts === undefined ? { code, message } : { code, message, detail: facts as NoteDetail };
}

const worded = <F>(wording: Wording<F>, facts: F): string => (typeof wording === "string" ? wording : wording(facts));

/** A rule as a record states it: in words, and as a code with its facts. */
export interface Rule {
  readonly rule: string;
  readonly code: NoteCode;
  readonly detail?: NoteDetail;
}

export const ruleOf = ({ code, message: rule, detail }: Note): Rule =>
  detail === undefined ? { rule, code } : { rule, code, detail };

/** A note on one part of the data, such as `year 2013`. */
export const noteOn = (part: string, { code, message, detail }: Note): Note => ({
  code,
  message: `${part}: ${message}`,
  detail: { ...detail, part },
});

/** Sentences by code that this process knows. A host fills it with those of every room. */
const known = new Map<string, Readonly<Record<Language, Wording<never>>>>();

/** Adds the sentences of `catalogue` to those that `noteText` knows. */
export function knowNotes<F>(catalogue: Messages<F>): void {
  for (const [code, entry] of Object.entries(catalogue)) known.set(code, entry as Entry<Wording<never>>);
}

/**
 * The sentence of a note in `language`, found by its code and made from its facts. A note of another version may lack facts
 * that the sentence needs: such a note keeps its English.
 */
export function noteText({ code, message, detail }: Note, language: Language): string {
  const entry = language === "en" ? undefined : known.get(code);
  if (entry === undefined) return message;
  try {
    const text = worded(entry[language], (detail ?? {}) as never);
    if (LACKING.test(text)) return message;
    return typeof detail?.part === "string" ? labelled[language](detail.part, text) : text;
  } catch {
    return message;
  }
}

/** What a sentence holds where a fact is lacking. */
const LACKING = /undefined|NaN|\[object /;

/** A sentence that a record states beside its code and facts: a rule, why a term was omitted, what a step of a waterfall took. */
type StatedAs<K extends string> = Readonly<Record<K, string>> & Pick<Note, "code" | "detail">;

/** A rule as a record states it, in `language`. */
export const ruleText = (stated: StatedAs<"rule">, language: Language): string =>
  noteText({ ...stated, message: stated.rule }, language);

/** Why a term was omitted, in `language`. */
export const omittedText = (stated: StatedAs<"because">, language: Language): string =>
  noteText({ ...stated, message: stated.because }, language);

/** A step of a waterfall in `language`. */
export const stepText = (stated: StatedAs<"step">, language: Language): string =>
  noteText({ ...stated, message: stated.step }, language);

/** A name after a Chinese character: a Latin letter or digit is set off by a space. */
export const after = (name: string): string => (/^[!-~]/.test(name) ? ` ${name}` : name);

/** A name before a Chinese character. */
export const before = (name: string): string => (/[!-~]$/.test(name) ? `${name} ` : name);

/** A name between two Chinese characters. */
export const apart = (name: string): string => after(before(name));

/** `word` with a capital, as the name of a row or a sentence begins. */
export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** English for one or for several, by their number or what a sentence prints of it. */
export const plural = (n: number | string, one: string, many = `${one}s`): string => (String(n) === "1" ? one : many);

/** `value` with at most `digits` significant digits. */
export const significant = (value: number, digits = 4): string => String(Number(value.toPrecision(digits)));

/** What something is called, and what is said of it. */
export const labelled: Readonly<Record<Language, (label: string, text: string) => string>> = {
  en: (label, text) => `${label}: ${text}`,
  zh: (label, text) => `${label}：${text}`,
};

/** Clauses of a sentence one after the other. */
export const clauses: Readonly<Record<Language, (texts: readonly string[]) => string>> = {
  en: (texts) => texts.join("; "),
  zh: (texts) => texts.join("；"),
};

type Names = readonly (string | number)[];

/** `a, b` and in Chinese `a、b`; of more than `most` the first of them, and how many more there are. */
export const listed: Readonly<Record<Language, (names: Names, most?: number) => string>> = {
  en: (names, most = names.length) =>
    names.length > most ? `${names.slice(0, most).join(", ")} and ${names.length - most} more` : names.join(", "),
  zh: (names, most = names.length) =>
    names.length > most ? `${names.slice(0, most).join("、")}等 ${names.length} 个` : names.join("、"),
};
