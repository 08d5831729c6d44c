/**
 * Standard output and error when they fail: a full disk, a reader that has gone, a stream that leads nowhere. Must
 * not know commands.
 */
import { fstatSync } from "node:fs";
import { systemWords } from "../base/system-error.js";
import { ACCESS, accessOf } from "../data/disk/descriptor.js";
import { processIo } from "./process-io.js";

/**
 * A reader that has gone, as in `| head`, ends the process quietly; an output that can't be written is an error on stderr and
 * exit status 1. What can't be said on stderr is not said: the result matters more.
 */
export function watchStandardStreams(): void {
  process.stderr.on("error", () => {});
  let failed = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    if (!failed)
      process.stderr.write(`error: the result can't be written to the standard output: ${systemWords(error)}.\n`);
    failed = true;
    process.exitCode = 1;
  });
}

/**
 * Whether what is printed goes nowhere without having been sent there: Node opens the null device, for reading too, in place
 * of an output that was closed. Known on Linux only.
 */
export function leadsNowhere(): boolean {
  if (processIo() !== process || process.platform !== "linux") return false;
  try {
    const output = fstatSync(1);
    return output.isCharacterDevice() && output.rdev === NULL_DEVICE && accessOf(1) === ACCESS.both;
  } catch {
    return false;
  }
}

/** Linux: major 1, minor 3. */
const NULL_DEVICE = 0x103;
