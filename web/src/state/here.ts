/** The column of a table that is selected, and its choices. */
import { computed, signal } from "@preact/signals";
import { alternativeWords, choiceWords } from "../words/choices.js";
import { type Choice, choicesOf, type Named, type Place, panelColumns } from "./choices.js";
import { exhibits } from "./exhibits.js";
import { forms } from "./forms.js";
import { change } from "./live.js";
import { selected } from "./seen.js";
import { description, files, guess, language } from "./session.js";

export const named = computed<readonly Named[]>(() =>
  description.value === null ? [] : panelColumns(description.value, files.value),
);

const widthOf = (stage: string): number => {
  const block = exhibits.value.get(stage)?.blocks.find(({ kind }) => kind === "table");
  return block?.kind === "table" ? block.table.heads.length : 1;
};

/** Where the sentence is: what is selected, else the first column of the first table of estimates. */
export const here = computed<Place | null>(() => {
  const stages = description.value?.stages ?? [];
  const at = selected.value;
  const stage =
    stages.find(({ name }) => name === at?.stage) ??
    stages.find(({ kind }) => kind === "regressions") ??
    stages.find(({ spec }) => "treatment" in spec);
  if (stage === undefined) return null;
  return { stage, column: at?.stage === stage.name ? at.column : 0, width: widthOf(stage.name) };
});

export const choices = computed<readonly Choice[]>(() => {
  const [study, place] = [description.value, here.value];
  return study === null || place === null
    ? []
    : choicesOf(study, forms.value.get(place.stage.kind), place, named.value);
});

/** Roles of the guess that the reader has confirmed, by pressing. */
export const confirmed = signal<ReadonlySet<string>>(new Set());

const ROLES: Readonly<Record<Choice["key"], readonly string[]>> = {
  treatment: ["treatment"],
  outcome: ["outcome"],
  controls: [],
  fe: ["unit", "time"],
  variance: ["cluster"],
  subset: [],
};

/** Why a phrase was guessed; null where it was not, or is confirmed. */
export function guessedBecause({ key, value }: Choice): string | null {
  if (guess.value === null || confirmed.value.has(key)) return null;
  const decisions = guess.value.decisions.filter(({ role }) => ROLES[key].includes(role));
  const isGuess = key === "fe" || key === "outcome" ? value === undefined : decisions.length > 0;
  if (!isGuess || decisions.length === 0) return null;
  return decisions
    .map(({ candidates, taken }) => candidates.find((one) => one.value === taken)?.because ?? "")
    .join("; ");
}

export const confirm = (key: Choice["key"]): void => {
  confirmed.value = new Set(confirmed.value).add(key);
};

/** Takes an alternative. */
export function choose(choice: Choice, value: unknown): Promise<void> {
  const spoken = language.value;
  const words = alternativeWords(choice.key, value, choice.value, description.value!, spoken);
  confirm(choice.key);
  return change([{ path: choice.path, value }], choiceWords.change[spoken](choiceWords[choice.key][spoken], words));
}
