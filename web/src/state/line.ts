/** A pasted line of Stata or R: taken into the study, its translation stated. */

import { signal } from "@preact/signals";
import { nameOf } from "../../../src/base/text.js";
import { EngineFailure } from "../client/engine-client.js";
import type { Failure, Translation } from "../protocol.js";
import { dataWords as words } from "../words/data.js";
import { guessedFile, unguessed } from "./guessing.js";
import { change, take } from "./live.js";
import { description, engine, files, guess, language, text } from "./session.js";

export const translation = signal<Translation | null>(null);
export const mistaken = signal<Failure | null>(null);

/** Takes the line as a column of the study's first table, or as a study of its own. */
export async function takeLine(line: string): Promise<void> {
  mistaken.value = null;
  translation.value = null;
  if (line.trim() === "") return;
  const study = description.value;
  const file = study === null ? guessedFile.value : nameOf(study.data[study.source] ?? "");
  try {
    const takes = { line, file: file ?? files.value[0]!.name, text: text.value, language: language.value };
    const found = await engine.ask("line", takes);
    const what = words.tookLine[language.value];
    if (found.edits !== null) await change(found.edits, what);
    else if (found.text === null) mistaken.value = found.refusal;
    else {
      guessedFile.value = takes.file;
      guess.value = null;
      unguessed.value = null;
      take(found.text, text.value === null ? { opens: true } : { what });
    }
    translation.value = found;
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    mistaken.value = error.failure;
  }
}
