/** The left margin: files that are open, what is in doubt of them, and their columns. */

import { signal, useSignalEffect } from "@preact/signals";
import { nameOf } from "../../../src/base/text.js";
import type { OpenedFile } from "../protocol.js";
import { forgetEverything } from "../state/forgetting.js";
import { begin, guessedFile } from "../state/guessing.js";
import { servedFolder } from "../state/host.js";
import { close } from "../state/opening.js";
import { followReadings } from "../state/rereading.js";
import { description, files, language, reported, text } from "../state/session.js";
import { dataWords as words } from "../words/data.js";
import { Customs } from "./beginning.js";
import { Choose } from "./choose.js";
import { Columns } from "./columns.js";
import { shownRows } from "./grid.js";
import { later } from "./later.js";
import { Line } from "./line.js";
import { Mixed } from "./mixed.js";
import { Confirming, Question } from "./question.js";

const Served = later(async () => (await import("./served.js")).Served);
const Contents = later(async () => (await import("./contents.js")).Contents);

export function Data() {
  const spoken = language.value;
  useSignalEffect(() => void followReadings());
  const lacking = description.value?.lacking ?? [];
  return (
    <div class="data">
      <Question />
      {files.value.map((file) => (
        <FileView key={file.name} file={file} />
      ))}
      {lacking.length > 0 && <p class="warning">{words.lacks[spoken](lacking.map(nameOf).join(words.and[spoken]))}</p>}
      {text.value !== null && <Contents />}
      <p class="file-actions">
        <Choose>{words.add[spoken]}</Choose>
        <Forget />
      </p>
      {files.value.length > 0 && <Line />}
      {servedFolder !== null && <Served />}
    </div>
  );
}

function FileView({ file }: { readonly file: OpenedFile }) {
  const spoken = language.value;
  const { name, rows, columns, notes } = file;
  const used = Object.values(description.value?.data ?? {}).map(nameOf);
  return (
    <section class="file" aria-label={name}>
      <h2 lang="">{name}</h2>
      <p class="hint">
        {words.size[spoken](rows, columns.length)}
        <br />
        {words.local[spoken]}
      </p>
      <p class="file-actions">
        <button
          type="button"
          class="word"
          aria-expanded={shownRows.value === name}
          onClick={() => {
            shownRows.value = shownRows.value === name ? null : name;
          }}
        >
          {words.showRows[spoken]}
        </button>
        <button type="button" class="word" aria-label={words.close[spoken](name)} onClick={() => void close(name)}>
          {words.closes[spoken]}
        </button>
      </p>
      {guessedFile.value === name && <Confirming />}
      {text.value !== null && description.value !== null && !used.includes(name) && (
        <p class="hint">
          {words.notUsed[spoken]}{" "}
          <button type="button" class="word" onClick={() => void reported(() => begin(name))}>
            {words.begin[spoken]}
          </button>
        </p>
      )}
      {file.customs !== null && text.value !== null && !used.includes(name) && <Customs file={file} />}
      <Mixed file={file} />
      {notes.length > 0 && (
        <details>
          <summary>{words.notes[spoken]}</summary>
          {notes.map((note) => (
            <p key={note} class="hint">
              {note}
            </p>
          ))}
        </details>
      )}
      <Columns file={file} />
    </section>
  );
}

const isForgetting = signal(false);

/** Forgetting takes two presses: nothing brings it back. */
function Forget() {
  const spoken = language.value;
  if (!isForgetting.value) {
    return (
      <button
        type="button"
        class="word"
        onClick={() => {
          isForgetting.value = true;
        }}
      >
        {words.forget[spoken]}
      </button>
    );
  }
  return (
    <span class="forget" role="alert">
      {words.forgets[spoken]}{" "}
      <button
        type="button"
        class="word"
        onClick={() => {
          isForgetting.value = false;
          void forgetEverything();
        }}
      >
        {words.forgetNow[spoken]}
      </button>{" "}
      <button
        type="button"
        class="word"
        onClick={() => {
          isForgetting.value = false;
        }}
      >
        {words.keep[spoken]}
      </button>
    </span>
  );
}
