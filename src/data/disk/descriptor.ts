/**
 * Descriptors a process has open, devices and pipes: the paths that name them, how each was opened, which are Node's own, and how
 * they are written to, as they are and never replaced. Knows nothing of what is written.
 */

import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UsageError } from "../../base/errors.js";
import type { Disk } from "./disk.js";
import { linkAt } from "./identity.js";

/** The descriptor that /dev/stdout, /dev/fd/N or /proc/self/fd/N names; undefined for any other path. */
function descriptorOf(path: string): number | undefined {
  for (let at = resolve(path), hops = 0; hops < MOST_LINKS; hops++) {
    const [, number] = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(at) ?? [];
    if (number !== undefined) return Number(number);
    const link = linkAt(at);
    if (link === undefined) return undefined;
    at = resolve(dirname(at), link);
  }
  return undefined;
}

const MOST_LINKS = 8;

/** How a descriptor was opened: the access mode of its flags. */
export const ACCESS = { read: 0, write: 1, both: 2 } as const;

/** One of `ACCESS`; undefined where the system does not say. Known on Linux only. */
export function accessOf(descriptor: number): number | undefined {
  try {
    const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"))?.[1];
    return flags === undefined ? undefined : Number.parseInt(flags, 8) & ACCESS_MASK;
  } catch {
    return undefined;
  }
}

const ACCESS_MASK = 3;

/**
 * Throws UsageError `own_pipe` where `path` names a descriptor by which Node wakes its own threads: nobody else is at the
 * other end, and bytes from elsewhere crash the process. It is a pipe both ends of which this process has. Known on Linux only.
 */
export function requireNotOwnPipe(path: string): void {
  const descriptor = descriptorOf(path);
  if (descriptor === undefined || descriptor <= STANDARD_ERROR) return;
  const pipe = pipeOf(descriptor);
  if (pipe === undefined) return;
  const ends = readdirSync("/proc/self/fd")
    .map(Number)
    .filter((other) => pipeOf(other) === pipe);
  const modes = ends.map(accessOf);
  if (!modes.includes(ACCESS.read) || !modes.includes(ACCESS.write)) return;
  throw new UsageError(
    "own_pipe",
    `${path} was not opened by the shell that started wasmetrics, which uses it itself: give the path of a file.`,
    { got: path, expected: "a file, or a descriptor the shell has opened" },
  );
}

const STANDARD_ERROR = 2;

/** What the pipe at a descriptor is known by; undefined for anything else. */
function pipeOf(descriptor: number): string | undefined {
  const link = linkAt(`/proc/self/fd/${descriptor}`);
  return link?.startsWith("pipe:") === true ? link : undefined;
}

// Places that are no files: devices, pipes, and the descriptors a process has open. They are written to as they are,
// never replaced.

/**
 * Whether `path` is written to and not replaced. Throws UsageError `out_special` for what can't be written as a file is, and as
 * `requireNotOwnPipe`.
 */
export function isStream(path: string, disk: Disk): boolean {
  requireNotOwnPipe(path);
  const descriptor = descriptorOf(path);
  if (descriptor !== undefined && accessOf(descriptor) === ACCESS.read) {
    throw new UsageError("out_special", `${path} was opened for reading alone: give the path of a file.`, {
      got: path,
      expected: "a file, or a descriptor that was opened for writing",
    });
  }
  if (descriptor !== undefined) return true;
  const status = disk.statSync(path, { throwIfNoEntry: false });
  if (status === undefined || status.isFile() || status.isDirectory()) return false;
  if (status.isFIFO() || status.isCharacterDevice()) return true;
  throw new UsageError("out_special", `${path} is neither a file nor a pipe: give the path of a file.`, {
    got: path,
    expected: "a file",
  });
}

/** Writes `content` to a pipe, a device or a descriptor, after what is there. */
export async function writeToStream(path: string, content: Uint8Array): Promise<void> {
  const own = { 1: process.stdout, 2: process.stderr }[descriptorOf(path) ?? 0];
  if (own === undefined) return writeFile(path, content, { flag: "a" });
  await new Promise<void>((done, failed) => {
    own.write(content, (error) => (error == null ? done() : failed(error)));
  });
}
