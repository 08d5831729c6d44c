/**
 * The one state: the text of the study. What the page shows derives from it, the files that are open and what the worker answers. What is merely
 * seen (an open list, the column that is selected) is in `seen` and changes no result.
 */
import { computed, signal } from "@preact/signals";
import type { Language } from "../../../src/base/messages.js";
import type { Page } from "../../../src/report/page/page.js";
import { EngineClient, EngineFailure, type EngineState } from "../client/engine-client.js";
import { ownParts } from "../client/parts.js";
import type { BundleContents, Failure, Guess, OpenedFile, StudyDescription } from "../protocol.js";

export const engine = new EngineClient(ownParts);
/** The worker, once it has started. */
export const engineState = signal<EngineState | null>(null);

export const text = signal<string | null>(null);
export const language = signal<Language>(navigator.language.startsWith("zh") ? "zh" : "en");
export const files = signal<readonly OpenedFile[]>([]);
export const guess = signal<Guess | null>(null);
/** What the study says; null before it is known. */
export const description = signal<StudyDescription | null>(null);
/** The report around its exhibits, as the last run gave it. */
export const frame = signal<Page | null>(null);
/** Why the whole study can't be made. */
export const failure = signal<Failure | null>(null);
/** The bundle that was opened last. */
export const bundle = signal<{ readonly file: File; readonly contents: BundleContents } | null>(null);
/** Whether the report of a bundle that was opened stands in the paper's place, as it was made. */
export const held = signal(false);
export const isEmpty = computed(() => files.value.length === 0 && text.value === null);

export async function startEngine(): Promise<void> {
  await reported(async () => {
    engineState.value = await engine.start();
  });
}

/** Does `work`; what it throws becomes the failure the page shows, but for what was stopped. */
export async function reported(work: () => Promise<void>): Promise<void> {
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
