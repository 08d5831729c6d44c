/**
 * The study file of a replication folder: the author's, letter for letter, but for the paths of data, which lead into the folder.
 * Knows nothing of what is at the paths.
 */
import { isMap, isScalar, parseDocument } from "yaml";
import { NotSupported, UsageError } from "../../base/errors.js";
import { nameOf } from "../../base/text.js";
import { parseStudy, type StudyFile } from "../file/study-file.js";
import { type FileSource, isOnEngine, provenanceOf, readingOf, type SourceProvenance } from "../inputs/data-source.js";
import { DATA } from "./layout.js";

/** A data file of the study, and the sources that are read from it. */
export interface FolderData {
  /** As the author's study file has it. */
  readonly given: string;
  /** As that of the folder has it, relative to code/. */
  readonly path: string;
  /** In the folder. */
  readonly file: string;
  readonly sources: readonly string[];
  readonly about: SourceProvenance;
  /** How it is read, of its first source. */
  readonly source: FileSource;
}

/**
 * The data files of `file`. Throws NotSupported `replication_engine` for rows that an engine holds, UsageError `replication_data` for
 * data that are no file of a name.
 */
export function folderData(file: StudyFile): readonly FolderData[] {
  const found = new Map<string, FolderData>();
  const names = new Set<string>();
  for (const [name, source] of Object.entries(file.spec.data)) {
    if (isOnEngine(source)) {
      throw new NotSupported(
        "replication_engine",
        `${file.at(["data", name])}: the rows of '${name}' are with a database, which no folder can hold nor anyone else is sure to find as it was. Write the columns that the study uses to a file (SELECT ... INTO, COPY, or the database's export), and give the study that file.`,
        { got: source.engine, expected: "a file" },
      );
    }
    const { path: given } = readingOf(source);
    const known = found.get(given);
    if (known !== undefined) {
      const about = { ...provenanceOf(source), ...known.about };
      found.set(given, { ...known, sources: [...known.sources, name], about });
      continue;
    }
    const base = nameOf(given);
    if (base === "" || given === "-" || base.startsWith(".") || /[*?<>|:"\p{Cc}]/u.test(base)) {
      throw new UsageError(
        "replication_data",
        `${file.at(["data", name])}: '${given}' is not the name of one file that a folder can hold on every system: save the data of '${name}' as a file, such as ${name}.csv, and give that.`,
        { got: given, expected: "a file" },
      );
    }
    // two files of one name, small or capital, stand in folders of their sources
    const folder = names.has(base.toLowerCase()) ? `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_")}/` : "";
    names.add(`${folder}${base}`.toLowerCase());
    const inFolder = `${DATA}${folder}${base}`;
    found.set(given, {
      ...{ given, path: `../${inFolder}`, file: inFolder },
      ...{ sources: [name], about: provenanceOf(source), source },
    });
  }
  return [...found.values()];
}

/**
 * The text of `file`, `text`, with the paths of `data` in place of those given. Throws NotSupported `replication_paths` where a path is not
 * written as a plain value.
 */
export function folderStudyText(text: string, file: StudyFile, data: readonly FolderData[]): string {
  const document = parseDocument(text, { prettyErrors: false });
  const places = Object.entries(file.spec.data).map(([name, source]) => {
    const at = typeof source === "string" ? ["data", name] : ["data", name, "file"];
    const node = document.getIn(at, true);
    const path = data.find(({ sources }) => sources.includes(name))!.path;
    return { at, path, range: isScalar(node) && node.range != null && !isMap(node) ? node.range : null };
  });
  let rewritten = text;
  for (const { range, path } of places
    .filter((place) => place.range !== null)
    .sort((a, b) => b.range![0] - a.range![0])) {
    const plain = /^[\p{L}\p{N}._/][\p{L}\p{N}._/ -]*$/u.test(path) && !path.endsWith(" ");
    rewritten = `${rewritten.slice(0, range![0])}${plain ? path : JSON.stringify(path)}${rewritten.slice(range![1])}`;
  }
  const expected = places.map(({ path }) => path);
  if (expected.join("\n") === pathsIn(rewritten, file).join("\n")) return rewritten;
  throw new NotSupported(
    "replication_paths",
    `${file.at(["data"])}: the paths of data can't be changed to those of a folder, because one stands in an alias (*name) or a merged block. Write each path where it is used.`,
    { got: pathsIn(rewritten, file), expected },
  );
}

function pathsIn(text: string, file: StudyFile): string[] {
  try {
    const { data } = parseStudy(text, file.name, { language: file.spec.language }).spec;
    return Object.values(data).map((source) => (isOnEngine(source) ? source.engine : readingOf(source).path));
  } catch {
    return [];
  }
}
