/** The choices of a column of a table, and the alternatives to each: what the sentence and the margin offer. Pure. */
import { nameOf } from "../../../src/base/text.js";
import type { ColumnFacts, DescribedStage, Form, OpenedFile, Path, StudyDescription } from "../protocol.js";
import { keysOfColumn } from "./forms-keys.js";

export type Asked = "treatment" | "outcome" | "controls" | "fe" | "variance" | "subset";

export interface Choice {
  readonly key: Asked;
  readonly path: Path;
  readonly stage: string;
  /** The column of the study that is meant, and which of the table's columns made of it. */
  readonly column?: number;
  readonly variant: number;
  /** As written; undefined where it is left to the default. */
  readonly value: unknown;
  readonly alternatives: readonly unknown[];
}

/** A column a choice may name. */
export interface Named {
  readonly name: string;
  readonly facts: ColumnFacts | null;
}

/** Columns of the panel, with what is known of them. */
export function panelColumns(study: StudyDescription, files: readonly OpenedFile[]): Named[] {
  const path = study.data[study.source] ?? "";
  const file = files.find(({ name }) => name === nameOf(path));
  const read = (file?.columns ?? []).map((facts) => ({ name: facts.name, facts }));
  const lags = study.lags.map((name) => ({ name, facts: null }));
  if (study.aggregates === null) return [...read, ...lags];
  const ids = read.filter(({ name }) => name === study.unit || name === study.time);
  return [...ids, ...study.aggregates.map((name) => ({ name, facts: null })), ...lags];
}

/** The column of a stage's block that column `column` of its table comes of. */
export function partOf({ spec }: DescribedStage, column: number, width: number): { part: number; variant: number } {
  const columns = Array.isArray(spec.columns) ? spec.columns.length : 1;
  const each = Math.max(1, Math.floor(width / columns));
  return { part: Math.min(columns - 1, Math.floor(column / each)), variant: column % each };
}

export interface Place {
  readonly stage: DescribedStage;
  readonly column: number;
  /** Columns of its table. */
  readonly width: number;
}

/** Keys a column of estimates may have, in the order of the sentence. */
const KEYS: readonly Asked[] = ["treatment", "outcome", "controls", "fe", "subset"];
/** Stages that estimate nothing. */
const BARE = /^(?:descriptives|quality|decomposition|xtsum|power|table|coefplot)$/;

/** The choices of a column of estimates; none of stages that have no estimates. */
export function choicesOf(
  study: StudyDescription,
  form: Form | undefined,
  place: Place,
  named: readonly Named[],
): Choice[] {
  const { stage } = place;
  if (BARE.test(stage.kind)) return [];
  const { part, variant } = partOf(stage, place.column, place.width);
  const hasColumns = Array.isArray(stage.spec.columns);
  const block = (hasColumns ? (stage.spec.columns as readonly object[])[part] : stage.spec) as Record<string, unknown>;
  const base: Path = ["stages", stage.name, ...(hasColumns ? ["columns", part] : [])];
  const meant = { stage: stage.name, variant, ...(hasColumns && { column: part }) };
  const known = new Set(keysOfColumn(form).map(({ key }) => key));
  const ofKeys = KEYS.filter((key) => known.has(key)).map((key): Choice => {
    const value = block?.[key];
    return { key, path: [...base, key], ...meant, value, alternatives: alternativesOf(key, value, study, named) };
  });
  const variance: Choice = {
    key: "variance",
    path: ["variance"],
    ...meant,
    value: study.variance,
    alternatives: withOwn(variances(study, named), study.variance),
  };
  return [...ofKeys, variance];
}

function alternativesOf(
  key: Asked,
  value: unknown,
  study: StudyDescription,
  named: readonly Named[],
): readonly unknown[] {
  switch (key) {
    case "treatment":
      return withOwn(
        study.codings.map(({ name }) => name),
        value,
      );
    case "outcome":
      return withOwn([undefined, ...outcomes(study, named)], value);
    case "controls":
      return controlSets(value, study, named);
    case "fe":
      return withOwn(effects(study, named), value);
    case "subset":
      return withOwn(samples(study, named), value);
    case "variance":
      return variances(study, named);
  }
}

