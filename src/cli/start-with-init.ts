/**
 * Where a user begins who has data and no study yet: the sentence that help and errors share, and when an operand is data.
 */
import { shellWord } from "../base/text.js";
import { FORMATS } from "../data/formats/catalogue.js";

const PACKED = /\.(?:gz|bz2|xz|zst|zip)$/;

/** Whether the name of a file, packed or not, is that of data. */
export function isNamedAsData(path: string): boolean {
  const name = path.toLowerCase();
  const plain = name.replace(PACKED, "");
  return FORMATS.some(({ endings }) => endings.some((ending) => name.endsWith(ending) || plain.endsWith(ending)));
}

/** The command that writes a first study on `data`. */
export const initCommand = (data = "DATA"): string => `wasmetrics init ${data === "DATA" ? data : shellWord(data)}`;
