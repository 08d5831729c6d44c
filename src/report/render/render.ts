/**
 * The renderers by the name of their format.
 */
import { NotSupported } from "../../base/errors.js";
import type { TableModel } from "../table-model.js";
import { renderCsv } from "./csv.js";
import { renderHtml } from "./html.js";
import { renderLatex } from "./latex.js";
import { renderMarkdown } from "./markdown.js";
import { renderText } from "./text.js";

const RENDERERS: Readonly<Record<string, (table: TableModel) => string>> = {
  text: renderText,
  markdown: renderMarkdown,
  latex: renderLatex,
  html: renderHtml,
  csv: renderCsv,
};

/** The table in `format`: text, markdown, latex, html or csv. Throws NotSupported for any other. */
export function renderTable(table: TableModel, format: string): string {
  return rendererOf(format)(table);
}

/** The renderer of `format`, to refuse a format before anything is computed. Throws NotSupported as `renderTable`. */
export function rendererOf(format: string): (table: TableModel) => string {
  const render = RENDERERS[format];
  if (render === undefined) {
    const known = Object.keys(RENDERERS);
    throw new NotSupported(
      "format_not_supported",
      `A table can't be written as '${format}'; use one of ${known.join(", ")}.`,
      { got: format, expected: known },
    );
  }
  return render;
}
