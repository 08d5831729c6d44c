/**
 * Tables as a document of Word. The package that writes it is loaded when it is first needed.
 */
import type { Language } from "../../base/messages.js";
import type { TableModel } from "../table-model.js";

/** What a document of Word says of itself. */
export interface DocxOptions {
  readonly title?: string;
  /** Default "en". */
  readonly language?: Language;
}

/**
 * The tables, one under the other, as the bytes of a .docx file: three-line tables with captions and notes, wide ones on
 * pages laid across. The same tables give the same bytes. Default language "en", which chooses fonts and proofing.
 */
export async function renderDocx(tables: readonly TableModel[], options: DocxOptions = {}): Promise<Uint8Array> {
  const [{ docxDocument, packDocx }, { docxTable }] = await Promise.all([
    import("./docx/document.js"),
    import("./docx/table.js"),
  ]);
  const title = options.title ?? tables.find((table) => table.title !== "")?.title;
  const blocks = tables.map((table) => docxTable(table));
  return packDocx(docxDocument(blocks, title, options.language ?? "en"));
}
