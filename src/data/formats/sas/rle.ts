/**
 * Rows of data sets compressed by COMPRESS=CHAR (SASYZCRL): runs of blanks, zeros and other bytes, and bytes as they are.
 */

/** Commands in the upper four bits of a control byte. */
const COPY_64 = 0x0;
const COPY_4160 = 0x1;
const COPY_96 = 0x2;
const BYTE_18 = 0x4;
const AT_17 = 0x5;
const BLANK_17 = 0x6;
const ZERO_17 = 0x7;
const COPY_1 = 0x8;
const COPY_17 = 0x9;
const COPY_33 = 0xa;
const COPY_49 = 0xb;
const BYTE_3 = 0xc;
const AT_2 = 0xd;
const BLANK_2 = 0xe;
const ZERO_2 = 0xf;

const BLANK = 0x20;
const AT = 0x40;

/**
 * Unpacks `packed` into the `length` bytes of `out` from `start`. Whether they were exactly that many: what is missing at the end is no
 * row. Source: Shotwell and Cummins (2013); commands they did not meet, from files.
 */
export function unpackRle(packed: Uint8Array, out: Uint8Array, start: number, length: number): boolean {
  const end = start + length;
  let to = start;
  let at = 0;
  while (at < packed.length) {
    const control = packed[at++]!;
    const low = control & 0x0f;
    const command = control >> 4;
    let count = 0;
    let fill = -1;
    switch (command) {
      case COPY_64:
        count = 64 + low * 256 + (packed[at++] ?? 0);
        break;
      case COPY_4160:
        count = 4160 + low * 256 + (packed[at++] ?? 0);
        break;
      case COPY_96:
        count = 96 + low;
        break;
      case BYTE_18:
        count = 18 + low * 256 + (packed[at++] ?? 0);
        fill = packed[at++] ?? 0;
        break;
      case AT_17:
      case BLANK_17:
      case ZERO_17:
        count = 17 + low * 256 + (packed[at++] ?? 0);
        fill = command === AT_17 ? AT : command === BLANK_17 ? BLANK : 0;
        break;
      case COPY_1:
      case COPY_17:
      case COPY_33:
      case COPY_49:
        count = 1 + 16 * (command - COPY_1) + low;
        break;
      case BYTE_3:
        count = 3 + low;
        fill = packed[at++] ?? 0;
        break;
      case AT_2:
      case BLANK_2:
      case ZERO_2:
        count = 2 + low;
        fill = command === AT_2 ? AT : command === BLANK_2 ? BLANK : 0;
        break;
      default:
        return false;
    }
    if (to + count > end || (fill < 0 && at + count > packed.length)) return false;
    if (fill >= 0) out.fill(fill, to, to + count);
    else {
      for (let i = 0; i < count; i++) out[to + i] = packed[at + i]!;
      at += count;
    }
    to += count;
  }
  return to === end;
}
