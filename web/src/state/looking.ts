/** What each alternative of an open list would give: asked one after the other, so that a press is never behind more than one. */
import { signal } from "@preact/signals";
import type { Look } from "../protocol.js";
import type { Choice } from "./choices.js";
import { exhibits } from "./exhibits.js";
import { isBlind, recordLooks } from "./looks-kept.js";
import { engine, files, text } from "./session.js";

/** A stage that took longer than this is not looked at: each alternative would take as long. */
const MOST_MS = 1_500;

/** Looks by what was asked, of the text and the data as they stand. */
export const found = signal<ReadonlyMap<string, Look>>(new Map());
let of: string | null = null;
const standing = (): string => JSON.stringify([text.value, files.value.map(({ name, sha256 }) => [name, sha256])]);
let turn = 0;

export const keyOfLook = ({ stage, column, variant, path }: Choice, value: unknown): string =>
  JSON.stringify([stage, column, variant, path, value ?? null]);

/** Looks at the alternatives of `choice`, in their order, until another list is opened or the study changes. */
export async function lookAt(choice: Choice, words: (value: unknown) => string): Promise<void> {
  const mine = ++turn;
  const study = text.value;
  if (study === null || isBlind.value) return;
  const stands = standing();
  if (of !== stands) found.value = new Map();
  of = stands;
  if ((exhibits.value.get(choice.stage)?.ms ?? 0) > MOST_MS) return;
  const { stage, column, variant, path } = choice;
  for (const value of choice.alternatives) {
    const key = keyOfLook(choice, value);
    if (found.value.has(key)) continue;
    const asked = { text: study, stage, path, variant, values: [value], ...(column !== undefined && { column }) };
    const [look] = await engine.ask("look", asked).catch(() => []);
    if (standing() !== stands || look === undefined) return;
    found.value = new Map(found.value).set(key, look);
    if (look.finding !== null) recordLooks([look.finding], words(value));
    if (mine !== turn) return;
  }
}

/** No further alternative is looked at. */
export function endLooks(): void {
  turn++;
}
