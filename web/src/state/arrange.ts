/** Stages moved, removed and added: changes of the study's text, each one step of undo. */
import type { Form, FormKey, Path, StudyDescription } from "../protocol.js";
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
export async function addStage(kind: string, spec: Spec): Promise<void> {
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
export function firstSpec(form: Form, study: StudyDescription): Spec {
  const filled = form.keys.filter((key) => key.rank === "needed" || isOfTables(key));
  return Object.fromEntries(filled.map((key) => [key.key, first(key, study)]));
}

/** Whether the key names columns of other stages. */
const isOfTables = ({ kind, key, keys }: FormKey): boolean =>
  kind === "blocks" && key === "columns" && keys!.some((one) => one.key === "from");

export type Spec = Readonly<Record<string, unknown>>;

/** A key of a form where it stands: at the stage, or in a block it needs; of several blocks in the first. */
export interface PlacedKey {
  readonly key: FormKey;
  readonly path: Path;
}

/** The keys a form asks for. */
export const keysAsked = (keys: readonly FormKey[], under: Path = []): PlacedKey[] =>
  keys.flatMap((key): PlacedKey[] => {
    const path = [...under, key.key];
    const isBlock = /^blocks?$/.test(key.kind);
    if (key.rank !== "needed" && (isBlock || key.kind === "other")) return [];
    // what its declaration leaves open is names of columns
    if (!isBlock) return [{ key: key.kind === "other" ? { ...key, kind: "columns" } : key, path }];
    if (isOfTables(key)) return [];
    const needed = key.keys!.filter(({ rank }) => rank === "needed");
    return keysAsked(needed, key.kind === "blocks" ? [...path, 0] : path);
  });

export const valueAt = (spec: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Readonly<Record<string, unknown>> | undefined)?.[step], spec);

/** The spec with another value at a path. */
export function withValue<T>(spec: T, [step, ...rest]: Path, value: unknown): T {
  if (step === undefined) return value as T;
  const changed = (Array.isArray(spec) ? [...spec] : { ...spec }) as Record<string | number, unknown>;
  changed[step] = withValue(changed[step], rest, value);
  return changed as T;
}

function first(key: FormKey, study: StudyDescription): unknown {
  if (key.kind === "treatment") return study.codings[0]?.name;
  if (key.key === "outcome") return study.outcome;
  if (key.key === "variables") return [study.outcome, ...study.controls];
  if (key.key === "formula")
    return `${study.outcome} ~ ${[study.codings[0]?.name, ...study.controls].join(" + ")} | ${study.unit} + ${study.time}`;
  if (isOfTables(key)) {
    const tables = study.stages.filter(({ kind }) => kind === "regressions");
    return tables.flatMap(({ name, spec }) =>
      (spec.columns as readonly object[]).map((_, c) => ({ from: name, column: c + 1 })),
    );
  }
  if (key.kind === "block" || key.kind === "blocks") {
    const needed = key.keys!.filter(({ rank }) => rank === "needed");
    const block = Object.fromEntries(needed.map((one) => [one.key, first(one, study)]));
    return key.kind === "block" ? block : [block];
  }
  return key.kind === "choice" ? key.choices![0] : undefined;
}
