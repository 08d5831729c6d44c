/** The folder that `inspect --out DIR` writes: the page, the record, each picture as SVG and PNG. */
import type { Language } from "../base/messages.js";
import type { Known } from "../inspect/columns-table.js";
import type { Inspection } from "../inspect/inspect.js";
import { inspectPage } from "../inspect/page.js";
import type { Picture } from "../inspect/pictures.js";
import type { Drawing } from "../report/page/page.js";
import { renderPage } from "../report/page/render-page.js";
import { drawAnew, drawSvg, figureDrawing } from "../study/outputs/figure-drawing.js";
import { fileTools } from "./study-pictures.js";

/** What the folder is made of; `record` is the JSON document. */
export interface FolderContent {
  readonly known: Known;
  readonly inspection: Inspection;
  readonly pictures: readonly Picture[];
  readonly record: string;
  readonly language: Language;
  readonly command: string;
}

/** Files by name; a picture with Chinese words has no PNG where no font of the system has them. */
export async function inspectFolder(content: FolderContent): Promise<Map<string, string | Uint8Array>> {
  const { known, inspection, pictures, record, language, command } = content;
  const files = new Map<string, string | Uint8Array>();
  const drawings = new Map<string, Drawing>();
  const { picture } = fileTools(drawAnew);
  for (const { id, spec } of pictures) {
    const svg = await drawSvg(spec({ theme: "light" }), drawAnew);
    const png = await picture(svg, drawAnew);
    files.set(`${id}.svg`, svg);
    if (png !== null) files.set(`${id}.png`, png);
    drawings.set(id, await figureDrawing({ id, spec }, drawAnew, png));
  }
  files.set("report.html", renderPage(inspectPage(known, inspection, { language, pictures, drawings, command })));
  files.set("inspect.json", `${record}\n`);
  return files;
}
