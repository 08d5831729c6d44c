/**
 * The choices of a first study, one after the other: what was given is checked, what was not is guessed from the
 * data and put to whoever decides. Writes nothing.
 */

import { namesIn } from "../../base/column-names.js";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError, UsageError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { categoryOf } from "../../data/panel/codes.js";
import { panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import { type Candidate, type Decision, isPlainName, variesInUnits } from "./candidate.js";
import {
  agree,
  controlColumns,
  givenTreatment,
  keyPairs,
  outcomeCandidates,
  span,
  sureOfOutcome,
  sureOfTreatment,
  sureOfUnit,
  timeCandidates,
  treatmentCandidates,
  unitCandidates,
  variables,
} from "./column-candidates.js";
import { initWords } from "./messages.js";

/** What was said beforehand; `cohort` and `treat` exclude each other. */
export interface GivenChoices {
  readonly unit?: string;
  readonly time?: string;
  readonly cohort?: string;
  readonly treat?: string;
  readonly outcome?: string;
  readonly controls?: readonly string[];
  readonly cluster?: string;
  readonly title?: string;
  readonly language?: Language;
}

/** A choice and its reason. */
export interface Choice<T = string> {
  readonly value: T;
  readonly because: string;
}

/** Everything a first study says. */
export interface StudyChoices {
  readonly language: Language;
  readonly title: string;
  readonly unit: Choice;
  readonly time: Choice;
  readonly treatment: Choice & { readonly source: "cohort" | "dummy"; readonly coding: "absorbing" | "in-force" };
  readonly outcome: Choice;
  readonly controls: Choice<readonly string[]>;
  readonly cluster: Choice;
  /** Name of the treatment coding, which no column of another content has. */
  readonly coding: string;
  /** Columns that could be controls too. */
  readonly others: readonly string[];
  /** First and last event time shown; null where the treatment switches off. */
  readonly window: readonly [number, number] | null;
}

/** Who decides: gives the value of one of the candidates, or another column. */
export type Decide = (decision: Decision) => Promise<string>;

/** Event times shown on either side at most. */
const WIDEST = 4;

/**
 * The choices for `table`. Throws UsageError `init_column` for a column given that is none or has a name formulas don't take,
 * `init_both`, `init_no_panel`, `init_no_treatment`, `init_no_outcome` where there is nothing to choose from; DataError where
 * columns given make no panel or no treatment.
 */
export async function chooseStudy(table: Table, given: GivenChoices, decide: Decide): Promise<StudyChoices> {
  const language = given.language ?? "en";
  const named = initWords.given[language];
  checkGiven(table, given);
  const choose = async (decision: Decision): Promise<Choice> => {
    const value = await decide(decision);
    const found = decision.candidates.find((candidate) => candidate.value === value);
    if (found === undefined) requireUsable(table, decision.role, value);
    return { value, because: found?.because ?? named };
  };

  const pairs = keyPairs(table, keysOf(given));
  const known = given.unit !== undefined && given.time !== undefined;
  if (pairs.length === 0 && !known) throw noPanel(table, given);
  const unit: Choice =
    given.unit !== undefined
      ? { value: given.unit, because: named }
      : await choose({ role: "unit", candidates: unitCandidates(pairs, language), sure: sureOfUnit(pairs) });
  const times = timeCandidates(pairs, unit.value, language);
  const time: Choice =
    given.time !== undefined
      ? { value: given.time, because: named }
      : await choose({ role: "time", candidates: times, sure: isAhead(times) });
  const data = panel(table, { unit: unit.value, time: time.value });

  const treatments = treatmentCandidates(data, language);
  const source = given.cohort !== undefined ? "cohort" : given.treat !== undefined ? "treat" : undefined;
  if (source === undefined && treatments.length === 0) throw noTreatment(table);
  const treated =
    source !== undefined
      ? givenTreatment(data, source, given[source]!, language)
      : await (async () => {
          const sure = sureOfTreatment(treatments);
          const { value } = await choose({ role: "treatment", candidates: treatments, sure });
          return (
            treatments.find((one) => one.value === value) ?? givenTreatment(data, flagOf(data, value), value, language)
          );
        })();
  if (treated.flag === "treat" && table.has("cohort")) throw cohortTaken(treated.value);

  const columns = variables(data, treated);
  const outcomes = outcomeCandidates(columns, language);
  if (given.outcome === undefined && outcomes.length === 0) throw noOutcome(table);
  const outcome: Choice =
    given.outcome !== undefined
      ? { value: given.outcome, because: named }
      : await choose({ role: "outcome", candidates: outcomes, sure: sureOfOutcome(outcomes) });
  table.numeric(outcome.value);

  const { taken, others } = controlColumns(data, columns, outcome.value);
  const controls = await chosenControls(taken);
  const clusters = clusterCandidates();
  const cluster: Choice =
    given.cluster !== undefined
      ? { value: given.cluster, because: named }
      : await choose({ role: "cluster", candidates: clusters, sure: true });
  const switches = treated.periods === null;
  const dummy = [treated, ...treatments].find(
    (one) => one.flag === "treat" && (one === treated || agree(one, treated)),
  );
  const own = dummy !== undefined && !table.numeric(dummy.value).some(Number.isNaN) ? dummy.value : freeName(table);
  return {
    language,
    title: given.title ?? initWords.title[language](outcome.value),
    unit,
    time,
    treatment: {
      value: treated.value,
      because: treated.because,
      source: treated.flag === "cohort" ? "cohort" : "dummy",
      coding: switches ? "in-force" : "absorbing",
    },
    outcome,
    controls,
    cluster,
    coding: own,
    others: [...taken, ...others].filter((name) => !controls.value.includes(name)),
    window: treated.periods === null ? null : windowOf(treated.periods, span(data)),
  };

  async function chosenControls(taken: readonly string[]): Promise<Choice<readonly string[]>> {
    if (given.controls !== undefined) return { value: given.controls, because: named };
    if (taken.length === 0) return { value: [], because: initWords.noControls[language] };
    const guess: Candidate = {
      flag: "controls",
      value: taken.join(),
      because: initWords.controls[language],
      score: 0,
    };
    const value = await decide({ role: "controls", candidates: [guess], sure: false });
    if (value === guess.value) return { value: taken, because: guess.because };
    const asked = controlList(value);
    for (const name of asked) requireUsable(table, "controls", name);
    return { value: asked, because: named };
  }

  function clusterCandidates(): Candidate[] {
    const own: Candidate = { flag: "cluster", value: unit.value, because: initWords.cluster[language], score: 1 };
    const coarser = table.columns.flatMap((column): Candidate[] => {
      const values = column.kind === "text" ? Float64Array.from(column.codes) : column.values;
      if (column.name === unit.value || !isPlainName(column.name) || !values.every(Number.isSafeInteger)) return [];
      if (variesInUnits(data, values)) return [];
      const { nLevels } = categoryOf(column);
      if (nLevels < FEW_CLUSTERS.suggested || nLevels >= data.nUnits) return [];
      return [{ flag: "cluster", value: column.name, because: initWords.coarser[language](nLevels), score: 0 }];
    });
    return [own, ...coarser];
  }
}

/** Names of a list of controls; `none` is none. */
export const controlList = (text: string): string[] =>
  text.trim() === "none" ? [] : namesIn(text, ",").filter((name) => name !== "");

function checkGiven(table: Table, given: GivenChoices): void {
  if (given.cohort !== undefined && given.treat !== undefined) {
    throw new UsageError("init_both", "Give --cohort or --treat, not both: a study has one treatment.", {
      got: [given.cohort, given.treat],
    });
  }
  const { controls = [], unit, time, cohort, treat, outcome, cluster } = given;
  for (const [flag, name] of Object.entries({ unit, time, cohort, treat, outcome, cluster })) {
    if (name !== undefined) requireUsable(table, flag, name);
  }
  for (const name of controls) requireUsable(table, "controls", name);
}

/** Throws UsageError `init_column` unless `name` is a column formulas can name. */
function requireUsable(table: Table, flag: string, name: string): void {
  if (!table.has(name)) {
    throw new UsageError(
      "init_column",
      `${flag}: ${table.source.name} has no column '${name}'${didYouMean(name, table.names)}`,
      { got: name, expected: table.names },
    );
  }
  if (isPlainName(name)) return;
  throw new UsageError(
    "init_column",
    `${flag}: the column '${name}' has a name that formulas don't take as it is: rename it in the data to letters, digits, _ and dots, a letter first.`,
    { got: name, expected: "letters, digits, _ and dots" },
  );
}

const keysOf = ({ unit, time }: GivenChoices) => ({
  ...(unit === undefined ? {} : { unit }),
  ...(time === undefined ? {} : { time }),
});

const isAhead = ([best, second]: readonly Candidate[]): boolean =>
  best !== undefined && (second === undefined || best.score - second.score >= 1);

/** What a column named outright is: 0/1 a treatment, else first treated periods. */
function flagOf(data: { readonly table: Table }, name: string): "cohort" | "treat" {
  return data.table.numeric(name).every((value) => Number.isNaN(value) || value === 0 || value === 1)
    ? "treat"
    : "cohort";
}

/** Event times that are there, at most `WIDEST` on either side. */
function windowOf(periods: Float64Array, [first, last]: readonly [number, number]): readonly [number, number] {
  const cohorts = periods.filter((period) => period > first && period <= last);
  const earliest = cohorts.reduce((a, b) => Math.min(a, b), last);
  const latest = cohorts.reduce((a, b) => Math.max(a, b), first + 1);
  return [Math.max(-WIDEST, first - latest), Math.min(WIDEST, last - earliest)];
}

function freeName(table: Table): string {
  const names = ["did", "treated_now", "treated_since"];
  return names.find((name) => !table.has(name)) ?? `${names[0]}_${table.names.length}`;
}

function noPanel(table: Table, { unit, time }: GivenChoices): UsageError {
  const with_ = [unit, time].filter((name) => name !== undefined).join(", ");
  return new UsageError(
    "init_no_panel",
    `${table.source.name}: no column of units and column of periods${with_ === "" ? "" : ` with ${with_}`} name every row once. A period is a whole number, and neither is ever missing: name both with --unit and --time to see which rows repeat, or, where rows are finer than a unit's period, write the study with panel.aggregate (docs/study.md).`,
    { got: { unit, time }, expected: "--unit COLUMN --time COLUMN" },
  );
}

function noTreatment(table: Table): UsageError {
  return new UsageError(
    "init_no_treatment",
    `${table.source.name}: no column is the first treated period of a unit, the same in all of its rows, and none is 0/1 and turns on for good within units. Name one with --cohort or --treat, or make one first: 1 in treated units from their first treated period on.`,
    { got: table.names, expected: "--cohort COLUMN or --treat COLUMN" },
  );
}

function noOutcome(table: Table): UsageError {
  return new UsageError(
    "init_no_outcome",
    `${table.source.name}: no number varies within units besides the treatment, so nothing can be its outcome.`,
    { got: table.names, expected: "--outcome COLUMN" },
  );
}

function cohortTaken(treat: string): DataError {
  return new DataError(
    "column_taken",
    `From the 0/1 column '${treat}' the study makes a column 'cohort', and the data have one of that name: give it as --cohort cohort if it holds first treated periods, else rename it.`,
    { got: "cohort", expected: "--cohort cohort" },
  );
}
