// Bytes as text within a module: four bytes are five characters (base64 has six), of which none is a quote, `<`, `$` or a backslash.
// src/base/base85.ts reads it, and has the digits.
import { readFileSync } from "node:fs";

const [, DIGITS] = /DIGITS = "(.+)"/.exec(readFileSync(new URL("../src/base/base85.ts", import.meta.url), "utf8"));

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
