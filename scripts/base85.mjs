// Bytes as text within a module: four bytes are five characters (base64 has six), of which none is a quote, `<`, `$` or a backslash.
// src/base/host.ts reads it.
const DIGITS = "#()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";

/** `bytes` as text; the last group has a character more than it has bytes. */
export function base85(bytes) {
  const padded = Buffer.concat([bytes, Buffer.alloc(3)]);
  const groups = [];
  for (let at = 0; at < bytes.length; at += 4) {
    let value = padded.readUInt32BE(at);
    const group = [];
    for (let i = 0; i < 5; i++) {
      group.unshift(DIGITS[value % 85]);
      value = Math.floor(value / 85);
    }
    groups.push(group.join("").slice(0, Math.min(bytes.length - at, 4) + 1));
  }
  return groups.join("");
}
