/**
 * Tables as a document of Word. The package that writes it is loaded when it is first needed.
 */
import { loadOptional } from "../../base/optional.js";
import type { TableModel } from "../table-model.js";
import type { DocxOptions } from "./docx-options.js";

/**
 * The tables, one under the other, as the bytes of a .docx file: three-line tables with captions and notes, wide ones on
 * pages laid across. The same tables give the same bytes. Default language "en", which chooses fonts and proofing.
 * Throws UsageError `optional_missing` where docx is not installed.
 */
export async function renderDocx(tables: readonly TableModel[], options: DocxOptions = {}): Promise<Uint8Array> {
  const [{ docxDocument }, { docxTable }, { packDocx }] = await loadOptional(["docx"], "Writing a Word document", () =>
    Promise.all([import("./docx/document.js"), import("./docx/table.js"), import("./docx/pack.js")]),
  );
  const title = options.title ?? tables.find((table) => table.title !== "")?.title;
  return packDocx(
    docxDocument(
      tables.map((table) => docxTable(table)),
      { ...options, ...(title === undefined ? {} : { title }) },
    ),
  );
}
