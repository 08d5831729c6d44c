/**
 * The one state: the text of the study. What the page shows derives from it, the files that are open and what the worker answers. What is merely
 * seen (scroll, an open list) is elsewhere and changes no result.
 */
import { computed, signal } from "@preact/signals";
import type { Language } from "../../../src/base/messages.js";
import { EngineClient, EngineFailure } from "../client/engine-client.js";
import { filesBeside } from "../client/parts.js";
import type { Edit, Failure, Guess, OpenedFile, RunPart, RunResult, StudyDescription } from "../protocol.js";

export const engine = new EngineClient(filesBeside);

export const text = signal<string | null>(null);
export const language = signal<Language>(navigator.language.startsWith("zh") ? "zh" : "en");
export const files = signal<readonly OpenedFile[]>([]);
export const guess = signal<Guess | null>(null);
export const description = signal<StudyDescription | null>(null);
export const result = signal<RunResult | null>(null);
export const parts = signal<readonly RunPart[]>([]);
export const failure = signal<Failure | null>(null);
/** What runs: its stage, how much of it is done, milliseconds left. */
export const running = signal<{
  readonly stage: string;
  readonly fraction: number;
  readonly msLeft: number | null;
} | null>(null);
export const isEmpty = computed(() => files.value.length === 0 && text.value === null);

let current: AbortController | undefined;

/** Opens files: data are read and, where no study is there yet, a study is guessed; a study is taken. */
export async function openFiles(opened: readonly File[]): Promise<void> {
  failure.value = null;
  await reported(async () => {
    for (const file of opened) {
      if (/\.ya?ml$/i.test(file.name)) await setText(await file.text());
      else
        files.value = [
          ...files.value.filter(({ name }) => name !== file.name),
          await engine.ask("open", { name: file.name, file }),
        ];
    }
    if (text.value === null && files.value.length > 0) {
      guess.value = await engine.ask("guess", { file: files.value[0]!.name, given: {}, language: language.value });
      await setText(guess.value.text);
    } else if (text.value !== null) await rerun();
  });
}

/** Takes `next` as the study, and runs it. */
export async function setText(next: string): Promise<void> {
  text.value = next;
  await rerun();
}

export async function change(edits: readonly Edit[]): Promise<void> {
  if (text.value === null) return;
  await setText(await engine.ask("edit", { text: text.value, edits }));
}

/** Runs the study as it stands; a run before it is stopped. */
export async function rerun(): Promise<void> {
  current?.abort();
  const control = new AbortController();
  current = control;
  const study = text.value!;
  await reported(async () => {
    description.value = await engine.ask("describe", { text: study });
    if (description.value.lacking.length > 0) return;
    parts.value = [];
    result.value = await engine.ask(
      "run",
      { text: study, language: language.value },
      {
        signal: control.signal,
        onReport: (report) => {
          if ("part" in report) parts.value = [...parts.value, report.part];
          else running.value = report;
        },
      },
    );
    failure.value = null;
  });
  if (current === control) running.value = null;
}

async function reported(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if ((error as Error).name === "AbortError") return;
    failure.value =
      error instanceof EngineFailure
        ? error.failure
        : { name: "Error", code: "defect", message: (error as Error).message, detail: {} };
  }
}
