/**
 * Files that are opened: data are read and, where no study is there yet, a study is guessed; a study is taken. What is read can be stopped; its
 * first rows are there before it is whole.
 */
import { batch, signal } from "@preact/signals";
import { nameOf } from "../../../src/base/text.js";
import { EngineFailure } from "../client/engine-client.js";
import type { Failure, FirstRows, OpenedFile } from "../protocol.js";
import { countColumns } from "./counting.js";
import { begin } from "./guessing.js";
import { otherData, rerun, take } from "./live.js";
import { lesson } from "./seen.js";
import { description, engine, failure, files, held, reported, text } from "./session.js";

/** A file that is being read. */
export interface Loading {
  readonly name: string;
  readonly bytes: number;
  readonly fraction: number;
  /** Rows so far, where they can be told. */
  readonly rows: number | null;
  readonly first: FirstRows | null;
}

export const loading = signal<Loading | null>(null);
/** Files that could not be read, and why. */
export const refused = signal<readonly { readonly name: string; readonly failure: Failure }[]>([]);

const isBundle = ({ name }: File): boolean => /\.zip$/i.test(name);
const isStudy = ({ name }: File): boolean => /\.ya?ml$/i.test(name);

let current: AbortController | undefined;

/** Stops what is read. */
export const stopLoading = (): void => current?.abort();

export async function openFiles(opened: readonly File[]): Promise<void> {
  if (opened.length === 0) return;
  failure.value = null;
  refused.value = [];
  lesson.value = null;
  await reported(async () => {
    const others = opened.filter((one) => !isStudy(one)).toSorted((a, b) => Number(isBundle(b)) - Number(isBundle(a)));
    for (const file of others) {
      if (isBundle(file) && (await openedAsBundle(file))) continue;
      await read(file);
      if (held.value) await (await import("./bundle.js")).recognise(file, read);
    }
    const study = await opened.find(isStudy)?.text();
    if (study !== undefined) take(study, { opens: true });
    else if (text.value !== null) await rerun({ asked: "all" });
    else {
      // of customs rows quality is estimated first
      const panel = files.value.find(({ customs }) => customs === null);
      if (panel !== undefined) await begin(panel.name);
    }
  });
}

/** False for an archive that is no bundle: it may hold data. */
async function openedAsBundle(file: File): Promise<boolean> {
  const { openBundle } = await import("./bundle.js");
  try {
    await openBundle(file, read);
    return true;
  } catch (error) {
    if (error instanceof EngineFailure && error.code === "bundle_format") return false;
    throw error;
  }
}

async function read(file: File): Promise<void> {
  const { name, size } = file;
  current = new AbortController();
  loading.value = { name, bytes: size, fraction: 0, rows: null, first: null };
  try {
    const opened = await engine.ask(
      "open",
      { name, file },
      {
        signal: current.signal,
        onReport: (report) => {
          if (loading.value?.name !== name) return;
          loading.value = { ...loading.value, ...("cells" in report ? { first: report } : report) };
        },
      },
    );
    replaces(opened);
    void countColumns(opened);
  } catch (error) {
    if (error instanceof EngineFailure && error.code !== "stopped") {
      refused.value = [...refused.value, { name, failure: error.failure }];
    } else if ((error as Error).name !== "AbortError" && !(error instanceof EngineFailure)) throw error;
  } finally {
    loading.value = null;
  }
}

/** The file that was read stands, in the place of one of its name. */
function replaces(opened: OpenedFile): void {
  const before = files.value.find(({ name }) => name === opened.name);
  batch(() => {
    files.value = [...files.value.filter((other) => other !== before), opened];
    if (before !== undefined && (opened.sha256 === null || opened.sha256 !== before.sha256)) otherData();
  });
}

/** Closes a file. */
export async function close(name: string): Promise<void> {
  batch(() => {
    files.value = files.value.filter((file) => file.name !== name);
    if (Object.values(description.value?.data ?? {}).some((path) => nameOf(path) === name)) otherData();
  });
  await engine.ask("forget", { name });
  if (text.value !== null) await rerun();
}
