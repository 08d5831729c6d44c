/**
 * A Word document of blocks: those whose page lies as the one before share its section.
 */
import { Document } from "docx";
import type { DocxOptions } from "../docx-options.js";
import { sectionPage } from "./page-size.js";
import { docxStyles } from "./styles.js";
import type { DocxBlock } from "./table.js";

/** The document of `blocks` in their order. */
export function docxDocument(blocks: readonly DocxBlock[], { title, language = "en" }: DocxOptions = {}): Document {
  const runs: DocxBlock[] = [];
  for (const block of blocks) {
    const before = runs.at(-1);
    if (before?.across === block.across)
      runs[runs.length - 1] = { ...before, children: [...before.children, ...block.children] };
    else runs.push(block);
  }
  return new Document({
    creator: "wasmetrics",
    lastModifiedBy: "wasmetrics",
    ...(title === undefined ? {} : { title }),
    styles: docxStyles(language),
    sections: (runs.length === 0 ? [{ across: false, children: [] }] : runs).map(({ across, children }) => ({
      properties: sectionPage(across),
      children,
    })),
  });
}
