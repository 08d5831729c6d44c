/** Files of an exhibit: a table as Word, LaTeX and CSV, a figure as SVG and PNG; those of the command line, but for PNG, which the browser draws. */
import type { Block } from "../../../src/report/page/page.js";
import { saveMade } from "../state/saving.js";
import { say } from "../state/seen.js";
import { language } from "../state/session.js";
import { fileWords as words } from "../words/files.js";
import { download } from "./download.js";
import { pictureOf } from "./picture.js";

const ENDINGS = {
  table: [
    ["Word", "docx"],
    ["LaTeX", "tex"],
    ["CSV", "csv"],
  ],
  figure: [
    ["SVG", "svg"],
    ["PNG", "png"],
  ],
} as const;

interface ExhibitFilesProps {
  readonly stage: string;
  readonly block: Block;
  /** Numbers of choices that have changed are not taken away. */
  readonly isCurrent: boolean;
}

export function ExhibitFiles({ stage, block, isCurrent }: ExhibitFilesProps) {
  if (block.kind !== "table" && block.kind !== "figure") return null;
  const { id } = block;
  const what = { stage, exhibit: id };
  const caption = block.kind === "table" ? block.table.title : block.caption;
  return (
    <>
      {ENDINGS[block.kind].map(([name, ending]) => (
        <button
          key={ending}
          type="button"
          disabled={!isCurrent}
          aria-label={`${name}, ${caption}`}
          onClick={() => void (ending === "png" ? savePicture(what) : saveMade(`${id}.${ending}`, what, download))}
        >
          {name}
        </button>
      ))}
    </>
  );
}

/** The drawing that the command line makes, as a picture of this browser. */
async function savePicture(what: { readonly stage: string; readonly exhibit: string }): Promise<void> {
  let svg: string | undefined;
  await saveMade(`${what.exhibit}.svg`, what, ({ content }) => {
    svg = String(content);
  });
  if (svg === undefined) return;
  try {
    const name = `${what.exhibit}.png`;
    download({ name, type: "image/png", content: await pictureOf(svg) });
    say(words.saved[language.value](name));
  } catch {
    say(words.notDrawn[language.value]);
  }
}
