/**
 * A file read through one descriptor, however often: put another in its place, and the first is still what is read. Written to
 * meanwhile, it is an error, so that the hash that is reported is that of the numbers that are. A small input is read at once.
 */

import { createHash } from "node:crypto";
import { type BigIntStats, closeSync, createReadStream, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { DataError } from "../../base/errors.js";
import { claims, targetOf } from "./identity.js";
import { settle } from "./transaction.js";

/** A time stamp this close to the moment it is looked at may hide a change after it: clocks of file systems tick. */
const TICK_MS = 100;
const COARSE_TICK_MS = 2000;

/** What a file system says of a file that changes with its content. */
export type FileStamp = Pick<BigIntStats, "size" | "mtimeNs" | "ctimeNs">;

export class HeldFile {
  private sha256: string | undefined;
  /** The hash that is still being made. */
  private pending: (() => Promise<string>) | undefined;
  /** The file when it was confirmed last. */
  private confirmed: FileStamp;

  private constructor(
    /** What messages call it. */
    readonly name: string,
    /** Another path to the file held, for readers that open it themselves. */
    readonly path: string,
    readonly status: BigIntStats,
    private readonly handle: FileHandle,
    private readonly isRecent: boolean,
  ) {
    this.confirmed = status;
  }

  /** Opens `path`; throws the system's errors. */
  static async open(path: string): Promise<HeldFile> {
    const handle = await open(path, "r");
    const status = await handle.stat({ bigint: true });
    const tick = status.mtimeMs % 1000n === 0n ? COARSE_TICK_MS : TICK_MS;
    const isRecent = Date.now() - Number(status.mtimeMs) < tick;
    return new HeldFile(path, descriptorPath(handle.fd, status) ?? path, status, handle, isRecent);
  }

  /** Says what the whole file was found to hash to. Throws DataError `file_changed` where it was another hash before. */
  saw(sha256: string): void {
    this.sha256 ??= sha256;
    if (this.sha256 !== sha256) throw this.changed();
  }

  /** Says that the hash is still being made, for who must know it. */
  willSee(pending: () => Promise<string>): void {
    this.pending = pending;
  }

  /** Says what the whole file was found to hash to, and its stamp then, after it was confirmed. Throws DataError `file_changed` where that is another one. */
  sawLater(sha256: string, { size, mtimeNs, ctimeNs }: FileStamp): void {
    const { confirmed } = this;
    if (size !== confirmed.size || mtimeNs !== confirmed.mtimeNs || ctimeNs !== confirmed.ctimeNs) throw this.changed();
    this.saw(sha256);
  }

  /** Throws DataError `file_changed` unless the file is as it was when it was opened. */
  async confirm(): Promise<void> {
    const { status } = this;
    const now = await this.handle.stat({ bigint: true });
    if (now.size !== status.size || now.mtimeNs !== status.mtimeNs) throw this.changed();
    if (this.path === this.name && !isAt(this.path, status)) throw this.changed();
    this.confirmed = now;
    if (!this.isRecent && now.ctimeNs === status.ctimeNs) return;
    if (this.pending !== undefined) this.saw(await this.pending());
    if (this.sha256 !== undefined) this.saw(await this.hash());
  }

  /** What `use` returns once the file is confirmed; what it throws, unless that comes of a change. Then the file is closed. */
  async during<T>(use: () => Promise<T>): Promise<T> {
    try {
      const result = await use().catch(async (error) => {
        await this.confirm();
        throw error;
      });
      await this.confirm();
      return result;
    } finally {
      await this.close();
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async hash(): Promise<string> {
    const hash = createHash("sha256");
    for await (const piece of createReadStream(this.path)) hash.update(piece as Buffer);
    return hash.digest("hex");
  }

  private changed(): DataError {
    return new DataError(
      "file_changed",
      `${this.name} changed while it was read, so that its numbers may be of two files: run again when nothing writes to it.`,
      { path: this.name, expected: "a file that stays as it is while it is read" },
    );
  }
}

/** A path to what the descriptor has open, whatever name that has now; undefined where the system has none. */
export function descriptorPath(fd: number, status: BigIntStats): string | undefined {
  const path = process.platform === "linux" ? `/proc/self/fd/${fd}` : `/dev/fd/${fd}`;
  return isAt(path, status) ? path : undefined;
}

function isAt(path: string, { dev, ino }: BigIntStats): boolean {
  try {
    const status = statSync(path, { bigint: true });
    return status.dev === dev && status.ino === ino;
  } catch {
    return false;
  }
}

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
