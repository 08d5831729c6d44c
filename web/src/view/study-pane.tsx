/** The study's text: typed here, it is the study; undo is that of the page, and a fault names its line. */
import { useEffect, useRef, useState } from "preact/hooks";
import { take } from "../state/live.js";
import { failure, language, text } from "../state/session.js";
import { choiceWords as words } from "../words/choices.js";
import { paperWords } from "../words/paper.js";
import { goToLine, lineOf } from "./refusal.js";

const PAUSE_MS = 250;
/** A pause of this length ends a step of undo. */
const STEP_MS = 1_000;

export function StudyPane() {
  const spoken = language.value;
  const [written, write] = useState(text.value ?? "");
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const typing = useRef({ at: 0, run: 0 });
  useEffect(() => {
    clearTimeout(pause.current);
    write(text.value ?? "");
  }, [text.value]);
  const typed = (next: string): void => {
    write(next);
    const now = performance.now();
    if (now - typing.current.at > STEP_MS) typing.current.run++;
    typing.current.at = now;
    clearTimeout(pause.current);
    const joins = `typing ${typing.current.run}`;
    pause.current = setTimeout(() => take(next, { what: words.edited[spoken], joins }), PAUSE_MS);
  };
  const line = failure.value === null ? null : lineOf(failure.value.message);
  return (
    <>
      <textarea
        class="study"
        aria-label={words.studyText[spoken]}
        value={written}
        spellcheck={false}
        wrap="off"
        onInput={(event) => !event.isComposing && typed(event.currentTarget.value)}
        onCompositionEnd={({ currentTarget }) => typed(currentTarget.value)}
      />
      <p class="fault" role="status">
        {failure.value?.message}{" "}
        {line !== null && (
          <button type="button" onClick={() => goToLine(line)}>
            {paperWords.toLine[spoken]}
          </button>
        )}
      </p>
    </>
  );
}
