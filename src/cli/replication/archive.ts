/**
 * Files as a .tgz of the same bytes whenever it is made of them: sorted, without owners or times. Source: POSIX.1-2017, pax, ustar
 * Interchange Format; RFC 1952.
 */
import { gzipSync } from "node:zlib";

const BLOCK = 512;
const END_BLOCKS = 2;
/** npm sets this time in what it packs: 26 October 1985, 08:15 UTC. */
const TIME = 499162500;
const OS_FIELD = 9;
const UNKNOWN_OS = 255;

/** A file of an archive. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly isProgram?: boolean;
}

/** The archive of `files` by their paths, with `/`, at most 100 characters each. */
export function packArchive(files: ReadonlyMap<string, Packed>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [path, { bytes, isProgram = false }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    blocks.push(header(path, bytes.length, isProgram ? 0o755 : 0o644), bytes);
    const rest = bytes.length % BLOCK;
    if (rest > 0) blocks.push(new Uint8Array(BLOCK - rest));
  }
  blocks.push(new Uint8Array(BLOCK * END_BLOCKS));
  const packed = gzipSync(Buffer.concat(blocks), { level: 9 });
  packed[OS_FIELD] = UNKNOWN_OS;
  return packed;
}

const MOST_NAME = 100;

function header(path: string, size: number, mode: number): Uint8Array {
  if (Buffer.byteLength(path) > MOST_NAME) throw new RangeError(`${path} is too long a name for an archive`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number): void => {
    block.write(`${value.toString(8).padStart(width - 1, "0")}\0`, at, "ascii");
  };
  block.write(path, 0, "utf8");
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(TIME, 136, 12);
  block.fill(" ", 148, 156);
  block.write("0", 156, "ascii");
  block.write("ustar\0", 257, "ascii");
  block.write("00", 263, "ascii");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return block;
}
