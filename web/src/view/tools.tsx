/** The words above the paper: undo, redo, the language, what to add, saving; on a narrow page the words at its foot. */
import { redoes, undoes } from "../state/history.js";
import { history, redo, speak, undo } from "../state/live.js";
import { isAdding, margin, sheet } from "../state/seen.js";
import { language, text } from "../state/session.js";
import { choiceWords } from "../words/choices.js";
import { pageWords as words } from "../words/page.js";

export function Tools() {
  const spoken = language.value;
  const [before, after] = [undoes(history.value), redoes(history.value)];
  return (
    <div class="tools-row">
      {text.value !== null && (
        <>
          <button
            type="button"
            class="data-word"
            aria-expanded={sheet.value === "data"}
            onClick={() => {
              sheet.value = sheet.value === "data" ? null : "data";
            }}
          >
            {words.data[spoken]}
          </button>
          <button
            type="button"
            disabled={before === null}
            title={before === null ? "" : words.undoes[spoken](before)}
            onClick={undo}
          >
            {words.undo[spoken]}
          </button>
          <button
            type="button"
            disabled={after === null}
            title={after === null ? "" : words.redoes[spoken](after)}
            onClick={redo}
          >
            {words.redo[spoken]}
          </button>
          <button
            type="button"
            onClick={() => {
              isAdding.value = true;
            }}
          >
            {choiceWords.add[spoken]}
          </button>
        </>
      )}
      <button type="button" lang={spoken === "en" ? "zh" : "en"} onClick={() => speak(spoken === "en" ? "zh" : "en")}>
        {words.other[spoken]}
      </button>
      {text.value !== null && (
        <button type="button" class="save-word" aria-expanded={sheet.value === "save"} onClick={() => toggle("save")}>
          {words.save[spoken]}
        </button>
      )}
    </div>
  );
}

function toggle(name: NonNullable<typeof sheet.value>): void {
  sheet.value = sheet.value === name ? null : name;
  if (name === "choices" || name === "looks") margin.value = name;
}

/** The words at the foot of a narrow page. */
export function Foot() {
  const spoken = language.value;
  return (
    <nav class="foot" aria-label={words.regions[spoken]}>
      {(["data", "choices", "looks", "save"] as const).map((name) => (
        <button key={name} type="button" aria-expanded={sheet.value === name} onClick={() => toggle(name)}>
          {words[name][spoken]}
        </button>
      ))}
    </nav>
  );
}
