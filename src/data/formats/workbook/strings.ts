/**
 * The texts that cells of a workbook share, each once. Runs of formatting are joined; readings beside the characters are left out.
 */
import type { MemoryBudget } from "../memory-budget.js";
import { TEXTS, textBytes } from "./grid.js";
import { scanXml, type XmlHandler, type XmlScanner } from "./xml.js";

const NAMES = ["si", "t", "rPh"];
const [ITEM, TEXT, READING] = [0, 1, 2];

/** The shared texts in order; one of white space alone is empty. */
export async function sharedStrings(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  memory: MemoryBudget,
): Promise<string[]> {
  const strings = new Strings(memory);
  await scanXml(file, pieces, NAMES, strings);
  return strings.all;
}

class Strings implements XmlHandler {
  readonly all: string[] = [];
  private item = "";
  private reading = false;
  private within = false;

  constructor(private readonly memory: MemoryBudget) {}

  open(tag: number): void {
    if (tag === ITEM) this.item = "";
    else if (tag === READING) this.reading = true;
    else if (tag === TEXT) this.within = !this.reading;
  }

  close(tag: number): void {
    if (tag === ITEM) {
      const text = this.item.trim() === "" ? "" : unescaped(this.item);
      this.memory.takeObjects(textBytes(text), TEXTS);
      this.all.push(text);
    } else if (tag === READING) this.reading = false;
    else if (tag === TEXT) this.within = false;
  }

  text(xml: XmlScanner): void {
    if (this.within) this.item = xml.joined(this.item);
  }
}

/** Text in which `_x000D_` stands for the character of that number. */
export const unescaped = (text: string): string =>
  text.includes("_x")
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    : text;
