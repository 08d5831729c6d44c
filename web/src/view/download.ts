/** A file handed to the browser, which saves it where it saves files. */
import type { MadeFile } from "../protocol.js";

/** Milliseconds after which no browser still reads the address. */
const KEPT_MS = 60_000;

export function download({ name, type, content }: MadeFile): void {
  const blob = new Blob([content as Uint8Array<ArrayBuffer> | string], { type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
