/** A line of Stata or R that is pasted; Enter takes it. What it was read as is stated beneath. */
import { signal } from "@preact/signals";
import { mistaken, takeLine, translation } from "../state/line.js";
import { language } from "../state/session.js";
import { dataWords as words } from "../words/data.js";

const written = signal("");

export function Line() {
  const spoken = language.value;
  return (
    <section class="line">
      <label>
        {words.line[spoken]}
        <textarea
          rows={2}
          spellcheck={false}
          placeholder={words.lineExample[spoken]}
          value={written.value}
          onInput={({ currentTarget }) => {
            written.value = currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void takeLine(written.value);
          }}
        />
      </label>
      <button type="button" class="word" onClick={() => void takeLine(written.value)}>
        {words.takeLine[spoken]}
      </button>
      {mistaken.value !== null && (
        <pre class="mistaken" role="alert">
          {mistaken.value.message}
        </pre>
      )}
      {translation.value !== null && (
        <div class="translation" aria-live="polite">
          <p>{words.translated[spoken](translation.value.formula)}</p>
          <pre>
            <code>{translation.value.command}</code>
          </pre>
          {translation.value.notes.map((note) => (
            <p key={note} class="hint">
              {note}
            </p>
          ))}
        </div>
      )}
    </section>
  );
}
