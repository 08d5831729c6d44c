/** Customs rows: what estimating their quality takes, and the panels it makes, which open as files of their own. */
import { signal } from "@preact/signals";
import type { Appraisal, MadeFile, OpenedFile } from "../protocol.js";
import { openFiles } from "./opening.js";
import { engine, files, reported } from "./session.js";

/** A file as it was read: another of the same name is another. */
export const keyOf = ({ name, bytes, rows, sha256 }: OpenedFile): string => `${name} ${bytes} ${rows} ${sha256}`;

/** What quality takes, by file. */
export const appraisals = signal<ReadonlyMap<string, Appraisal>>(new Map());
/** The name of the file whose quality is estimated, and how much of it is done. */
export const estimating = signal<{ readonly file: string; readonly fraction: number } | null>(null);
/** Files that were made of a file. */
export const madeOf = signal<ReadonlyMap<string, readonly MadeFile[]>>(new Map());

/** Asks what quality of the file takes. */
export async function appraise(file: OpenedFile): Promise<void> {
  await reported(async () => {
    const appraisal = await engine.ask("appraise", { file: file.name });
    appraisals.value = new Map(appraisals.value).set(keyOf(file), appraisal);
  });
}

let current: AbortController | undefined;

export const stopEstimating = (): void => current?.abort();

/** Estimates quality; the panels are opened, and a study of the coarsest is begun where none stands. */
export async function estimateQuality(opened: OpenedFile): Promise<void> {
  const file = opened.name;
  current = new AbortController();
  const { signal } = current;
  estimating.value = { file, fraction: 0 };
  await reported(async () => {
    const made = await engine.ask(
      "quality",
      { file },
      {
        signal,
        onReport: ({ fraction }) => {
          estimating.value = { file, fraction };
        },
      },
    );
    const panels = made.map(({ name, type, content }) => new File([content as BlobPart], name, { type }));
    madeOf.value = new Map(madeOf.value).set(keyOf(opened), made);
    estimating.value = null;
    await openFiles(panels.toReversed());
  });
  estimating.value = null;
}

/** Whether the files made of `file` are open still. */
export const isMade = (file: OpenedFile): boolean =>
  (madeOf.value.get(keyOf(file)) ?? []).some(({ name }) => files.value.some((open) => open.name === name));
