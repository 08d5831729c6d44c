/** The study's text, and code that gives the same numbers: commands, Stata, R; each can be taken away by a press. */
import "../style/files.css";
import { code, shownCode } from "../state/code.js";
import { saveStudy } from "../state/saving.js";
import { language } from "../state/session.js";
import { fileWords as words } from "../words/files.js";
import { copyText } from "./cell.js";
import { download } from "./download.js";
import { StudyPane } from "./study-pane.js";

const SHOWN = ["study", "command", "stata", "r"] as const;
const NAMES = { study: words.studyTab, command: words.commandTab, stata: words.stataTab, r: words.rTab } as const;

export function CodePane() {
  const spoken = language.value;
  const shown = shownCode.value;
  return (
    <>
      <fieldset class="tabs code-tabs" aria-label={words.codeTabs[spoken]}>
        {SHOWN.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={shown === name}
            onClick={() => {
              shownCode.value = name;
            }}
          >
            {NAMES[name][spoken]}
          </button>
        ))}
      </fieldset>
      {shown === "study" ? (
        <>
          <StudyPane />
          <p class="actions">
            <button type="button" onClick={() => saveStudy(download)}>
              {words.saveStudy[spoken]}
            </button>
          </p>
        </>
      ) : (
        <Lines />
      )}
    </>
  );
}

function Lines() {
  const spoken = language.value;
  const made = code.value;
  if (made === null) return <p class="hint code-waits">{words.codeWaits[spoken]}</p>;
  return (
    <>
      {made.lines !== "" && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard
        <pre class="code" lang="" tabIndex={0}>
          <code>{made.lines}</code>
        </pre>
      )}
      {made.lines !== "" && (
        <p class="actions">
          <button type="button" onClick={() => void copyText(made.lines, words.codeCopied[spoken])}>
            {words.copyCode[spoken]}
          </button>
        </p>
      )}
      {made.notes.map((note) => (
        <p key={note} class="hint">
          {note}
        </p>
      ))}
    </>
  );
}
