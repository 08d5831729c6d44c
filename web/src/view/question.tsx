/** What is in doubt of the guess: one question at a time, the best candidate first, and none of these. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { answer, guessedFile, isConfirmedOnAll, LETTERS, question } from "../state/guessing.js";
import { files, guess, language } from "../state/session.js";
import { dataWords as words } from "../words/data.js";

/** Candidates that are shown. */
const SHOWN = 4;
/** The role whose columns are all shown. */
const others = signal<string | null>(null);

/** What was answered last, and how high the question was: its place is kept while the pointer, or the focus, is in the margin. */
interface Answered {
  readonly words: string;
  readonly height: number;
}

export function Question() {
  const spoken = language.value;
  const box = useRef<HTMLElement>(null);
  const [answered, keep] = useState<Answered | null>(null);
  const asked = question.value;
  const file = files.value.find(({ name }) => name === guessedFile.value);
  useEffect(() => {
    if (answered === null) return;
    if (asked === null) box.current?.focus({ preventScroll: true });
    const margin = box.current?.closest<HTMLElement>(".left");
    const leave = (event: Event): void => {
      // a button that was pressed and is gone loses the focus to nothing
      const to = event instanceof FocusEvent ? (event.relatedTarget as Node | null) : document.body;
      if (to !== null && !margin!.contains(to)) keep(null);
    };
    margin?.addEventListener("pointerleave", leave);
    margin?.addEventListener("focusout", leave);
    return () => {
      margin?.removeEventListener("pointerleave", leave);
      margin?.removeEventListener("focusout", leave);
    };
  }, [answered, asked === null]);
  const height = answered === null ? {} : { style: { minHeight: `${answered.height}px` } };
  if (asked === null || file === undefined) {
    if (answered === null) return null;
    return (
      <section class="question" ref={box} tabIndex={-1} {...height}>
        <p class="hint">{answered.words}</p>
      </section>
    );
  }
  const { role, taken, candidates } = asked;
  const take = (name: string): void => {
    const column = file.columns.find((one) => one.name === name);
    if (column === undefined) return;
    const what = words.gives[spoken](name, words.roles[LETTERS[role]][spoken]);
    keep({ words: what, height: box.current!.getBoundingClientRect().height });
    void answer(role, column, what);
  };
  return (
    <section class="question" ref={box} aria-live="polite" {...height}>
      <p>{words.questions[role][spoken](taken)}</p>
      <ul>
        {candidates.slice(0, SHOWN).map(({ value, because }) => (
          <li key={value}>
            <button type="button" class="word" lang="" onClick={() => take(value)}>
              {value}
            </button>
            <span class="because">{because}</span>
          </li>
        ))}
        <li>
          {others.value === role ? (
            <select
              aria-label={words.another[spoken]}
              onChange={({ currentTarget }) => {
                others.value = null;
                take(currentTarget.value);
              }}
            >
              <option value="">{words.another[spoken]}</option>
              {file.columns.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          ) : (
            <button
              type="button"
              class="word"
              onClick={() => {
                others.value = role;
              }}
            >
              {words.noneOfThese[spoken]}
            </button>
          )}
        </li>
      </ul>
    </section>
  );
}

/** Whether all rows said what the first did. */
export function Confirming() {
  const spoken = language.value;
  if (isConfirmedOnAll.value === null || guess.value === null) return null;
  return (
    <p class="hint" aria-live="polite">
      {isConfirmedOnAll.value ? words.confirmed[spoken] : words.confirming[spoken](guess.value.rows)}
    </p>
  );
}
