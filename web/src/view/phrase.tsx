/** A choice as words: underlined solid, or dotted while it is a guess; a press opens its list beneath. */
import type { Choice } from "../state/choices.js";
import { guessedBecause } from "../state/here.js";
import { opened } from "../state/seen.js";
import { description, language } from "../state/session.js";
import { valueWords, choiceWords as words } from "../words/choices.js";
import { Alternatives } from "./alternatives.js";

interface PhraseProps {
  readonly choice: Choice;
  /** Where it stands: the list of one place is not that of another. */
  readonly where: string;
  readonly text?: string;
}

export function Phrase({ choice, where, text }: PhraseProps) {
  const spoken = language.value;
  const name = `${where}:${choice.key}`;
  const isOpen = opened.value === name;
  const because = guessedBecause(choice);
  const shown = text ?? valueWords(choice.key, choice.value, description.value!, spoken);
  return (
    <span class="choice">
      <button
        type="button"
        class={`phrase ${because === null ? "" : "guessed"}`}
        aria-expanded={isOpen}
        aria-label={`${words[choice.key][spoken]}: ${shown}`}
        title={because === null ? undefined : words.guessed[spoken](because)}
        onClick={() => {
          opened.value = isOpen ? null : name;
        }}
      >
        {shown}
      </button>
      {isOpen && <Alternatives choice={choice} />}
    </span>
  );
}
