/**
 * The parts of an Excel workbook: its sheets and where they are, its shared texts and styles, and from when it counts days.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import { memberCalled, memberPieces, openZip, type Zip } from "../archive/zip.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { type ByteSource, damaged } from "../source.js";
import { refuseCompound } from "./compound-file.js";
import { textBytes } from "./grid.js";
import { ascii, scanXml, type XmlHandler, type XmlScanner } from "./xml.js";

/** A sheet of cells. */
export interface SheetPart {
  readonly name: string;
  readonly hidden: boolean;
  /** Its member of the archive; none for a sheet that is a chart. */
  readonly path: string | undefined;
}

export interface Book {
  readonly zip: Zip;
  readonly sheets: readonly SheetPart[];
  /** The members with shared texts and styles, where there are any. */
  readonly strings: string | undefined;
  readonly styles: string | undefined;
  /** Days are counted from 1904. */
  readonly from1904: boolean;
  /** The file asks for its formulas to be computed when it is opened. */
  readonly uncomputed: boolean;
}

/** The bytes of member `path` of a workbook, in order. Throws as `memberPieces`, and DataError `file_damaged` if there is none. */
export function partPieces(zip: Zip, path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const member = memberCalled(zip, path);
  if (member === undefined) throw damaged(zip.source.name, `it has no part ${path}`);
  return memberPieces(zip, member);
}

/** Throws as `openZip`, `scanXml` and `refuseCompound`; DataError `file_format`, NotSupported `file_format` for .xlsb. */
export async function openBook(source: ByteSource): Promise<Book> {
  await refuseCompound(source);
  const zip = await openZip(source);
  const path = await workbookPath(zip);
  const book = new BookScan(source.memory);
  await scanXml(`${source.name} (${path})`, partPieces(zip, path), BookScan.NAMES, book);
  const parts = await related(zip, path);
  const ofType = (type: string) => parts.find((part) => part.type.endsWith(`/${type}`))?.path;
  const byId = new Map(parts.toReversed().map((part) => [part.id, part])); // the first of an id counts
  const sheets = book.sheets.map(({ name, hidden, id }) => {
    const part = id === undefined ? undefined : byId.get(id);
    return { name, hidden, path: part?.type.endsWith("/worksheet") ? part.path : undefined };
  });
  const { from1904, uncomputed } = book;
  return { zip, sheets, strings: ofType("sharedStrings"), styles: ofType("styles"), from1904, uncomputed };
}

async function workbookPath(zip: Zip): Promise<string> {
  const named =
    (await related(zip, "")).find(({ type }) => type.endsWith("/officeDocument"))?.path ?? "xl/workbook.xml";
  const { name } = zip.source;
  if (named.endsWith(".bin")) {
    throw new NotSupported(
      "file_format",
      `${name} is a binary workbook (.xlsb), which is not read; save it as .xlsx.`,
      { got: ".xlsb", expected: ".xlsx" },
    );
  }
  if (memberCalled(zip, named) !== undefined) return named;
  throw new DataError("file_format", `${name} is an archive (.zip), but no Excel workbook: it has no ${named}.`, {
    got: zip.members.slice(0, 10).map((member) => member.name),
    expected: named,
  });
}

interface Related {
  readonly id: string;
  readonly type: string;
  readonly path: string;
}

/** The parts that the part at `path` refers to. */
async function related(zip: Zip, path: string): Promise<readonly Related[]> {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const list = `${folder}_rels/${path.slice(folder.length)}.rels`;
  if (memberCalled(zip, list) === undefined) return [];
  const scan = new RelationScan(folder, zip.source.memory);
  await scanXml(`${zip.source.name} (${list})`, partPieces(zip, list), RelationScan.NAMES, scan);
  return scan.found;
}

const ID = ascii("id");
const NAME = ascii("name");
const STATE = ascii("state");
const DATE_1904 = ascii("date1904");
const FULL_CALC = ascii("fullCalcOnLoad");
const RELATION_ID = ascii("Id");
const TYPE = ascii("Type");
const TARGET = ascii("Target");

const isTrue = (text: string | undefined): boolean => text === "1" || text === "true";

class BookScan implements XmlHandler {
  static readonly NAMES = ["sheet", "workbookPr", "calcPr"];
  readonly sheets: { readonly name: string; readonly hidden: boolean; readonly id: string | undefined }[] = [];
  from1904 = false;
  uncomputed = false;

  constructor(private readonly memory: MemoryBudget) {}

  open(tag: number, xml: XmlScanner): void {
    if (tag === 0) {
      const state = xml.attribute(STATE) ?? "visible";
      const [name, id] = [xml.attribute(NAME) ?? "", xml.attribute(ID)];
      this.memory.takeObjects(OBJECT_BYTES + textBytes(name) + textBytes(id ?? ""), "names of its sheets");
      this.sheets.push({ name, hidden: state !== "visible", id });
    } else if (tag === 1) this.from1904 = isTrue(xml.attribute(DATE_1904));
    else if (tag === 2) this.uncomputed = isTrue(xml.attribute(FULL_CALC));
  }

  close(): void {}
  text(): void {}
}

class RelationScan implements XmlHandler {
  static readonly NAMES = ["Relationship"];
  readonly found: Related[] = [];

  constructor(
    private readonly folder: string,
    private readonly memory: MemoryBudget,
  ) {}

  open(tag: number, xml: XmlScanner): void {
    const target = xml.attribute(TARGET);
    if (tag !== 0 || target === undefined) return;
    const path = target.startsWith("/") ? target.slice(1) : resolved(this.folder + target);
    const [id, type] = [xml.attribute(RELATION_ID) ?? "", xml.attribute(TYPE) ?? ""];
    const bytes = [id, type, path].reduce((sum, text) => sum + textBytes(text), OBJECT_BYTES);
    this.memory.takeObjects(bytes, "names of its parts");
    this.found.push({ id, type, path });
  }

  close(): void {}
  text(): void {}
}

/** A path without `.` and `..`. */
function resolved(path: string): string {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== ".") steps.push(step);
  }
  return steps.join("/");
}
