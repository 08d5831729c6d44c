/**
 * The compression of system files: eight codes of a byte each, then the elements of 8 bytes that codes could not say. Takes bytes in
 * pieces and gives whole rows.
 */
import { damaged } from "../source.js";

const END = 252;
const LITERAL = 253;
const BLANKS = 254;
const SYSTEM_MISSING = 255;

/** Bytes of a block of codes with all its literals. */
const BLOCK = 72;

type Bytes = Uint8Array<ArrayBuffer>;

/** What the codes of a file stand for. */
export interface CodeMeaning {
  readonly file: string;
  readonly bias: number;
  readonly missing: number;
  /** The byte order of numbers, which the rows keep. */
  readonly little: boolean;
}

/** Whole rows of `rowBytes` from bytes in pieces. */
export class Unpacker {
  /** Rows unpacked and not yet taken. */
  private rows: Bytes;
  private view: DataView;
  private filled = 0;
  private rest: Bytes = new Uint8Array(0);
  /** Whether the code that ends the data was met. */
  ended = false;

  constructor(
    private readonly rowBytes: number,
    private readonly meaning: CodeMeaning,
  ) {
    this.rows = new Uint8Array(Math.max(rowBytes, 1 << 16));
    this.view = new DataView(this.rows.buffer);
  }

  /** Takes the next bytes of the data; `last` says that none follow. Throws DataError `file_damaged` where they end within a row. */
  push(piece: Bytes, last: boolean): void {
    const bytes = this.rest.length === 0 ? piece : joined(this.rest, piece);
    const from = this.unpack(bytes, last);
    this.rest = bytes.slice(from);
    if (!last || this.ended) return;
    if (this.rest.some((byte) => byte !== 0)) this.endsEarly();
  }

  /** The whole rows so far, which the next `push` overwrites. */
  take(): { readonly bytes: Bytes; readonly count: number } {
    const count = Math.floor(this.filled / this.rowBytes);
    const taken = this.rows.slice(0, count * this.rowBytes);
    this.rows.copyWithin(0, count * this.rowBytes, this.filled);
    this.filled -= count * this.rowBytes;
    return { bytes: taken, count };
  }

  /** Throws DataError `file_damaged` where a row is not complete. */
  finish(): void {
    if (this.filled > 0) this.endsEarly();
  }

  private endsEarly(): never {
    throw damaged(this.meaning.file, "its compressed data end within a row");
  }

  /** Unpacks whole blocks of `bytes`, at the `last` piece the incomplete one too; where it stopped. */
  private unpack(bytes: Bytes, last: boolean): number {
    let at = 0;
    while (!this.ended) {
      if (at + BLOCK > bytes.length && !(last && at + 8 <= bytes.length && blockFits(bytes, at))) return at;
      at = this.block(bytes, at);
    }
    return bytes.length;
  }

  private block(bytes: Bytes, codes: number): number {
    this.reserve(64);
    const { view, meaning } = this;
    let at = codes + 8;
    for (let i = codes; i < codes + 8; i++) {
      const code = bytes[i]!;
      if (code === 0) continue;
      if (code === END) {
        this.ended = true;
        return at;
      }
      if (code === LITERAL) {
        for (let k = 0; k < 8; k++) this.rows[this.filled + k] = bytes[at + k]!;
        at += 8;
      } else if (code === BLANKS) this.rows.fill(0x20, this.filled, this.filled + 8);
      else
        view.setFloat64(this.filled, code === SYSTEM_MISSING ? meaning.missing : code - meaning.bias, meaning.little);
      this.filled += 8;
    }
    return at;
  }

  private reserve(bytes: number): void {
    if (this.filled + bytes <= this.rows.length) return;
    const longer = new Uint8Array(this.rows.length * 2);
    longer.set(this.rows);
    this.rows = longer;
    this.view = new DataView(longer.buffer);
  }
}

/** Whether the literals of the block at `at` are all there, up to a code that ends the data. */
function blockFits(bytes: Bytes, at: number): boolean {
  let need = at + 8;
  for (let i = at; i < at + 8 && bytes[i] !== END; i++) if (bytes[i] === LITERAL) need += 8;
  return need <= bytes.length;
}

function joined(a: Bytes, b: Bytes): Bytes {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
