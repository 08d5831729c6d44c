/** A small input, read at once: what is hashed or parsed are these bytes. */
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { claims, targetOf } from "./identity.js";
import { settle } from "./transaction.js";

/**
 * The bytes of the file at `path`, called `name`. Throws the system's errors, UsageError `output_is_input` where it is to be
 * written, and as `settle`.
 */
export function readInput(path: string, name: string): Uint8Array {
  settle(dirname(targetOf(path)));
  const file = openSync(path, "r");
  try {
    claims.input(name, path, fstatSync(file, { bigint: true }));
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
