/**
 * Tables of a Word document (.docx): rows and cells of word/document.xml, with cells over several columns and rows. A paragraph before a
 * table is its caption, those after are notes. Source: ECMA-376-1:2016, 17.4 (tables).
 */
import { DataError } from "../../../base/errors.js";
import { memberCalled, memberPieces, openZip } from "../../../data/formats/archive/zip.js";
import { bytesSource } from "../../../data/formats/source.js";
import { ascii, scanXml, type XmlHandler, type XmlScanner } from "../../../data/formats/workbook/xml.js";
import type { Grid, GridSpan } from "../../grid.js";
import { gridOf, isCaption, isNote, notesAmong, requireFew } from "./read-grid.js";

const NAMES = ["tbl", "tr", "tc", "gridSpan", "vMerge", "p", "t", "tab", "br", "tblHeader", "delText", "noBreakHyphen"];
const [TBL, TR, TC, GRID_SPAN, V_MERGE, P, T, TAB, BR, HEADER, , HYPHEN] = NAMES.map((_, k) => k) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const VAL = ascii("val");

/** Paragraphs after a table that are kept. */
const MOST_AFTER = 12;
const DOCUMENT = "word/document.xml";

/** The grids of the document in `bytes`. Throws DataError `file_damaged`, `file_truncated`, `unpacked_size`, `table_syntax`, `table_size`. */
export async function wordGrids(bytes: Uint8Array, name: string): Promise<Grid[]> {
  const zip = await openZip(bytesSource(name, bytes));
  const member = memberCalled(zip, DOCUMENT);
  if (member === undefined) {
    throw new DataError(
      "table_encoding",
      `${name} is an archive without ${DOCUMENT}, so no document of Word: give a .docx, or its tables as HTML or CSV.`,
      { got: zip.members.slice(0, 5).map((one) => one.name), expected: DOCUMENT, file: name },
    );
  }
  const reader = new WordReader();
  await scanXml(`${DOCUMENT} in ${name}`, memberPieces(zip, member), NAMES, reader);
  requireFew(reader.tables.length, name);
  return reader.tables.map(({ rows, spans, headRows, title, after }, t) =>
    gridOf(`${name}, table ${t + 1}`, {
      rows,
      spans,
      headRows: headRows === 0 ? null : headRows,
      title,
      notes: notesAmong(after),
    }),
  );
}

interface WordTable {
  readonly rows: string[][];
  readonly spans: GridSpan[];
  headRows: number;
  title: string | null;
  readonly after: string[];
}

class WordReader implements XmlHandler {
  readonly tables: WordTable[] = [];
  private readonly nested: {
    readonly table: WordTable;
    column: number;
    span: number;
    merged: boolean;
    text: string[];
  }[] = [];
  private paragraph: string[] = [];
  private inText = false;
  /** Paragraphs since the last table. */
  private before: string[] = [];

  open(tag: number, xml: XmlScanner): void {
    const at = this.nested.at(-1);
    if (tag === TBL) this.beginTable();
    else if (tag === T) this.inText = true;
    else if (tag === TAB || tag === BR) this.put(" ");
    else if (tag === HYPHEN) this.put("-");
    else if (tag === P) {
      if (at === undefined) this.paragraph = [];
      else at.text.push(" ");
    } else if (at !== undefined) this.inTable(at, tag, xml);
  }

  private inTable(at: WordReader["nested"][number], tag: number, xml: XmlScanner): void {
    if (tag === TR) {
      at.table.rows.push([]);
      at.column = 0;
    } else if (tag === TC) Object.assign(at, { span: 1, merged: false, text: [] });
    else if (tag === GRID_SPAN) at.span = Math.min(400, Math.max(1, Number(xml.attribute(VAL) ?? 1) || 1));
    else if (tag === V_MERGE) at.merged = (xml.attribute(VAL) ?? "continue") === "continue";
    else if (tag === HEADER && at.table.headRows === at.table.rows.length - 1) at.table.headRows++;
  }

  private beginTable(): void {
    const title = this.nested.length > 0 ? null : this.captionBefore();
    this.nested.push({
      table: { rows: [], spans: [], headRows: 0, title, after: [] },
      column: 0,
      span: 1,
      merged: false,
      text: [],
    });
  }

  /** The last paragraph before a table where it is a caption; the others are notes of the table before. */
  private captionBefore(): string | null {
    const last = this.before.at(-1);
    const title =
      last !== undefined && (isCaption(last) || (this.tables.length === 0 && last.length < 200 && !isNote(last)))
        ? last
        : null;
    this.before = [];
    return title;
  }

  close(tag: number): void {
    const at = this.nested.at(-1);
    if (tag === T) this.inText = false;
    else if (tag === TBL) {
      this.tables.push(this.nested.pop()!.table);
      this.before = [];
    } else if (tag === TC && at !== undefined) this.endCell(at);
    else if (tag === P && at === undefined) this.endParagraph();
  }

  private endCell(at: WordReader["nested"][number]): void {
    const row = at.table.rows.at(-1);
    if (row === undefined) return;
    row[at.column] = at.merged ? "" : at.text.join("").replace(/\s+/gu, " ").trim();
    for (let k = 1; k < at.span; k++) row[at.column + k] = "";
    if (at.span > 1) at.table.spans.push({ row: at.table.rows.length - 1, column: at.column, columns: at.span });
    at.column += at.span;
  }

  private endParagraph(): void {
    const text = this.paragraph.join("").replace(/\s+/gu, " ").trim();
    if (text === "") return;
    this.before.push(text);
    const last = this.tables.at(-1);
    if (last !== undefined && last.after.length < MOST_AFTER) last.after.push(text);
  }

  text(xml: XmlScanner): void {
    if (this.inText) this.put(xml.text());
  }

  private put(text: string): void {
    (this.nested.at(-1)?.text ?? this.paragraph).push(text);
  }
}
