/** Stages moved, removed and added: changes of the study's text, each one step of undo. */
import type { Form, FormKey, StudyDescription } from "../protocol.js";
import { choiceWords } from "../words/choices.js";
import { kindWords } from "../words/keys.js";
import { paperWords as words } from "../words/paper.js";
import { change } from "./live.js";
import { description, language } from "./session.js";

export const removeStage = (stage: string): Promise<void> =>
  change([{ path: ["stages", stage] }], words.removed[language.value](stage));

/** Moves a stage `by` places. */
export async function moveStage(stage: string, by: number): Promise<void> {
  const names = description.value?.stages.map(({ name }) => name) ?? [];
  const to = names.indexOf(stage) + by;
  if (to < 0 || to >= names.length) return;
  await change([{ path: ["stages", stage], to }], words.moved[language.value](stage));
}

/** Adds a stage behind all others. */
export async function addStage(kind: string, spec: Readonly<Record<string, unknown>>): Promise<void> {
  const spoken = language.value;
  const taken = new Set(description.value?.stages.map(({ name }) => name));
  const stem = kind.replaceAll("-", "_");
  const name = [...Array(99).keys()].map((i) => (i === 0 ? stem : `${stem}${i + 1}`)).find((one) => !taken.has(one))!;
  const given = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
  await change(
    [{ path: ["stages", name], value: { stage: kind, ...given } }],
    choiceWords.added[spoken](kindWords(kind, spoken)),
  );
}

/** What a stage of this kind begins with: keys it needs, filled where the study says with what. */
export function firstSpec(form: Form, study: StudyDescription): Readonly<Record<string, unknown>> {
  const needed = form.keys.filter(({ rank }) => rank === "needed");
  return Object.fromEntries(needed.map((key) => [key.key, first(key, study)]));
}

function first(key: FormKey, study: StudyDescription): unknown {
  if (key.kind === "treatment") return study.codings[0]?.name;
  if (key.key === "outcome") return study.outcome;
  if (key.key === "variables") return [study.outcome, ...study.controls];
  if (key.key === "formula")
    return `${study.outcome} ~ ${[study.codings[0]?.name, ...study.controls].join(" + ")} | ${study.unit} + ${study.time}`;
  if (key.kind === "blocks" && key.keys!.some((one) => one.key === "from")) {
    const tables = study.stages.filter(({ kind }) => kind === "regressions");
    return tables.flatMap(({ name, spec }) =>
      (spec.columns as readonly object[]).map((_, c) => ({ from: name, column: c + 1 })),
    );
  }
  if (key.kind === "blocks") {
    const needed = key.keys!.filter(({ rank }) => rank === "needed");
    return [Object.fromEntries(needed.map((one) => [one.key, first(one, study)]))];
  }
  return key.kind === "choice" ? key.choices![0] : undefined;
}
