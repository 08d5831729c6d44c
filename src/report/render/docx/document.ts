/**
 * A Word document of blocks, and its bytes, which depend on its content alone: parts are packed anew without the time of day,
 * random names numbered in the order they appear.
 */
import { Document, Packer } from "docx";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import type { Language } from "../../../base/messages.js";
import { docxStyles, sectionPage } from "./styles.js";
import type { DocxBlock } from "./table.js";

/** The document of `blocks` in their order: those whose page lies as the one before share its section. */
export function docxDocument(blocks: readonly DocxBlock[], title: string | undefined, language: Language): Document {
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

/** The time every part bears, by the clock on the wall, as the zip format has it. */
const packedAt = (): Date => new Date(1980, 0, 1, 12);
const TIMES = /<dcterms:(created|modified)[^>]*>[^<]*<\/dcterms:\1>/g;
/** Names that the docx package draws at random: `rId` and 21 letters. */
const RANDOM_ID = /\brId[a-z0-9_-]{21}(?=")/g;

/** The bytes of a .docx file. The same document gives the same bytes on every host and in every time zone. */
export async function packDocx(document: Document): Promise<Uint8Array> {
  const parts = unzipSync(new Uint8Array(await Packer.toArrayBuffer(document)));
  const names = new Map<string, string>();
  const named = (id: string): string => {
    const name = names.get(id) ?? `rIdLink${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  const settled = Object.entries(parts).map(([path, bytes]): [string, Uint8Array] => {
    if (!/\.(xml|rels)$/.test(path)) return [path, bytes];
    const text = strFromU8(bytes).replace(RANDOM_ID, named);
    return [path, strToU8(path === "docProps/core.xml" ? text.replace(TIMES, "") : text)];
  });
  return zipSync(Object.fromEntries(settled), { mtime: packedAt(), level: 6 });
}
