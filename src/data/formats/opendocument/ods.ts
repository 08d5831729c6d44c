/**
 * OpenDocument spreadsheets (.ods): one sheet at a time, as the XML of the document is unpacked.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import { memberBytes, memberCalled, memberPieces, openZip, type Zip } from "../archive/zip.js";
import type { FileContent, FileHead, Format, FormatOptions } from "../format.js";
import type { ByteSource } from "../source.js";
import { askedRange } from "../workbook/cell-range.js";
import { Grid } from "../workbook/grid.js";
import { chooseSheet, type ReadSheet, sheetContent, sheetHead } from "../workbook/sheet-content.js";
import { scanXml } from "../workbook/xml.js";
import { CONTENT_NAMES, ContentScan } from "./content.js";
import { LIST_NAMES, type ListedSheet, SheetList } from "./sheet-list.js";

export const ODS: Format = {
  options: ["numeric", "sheet", "range", "headerRows"],
  columns: async (source, options): Promise<FileHead> => sheetHead(await readSheet(source, options), options),
  read: async (source, options): Promise<FileContent> => sheetContent(await readSheet(source, options), options),
  sheets: async (source) => (await listSheets(await openDocument(source))).map(({ name }) => name),
};

const CONTENT = "content.xml";
const MANIFEST = "META-INF/manifest.xml";

const SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet";

/** The document, if it is a spreadsheet that can be read. Throws as `openZip`; DataError `file_format`, NotSupported `encrypted`. */
async function openDocument(source: ByteSource): Promise<Zip> {
  const zip = await openZip(source);
  const textOf = async (name: string) => {
    const member = memberCalled(zip, name);
    return member === undefined ? "" : new TextDecoder().decode(await memberBytes(zip, member));
  };
  if ((await textOf(MANIFEST)).includes("encryption-data")) {
    throw new NotSupported("encrypted", `${source.name} is protected by a password; open it and save it without one.`, {
      got: "encrypted",
      expected: "a spreadsheet without a password",
    });
  }
  const type = (await textOf("mimetype")).trim();
  if (memberCalled(zip, CONTENT) !== undefined && (type === "" || type.startsWith(SPREADSHEET))) return zip;
  throw new DataError("file_format", `${source.name} is no OpenDocument spreadsheet.`, {
    got: type === "" ? zip.members.slice(0, 10).map(({ name }) => name) : type,
    expected: SPREADSHEET,
  });
}

const contentOf = (zip: Zip) => memberPieces(zip, memberCalled(zip, CONTENT)!);

async function listSheets(zip: Zip): Promise<readonly ListedSheet[]> {
  const list = new SheetList(zip.source.memory);
  await scanXml(zip.source.name, contentOf(zip), LIST_NAMES, list);
  return list.sheets;
}

async function readSheet(source: ByteSource, options: FormatOptions): Promise<ReadSheet> {
  const zip = await openDocument(source);
  const { name: file, memory } = source;
  const sheets = await listSheets(zip);
  const chosen = chooseSheet(file, sheets, options.sheet);
  const range = askedRange(file, options.range);
  const grid = new Grid(file, memory, [], range.fixed ? range.top : -1);
  const place = `${file} (sheet ${chosen.name})`;
  const scan = new ContentScan(grid, { file: place, memory, number: sheets.indexOf(chosen), range });
  await scanXml(place, contentOf(zip), CONTENT_NAMES, scan);
  const { merges, hiddenRows, firstHidden } = scan;
  return { file, format: "OpenDocument spreadsheet", sheets, chosen, grid, merges, hiddenRows, firstHidden };
}
