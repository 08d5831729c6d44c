/**
 * The directory at the end of a .zip, in its old form and that of archives beyond 4 GB (Zip64).
 */
import { NotSupported } from "../../../base/errors.js";
import { OBJECT_BYTES } from "../memory-budget.js";
import { type ByteSource, bytesAt, damaged, truncated } from "../source.js";

/** A file in the archive, as the directory at its end describes it. */
export interface ZipMember {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Where its own header stands. */
  readonly header: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
const END_64 = 0x06064b50;
const END_64_BYTES = 56;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
/** Of a member's own header, without its name. */
const HEADER_BYTES = 30;
const EXTRA_64 = 1;
const BEYOND_32 = 0xffff_ffff;
const BEYOND_16 = 0xffff;
const ENCRYPTED = 1;

/** A directory larger than this is of no archive of tables. */
const LARGEST = 2 ** 26;

interface Place {
  readonly start: number;
  readonly bytes: number;
}

/** The files of the archive in `source`. Throws DataError `file_truncated`, `file_damaged`, NotSupported `zip_split`. */
export async function centralDirectory(source: ByteSource): Promise<readonly ZipMember[]> {
  const { start, bytes } = await directoryPlace(source);
  if (bytes > LARGEST) throw damaged(source.name, `its directory is said to take ${bytes} bytes`);
  const directory = await bytesAt(source, start, bytes, "the directory of the archive");
  const members = entries(directory, source);
  requireApart(members, source.name);
  return members.filter(({ name }) => !name.endsWith("/"));
}

/** Throws DataError `file_damaged` for two files of one name, of which programs read either, and for files that share bytes, as bombs do. */
function requireApart(members: readonly ZipMember[], file: string): void {
  const names = new Set<string>();
  for (const { name } of members) {
    if (names.has(name)) throw damaged(file, `it has two files called '${name}'`, { member: name });
    names.add(name);
  }
  const inOrder = [...members].sort((a, b) => a.header - b.header);
  inOrder.slice(1).forEach(({ name, header }, k) => {
    const before = inOrder[k]!;
    if (before.header + HEADER_BYTES + before.packed <= header) return;
    throw damaged(file, `its files '${before.name}' and '${name}' overlap`, { member: name });
  });
}

async function directoryPlace(source: ByteSource): Promise<Place> {
  const from = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT);
  const tail = await source.slice(from, source.size);
  const view = new DataView(tail.buffer);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END || at + END_BYTES + view.getUint16(at + 20, true) !== tail.length) continue;
    const place = { bytes: view.getUint32(at + 12, true), start: view.getUint32(at + 16, true) };
    const disks = view.getUint16(at + 4, true);
    if (disks !== 0 && disks !== BEYOND_16) throw split(source.name);
    const is64 = place.bytes === BEYOND_32 || place.start === BEYOND_32 || view.getUint16(at + 10, true) === BEYOND_16;
    return (is64 ? await directoryPlace64(source, from + at - LOCATOR_64_BYTES) : undefined) ?? place;
  }
  throw truncated(source, "the directory at the end of the archive", source.size, END_BYTES);
}

/** The place according to Zip64, whose locator stands at `at`, if it has one. */
async function directoryPlace64(source: ByteSource, at: number): Promise<Place | undefined> {
  if (at < 0) return undefined;
  const locator = new DataView((await source.slice(at, at + LOCATOR_64_BYTES)).buffer);
  if (locator.getUint32(0, true) !== LOCATOR_64) return undefined;
  const end = await bytesAt(source, wide(locator, 8), END_64_BYTES, "the directory's end (Zip64)");
  const view = new DataView(end.buffer);
  if (view.getUint32(0, true) !== END_64) throw damaged(source.name, "the end of its directory (Zip64) is not found");
  return { bytes: wide(view, 40), start: wide(view, 48) };
}

const split = (name: string) =>
  new NotSupported("zip_split", `${name} is one part of an archive in several files; join and unpack them first.`, {
    got: "a part",
    expected: "a whole archive",
  });

function entries(directory: Uint8Array<ArrayBuffer>, { name: file, memory }: ByteSource): ZipMember[] {
  const view = new DataView(directory.buffer);
  const members: ZipMember[] = [];
  let at = 0;
  while (at < directory.length) {
    if (at + ENTRY_BYTES > directory.length || view.getUint32(at, true) !== ENTRY) throw broken(file, members.length);
    const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const end = extraEnd + view.getUint16(at + 32, true);
    if (end > directory.length) throw broken(file, members.length);
    memory.takeObjects(4 * OBJECT_BYTES, "its directory");
    members.push({
      name: memberName(directory.subarray(at + ENTRY_BYTES, nameEnd)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & ENCRYPTED) !== 0,
      crc: view.getUint32(at + 16, true),
      ...sizes(view, at, nameEnd, extraEnd),
    });
    at = end;
  }
  return members;
}

const broken = (file: string, entry: number) => damaged(file, `entry ${entry + 1} of its directory is none`);

/** Sizes and place of a member: where one is too large for its field, in the extra field of Zip64, in this order. */
function sizes(view: DataView, at: number, extra: number, extraEnd: number) {
  let from = extra;
  let end = extra;
  for (let field = extra; field + 4 <= extraEnd; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== EXTRA_64) continue;
    from = field + 4;
    end = Math.min(extraEnd, from + view.getUint16(field + 2, true));
    break;
  }
  const size = (place: number): number => {
    const value = view.getUint32(place, true);
    if (value !== BEYOND_32 || from + 8 > end) return value;
    from += 8;
    return wide(view, from - 8);
  };
  const unpacked = size(at + 24);
  const packed = size(at + 20);
  return { unpacked, packed, header: size(at + 42) };
}

const wide = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

/** Names are UTF-8, whatever the archive says; those of old archives that are not are shown letter by letter. */
function memberName(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}
