/** The list of a choice: each alternative with the estimate and interval it would give, on one scale. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Finding } from "../../../src/study/stages/stage.js";
import { type Choice, sameValue } from "../state/choices.js";
import { choose, confirm, guessedBecause } from "../state/here.js";
import { endLooks, found, keyOfLook, lookAt } from "../state/looking.js";
import { isBlind } from "../state/looks-kept.js";
import { opened } from "../state/seen.js";
import { description, language } from "../state/session.js";
import { alternativeWords, choiceWords as words } from "../words/choices.js";
import { Interval, scaleOf } from "./interval.js";

export function Alternatives({ choice }: { readonly choice: Choice }) {
  const spoken = language.value;
  const study = description.value!;
  const list = useRef<HTMLFieldSetElement>(null);
  const [written, write] = useState("");
  const wordsOf = (value: unknown): string => alternativeWords(choice.key, value, choice.value, study, spoken);
  const asked = JSON.stringify([choice.path, choice.alternatives, choice.column]);
  useEffect(() => {
    void lookAt(choice, wordsOf);
    return endLooks;
  }, [asked]);
  useEffect(() => {
    const all = list.current!;
    const first = all.querySelector<HTMLElement>("[aria-pressed=true]") ?? all.querySelector<HTMLElement>("button");
    first?.focus({ preventScroll: true });
  }, []);
  const looks = choice.alternatives.map((value) => found.value.get(keyOfLook(choice, value)));
  const findings = isBlind.value ? [] : looks.flatMap((look) => look?.finding ?? []);
  const scale = scaleOf(findings);
  const because = guessedBecause(choice);
  const close = (): void => {
    opened.value = null;
  };
  return (
    <fieldset class="alternatives" ref={list} aria-label={words[choice.key][spoken]} onKeyDown={walk}>
      {because !== null && (
        <p class="because">
          {words.guessed[spoken](because)}{" "}
          <button
            type="button"
            onClick={() => {
              confirm(choice.key);
              close();
            }}
          >
            {words.keep[spoken]}
          </button>
        </p>
      )}
      {choice.alternatives.map((value, a) => (
        <button
          type="button"
          class="alternative"
          key={JSON.stringify(value ?? null)}
          aria-pressed={sameValue(value, choice.value)}
          title={looks[a]?.why ?? undefined}
          onClick={() => {
            close();
            void choose(choice, value);
          }}
        >
          <span class="what">{wordsOf(value)}</span>
          {!isBlind.value && <Shown finding={looks[a]?.finding ?? null} why={looks[a]?.why ?? null} scale={scale} />}
        </button>
      ))}
      {choice.key !== "treatment" && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            close();
            void choose(choice, choice.key === "controls" ? namesIn(written) : written);
          }}
        >
          <input
            value={written}
            aria-label={words.another[spoken]}
            placeholder={words.another[spoken]}
            spellcheck={false}
            onInput={({ currentTarget }) => write(currentTarget.value)}
          />
          <button type="submit" disabled={written.trim() === ""}>
            {words.take[spoken]}
          </button>
        </form>
      )}
    </fieldset>
  );
}

const namesIn = (written: string): readonly string[] =>
  written
    .split(/[+,，、]|\s(?=\S+\s*$)/)
    .map((name) => name.trim())
    .filter((name) => name !== "");

interface ShownProps {
  readonly finding: Finding | null;
  readonly why: string | null;
  readonly scale: ReturnType<typeof scaleOf>;
}

function Shown({ finding, why, scale }: ShownProps) {
  if (finding === null) return <span class="why">{why ?? ""}</span>;
  return <Interval finding={finding} scale={scale} />;
}

/** Arrows go through the list; Escape closes it, and goes back to what opened it. */
function walk(event: KeyboardEvent): void {
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("button, input")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (event.key === "Escape") {
    event.stopPropagation();
    const opener = document.querySelector<HTMLElement>('[aria-expanded="true"]');
    opened.value = null;
    opener?.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]?.focus();
  }
}
