/**
 * Records that commands wrote with --json, read again.
 */
import { existsSync } from "node:fs";
import { DataError, WasmetricsError } from "../base/errors.js";
import { systemProblem, systemWords } from "../base/system-error.js";
import { readInput } from "../data/disk/held-file.js";

/** What every record has. */
interface AnyRecord {
  readonly kind: string;
}

/** A JSON document as a record. What it is a record of, those who take it look at. Throws DataError `not_a_record`, and as `readJson`. */
export function readRecord(path: string): AnyRecord {
  const record = readJson(path);
  if (typeof record === "object" && record !== null && "kind" in record && typeof record.kind === "string") {
    return record as AnyRecord;
  }
  throw new DataError("not_a_record", `${path} is no record of a result: it has no 'kind'. Write it with --json.`, {
    got: path,
  });
}

/** A JSON document. Throws DataError `no_file`, `file_unreadable`, `not_a_record`. */
export function readJson(path: string): unknown {
  if (!existsSync(path)) throw new DataError("no_file", `There is no file ${path}.`, { got: path });
  try {
    return JSON.parse(Buffer.from(readInput(path, path)).toString("utf8"));
  } catch (cause) {
    if (cause instanceof WasmetricsError) throw cause;
    const [code, problem] =
      systemProblem(cause) === undefined
        ? ["not_a_record", `can't be read as JSON: ${(cause as Error).message}`]
        : ["file_unreadable", `can't be read: ${systemWords(cause, "read")}.`];
    throw new DataError(code, `${path} ${problem}`, { got: path }, { cause });
  }
}
