/**
 * The members of a .zip and their bytes, checked against size and checksum. Source: PKWARE, .ZIP File Format Specification 6.3.10
 * (2022). Knows nothing of what members hold.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import { crc32 } from "../crc32.js";
import { beginsWith } from "../first-bytes.js";
import { type ByteSource, bytesAt, damaged, piecesOf } from "../source.js";
import { gathered, mostUnpacked, refusedBomb, unpackGzip } from "./unpack.js";
import { centralDirectory, type ZipMember } from "./zip-directory.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** An archive that is open. */
export interface Zip {
  readonly source: ByteSource;
  /** Files, without folders, in the order of the directory. */
  readonly members: readonly ZipMember[];
}

/** What archives begin with. */
const MARK = "PK";
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/** Ways to pack that are not read, by their number. */
const METHODS: Readonly<Record<number, string>> = {
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  93: "Zstandard",
  95: "xz",
  99: "AES encryption",
};

/** The archive in `source`. Throws DataError `file_format`, `file_truncated`, `file_damaged`, NotSupported `zip_split`. */
export async function openZip(source: ByteSource): Promise<Zip> {
  const head = await source.slice(0, MARK.length);
  if (!beginsWith(head, MARK.slice(0, head.length))) {
    throw new DataError(
      "file_format",
      `${source.name} is neither a workbook nor another archive (.zip): it does not begin with ${MARK}. Give it the ending of its own format, such as .csv for text.`,
      { got: Array.from(head), expected: MARK },
    );
  }
  return { source, members: await centralDirectory(source) };
}

/** The member called `name`, letters small or capital. */
export const memberCalled = ({ members }: Zip, name: string): ZipMember | undefined =>
  members.find((member) => member.name === name) ??
  members.find((member) => member.name.toLowerCase() === name.toLowerCase());

/** The bytes of `member` in order. Throws DataError `file_truncated`, `file_damaged`, `unpacked_size`, NotSupported `zip_method`, `encrypted`. */
export async function* memberPieces({ source }: Zip, member: ZipMember): AsyncGenerator<Bytes> {
  const what = `${member.name} in ${source.name}`;
  requireReadable(member, source.name);
  if (member.unpacked > mostUnpacked(member.packed)) throw refusedBomb(what, member.packed);
  const start = await dataStart(source, member);
  const packed = piecesOf(part(source, start + member.packed), start);
  yield* member.method === STORED ? stored(packed, member, source.name) : deflated(packed, member, source.name);
}

/** All bytes of `member`. Throws as `memberPieces`. */
export const memberBytes = (zip: Zip, member: ZipMember): Promise<Bytes> =>
  gathered(memberPieces(zip, member), zip.source.memory);

const part = (source: ByteSource, size: number): ByteSource => ({ ...source, size, slice: source.slice.bind(source) });

function requireReadable({ name, method, encrypted }: ZipMember, file: string): void {
  if (encrypted || method === 99) {
    throw new NotSupported(
      "encrypted",
      `${file}: ${name} is protected by a password; unpack it with the password first.`,
      { got: "encrypted", expected: "a file without a password", member: name },
    );
  }
  if (method === STORED || method === DEFLATED) return;
  const got = METHODS[method] ?? `method ${method}`;
  throw new NotSupported(
    "zip_method",
    `${file}: ${name} is packed by ${got}, which is not read; unpack it, or pack it in the usual way (Deflate).`,
    { got, expected: ["Deflate", "stored"], member: name },
  );
}

/** Where the bytes of a member begin: behind its own header, whose name and extra field may differ from the directory's. */
async function dataStart(source: ByteSource, { name, header, packed }: ZipMember): Promise<number> {
  const bytes = await bytesAt(source, header, LOCAL_HEADER_BYTES, `the header of ${name}`);
  const view = new DataView(bytes.buffer);
  if (view.getUint32(0, true) !== LOCAL_HEADER)
    throw damaged(source.name, `no header of ${name} stands at byte ${header}`, { member: name });
  const start = header + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + packed > source.size)
    throw damaged(source.name, `${name} would end beyond the end of the file`, { member: name });
  return start;
}

async function* stored(pieces: AsyncIterable<Bytes>, member: ZipMember, file: string): AsyncGenerator<Bytes> {
  let crc = 0;
  for await (const piece of pieces) {
    crc = crc32(piece, crc);
    yield piece;
  }
  if (crc !== member.crc || member.packed !== member.unpacked) throw wrongSum(file, member);
}

/** The host's gzip unpacks and checks at once: the member between a header and a trailer with its checksum and size. */
function deflated(pieces: AsyncIterable<Bytes>, member: ZipMember, file: string): AsyncGenerator<Bytes> {
  return unpackGzip(asGzip(pieces, member), {
    packed: member.packed,
    unpacked: member.unpacked,
    what: `${member.name} in ${file}`,
    failed: (cause) => wrongSum(file, member, cause),
  });
}

const GZIP_HEADER = [0x1f, 0x8b, DEFLATED, 0, 0, 0, 0, 0, 0, 0xff];

async function* asGzip(pieces: AsyncIterable<Bytes>, { crc, unpacked }: ZipMember): AsyncGenerator<Bytes> {
  yield Uint8Array.from(GZIP_HEADER);
  yield* pieces;
  const trailer = new Uint8Array(8);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, crc, true);
  view.setUint32(4, unpacked % 2 ** 32, true);
  yield trailer;
}

const wrongSum = (file: string, { name }: ZipMember, cause?: unknown) =>
  Object.assign(damaged(file, `${name} does not unpack to its checksum and size`, { member: name }), { cause });
