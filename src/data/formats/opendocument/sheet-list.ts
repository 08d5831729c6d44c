/**
 * The sheets of an OpenDocument spreadsheet, in order, and which are hidden.
 */
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

  open(tag: number, xml: XmlScanner): void {
    if (tag === STYLE) this.style = xml.attribute(NAME) ?? "";
    else if (tag === PROPERTIES && xml.attribute(DISPLAY) === "false") this.hiding.add(this.style);
    else if (tag === TABLE && this.depth++ === 0) {
      const hidden = this.hiding.has(xml.attribute(STYLE_NAME) ?? "");
      this.sheets.push({ name: xml.attribute(NAME) ?? "", hidden });
    }
  }

  close(tag: number): void {
    if (tag === TABLE) this.depth--;
  }

  text(): void {}
}
