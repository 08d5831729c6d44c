/**
 * The Huffman codes of a block of bzip2. Source: Huffman (1952), A method for the construction of minimum-redundancy codes, Proceedings of
 * the IRE 40, DOI 10.1109/JRPROC.1952.273898.
 */
import type { BitReader } from "./bit-reader.js";

const LONGEST = 20;

/** A code whose words of each length are numbered in the order of their symbols. */
export class SymbolCodes {
  /** Of each length: the first word, and the place of its symbol. */
  private readonly first = new Int32Array(LONGEST + 2);
  private readonly place = new Int32Array(LONGEST + 2);
  private readonly count = new Int32Array(LONGEST + 2);
  private readonly symbols: Uint16Array;

  constructor(lengths: Uint8Array) {
    for (const length of lengths) this.count[length]!++;
    for (let length = 1; length <= LONGEST; length++) {
      this.first[length + 1] = (this.first[length]! + this.count[length]!) << 1;
      this.place[length + 1] = this.place[length]! + this.count[length]!;
    }
    const next = this.place.slice();
    this.symbols = new Uint16Array(lengths.length);
    lengths.forEach((length, symbol) => {
      this.symbols[next[length]!++] = symbol;
    });
  }

  next(bits: BitReader): number {
    let word = 0;
    for (let length = 1; length <= LONGEST; length++) {
      word = (word << 1) | bits.take(1);
      const behind = word - this.first[length]!;
      if (behind >= 0 && behind < this.count[length]!) return this.symbols[this.place[length]! + behind]!;
    }
    throw bits.broken("has a code that is none");
  }
}

/** The codes of a block for `nSymbols` symbols, and which of them is used for each group of symbols. */
export function readCodes(
  bits: BitReader,
  nSymbols: number,
): { readonly codes: readonly SymbolCodes[]; readonly selectors: Uint8Array } {
  const nCodes = bits.take(3);
  const selectors = new Uint8Array(bits.take(15));
  if (nCodes < 2 || nCodes > 6 || selectors.length === 0) throw bits.broken("has a block without codes");
  const front = Uint8Array.from({ length: nCodes }, (_, code) => code);
  for (let group = 0; group < selectors.length; group++) {
    let place = 0;
    while (bits.take(1) === 1) if (++place >= nCodes) throw bits.broken("selects a code that there is not");
    const code = front[place]!;
    front.copyWithin(1, 0, place);
    front[0] = code;
    selectors[group] = code;
  }
  return { codes: Array.from({ length: nCodes }, () => readLengths(bits, nSymbols)), selectors };
}

function readLengths(bits: BitReader, nSymbols: number): SymbolCodes {
  const lengths = new Uint8Array(nSymbols);
  let length = bits.take(5);
  for (let symbol = 0; symbol < nSymbols; symbol++) {
    while (bits.take(1) === 1) length += bits.take(1) === 0 ? 1 : -1;
    if (length < 1 || length > LONGEST) throw bits.broken("has a code of a length that there is not");
    lengths[symbol] = length;
  }
  return new SymbolCodes(lengths);
}
