/** Files of a run, for saving: the bytes that the command line writes. */

import { bytesOf } from "../../../../src/study/bundle/bundle.js";
import type { StudyFile } from "../../../../src/study/file/study-file.js";
import { exhibitFiles, type Files, type FileTools, studyFiles } from "../../../../src/study/outputs/study-files.js";
import type { StudyResult } from "../../../../src/study/run-study.js";
import type { Made } from "../../protocol.js";
import type { Action } from "../action.js";
import { draw } from "../drawn.js";
import { sha256 } from "../sha256.js";
import { commandOf, studyOf, tablesOf } from "../studies.js";
import { packed } from "../zip.js";
import { ofStages } from "./run.js";

/** What a browser does of them: all but pictures, which are the page's where it drew some, with other fonts than the command line's. */
const toolsWith = (pictures: ReadonlyMap<string, Uint8Array>): FileTools => ({
  draw,
  picture: async (svg) => pictures.get(svg) ?? null,
  hash: sha256,
});
const NONE: ReadonlyMap<string, Uint8Array> = new Map();

export const make: Action<"make"> = async (desk, { text, language, what, packed: name, pictures = NONE }, report) => {
  const file = studyOf(text, language);
  const made = (stage?: string) => tablesOf(desk, file).then((tables) => ofStages(desk, file, tables, stage, report));
  const { files, left } =
    typeof what === "object" && "stage" in what
      ? chosen(await exhibitFiles(await made(what.stage), toolsWith(pictures)), (one) =>
          one.startsWith(`${what.exhibit}.`),
        )
      : chosen(await allFiles(text, file, await made(), pictures), wanted(what));
  if (name === undefined) return { files, left };
  const parts = new Map(files.map((one) => [one.name, bytesOf(one.content)]));
  return { files: [{ name, type: "application/zip", content: packed(parts) }], left };
};

const wanted = (what: "all" | "report" | { readonly endings: readonly string[] }) => (name: string) =>
  what === "all" ||
  (what === "report"
    ? /^(?:report\.|results\.json$)/.test(name)
    : what.endings.some((ending) => name.endsWith(`.${ending}`)));

/** Every file of the study, `text`. */
export const allFiles = (text: string, file: StudyFile, study: StudyResult, pictures = NONE): Promise<Files> =>
  studyFiles(study, { command: commandOf(file), studySha256: sha256(text) }, toolsWith(pictures));

function chosen(files: Files, isWanted: (name: string) => boolean): Made {
  const names = [...files.keys()].filter(isWanted);
  return {
    files: names.map((name) => ({ name, type: typeOf(name), content: files.get(name)! })),
    left: names
      .flatMap((name) => (name.endsWith(".svg") ? [name.replace(/svg$/, "png")] : []))
      .filter((name) => !files.has(name)),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  html: "text/html",
  json: "application/json",
  md: "text/markdown",
  png: "image/png",
  svg: "image/svg+xml",
  tex: "text/x-tex",
};

const typeOf = (name: string): string => TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
