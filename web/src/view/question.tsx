/** What is in doubt of the guess: one question at a time, the best candidate first, and none of these. */
import { signal } from "@preact/signals";
import { answer, guessedFile, isConfirmedOnAll, question } from "../state/guessing.js";
import { files, guess, language } from "../state/session.js";
import { dataWords as words } from "../words/data.js";

/** Candidates that are shown. */
const SHOWN = 4;
/** The role whose columns are all shown. */
const others = signal<string | null>(null);

export function Question() {
  const spoken = language.value;
  const asked = question.value;
  const file = files.value.find(({ name }) => name === guessedFile.value);
  if (asked === null || file === undefined) return null;
  const { role, taken, candidates } = asked;
  const take = (name: string): void => {
    const column = file.columns.find((one) => one.name === name);
    if (column !== undefined) void answer(role, column, words.gives[spoken](name, words.questions[role][spoken](name)));
  };
  return (
    <section class="question" aria-live="polite">
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
