/** What is merely seen, and changes no result. */
import { signal } from "@preact/signals";

/** A column of the table of a stage, from 0. */
export interface Selected {
  readonly stage: string;
  readonly column: number;
}

export const selected = signal<Selected | null>(null);
/** The list that is open: where, and of which choice. */
export const opened = signal<string | null>(null);
/** What the right margin shows, where not all of it fits. */
export const margin = signal<"choices" | "looks" | "study">("choices");
/** What a narrow page shows over the paper; null the paper alone. */
export const sheet = signal<"data" | "choices" | "looks" | "save" | null>(null);
/** The worked example that is open, by name, as long as what to try next is shown. */
export const lesson = signal<string | null>(null);
/** Whether something is being added to the report. */
export const isAdding = signal(false);
/** Whether single letters are commands, and whether the keys are listed. */
export const hasLetters = signal(true);
export const isHelping = signal(false);
/** What was done last, for a moment, in words. */
export const said = signal("");

let until: ReturnType<typeof setTimeout> | undefined;
/** Says `words` for a moment, to readers of screens too. */
export function say(words: string): void {
  said.value = words;
  clearTimeout(until);
  until = setTimeout(() => {
    said.value = "";
  }, 4_000);
}
