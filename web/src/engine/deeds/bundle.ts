/** Bundles: made for saving, opened to be looked at, and verified, which runs the study again and compares every file. */
import { readingOf } from "../../../../src/study/inputs/data-source.js";
import type { DataVerdict, FileVerdict } from "../../protocol.js";
import { type Bundle, packBundle, readBundle } from "../bundle.js";
import type { Deed } from "../deeds.js";
import { Desk } from "../desk.js";
import { differences } from "../differences.js";
import { sha256 } from "../sha256.js";
import { studyOf, tablesOf } from "../studies.js";
import { allFiles } from "./make.js";
import { ofStages } from "./run.js";

export const bundle: Deed<"bundle"> = async (desk, { text, language, looks, withData }, report) => {
  const file = studyOf(text, language);
  const study = await ofStages(desk, file, await tablesOf(desk, file), undefined, report);
  const data = new Map<string, Uint8Array>();
  for (const path of withData ? pathsOf(file.spec.data) : []) data.set(nameOf(path), await bytesOf(desk.file(path)!));
  const content = packBundle(text, await allFiles(text, file, study), looks, data);
  return { name: "study.zip", type: "application/zip", content };
};

export const unbundle: Deed<"unbundle"> = async (desk, { file }) => {
  const { manifest, text, looks, parts, data } = readBundle(await bytesOf(file));
  return {
    text,
    looks,
    title: manifest.title,
    command: manifest.command,
    version: manifest.software.version,
    files: [...parts].map(([name, bytes]) => ({
      name,
      bytes: bytes.length,
      isWhole: isWhole(manifest.outputs[name], bytes),
    })),
    data: Object.values(manifest.inputs.data).map(({ name }) => ({
      name,
      isHeld: data.has(nameOf(name)),
      isOpen: desk.has(name),
    })),
  };
};

export const verify: Deed<"verify"> = async (desk, { file: given }, report) => {
  const held = readBundle(await bytesOf(given));
  // a desk of its own: nothing that was made before is taken
  const fresh = new Desk(desk.engine, desk.signal);
  const file = studyOf(held.text, held.language);
  for (const path of pathsOf(file.spec.data)) {
    const own = held.data.get(nameOf(path));
    const blob = own === undefined ? desk.file(path) : new Blob([own as Uint8Array<ArrayBuffer>]);
    if (blob !== undefined) fresh.lay(nameOf(path), blob);
  }
  const tables = await tablesOf(fresh, file);
  const study = await ofStages(fresh, file, tables, undefined, report);
  const files = await allFiles(held.text, file, study);
  const manifest = JSON.parse(String(files.get("manifest.json"))) as Bundle["manifest"];
  const record = JSON.parse(new TextDecoder().decode(held.parts.get("results.json")!)) as unknown;
  return {
    version: { was: held.manifest.software.version, is: manifest.software.version },
    data: Object.entries(held.manifest.inputs.data).map(([source, then]): DataVerdict => {
      const now = manifest.inputs.data[source];
      return { name: then.name, isSame: now !== undefined && then.sha256 !== null && now.sha256 === then.sha256 };
    }),
    files: verdicts(held, manifest.outputs),
    results: differences(record, JSON.parse(String(files.get("results.json")))),
  };
};

/** Every file that was made then or is made now. A file in the bundle that is not the one of its manifest was changed since. */
function verdicts({ manifest, parts }: Bundle, now: Readonly<Record<string, string>>): FileVerdict[] {
  const then = manifest.outputs;
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].map((name) => {
    const part = parts.get(name);
    if (part !== undefined && isWhole(then[name], part) === false) return { name, verdict: "changed" };
    if (now[name] === undefined) return { name, verdict: "not made here" };
    if (then[name] === undefined) return { name, verdict: "new" };
    return { name, verdict: now[name] === then[name] ? "same" : "differs" };
  });
}

/** Whether a part is what the manifest says; null where it says nothing. */
const isWhole = (hash: string | undefined, bytes: Uint8Array): boolean | null =>
  hash === undefined ? null : sha256(bytes) === hash;

const pathsOf = (data: Parameters<typeof pathOf>[0]): string[] => [...new Set(pathOf(data))];
const pathOf = (
  data: Readonly<Record<string, Parameters<typeof readingOf>[0] | { readonly engine: string }>>,
): string[] =>
  Object.values(data).flatMap((source) =>
    typeof source === "object" && "engine" in source ? [] : [readingOf(source).path],
  );
const nameOf = (path: string): string => path.split(/[\\/]/).at(-1)!;
const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