/** Alternatives offered of a list at most. */
const MOST = 14;

const withOwn = (values: readonly unknown[], own: unknown): readonly unknown[] =>
  values.includes(own) ? values : [own, ...values];

const isNumber = ({ facts }: Named): boolean => facts === null || facts.kind === "numeric";

/** Columns of numbers that may be outcomes or controls: no unit, no period, nothing that numbers rows. */
export const quantities = (study: StudyDescription, named: readonly Named[]): Named[] =>
  named.filter(
    (one) =>
      isNumber(one) &&
      one.facts?.numbersRows !== true &&
      one.name !== study.unit &&
      one.name !== study.time &&
      (one.facts === null || one.facts.distinct > 1),
  );

function outcomes(study: StudyDescription, named: readonly Named[]): string[] {
  const isPositive = ({ facts }: Named): boolean => facts?.range != null && facts.range[0] > 0;
  const own = named.find(({ name }) => name === study.outcome);
  const log = own !== undefined && isPositive(own) ? [`log(${own.name})`] : [];
  const others = quantities(study, named).filter(
    ({ name, facts }) => name !== study.outcome && (facts?.distinct ?? 9) > 2,
  );
  return [...log, ...others.map(({ name }) => name)].slice(0, MOST);
}

/** None, those of the panel, and the present ones with one more or one less. */
function controlSets(value: unknown, study: StudyDescription, named: readonly Named[]): readonly unknown[] {
  const present = controlsIn(value, study);
  const fixed = [false, ...(study.controls.length > 0 ? [true] : [])];
  const taken = new Set([...present, study.outcome, ...study.codings.map(({ name }) => name)]);
  const more = [...study.controls, ...quantities(study, named).map(({ name }) => name)].filter(
    (name) => !taken.has(name),
  );
  const less = present.map((name) => listOrNone(present.filter((other) => other !== name)));
  const added = [...new Set(more)].map((name) => [...present, name]);
  const sets = [...fixed, ...(present.length > 1 ? less : []), ...added].slice(0, MOST);
  return sets.some((set) => sameValue(set, value)) ? sets : [value, ...sets];
}

const listOrNone = (names: readonly string[]): readonly string[] | false => (names.length === 0 ? false : names);

/** The controls a value of `controls` stands for. */
export const controlsIn = (value: unknown, { controls }: Pick<StudyDescription, "controls">): readonly string[] =>
  value === true ? controls : Array.isArray(value) ? (value as string[]) : [];

export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Columns that put rows into groups: fewer values than rows, neither unit nor period. */
function groups({ unit, time }: StudyDescription, named: readonly Named[], rows = 0.2): Named[] {
  return named.filter(({ name, facts }) => {
    if (facts === null || name === unit || name === time) return false;
    const all = facts.bins.reduce((sum, count) => sum + count, 0) + facts.missing;
    return facts.kind === "text" && facts.distinct > 1 && facts.distinct < rows * all;
  });
}

function effects(study: StudyDescription, named: readonly Named[]): readonly unknown[] {
  const { unit, time } = study;
  return [undefined, unit, time, "none", ...groups(study, named).map(({ name }) => `${unit} + ${name}^${time}`)].slice(
    0,
    8,
  );
}

function variances(study: StudyDescription, named: readonly Named[]): readonly string[] {
  const { unit, time } = study;
  const others = groups(study, named).map(({ name }) => `cluster:${name}`);
  return [`cluster:${unit}`, `CR2:${unit}`, ...others, `cluster:${unit}+${time}`, `cluster:${time}`, "hetero"].slice(
    0,
    8,
  );
}

function samples({ time }: StudyDescription, named: readonly Named[]): readonly unknown[] {
  const range = named.find(({ name }) => name === time)?.facts?.range;
  if (range == null || range[1] - range[0] < 2) return [undefined];
  const [low, high] = range;
  const middle = Math.floor((low + high) / 2);
  return [
    undefined,
    ...new Set([`${time} > ${low}`, `${time} < ${high}`, `${time} > ${middle}`, `${time} <= ${middle}`]),
  ];
}
