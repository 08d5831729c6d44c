/**
 * The sheets of an OpenDocument spreadsheet, in order, and which are hidden.
 */
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { textBytes } from "../workbook/grid.js";
import { ascii, type XmlHandler, type XmlScanner } from "../workbook/xml.js";

export interface ListedSheet {
  readonly name: string;
  readonly hidden: boolean;
}

export const LIST_NAMES = ["table", "style", "table-properties"];
const [TABLE, STYLE, PROPERTIES] = [0, 1, 2];

const NAME = ascii("name");
const DISPLAY = ascii("display");
const STYLE_NAME = ascii("style-name");

export class SheetList implements XmlHandler {
  readonly sheets: ListedSheet[] = [];
  private readonly hiding = new Set<string>();
  private style = "";
  private depth = 0;

  constructor(private readonly memory: MemoryBudget) {}

  open(tag: number, xml: XmlScanner): void {
    if (tag === STYLE) this.style = xml.attribute(NAME) ?? "";
    else if (tag === PROPERTIES && xml.attribute(DISPLAY) === "false") {
      this.take(this.style);
      this.hiding.add(this.style);
    } else if (tag === TABLE && this.depth++ === 0) {
      const hidden = this.hiding.has(xml.attribute(STYLE_NAME) ?? "");
      const name = xml.attribute(NAME) ?? "";
      this.take(name);
      this.sheets.push({ name, hidden });
    }
  }

  close(tag: number): void {
    if (tag === TABLE) this.depth--;
  }

  text(): void {}

  private take(name: string): void {
    this.memory.takeObjects(OBJECT_BYTES + textBytes(name), "names of its sheets");
  }
}
