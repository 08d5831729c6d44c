/**
 * The folder that `wasmetrics serve` shows: its files, and one of them opened. With a study come the data it names, where they are there.
 */
import { signal } from "@preact/signals";
import { nameOf } from "../../../src/base/text.js";
import { loading, openFiles } from "./opening.js";
import { engine, files, language, reported } from "./session.js";

export interface ServedFile {
  /** From the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
}

export interface Served {
  readonly files: readonly ServedFile[];
  /** Whether there are more than are listed. */
  readonly more: boolean;
}

/** What the folder holds; null before it is known. */
export const served = signal<Served | null>(null);
/** Whether the server has gone. */
export const isGone = signal(false);

const isStudy = (path: string): boolean => /\.ya?ml$/i.test(path);

/** Looks into the folder. */
export async function lookIntoFolder(): Promise<void> {
  const answer = await asked("data.json");
  if (answer !== null) served.value = (await answer.json()) as Served;
}

/** Opens the file at `path`, with what it needs. */
export async function openServed(path: string): Promise<void> {
  await reported(async () => {
    const file = await fetched(path);
    if (file === null) return;
    const needed = isStudy(path) ? await namedIn(await file.text(), path) : [];
    const data: File[] = [];
    for (const one of needed) {
      const its = await fetched(one);
      if (its === null) return;
      data.push(its);
    }
    await openFiles([...data, file]);
  });
}

/** Paths of data that the study at `path` names and that are there, and not open yet. */
async function namedIn(text: string, path: string): Promise<string[]> {
  const { description } = await engine.ask("estimateCost", { text, edits: [], language: language.value }); // what is wrong with it is said when it is opened
  const paths = (description?.lacking ?? []).flatMap((name) => within(path, name) ?? []);
  const there = new Set(served.value?.files.map((file) => file.path));
  return paths.filter((one) => there.has(one) && !files.value.some(({ name }) => name === nameOf(one)));
}

/** The path that `name` has as seen from the file at `from`; undefined where it leads out of the folder. */
export function within(from: string, name: string): string | undefined {
  if (/^(?:[\\/]|[A-Za-z]:)/.test(name)) return undefined;
  const names = from.split("/").slice(0, -1);
  for (const part of name.split(/[\\/]/)) {
    if (part === ".." && names.pop() === undefined) return undefined;
    if (part !== ".." && part !== ".") names.push(part);
  }
  return names.join("/");
}

/** The file at `path`; null where the server has gone. */
async function fetched(path: string): Promise<File | null> {
  const name = nameOf(path);
  const bytes = served.value?.files.find((file) => file.path === path)?.bytes ?? 0;
  loading.value = { name, bytes, fraction: 0, rows: null, first: null };
  try {
    const answer = await asked(`data/${path.split("/").map(encodeURIComponent).join("/")}`);
    if (answer?.ok === false) await lookIntoFolder(); // it was there a moment ago
    return answer?.ok === true ? new File([await answer.blob()], name) : null;
  } finally {
    loading.value = null;
  }
}

async function asked(path: string): Promise<Response | null> {
  try {
    const answer = await fetch(new URL(path, document.baseURI));
    isGone.value = false;
    return answer;
  } catch {
    isGone.value = true;
    return null;
  }
}
