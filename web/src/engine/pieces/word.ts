/** Word documents as a piece of the worker. */
import { pageBlocks } from "../../../../src/report/page/docx-blocks.js";
import { docxDocument, packDocx } from "../../../../src/report/render/docx/document.js";
import { docxTable } from "../../../../src/report/render/docx/table.js";

Object.assign(globalThis, { wasmetrics_word: { pageBlocks, docxDocument, packDocx, docxTable } });
