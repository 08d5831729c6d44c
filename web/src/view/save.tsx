/** What is taken away: the study by one press, its reports, tables, figures and record, and a bundle that can be verified. */
import { nameOf } from "../../../src/base/text.js";
import "../style/files.css";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Actions } from "../protocol.js";
import { isBlind, looks } from "../state/looks-kept.js";
import { making, saveBundle, saveMade, saveStudy, stopMaking } from "../state/saving.js";
import { sheet } from "../state/seen.js";
import { description, files, language } from "../state/session.js";
import { bytesText } from "../words/data.js";
import { fileWords as words } from "../words/files.js";
import { download } from "./download.js";
import { pictureOf } from "./picture.js";

/** What can be saved besides the study and the bundle. */
const FILES: readonly (readonly [keyof typeof words & string, string, Actions["make"]["takes"]["what"]])[] = [
  ["report", "report.html", "report"],
  ["word", "report.docx", "report"],
  ["latex", "tables.zip", { endings: ["tex"] }],
  ["figures", "figures.zip", { endings: ["svg"] }],
  ["results", "results.json", "report"],
  ["all", "files.zip", "all"],
];

/** Files with pictures, which the browser draws. */
const SHOWS_PICTURES = new Set(["report.docx", "files.zip"]);

const WHY = {
  report: words.reportWhy,
  word: words.wordWhy,
  latex: words.latexWhy,
  figures: words.figuresWhy,
  results: words.resultsWhy,
  all: words.allWhy,
} as const;

/** The study's text, without a press on anything. */
export const saveNow = (): void => saveStudy(download);

export function Save() {
  const spoken = language.value;
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.querySelector("button")?.focus(), []);
  const close = (): void => {
    sheet.value = null;
    document.querySelector<HTMLElement>(".save-word")?.focus();
  };
  const lacks = (description.value?.lacking.length ?? 1) > 0;
  // what is covered on the page is in no file either
  const isOff = lacks || isBlind.value;
  const state = isBlind.value ? words.blind : lacks ? words.lacking : words.same;
  return (
    <section
      class="save"
      ref={box}
      aria-label={words.save[spoken]}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <h2>{words.save[spoken]}</h2>
      <ul>
        <Item name={words.study[spoken]} why={words.studyWhy[spoken]} does={() => saveStudy(download)} />
        {FILES.map(([key, name, what]) => (
          <Item
            key={key}
            name={words[key as keyof typeof WHY][spoken]}
            why={WHY[key as keyof typeof WHY][spoken]}
            isOff={isOff}
            does={() => void saveMade(name, what, download, SHOWS_PICTURES.has(name) ? pictureOf : undefined)}
          />
        ))}
        <BundleItem isOff={isOff} />
      </ul>
      <p class="hint" role="status">
        {making.value === null ? (
          state[spoken]
        ) : (
          <>
            {words.making[spoken](making.value.name)}, {Math.floor(100 * making.value.fraction)}%{" "}
            <button type="button" class="phrase" onClick={stopMaking}>
              {words.stop[spoken]}
            </button>
          </>
        )}
      </p>
      <p class="actions">
        <button type="button" onClick={close}>
          {words.close[spoken]}
        </button>
      </p>
    </section>
  );
}

interface ItemProps {
  readonly name: string;
  readonly why: string;
  readonly isOff?: boolean;
  readonly does: () => void;
}

function Item({ name, why, isOff = false, does }: ItemProps) {
  return (
    <li>
      <button type="button" class="phrase" disabled={isOff} onClick={does}>
        {name}
      </button>
      <span class="hint">{why}</span>
    </li>
  );
}

function BundleItem({ isOff }: { readonly isOff: boolean }) {
  const spoken = language.value;
  const [withLooks, takeLooks] = useState(false);
  const [withData, takeData] = useState(false);
  const names = Object.values(description.value?.data ?? {}).map(nameOf);
  const size = files.value.filter(({ name }) => names.includes(name)).reduce((sum, { bytes }) => sum + bytes, 0);
  const choice = (label: string, isTaken: boolean, take: (is: boolean) => void) => (
    <label>
      <input type="checkbox" checked={isTaken} onChange={({ currentTarget }) => take(currentTarget.checked)} /> {label}
    </label>
  );
  return (
    <li>
      <button
        type="button"
        class="phrase"
        disabled={isOff}
        onClick={() => void saveBundle({ withLooks, withData }, download)}
      >
        {words.bundle[spoken]}
      </button>
      <span class="hint">
        {words.bundleWhy[spoken]}
        <span class="with">
          {choice(words.withLooks[spoken](looks.value.length), withLooks, takeLooks)}
          {choice(words.withData[spoken](bytesText(size)), withData, takeData)}
        </span>
      </span>
    </li>
  );
}
