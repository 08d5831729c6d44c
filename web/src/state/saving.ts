/** Files of the study, made by the worker and handed to whoever saves them; one at a time, and it can be stopped. */
import { signal } from "@preact/signals";
import type { Actions, MadeFile } from "../protocol.js";
import { fileWords as words } from "../words/files.js";
import { looks } from "./looks-kept.js";
import { say } from "./seen.js";
import { engine, language, reported, text } from "./session.js";

/** What is being made, and how much of it is done. */
export const making = signal<{ readonly name: string; readonly fraction: number } | null>(null);

let current: AbortController | undefined;
export const stopMaking = (): void => current?.abort();

type Save = (file: MadeFile) => void;
type Options = { readonly signal: AbortSignal; readonly onReport: (report: { readonly fraction: number }) => void };

async function made(name: string, save: Save, ask: (options: Options) => Promise<readonly MadeFile[]>): Promise<void> {
  current?.abort();
  const control = new AbortController();
  current = control;
  making.value = { name, fraction: 0 };
  await reported(async () => {
    const files = await ask({
      signal: control.signal,
      onReport: ({ fraction }) => {
        if (current === control) making.value = { name, fraction };
      },
    });
    for (const file of files) save(file);
    say(words.saved[language.value](files.map((file) => file.name).join(", ")));
  });
  if (current === control) making.value = null;
}

/** What draws the picture of an SVG. */
export type Picture = (svg: string) => Promise<Uint8Array>;

/** The file called `name` of what is made, or what is made packed as `name`; with pictures where `picture` draws them. */
export function saveMade(
  name: string,
  what: Actions["make"]["takes"]["what"],
  save: Save,
  picture?: Picture,
): Promise<void> {
  const packed = name.endsWith(".zip") ? { packed: name } : {};
  return made(name, save, async (options) => {
    const study = { text: text.value!, language: language.value };
    const pictures = picture === undefined ? {} : { pictures: await drawn(study, picture, options) };
    const takes = { ...study, what, ...packed, ...pictures };
    const { files } = await engine.ask("make", takes, options);
    return files.filter((file) => file.name === name);
  });
}

/** Pictures of the study's figures by their SVG. */
async function drawn(
  study: Pick<Actions["make"]["takes"], "text" | "language">,
  picture: Picture,
  options: Options,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { files } = await engine.ask("make", { ...study, what: { endings: ["svg"] } }, options);
  const pictures = new Map<string, Uint8Array>();
  for (const { content } of files) pictures.set(String(content), await picture(String(content)));
  return pictures;
}

/** The study's own text, at once. */
export function saveStudy(save: Save): void {
  save({ name: "study.yaml", type: "application/yaml", content: text.value! });
  say(words.saved[language.value]("study.yaml"));
}

export function saveBundle(
  asked: { readonly withData: boolean; readonly withLooks: boolean },
  save: Save,
): Promise<void> {
  return made("study.zip", save, async (options) => {
    const takes = {
      text: text.value!,
      language: language.value,
      looks: asked.withLooks ? looks.value : null,
      withData: asked.withData,
    };
    return [await engine.ask("bundle", takes, options)];
  });
}
