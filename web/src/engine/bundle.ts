/** A bundle: the study, what came of it and by which hashes, as one zip of the same bytes whenever it is made; data where they are asked for. */
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { DataError } from "../../../src/base/errors.js";
import type { Language } from "../../../src/base/messages.js";
import type { Files } from "../../../src/study/outputs/study-files.js";

/** The time every part bears, by the clock on the wall, as the zip format has it. */
const packedAt = (): Date => new Date(1980, 0, 1, 12);
/** Bytes of all parts at most. */
const MOST_BYTES = 2 ** 31;

const STUDY = "study.yaml";
const LOOKS = "looks.json";
const DATA = "data/";
/** Files of the study that a bundle holds; the manifest has the hashes of all. */
const KEPT = ["results.json", "report.html", "manifest.json"];

/** What a manifest is read for. */
export interface BundleManifest {
  readonly title: string;
  readonly command: string;
  readonly software: { readonly version: string };
  readonly inputs: {
    readonly data: Readonly<Record<string, { readonly name: string; readonly sha256: string | null }>>;
  };
  readonly outputs: Readonly<Record<string, string>>;
}

export interface Bundle {
  readonly text: string;
  readonly language: Language | undefined;
  readonly manifest: BundleManifest;
  readonly looks: unknown;
  readonly parts: ReadonlyMap<string, Uint8Array>;
  readonly data: ReadonlyMap<string, Uint8Array>;
}

export function packBundle(
  text: string,
  files: Files,
  looks: unknown,
  data: ReadonlyMap<string, Uint8Array>,
): Uint8Array {
  const parts: Record<string, Uint8Array> = { [STUDY]: strToU8(text) };
  for (const name of KEPT) {
    const content = files.get(name)!;
    parts[name] = typeof content === "string" ? strToU8(content) : content;
  }
  if (looks !== null) parts[LOOKS] = strToU8(`${JSON.stringify(looks, null, 2)}\n`);
  for (const [name, bytes] of data) parts[DATA + name] = bytes;
  return zipSync(parts, { mtime: packedAt(), level: 6 });
}

/** Throws DataError `bundle_format` for a file that is none. */
export function readBundle(bytes: Uint8Array): Bundle {
  let total = 0;
  let parts: Map<string, Uint8Array>;
  try {
    const filter = ({ originalSize }: { readonly originalSize: number }): boolean => {
      total += originalSize;
      if (total > MOST_BYTES) throw new RangeError(`its parts have more than ${MOST_BYTES} bytes`);
      return true;
    };
    parts = new Map(Object.entries(unzipSync(bytes, { filter })));
  } catch (cause) {
    throw noBundle((cause as Error).message, cause);
  }
  const lacking = [STUDY, ...KEPT].filter((name) => !parts.has(name));
  if (lacking.length > 0) throw noBundle(`it lacks ${lacking.join(", ")}`);
  const manifest = parsed<BundleManifest>(parts, "manifest.json");
  if (typeof manifest.command !== "string" || typeof manifest.outputs !== "object" || manifest.outputs === null) {
    throw noBundle("its manifest.json is not that of a study");
  }
  return {
    text: strFromU8(parts.get(STUDY)!),
    language: / --language (en|zh)\b/.exec(manifest.command)?.[1] as Language | undefined,
    manifest,
    looks: parts.has(LOOKS) ? parsed(parts, LOOKS) : null,
    parts: new Map([...parts].filter(([name]) => !name.startsWith(DATA))),
    data: new Map(
      [...parts].flatMap(([name, part]) => (name.startsWith(DATA) ? [[name.slice(DATA.length), part]] : [])),
    ),
  };
}

function parsed<T>(parts: ReadonlyMap<string, Uint8Array>, name: string): T {
  try {
    return JSON.parse(strFromU8(parts.get(name)!)) as T;
  } catch (cause) {
    throw noBundle(`its ${name} can't be read: ${(cause as Error).message}`, cause);
  }
}

const noBundle = (why: string, cause?: unknown): DataError =>
  new DataError(
    "bundle_format",
    `This is no bundle of a study: ${why}. Give the .zip that Save wrote.`,
    { got: why, expected: [STUDY, ...KEPT] },
    { cause },
  );
