/**
 * A page as a Word document: what the web page says, three-line tables, figures as pictures with their words
 * for screen readers, wide tables on pages laid across. The package that writes it is loaded when it is first needed.
 */
import type { Page } from "./page.js";

/** The page as the bytes of a .docx file. The same page gives the same bytes, whatever the time. */
export async function renderPageDocx(page: Page): Promise<Uint8Array> {
  const [{ docxDocument, packDocx }, { pageBlocks }] = await Promise.all([
    import("../render/docx/document.js"),
    import("./docx-blocks.js"),
  ]);
  return packDocx(docxDocument(pageBlocks(page), page.title, page.language));
}
