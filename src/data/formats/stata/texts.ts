/**
 * A column of texts of fixed length, from the rows of pieces: a text ends at its first zero byte.
 */
import type { MemoryBudget } from "../memory-budget.js";
import { ByteTexts } from "../text/byte-texts.js";
import type { Rows } from "./numbers.js";

export class TextColumnGatherer {
  readonly texts: ByteTexts;

  constructor(
    private readonly offset: number,
    private readonly width: number,
    name: string,
    nRows: number,
    memory: MemoryBudget,
  ) {
    this.texts = new ByteTexts(memory, `column '${name}'`, nRows);
  }

  add({ bytes, start, count, rowBytes }: Rows): void {
    const { texts, width } = this;
    for (let row = 0, at = start + this.offset; row < count; row++, at += rowBytes) {
      const stop = at + width;
      let end = at;
      while (end < stop && bytes[end] !== 0) end++;
      texts.addExact(bytes, at, end);
    }
  }
}
