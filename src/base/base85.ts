/**
 * Bytes that stand as text within a module: five characters for four bytes, where base64 has six, a last group with a character more than it
 * has bytes. scripts/base85.mjs writes it.
 */

const DIGITS = "#()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";

export function bytesOfBase85(text: string): Uint8Array<ArrayBuffer> {
  const groups = Math.ceil(text.length / 5);
  const bytes = new DataView(new ArrayBuffer(groups * 4));
  for (let group = 0; group < groups; group++) {
    let value = 0;
    for (let i = group * 5; i < group * 5 + 5; i++)
      value = value * 85 + (i < text.length ? DIGITS.indexOf(text.charAt(i)) : 84);
    bytes.setUint32(group * 4, value);
  }
  return new Uint8Array(bytes.buffer, 0, Math.floor((text.length * 4) / 5));
}
