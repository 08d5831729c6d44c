/** A bundle against the same study run again: what is the same to the bit, what differs and where, what was changed in the bundle since it was made. */
import { nameOf } from "../../base/text.js";
import type { Files } from "../outputs/study-files.js";
import { type Bundle, type BundledSource, DATA, KEPT, LOOKS, STUDY } from "./bundle.js";
import { type Differences, differences, pageDifferences } from "./differences.js";

/**
 * A file of the study: to the bit the same or not; `changed` in the bundle since it was made; `absent`: not made by this host, as pictures by a
 * browser, or holding what is not; `new`: not made then; `gone`: made then and not now; `foreign`: in the bundle, though no run wrote it there.
 */
export interface FileVerdict {
  readonly name: string;
  readonly verdict: "same" | "differs" | "changed" | "absent" | "new" | "gone" | "foreign";
}

/** A file of data: the one the bundle was made of, or not; null where the manifest has no hash of it. */
export interface DataVerdict {
  readonly name: string;
  readonly was: string | null;
  readonly is: string | null;
  readonly isSame: boolean | null;
}

export interface Verified {
  readonly version: { readonly was: string; readonly is: string };
  readonly study: "same" | "changed";
  readonly data: readonly DataVerdict[];
  readonly files: readonly FileVerdict[];
  /** Where results.json differs from the run. */
  readonly results: Differences;
  /** Where report.html does. */
  readonly report: Differences;
  /** Where manifest.json does in what is not said above: title, command, seed, rules, rows, treatment. */
  readonly manifest: Differences;
}

type Hash = (content: string | Uint8Array) => string;

/** Files that show pictures, which are not the same where pictures are not made. */
const SHOWS_PICTURES = ["report.docx"];

/** What `held` says against `files`, made of its study again, and the hashes of the data they were made of. */
export function verified(held: Bundle, files: Files, hash: Hash): Verified {
  const now = JSON.parse(String(files.get("manifest.json"))) as Bundle["manifest"];
  const text = (name: string): string => new TextDecoder().decode(held.parts.get(name));
  const sources = new Set([...Object.keys(held.manifest.inputs.data), ...Object.keys(now.inputs.data)]);
  return {
    version: { was: held.manifest.software.version, is: now.software.version },
    study: hash(held.parts.get(STUDY)!) === held.manifest.inputs.study.sha256 ? "same" : "changed",
    data: [...sources].map((source) => {
      const [then, is] = [held.manifest.inputs.data[source], now.inputs.data[source]];
      return dataVerdict(then ?? { name: is!.name, sha256: null }, is);
    }),
    files: fileVerdicts(held, now.outputs, hash),
    results: recordDifferences(text("results.json"), String(files.get("results.json"))),
    report: pageDifferences(text("report.html"), String(files.get("report.html"))),
    manifest: differences(restOf(held.manifest), restOf(now)),
  };
}

/** What a manifest says beside versions and hashes. */
const restOf = ({ software, inputs, outputs, ...rest }: Bundle["manifest"]): object => rest;

/** As JSON where both are; a record that can't be read differs as a whole. */
function recordDifferences(was: string, is: string): Differences {
  try {
    return differences(JSON.parse(was), JSON.parse(is));
  } catch {
    return differences(was, is);
  }
}

export const dataVerdict = (
  { name, sha256: was }: BundledSource,
  now: Pick<BundledSource, "sha256"> | undefined,
): DataVerdict => {
  const is = now?.sha256 ?? null;
  return { name, was, is, isSame: was === null || is === null ? null : was === is };
};

/** Whether a part is what the manifest says; null where that says nothing. */
export const isWhole = (
  { outputs }: Bundle["manifest"],
  name: string,
  bytes: Uint8Array,
  hash: Hash,
): boolean | null => (outputs[name] === undefined ? null : hash(bytes) === outputs[name]);

function fileVerdicts(held: Bundle, now: Readonly<Record<string, string>>, hash: Hash): FileVerdict[] {
  const { manifest, parts } = held;
  const then = manifest.outputs;
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  const lacksPictures = names.some((name) => name.endsWith(".png") && now[name] === undefined);
  const verdicts = names.map((name): FileVerdict => {
    const part = parts.get(name);
    if (part !== undefined && isWhole(manifest, name, part, hash) === false) return { name, verdict: "changed" };
    if (now[name] === undefined) return { name, verdict: name.endsWith(".png") ? "absent" : "gone" };
    if (then[name] === undefined) return { name, verdict: "new" };
    if (now[name] === then[name]) return { name, verdict: "same" };
    return { name, verdict: lacksPictures && SHOWS_PICTURES.includes(name) ? "absent" : "differs" };
  });
  return [...verdicts, ...foreignParts(held).map((name) => ({ name, verdict: "foreign" as const }))];
}

/** Parts that nothing in the manifest speaks for. */
function foreignParts({ manifest, parts, data }: Bundle): string[] {
  const sources = new Set(Object.values(manifest.inputs.data).map(({ name }) => nameOf(name)));
  const known = new Set<string>([STUDY, LOOKS, ...KEPT, ...Object.keys(manifest.outputs)]);
  return [
    ...[...parts.keys()].filter((name) => !known.has(name)),
    ...[...data.keys()].filter((name) => !sources.has(name)).map((name) => DATA + name),
  ];
}

/** Whether a file of data is the one the bundle was made of, or none that has a hash. */
export const isFine = ({ isSame, is }: DataVerdict): boolean => isSame ?? is === null;

/** Whether everything that was made again is what the bundle says, made of the data and the study it says. */
export const isAllSame = ({ study, data, files, results, report, manifest }: Verified): boolean =>
  study === "same" &&
  data.every(isFine) &&
  files.every(({ verdict }) => verdict === "same" || verdict === "absent") &&
  results.count === 0 &&
  report.count === 0 &&
  manifest.count === 0;
