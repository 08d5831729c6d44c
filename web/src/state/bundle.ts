/**
 * A bundle that was opened: its study, its data where it holds them, its report as it was made; verified by a press, which runs the study again.
 * What it lacks is named by its hash, and a file that is dropped is held against it.
 */
import { batch, computed, signal } from "@preact/signals";
import { type DataVerdict, dataVerdict, type Verified } from "../../../src/study/bundle/verify.js";
import { rerun, take } from "./live.js";
import { readLooks } from "./looks.js";
import { looks } from "./looks-kept.js";
import { bundle, engine, files, held, reported } from "./session.js";
import { keepLooks } from "./storage.js";

export const verdict = signal<Verified | null>(null);
/** How much of a verification is done; null while there is none. */
export const verifying = signal<{ readonly fraction: number; readonly msLeft: number | null } | null>(null);

/** The bundle's data against the files that are open. */
export const dataOf = computed<readonly (DataVerdict & { readonly isOpen: boolean })[]>(() =>
  (bundle.value?.contents.data ?? []).map((source) => {
    const open = files.value.find(({ name }) => name === source.name);
    return { ...dataVerdict(source, open), isOpen: open !== undefined };
  }),
);

/** Opens a bundle; `read` opens a file of its data. Rejects with `bundle_format` for a file that is none. */
export async function openBundle(file: File, read: (file: File) => Promise<void>): Promise<void> {
  const contents = await engine.ask("unbundle", { file });
  for (const { name, file: data } of contents.data) if (data !== null) await read(new File([data], name));
  batch(() => {
    forgetVerdict();
    take(contents.text, { opens: true, rests: true });
    bundle.value = { file, contents };
    looks.value = readLooks(contents.looks);
    keepLooks(looks.value);
    held.value = true;
  });
}

/**
 * Reads `file`, which was opened, again under the name the study gives it, where its bytes are those of a file the bundle lacks. A verdict was on
 * what was open before.
 */
export async function recognise(file: File, read: (file: File) => Promise<void>): Promise<void> {
  forgetVerdict();
  const opened = files.value.find(({ name }) => name === file.name);
  const lacking = dataOf.value.find(({ isOpen, was }) => !isOpen && was !== null && was === opened?.sha256);
  if (lacking === undefined) return;
  files.value = files.value.filter((one) => one !== opened);
  await engine.ask("forget", { name: file.name });
  await read(new File([file], lacking.name));
}

let current: AbortController | undefined;

/** Runs the bundle's study again, and compares. */
export async function verify(): Promise<void> {
  const open = bundle.value;
  if (open === null) return;
  forgetVerdict();
  const control = new AbortController();
  current = control;
  verifying.value = { fraction: 0, msLeft: null };
  await reported(async () => {
    const found = await engine.ask(
      "verify",
      { file: open.file },
      {
        signal: control.signal,
        onReport: (report) => {
          if (current === control) verifying.value = report;
        },
      },
    );
    if (current === control) verdict.value = found;
  });
  if (current === control) verifying.value = null;
}

/** What was found is of what stood before; what is still looked for is stopped. */
function forgetVerdict(): void {
  current?.abort();
  current = undefined;
  verdict.value = null;
  verifying.value = null;
}

export const stopVerifying = (): void => current?.abort();

/** The study stands in the report's place, and runs: the bundle is a study like any other. */
export function goOn(): void {
  held.value = false;
  void rerun({ asked: "all" });
}
