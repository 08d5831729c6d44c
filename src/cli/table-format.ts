/**
 * Formats a command's tables can be written in, checked before data are read, and tables in them.
 */
import { UsageError } from "../base/errors.js";
import { presentTable, requireNames, type TablePresentation } from "../report/present-table.js";
import { renderDocx } from "../report/render/docx.js";
import { renderTable } from "../report/render/render.js";
import type { TableModel } from "../report/table-model.js";
import { processIo } from "./process-io.js";
import type { CommonOptions, Format } from "./shared.js";

/** What --out is of a command: where its result goes, or of which the result tells, such as rows. */
export type OutIs = "result" | "data";

/**
 * Throws UsageError `docx_out` where a Word document would be printed to a terminal: without --out, or always where --out
 * (`out`, default "result") is a place of data.
 */
export function requireTableFormat(
  command: string,
  { format, json, out }: CommonOptions,
  outIs: OutIs = "result",
): void {
  if (format !== "docx" || json === true || (out !== undefined && outIs === "result")) return;
  if (processIo().stdout.isTTY !== true) return;
  const remedy = outIs === "result" ? "give a file or folder by --out" : "send the output to a file, ... > tables.docx";
  throw new UsageError(
    "docx_out",
    `${command} --format docx makes a Word document, which a terminal can't show: ${remedy}.`,
    {
      got: "a terminal",
      expected: outIs === "result" ? "--out" : "a file",
    },
  );
}

/**
 * The tables under each other as text, or as the bytes of a Word document, presented as asked; headings of columns and the title
 * are the first one's. Throws NotSupported for any other format, UsageError as `presentTable`.
 */
export async function tablesAs(
  tables: readonly TableModel[],
  format: Format,
  presentation: TablePresentation = {},
): Promise<string | Uint8Array> {
  requireNames(tables, presentation);
  const { columns: _columns, title: _title, ...common } = presentation;
  const presented = tables.map((table, t) => presentTable(table, t === 0 ? presentation : common));
  if (format === "docx") return renderDocx(presented);
  return presented.map((table) => renderTable(table, format)).join("\n");
}
