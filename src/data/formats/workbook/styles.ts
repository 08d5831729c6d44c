/**
 * What the styles of a workbook say of the cells that have them: whether their numbers are dates or times.
 */
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { CELL } from "./grid.js";
import { builtInKind, codeKind } from "./number-format.js";
import { ascii, scanXml, type XmlHandler, type XmlScanner } from "./xml.js";

const NAMES = ["numFmt", "cellXfs", "xf"];
const [FORMAT, CELL_STYLES, STYLE] = [0, 1, 2];
const ID = ascii("numFmtId");
const CODE = ascii("formatCode");

/** The kind of cells (`CELL`) of every style, by its number. */
export async function styleKinds(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  memory: MemoryBudget,
): Promise<readonly number[]> {
  const styles = new Styles(memory);
  await scanXml(file, pieces, NAMES, styles);
  return styles.kinds;
}

class Styles implements XmlHandler {
  readonly kinds: number[] = [];
  private readonly own = new Map<number, number>();
  private within = false;

  constructor(private readonly memory: MemoryBudget) {}

  open(tag: number, xml: XmlScanner): void {
    if (tag === FORMAT || tag === STYLE) this.memory.takeObjects(OBJECT_BYTES, "its styles");
    if (tag === CELL_STYLES) this.within = true;
    else if (tag === FORMAT) this.own.set(Number(xml.attribute(ID)), codeKind(xml.attribute(CODE) ?? ""));
    else if (tag === STYLE && this.within) this.kinds.push(this.kindOf(xml.attribute(ID)));
  }

  close(tag: number): void {
    if (tag === CELL_STYLES) this.within = false;
  }

  text(): void {}

  private kindOf(id: string | undefined): number {
    return id === undefined ? CELL.number : (this.own.get(Number(id)) ?? builtInKind(Number(id)));
  }
}
