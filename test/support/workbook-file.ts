/**
 * Small workbooks made of the XML of their parts, for what no program writes twice the same.
 */
import { strToU8, zipSync } from "fflate";

/** Parts of an Excel workbook of one sheet; `rows` is the inside of its sheetData. */
export interface WorkbookParts {
  readonly rows: string;
  readonly strings?: string;
  readonly formats?: string;
  readonly styles?: string;
  readonly workbook?: string;
  readonly after?: string;
}

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";

export function workbookOf({
  rows,
  strings = "",
  formats = "",
  styles = "",
  workbook = "",
  after = "",
}: WorkbookParts): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": `<Relationships xmlns="${PACKAGE}"><Relationship Id="r1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
        "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}">${workbook}<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>`,
        "xl/_rels/workbook.xml.rels": `<Relationships>${[
          "worksheet:worksheets/sheet1.xml",
          "sharedStrings:sharedStrings.xml",
          "styles:/xl/styles.xml",
        ]
          .map(
            (each, k) =>
              `<Relationship Id="r${k + 1}" Type="${RELATIONS}/${each.split(":")[0]}" Target="${each.split(":")[1]}"/>`,
          )
          .join("")}</Relationships>`,
        "xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData>${after}</worksheet>`,
        "xl/sharedStrings.xml": `<sst>${strings}</sst>`,
        "xl/styles.xml": `<styleSheet><numFmts>${formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${styles}</cellXfs></styleSheet>`,
      }).map(([name, text]) => [name, strToU8(text)]),
    ),
  );
}
