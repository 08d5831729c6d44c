import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { bytesOfBase85 } from "../../src/base/base85.js";

it("brings back all bytes, whatever the length of the last group", async () => {
  const script = pathToFileURL(join(import.meta.dirname, "../../scripts/base85.mjs")).href;
  const { base85 }: { base85: (bytes: Uint8Array) => string } = await import(script);
  const all = Uint8Array.from({ length: 1024 }, (_, i) => (i < 256 ? 255 : (i * 151 + (i >> 8)) % 256));
  for (const length of [0, 1, 2, 3, 4, 5, 6, 7, 257, 1024]) {
    for (const bytes of [all.subarray(0, length), all.subarray(1024 - length), new Uint8Array(length)]) {
      const text = base85(bytes);
      expect(text.length).toBe(Math.ceil((length * 5) / 4));
      expect(text).not.toMatch(/["'`<$\\\s]/);
      expect(bytesOfBase85(text)).toEqual(bytes);
    }
  }
});
