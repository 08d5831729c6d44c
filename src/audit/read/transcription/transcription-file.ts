/**
 * The text of a transcription to a checked one, and back from any key to its line and column. Knows nothing of tables.
 */
import type { Document } from "yaml";
import { didYouMean } from "../../../base/did-you-mean.js";
import { UsageError } from "../../../base/errors.js";
import { locatedYaml, tooDeepAt } from "../../../declare/located-yaml.js";
import { complaint, type KeyPath, knownKeys, offsetOf, valueAt, written } from "../../../declare/schema-complaint.js";
import { type Transcription, transcriptionSchema } from "./schema.js";

/** Lists and maps within each other, at most. */
const MOST_DEPTH = 32;
const MOST_ALIASES = 100;
const TOP = "the transcription";

/** A transcription as checked, and where its keys stand. */
export interface TranscriptionFile {
  readonly name: string;
  readonly spec: Transcription;
  /** `NAME:LINE:COLUMN` of the value at `path`, or of the nearest key above it that is written. */
  at(path: KeyPath): string;
}

/**
 * The transcription in `source`. Throws UsageError `audit_syntax` for text that is no YAML, `audit_key` for a key that is not known,
 * `audit_value` for any other value out of place; all with line and column.
 */
export function parseTranscription(source: string, name: string): TranscriptionFile {
  const { document, place, fault } = locatedYaml(source, name);
  if (fault !== undefined) {
    throw new UsageError("audit_syntax", `${fault.at}: ${fault.message}.`, { got: fault.code, file: name });
  }
  const deep = tooDeepAt(document, MOST_DEPTH);
  if (deep !== undefined) {
    throw new UsageError(
      "audit_syntax",
      `${place(deep)}: lists and maps are nested more than ${MOST_DEPTH} deep, as in no transcription.`,
      { expected: MOST_DEPTH, file: name },
    );
  }
  const at = (path: KeyPath): string => place(offsetOf(document, path, "value"));
  const parsed = transcriptionSchema.safeParse(plainOf(document, name) ?? {});
  if (parsed.success) return { name, spec: parsed.data, at };
  // a key misspelled also misses where it was meant: the cause is reported
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    const known = knownKeys(document, path, transcriptionSchema);
    throw new UsageError(
      "audit_key",
      `${place(offsetOf(document, [...path, key], "key"))}: unknown key '${key}' in ${written(path, TOP)}, which has ${known.join(", ")}${didYouMean(key, known)}`,
      { got: key, expected: known, path, file: name },
    );
  }
  throw new UsageError("audit_value", `${at(path)}: ${written(path, TOP)} ${complaint(document, issue, path)}`, {
    got: valueAt(document, path),
    path,
    file: name,
  });
}

function plainOf(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    const message = `${name}: its aliases (*name) stand for too much to be a transcription: ${(cause as Error).message}.`;
    throw new UsageError("audit_syntax", message, { got: "aliases", file: name }, { cause });
  }
}
