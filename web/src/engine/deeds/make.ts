/** Files of a run, for saving: the bytes that the command line writes. */

import type { StudyFile } from "../../../../src/study/file/study-file.js";
import { exhibitFiles, type Files, studyFiles } from "../../../../src/study/outputs/study-files.js";
import type { StudyResult } from "../../../../src/study/run-study.js";
import type { Made } from "../../protocol.js";
import type { Deed } from "../deeds.js";
import { draw } from "../drawn.js";
import { sha256 } from "../sha256.js";
import { commandOf, studyOf, tablesOf } from "../studies.js";
import { ofStages } from "./run.js";

/** What a browser does of them: all but pictures, which it would draw with other fonts than the command line. */
const TOOLS = { draw, picture: async () => null, hash: sha256 };

export const make: Deed<"make"> = async (desk, { text, language, what }, report) => {
  const file = studyOf(text, language);
  const tables = await tablesOf(desk, file);
  if (typeof what === "object") {
    const study = await ofStages(desk, file, tables, what.stage, report);
    return chosen(await exhibitFiles(study, TOOLS), (name) => name.startsWith(`${what.exhibit}.`));
  }
  const files = await allFiles(text, file, await ofStages(desk, file, tables, undefined, report));
  return chosen(files, (name) => what === "all" || /^(?:report\.|results\.json$)/.test(name));
};

/** Every file of the study, `text`. */
export const allFiles = (text: string, file: StudyFile, study: StudyResult): Promise<Files> =>
  studyFiles(study, { command: commandOf(text, file), studySha256: sha256(text) }, TOOLS);

function chosen(files: Files, isWanted: (name: string) => boolean): Made {
  const names = [...files.keys()].filter(isWanted);
  return {
    files: names.map((name) => ({ name, type: typeOf(name), content: files.get(name)! })),
    left: names.flatMap((name) => (name.endsWith(".svg") ? [name.replace(/svg$/, "png")] : [])),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  html: "text/html",
  json: "application/json",
  md: "text/markdown",
  svg: "image/svg+xml",
  tex: "text/x-tex",
};

const typeOf = (name: string): string => TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
