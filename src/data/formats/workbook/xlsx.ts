/**
 * Excel workbooks (.xlsx, .xlsm): one sheet at a time, as its XML is unpacked.
 */
import type { FileContent, FileHead, Format, FormatOptions } from "../format.js";
import type { ByteSource } from "../source.js";
import { type Book, openBook, partPieces, type SheetPart } from "./book.js";
import { askedRange } from "./cell-range.js";
import { Grid } from "./grid.js";
import { SHEET_NAMES, SheetScan } from "./sheet.js";
import { chooseSheet, type ReadSheet, sheetContent, sheetHead } from "./sheet-content.js";
import { sharedStrings } from "./strings.js";
import { styleKinds } from "./styles.js";
import { scanXml } from "./xml.js";

export const XLSX: Format = {
  options: ["numeric", "sheet", "range", "headerRows"],
  columns: async (source, options): Promise<FileHead> => sheetHead(await readSheet(source, options), options),
  read: async (source, options): Promise<FileContent> => sheetContent(await readSheet(source, options), options),
  sheets: async (source) => cellSheets(await openBook(source)).map(({ name }) => name),
};

/** A sheet of cells, and where it is. */
type CellSheet = SheetPart & { readonly path: string };

/** The sheets without those that are charts. */
const cellSheets = ({ sheets }: Book): CellSheet[] =>
  sheets.filter((sheet): sheet is CellSheet => sheet.path !== undefined);

async function readSheet(source: ByteSource, options: FormatOptions): Promise<ReadSheet> {
  const book = await openBook(source);
  const { zip } = book;
  const { name: file, memory } = source;
  const sheets = cellSheets(book);
  const chosen = chooseSheet(file, sheets, options.sheet);
  const range = askedRange(file, options.range);
  const strings = book.strings === undefined ? [] : await sharedStrings(file, partPieces(zip, book.strings), memory);
  const styles = book.styles === undefined ? [] : await styleKinds(file, partPieces(zip, book.styles), memory);
  const grid = new Grid(file, memory, strings, range.fixed ? range.top : -1);
  const place = `${file} (sheet ${chosen.name})`;
  const scan = new SheetScan(grid, { file: place, memory, styles, from1904: book.from1904, range });
  await scanXml(place, partPieces(zip, chosen.path), SHEET_NAMES, scan);
  if (!book.uncomputed) grid.formulas.clear();
  const { merges, hiddenRows, firstHidden } = scan;
  return { file, format: "Excel workbook", sheets, chosen, grid, merges, hiddenRows, firstHidden };
}
