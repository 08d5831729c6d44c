/**
 * A bundle that the page saved, as what a folder is: its parts and the run that shows whether they are so. Data it lacks are looked for
 * beside it, by the names of the study file.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { nameOf } from "../../base/text.js";
import { readInput } from "../../data/disk/held-file.js";
import { memberBytes, openZip } from "../../data/formats/archive/zip.js";
import { bytesSource } from "../../data/formats/source.js";
import { noBundle, type Parts, readBundle, STUDY } from "../../study/bundle/bundle.js";
import { dataVerdict } from "../../study/bundle/verify.js";
import { parseStudy } from "../../study/file/study-file.js";
import { isOnEngine, readingOf } from "../../study/inputs/data-source.js";
import type { DataFound } from "../../study/replication/verify.js";
import { sha256 } from "./clean-run.js";
import type { ReadFolder } from "./read-folder.js";

/** Folders a part may lie in; and names that are no file's, or lead elsewhere. */
const PART = /^(?:data\/)?(?!\.{1,2}$|__proto__$)[^/\\]+$/;
/** Bytes of all parts at most. */
const MOST_BYTES = 2 ** 31;

/** The parts of the archive in `bytes`. Throws DataError `bundle_format`, and as archives. */
async function partsOf(name: string, bytes: Uint8Array): Promise<Parts> {
  const zip = await openZip(bytesSource(name, bytes));
  const parts = new Map<string, Uint8Array>();
  let total = 0;
  for (const member of zip.members) {
    if (!PART.test(member.name)) throw noBundle(`no part of one is called ${member.name}`);
    if (parts.has(member.name)) throw noBundle(`it has ${member.name} twice`);
    total += member.unpacked;
    if (total > MOST_BYTES) throw noBundle(`its parts have more than ${MOST_BYTES} bytes`);
    parts.set(member.name, await memberBytes(zip, member));
  }
  return parts;
}

/** The bundle in the file at `path`; `put` gives a place for a data file of it. Throws DataError `bundle_format`. */
export async function readSavedBundle(
  path: string,
  put: (name: string, bytes: Uint8Array) => string,
): Promise<ReadFolder> {
  const bundle = readBundle(await partsOf(path, readInput(path, path)));
  const { manifest, text, language } = bundle;
  const name = manifest.inputs.study.name ?? STUDY;
  const file = parseStudy(text, name, language === undefined ? {} : { language });
  const standIns = new Map<string, string>();
  const data = Object.entries(file.spec.data).map(([source, one]): DataFound => {
    const given = isOnEngine(one) ? one.engine : readingOf(one).path;
    const was = manifest.inputs.data[source] ?? { name: given, sha256: null };
    const about = { file: nameOf(given), size: null, rows: null };
    const held = isOnEngine(one) ? undefined : bundle.data.get(nameOf(given));
    const beside = resolve(dirname(path), nameOf(given));
    if (held === undefined && (isOnEngine(one) || !existsSync(beside))) {
      return { ...about, verdict: "missing", sha256: { was: was.sha256, is: null } };
    }
    const bytes = held ?? readInput(beside, beside);
    standIns.set(given, held === undefined ? beside : put(nameOf(given), bytes));
    const { isSame, is } = dataVerdict(was, { sha256: sha256(bytes) });
    const verdict = isSame === null ? "unknown" : isSame ? "same" : "changed";
    return { ...about, verdict, sha256: { was: was.sha256, is } };
  });
  const studyHash = sha256(bundle.parts.get(STUDY)!);
  const isStudySame = studyHash === manifest.inputs.study.sha256;
  return {
    held: {
      ...{ bundle, title: manifest.title, data, lineEnds: [], missing: [], others: [], font: null, isWhole: false },
      software: { version: manifest.software.version, kernels_sha256: null, node: null },
      study: { verdict: isStudySame ? "same" : "changed", lines: [] },
    },
    job: data.some(({ verdict }) => verdict === "missing")
      ? null
      : {
          ...{ text, name, command: manifest.command, sha256: studyHash, folder: join(dirname(path), ".") },
          ...(language === undefined ? {} : { language }),
          ...{ standIns, hasPictures: Object.keys(manifest.outputs).some((output) => output.endsWith(".png")) },
        },
  };
}
