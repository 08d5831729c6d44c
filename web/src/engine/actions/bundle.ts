/** Bundles: made for saving, opened to be looked at, and verified, which runs the study again and compares every file. */
import { nameOf } from "../../../../src/base/text.js";
import { bundleParts, readBundle } from "../../../../src/study/bundle/bundle.js";
import { isWhole, verified } from "../../../../src/study/bundle/verify.js";
import type { StudySpec } from "../../../../src/study/file/schema.js";
import { isOnEngine, readingOf } from "../../../../src/study/inputs/data-source.js";
import type { Action } from "../action.js";
import { Desk } from "../desk.js";
import { sha256 } from "../sha256.js";
import { studyOf, tablesOf } from "../studies.js";
import { packed, unpacked } from "../zip.js";
import { allFiles } from "./make.js";
import { ofStages } from "./run.js";

export const bundle: Action<"bundle"> = async (desk, { text, language, looks, withData }, report) => {
  const file = studyOf(text, language);
  const study = await ofStages(desk, file, await tablesOf(desk, file), undefined, report);
  const data = new Map<string, Uint8Array>();
  for (const path of withData ? pathsOf(file.spec.data) : []) data.set(nameOf(path), await bytesOf(desk.file(path)!));
  const content = packed(bundleParts(text, await allFiles(text, file, study), looks, data));
  return { name: "study.zip", type: "application/zip", content };
};

export const unbundle: Action<"unbundle"> = async (desk, { file }) => {
  const { manifest, text, language, looks, parts, data } = readBundle(unpacked(await bytesOf(file)));
  return {
    text,
    looks,
    language: language ?? null,
    title: manifest.title,
    command: manifest.command,
    version: manifest.software.version,
    report: new TextDecoder().decode(parts.get("report.html")),
    files: [...parts].map(([name, bytes]) => ({
      name,
      bytes: bytes.length,
      isWhole: isWhole(manifest, name, bytes, sha256),
    })),
    data: Object.values(manifest.inputs.data).map(({ name: path, sha256: hash }) => {
      const name = nameOf(path);
      const held = data.get(name) as Uint8Array<ArrayBuffer> | undefined;
      return { name, sha256: hash, file: held === undefined ? null : new Blob([held]), isOpen: desk.has(name) };
    }),
  };
};

export const verify: Action<"verify"> = async (desk, { file: given }, report) => {
  const held = readBundle(unpacked(await bytesOf(given)));
  // a desk of its own: nothing that was made before is taken
  const fresh = new Desk(desk.engine, desk.signal);
  const file = studyOf(held.text, held.language);
  for (const path of pathsOf(file.spec.data)) {
    const own = held.data.get(nameOf(path));
    const blob = own === undefined ? desk.file(path) : new Blob([own as Uint8Array<ArrayBuffer>]);
    if (blob !== undefined) fresh.lay(nameOf(path), blob);
  }
  const study = await ofStages(fresh, file, await tablesOf(fresh, file), undefined, report);
  return verified(held, await allFiles(held.text, file, study), sha256);
};

/** Files of data a study reads, each once. */
const pathsOf = (data: StudySpec["data"]): string[] => [
  ...new Set(Object.values(data).flatMap((source) => (isOnEngine(source) ? [] : [readingOf(source).path]))),
];
const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
