/** The files of a folder as a reader sees their words and numbers: documents of Word unpacked, marks and escapes of formats undone. */
import { strFromU8, unzipSync } from "fflate";
import * as layout from "../../study/replication/layout.js";

/** The program, data that are provided and their rows: not made by a run. Pictures are drawn from the drawing beside them. */
const isMade = (path: string): boolean =>
  ![layout.SOFTWARE, layout.DATA, layout.ROWS, layout.LOCK, layout.LICENCE, layout.HASHES].some((start) =>
    path.startsWith(start),
  ) && !path.endsWith(".png");

/** What a run made of `parts`, as text. */
export function folderTexts(parts: ReadonlyMap<string, string | Uint8Array>): ReadonlyMap<string, string> {
  return new Map([...parts].filter(([path]) => isMade(path)).map(([path, part]) => [path, textOf(path, part)]));
}

function textOf(path: string, part: string | Uint8Array): string {
  if (path.endsWith(".docx")) return wordText(part as Uint8Array);
  const text = typeof part === "string" ? part : Buffer.from(part).toString("utf8");
  if (/\.(?:md|tex)$/.test(path)) return text.replaceAll(/\\(?=[^\p{L}\s])/gu, "");
  return /\.(?:html|svg)$/.test(path) ? withoutEntities(text.replaceAll(/;base64,[\w+/=]+/g, "")) : text;
}

/** Words of every part, a line a paragraph. */
const wordText = (bytes: Uint8Array): string =>
  Object.entries(unzipSync(bytes))
    .filter(([name]) => /\.(?:xml|rels)$/.test(name))
    .map(([, part]) =>
      withoutEntities(
        strFromU8(part)
          .replaceAll(/<\/w:(?:p|tc)>/g, "\n")
          .replaceAll(/<[^>]*>/g, ""),
      ),
    )
    .join("\n");

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", amp: "&" };

const withoutEntities = (text: string): string =>
  text
    .replaceAll(/&#(x?)([\da-f]+);/gi, (_, hex: string, code: string) =>
      String.fromCodePoint(Number.parseInt(code, hex === "" ? 10 : 16)),
    )
    .replaceAll(/&(lt|gt|quot|apos|nbsp|amp);/g, (_, name: string) => ENTITIES[name]!);
