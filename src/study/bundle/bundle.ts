/**
 * A bundle: the study, what came of it and by which hashes, in parts by name; data and looks where they are asked for. Who packs the parts into
 * one file, and unpacks them, is the host.
 */
import { DataError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import type { Files } from "../outputs/study-files.js";

export const STUDY = "study.yaml";
export const LOOKS = "looks.json";
export const DATA = "data/";
/** Files of the study that a bundle holds; the manifest has the hashes of all. */
export const KEPT = ["results.json", "report.html", "manifest.json"] as const;

/** A data source as a manifest names it. */
export interface BundledSource {
  readonly name: string;
  readonly sha256: string | null;
}

/** What a manifest is read for. */
export interface BundleManifest {
  readonly title: string;
  readonly command: string;
  readonly software: { readonly version: string };
  readonly inputs: {
    readonly study: { readonly name?: string; readonly sha256: string };
    readonly data: Readonly<Record<string, BundledSource>>;
  };
  readonly outputs: Readonly<Record<string, string>>;
}

export type Parts = ReadonlyMap<string, Uint8Array>;

export interface Bundle {
  readonly text: string;
  readonly language: Language | undefined;
  readonly manifest: BundleManifest;
  readonly looks: unknown;
  /** All but the data. */
  readonly parts: Parts;
  /** Files of data, by their names without folders. */
  readonly data: Parts;
}

export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;
const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** The parts of a bundle of the study `text`, whose files are `files`; `looks` is null where none are taken along. */
export function bundleParts(text: string, files: Files, looks: unknown, data: Parts): Parts {
  const parts = new Map([[STUDY, bytesOf(text)]]);
  for (const name of KEPT) parts.set(name, bytesOf(files.get(name)!));
  if (looks !== null) parts.set(LOOKS, bytesOf(`${JSON.stringify(looks, null, 2)}\n`));
  for (const [name, bytes] of data) parts.set(DATA + name, bytes);
  return parts;
}

/** A bundle of its parts. Throws DataError `bundle_format` where they make none. */
export function readBundle(parts: Parts): Bundle {
  const lacking = [STUDY, ...KEPT].filter((name) => !parts.has(name));
  if (lacking.length > 0) throw noBundle(`it lacks ${lacking.join(", ")}`);
  const manifest = parsed(parts, "manifest.json");
  if (!isManifest(manifest)) throw noBundle("its manifest.json is not that of a study");
  return {
    text: textOf(parts.get(STUDY)!),
    language: / --language (en|zh)\b/.exec(manifest.command)?.[1] as Language | undefined,
    manifest,
    looks: parts.has(LOOKS) ? parsed(parts, LOOKS) : null,
    parts: new Map([...parts].filter(([name]) => !name.startsWith(DATA))),
    data: new Map(
      [...parts].flatMap(([name, part]) => (name.startsWith(DATA) ? [[name.slice(DATA.length), part]] : [])),
    ),
  };
}

function isManifest(value: unknown): value is BundleManifest {
  const { title, command, software, inputs, outputs } = (value ?? {}) as Partial<BundleManifest>;
  const texts = [title, command, software?.version, inputs?.study?.sha256];
  return texts.every((text) => typeof text === "string") && isMap(inputs?.data) && isMap(outputs);
}

const isMap = (value: unknown): boolean => typeof value === "object" && value !== null;

function parsed(parts: Parts, name: string): unknown {
  try {
    return JSON.parse(textOf(parts.get(name)!));
  } catch (cause) {
    throw noBundle(`its ${name} can't be read: ${(cause as Error).message}`, cause);
  }
}

/** The refusal of a file that is no bundle. */
export const noBundle = (why: string, cause?: unknown): DataError =>
  new DataError(
    "bundle_format",
    `This is no bundle of a study: ${why}. Give the .zip that Save wrote.`,
    { got: why, expected: [STUDY, ...KEPT] },
    { cause },
  );
