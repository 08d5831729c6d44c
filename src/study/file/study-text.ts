/**
 * What a study file may hold besides its keys: the text of a file that is YAML at all, words without control
 * characters, names that no system takes for something else. Knows no disk.
 */
import { type Document, isScalar, visit } from "yaml";
import { UsageError } from "../../base/errors.js";
import { badKey } from "../../base/objects.js";
import { tooDeepAt } from "../../declare/located-yaml.js";

/** A study of a hundred stages has some 50 kB. */
const MOST_BYTES = 2_000_000;
/** Controls but tab and line ends; halves of surrogate pairs. */
const CONTROL = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The bytes of the study file `name` as text. Throws UsageError `study_size`, `study_encoding`. */
export function studyText(bytes: Uint8Array, name: string): string {
  if (bytes.length > MOST_BYTES) {
    throw new UsageError(
      "study_size",
      `${name} has ${bytes.length} bytes, and a study file at most ${MOST_BYTES}: give the study, and name data under data.`,
      { got: bytes.length, expected: `at most ${MOST_BYTES}` },
    );
  }
  let text: string | null = null;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {}
  if (text !== null && !text.includes("\0")) return text;
  throw new UsageError(
    "study_encoding",
    `${name} is no text in UTF-8: save the study as UTF-8, or give the path of a YAML file.`,
    { got: name, expected: "UTF-8" },
  );
}

/** Lists and maps within each other; a study needs some ten. */
const MOST_DEPTH = 64;

/** Throws UsageError `study_depth` for lists and maps nested beyond any study, reported at `place`. */
export function refuseDepth(document: Document, place: (offset: number) => string): void {
  const deep = tooDeepAt(document, MOST_DEPTH);
  if (deep !== undefined) throw tooDeep(place(deep));
}

/** The error of a text nested too deep at `at`. */
export const tooDeep = (at: string): UsageError =>
  new UsageError(
    "study_depth",
    `${at}: lists and maps are nested too deep, a study has at most ${MOST_DEPTH} within each other.`,
    { expected: `at most ${MOST_DEPTH}` },
  );

/** Throws UsageError `study_control` for a text or key with a control character, reported at `place`. */
export function refuseControls(document: Document, place: (offset: number) => string): void {
  visit(document, {
    Scalar: (_, { value, range }) => {
      if (typeof value !== "string" || !CONTROL.test(value)) return;
      const code = CONTROL.exec(value)![0]!.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
      throw new UsageError(
        "study_control",
        `${place(range?.[0] ?? 0)}: a text with the control character U+${code}, which neither pages nor terminals show; take it out.`,
        { got: `U+${code}` },
      );
    },
  });
}

/** Throws UsageError `study_name` for a key that no result can have, reported at `place`. */
export function refuseKeys(document: Document, place: (offset: number) => string): void {
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key)) return;
      const bad = badKey(String(key.value));
      if (bad === null) return;
      const message = `${place(key.range?.[0] ?? 0)}: '${key.value}' ${bad}.`;
      throw new UsageError("study_name", message, { got: key.value });
    },
  });
}

/** Why `name` can be no name of a stage; null where it can. */
export const badStageName = (name: string): string | null =>
  !/^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._-]*$/u.test(name)
    ? "has characters that file names and commands take for something else; use letters, digits, spaces, . _ and -, a letter or digit first"
    : DEVICE.test(name)
      ? "is the name of a device on Windows; choose another"
      : null;

/** Why `path` can be no folder of results written in a study; null where it can. */
export const badOutput = (path: string): string | null =>
  /^(?:[/\\]|[a-z]:)/i.test(path) || path.split(/[/\\]/).includes("..")
    ? "leaves the folder the command runs in; give one within it, or say --out where you run it"
    : path.split(/[/\\]/).some((part) => DEVICE.test(part))
      ? "has the name of a device on Windows; choose another"
      : null;
