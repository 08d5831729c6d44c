/**
 * A study guessed from a file: what is in doubt is one question at a time, what was answered is kept. Of a large file the guess begins with whole
 * units, and is confirmed on all rows while the page is read.
 */
import { computed, signal } from "@preact/signals";
import type { Decision } from "../../../src/study/init/candidate.js";
import type { GivenChoices } from "../../../src/study/init/choose-study.js";
import { EngineFailure } from "../client/engine-client.js";
import type { ColumnFacts, Failure } from "../protocol.js";
import { unguessedWords } from "../words/data.js";
import { confirmed } from "./here.js";
import { take } from "./live.js";
import { type Role, withRole } from "./roles.js";
import { say } from "./seen.js";
import { description, engine, files, guess, language, text } from "./session.js";

/** The file the study is guessed from, and what the reader said of it. */
export const guessedFile = signal<string | null>(null);
export const given = signal<GivenChoices>({});
/** Why nothing could be guessed: a choice without default is open. */
export const unguessed = signal<Failure | null>(null);
/** Whether all rows said what the first units did; null where they were all looked at. */
export const isConfirmedOnAll = signal<boolean | null>(null);

/** Guesses a study of the file. */
export async function begin(file: string): Promise<void> {
  guessedFile.value = file;
  given.value = {};
  confirmed.value = new Set();
  await guessWith({});
}

/**
 * Guesses with what was said; `what` is that change in words, none where a file is opened. Where no study is made of it, a study that stands is as
 * it was, and the reader hears why.
 */
export async function guessWith(said: GivenChoices, what?: string): Promise<void> {
  const file = guessedFile.value!;
  const before = given.value;
  given.value = said;
  try {
    const takes = { file, given: given.value, language: language.value };
    guess.value = await engine.ask("guess", takes);
    unguessed.value = null;
    take(guess.value.text, what === undefined ? { opens: true } : { what });
    void confirmOnAll();
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    if (text.value === null) unguessed.value = error.failure;
    else {
      given.value = before;
      say(unguessedWords(error.failure, language.value));
    }
  }
}

/** Guesses on all rows of a large file; takes what they say, where the study is still as it was guessed. */
async function confirmOnAll(): Promise<void> {
  const first = guess.value!;
  const file = guessedFile.value!;
  const all = files.value.find(({ name }) => name === file)?.rows ?? first.rows;
  isConfirmedOnAll.value = first.rows < all ? false : null;
  if (first.rows === all) return;
  const takes = { file, given: given.value, language: language.value, whole: true };
  const whole = await engine.ask("guess", takes).catch(() => null);
  if (whole === null || guess.value !== first) return;
  isConfirmedOnAll.value = true;
  const isUntouched = text.value === first.text;
  guess.value = whole;
  if (isUntouched && meant(whole.text) !== meant(first.text)) take(whole.text, { opens: true });
}

/** A study without its comments, which count what they were guessed from. */
const meant = (study: string): string => study.replaceAll(/^\s*#.*$/gm, "");

/** The choices of the sentence that a role is part of. */
const PHRASES = { unit: "fe", time: "fe", treatment: "treatment", outcome: "outcome", cluster: "variance" } as const;
export type AskedRole = keyof typeof PHRASES;

const isAsked = (role: Decision["role"]): role is AskedRole => role !== "controls";

/** What is in doubt, one at a time: the first decision that is neither sure nor confirmed. */
export const question = computed(() => {
  if (guess.value === null || text.value === null) return null;
  const open = guess.value.decisions.find(
    ({ role, sure }) => !sure && isAsked(role) && !confirmed.value.has(PHRASES[role]) && !answered.value.has(role),
  );
  return open === undefined ? null : (open as typeof open & { readonly role: AskedRole });
});

/** Roles that were answered. */
const answered = signal<ReadonlySet<string>>(new Set());

/** The roles that are guesses still, with their reasons. */
export const guesses = computed<ReadonlyMap<string, { readonly column: string; readonly because: string }>>(() => {
  const open = (guess.value?.decisions ?? []).filter(
    ({ role }) => isAsked(role) && !answered.value.has(role) && !confirmed.value.has(PHRASES[role]),
  );
  return new Map(
    open.map(({ role, taken, candidates }) => [
      role,
      { column: taken, because: candidates.find(({ value }) => value === taken)?.because ?? "" },
    ]),
  );
});

/** Takes a candidate, or another column; `what` is that in words. */
export async function answer(role: AskedRole, column: ColumnFacts, what: string): Promise<void> {
  const taken = guess.value?.decisions.find((decision) => decision.role === role)?.taken;
  settle(role);
  if (column.name !== taken) await guessWith(withRole(given.value, column, LETTERS[role])!, what);
}

/** The role is no guess any more. */
export function settle(role: AskedRole): void {
  answered.value = new Set(answered.value).add(role);
  const isOfEffects = role === "unit" || role === "time";
  if (isOfEffects && !(answered.value.has("unit") && answered.value.has("time"))) return;
  confirmed.value = new Set(confirmed.value).add(PHRASES[role]);
}

export const LETTERS: Readonly<Record<AskedRole, Role>> = {
  unit: "i",
  time: "t",
  treatment: "D",
  outcome: "Y",
  cluster: "C",
};

/** Whether the study is as it was guessed: roles are given to the guess, whose words follow. */
export const isUntouched = computed(() => guess.value !== null && text.value === guess.value.text);

export function forgetGuess(): void {
  guessedFile.value = null;
  given.value = {};
  guess.value = null;
  unguessed.value = null;
  isConfirmedOnAll.value = null;
  answered.value = new Set();
  confirmed.value = new Set();
  description.value = null;
}
