/**
 * A stage of a study file: what it computes, and what is shown of that. The two are apart so that what was
 * computed can be kept, and shown again with other words without computing anything.
 */

import type { Language, Note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import { isErrorRounding } from "../../regression/record/describe-fit.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { FigureSpec, FigureTheme } from "../../report/figures/figure-spec.js";
import type { TableModel } from "../../report/table-model.js";
import type { VerbName } from "../../verbs/catalogue.js";
import type { ModelRecord } from "../../verbs/table/model-column.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import { exhibitWords } from "../messages/study.js";
import type { StageNode } from "../run/stage-node.js";
import type { EstimateFacts } from "./effect-column.js";

/** A column of estimates a stage makes. `name` says which, where the stage makes several kinds; no words of the file. */
export interface StageResult {
  readonly name: string | null;
  readonly record: ModelRecord;
  /** Number, from 0, of the block of the file that asks for it. */
  readonly part?: number;
  /** Its treatment, as the study codes it; its coefficient may be `fit_` and this name. */
  readonly treatment?: string;
  /** Simulated data: what the treatment's coefficient estimates. */
  readonly true_effect?: number;
}

/** What a result says of its treatment, from the model a stage keeps. */
export const treated = (
  treatment: string,
  { true_effect }: { readonly true_effect?: number },
): Pick<StageResult, "treatment" | "true_effect"> => ({
  treatment,
  ...(true_effect === undefined ? {} : { true_effect }),
});

/** A call of a verb that a stage makes, as anyone can make it on the sample the study writes (panel.csv). */
export interface StageCall {
  /** The verb, by its name in the API. */
  readonly verb: VerbName;
  readonly formula: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Number, from 0, of the block of the file that asks for it; null where the stage makes one. */
  readonly part: number | null;
}

/** A stage that makes a `V`. */
export interface Stage<V = unknown> {
  readonly node: StageNode<V>;
  /** Tables, figures and record of `value`; quick, and the same for the same values. `made` is the sample. */
  present(value: V, made: TreatmentMade): StageShown | Promise<StageShown>;
  /** The columns of its table in their order, for tables and figures of several stages; absent where it has none. */
  results?(value: V): readonly StageResult[];
  /** The calls that give its estimates; absent where the sample is not enough for them. */
  calls?(value: V): readonly StageCall[];
  /** Words for one of its columns, of the file or the language; undefined where it has none. */
  called?(result: StageResult): string | undefined;
}

// What a stage hands to the report.

/** What an exhibit rests on: rows, variance as written in the study (null where there is none), seed of what is random. */
export interface About {
  readonly sample: string;
  readonly variance: string | null;
  readonly seed: number | null;
}

/** A table with its number, the file name it is saved under, and the stage that makes it. */
export interface ShownTable {
  readonly kind: "table";
  readonly id: string;
  readonly stage: string;
  readonly table: TableModel;
  readonly about: About;
  /** What it shows of the effect of the treatment; absent where that is nothing, or the stage's columns. */
  readonly estimates?: readonly ShownEstimate[];
}

/** A figure; `spec` gives it in the colours of a theme and of a width in pixels. `caption` begins with its number. */
export interface ShownFigure {
  readonly kind: "figure";
  readonly id: string;
  readonly stage: string;
  readonly caption: string;
  readonly notes: readonly string[];
  readonly about: About;
  readonly estimates?: readonly ShownEstimate[];
  readonly spec: (look: { readonly theme: FigureTheme; readonly width?: number }) => FigureSpec;
}

export type Exhibit = ShownTable | ShownFigure;

/** An estimate that a report can lead with. */
export interface Finding {
  /** Its number among the columns of the stage that state an effect (`effectColumns`), from 1. */
  readonly column: number;
  readonly treatment: string;
  readonly outcome: string;
  readonly estimate: number;
  /** Null, with p and interval, for an estimate without an error. */
  readonly std_error: number | null;
  readonly p_value: number | null;
  readonly conf_low: number | null;
  readonly conf_high: number | null;
  readonly level: number;
  /** Units treated in its rows. */
  readonly treated: number;
  /** Rows it is made of. */
  readonly nobs: number;
  /** Clusters of its error by name; none where it is not clustered. */
  readonly clusters: Readonly<Record<string, number>>;
  /** Of an average of effects by event time: which, and the weight of each. */
  readonly over?: { readonly events: readonly string[]; readonly weight: number };
  /** With instruments: of the test that holds however weak they are. */
  readonly anderson_rubin_p?: number;
}

/** A coefficient; without an error where that is rounding, as of a perfect fit. */
export function coefficientFound(
  { coefficients, notes }: Pick<FitRecord, "coefficients" | "notes">,
  term: string,
): Pick<Finding, "estimate" | "std_error" | "p_value" | "conf_low" | "conf_high"> {
  const { estimate, std_error, p_value, conf_low, conf_high } = coefficients[term]!;
  if (!(std_error > 0) || isErrorRounding(notes, term)) {
    return { estimate, std_error: null, p_value: null, conf_low: null, conf_high: null };
  }
  return { estimate, std_error, p_value, conf_low, conf_high };
}

/** What is said of an estimate by the record that it is a coefficient of. */
export const findingFacts = ({
  nobs,
  vcov,
}: {
  readonly nobs: number;
  readonly vcov: { readonly clusters: Finding["clusters"]; readonly level: number };
}): Pick<Finding, "nobs" | "clusters" | "level"> => ({ nobs, clusters: vcov.clusters, level: vcov.level });

/** An estimate that an exhibit shows; `estimate` is null where it has one by period. */
export interface ShownEstimate {
  /** Which of several. */
  readonly name: string | null;
  readonly facts: EstimateFacts;
  readonly estimate: number | null;
  readonly nobs: number;
}

/** A section of one stage: what it says first, its main exhibits, then question by question the answer and the exhibit it rests on. */
export interface StageSection {
  readonly heading: string;
  readonly lead: string;
  readonly answers: readonly { readonly question: string; readonly answer: string; readonly exhibit: string | null }[];
}

/** What a stage shows. `record` is JSON-serialisable; `data` are tables of numbers by file name without its ending. */
export interface StageShown {
  readonly name: string;
  readonly exhibits: readonly Exhibit[];
  readonly data: Readonly<Record<string, Table>>;
  readonly record: object;
  readonly cautions: readonly string[];
  readonly findings: readonly Finding[];
  /** Why it has no finding, where it could have had one. */
  readonly unfound?: Note;
  /** Where it has a section of the report to itself. */
  readonly section?: StageSection;
}

/** Where a stage stands: its name, the numbers its tables and figures get, the language they are in. */
export interface StagePlace {
  readonly name: string;
  readonly tables: readonly string[];
  readonly figures: readonly string[];
  readonly language: Language;
}

// Numbers of a study's tables and figures.

/** Whether an exhibit says what the stage is for, or supports another one. */
export type ExhibitRole = "main" | "supporting";

/** What a stage makes, in order. */
export interface Exhibits {
  readonly tables: readonly ExhibitRole[];
  readonly figures: readonly ExhibitRole[];
}

/** Gives numbers, each kind and series by itself. */
export function numbering(): (kind: "table" | "figure", role: ExhibitRole) => string {
  const last = { table: { main: 0, supporting: 0 }, figure: { main: 0, supporting: 0 } };
  return (kind, role) => {
    last[kind][role]++;
    return `${role === "main" ? "" : "A"}${last[kind][role]}`;
  };
}

/** The place of a stage: its table `i` is the i-th it makes. Names in sentences, titles with their caption, names of files. */
export const tableName = ({ tables, language }: StagePlace, i = 0): string =>
  exhibitWords.tableName[language](tables[i]!);
/** The place of an exhibit that shares a number, `i` behind the first: its numbers end in b, c, ... */
export function behind(place: StagePlace, i: number): StagePlace {
  if (i === 0) return place;
  const lettered = (numbers: readonly string[]): string[] =>
    numbers.map((number) => `${number}${String.fromCharCode("a".charCodeAt(0) + i)}`);
  return { ...place, tables: lettered(place.tables), figures: lettered(place.figures) };
}

export const tableTitle = ({ tables, language }: StagePlace, caption: string, i = 0): string =>
  exhibitWords.table[language](tables[i]!, caption);
export const tableId = ({ tables }: StagePlace, i = 0): string => `table${tables[i]!}`;
export const figureName = ({ figures, language }: StagePlace, i = 0): string =>
  exhibitWords.figureName[language](figures[i]!);
export const figureTitle = ({ figures, language }: StagePlace, caption: string, i = 0): string =>
  exhibitWords.figure[language](figures[i]!, caption);
export const figureId = ({ figures }: StagePlace, i = 0): string => `figure${figures[i]!}`;
