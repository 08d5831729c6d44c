/** What is said of a number: where it stands, what made it, what can be made again. Plain data under the published names; knows no words. */
import type { Language, Note } from "../../base/messages.js";
import type { Lines } from "../outputs/mapped-inputs.js";
import type { RecordedSource, StudyRecord } from "../run-study.js";
import type { Step } from "./arithmetic.js";
import type { Origin } from "./origin.js";
import type { Held } from "./place.js";

/** A file against the hash a manifest has of it: null where one of the two is not at hand. */
export interface FileCheck {
  readonly file: string;
  readonly recorded: string | null;
  readonly found: string | null;
  readonly agrees: boolean | null;
}

/** A column of an equation and where it comes from. */
export interface VariableFacts {
  readonly role: "outcome" | "term";
  readonly term: string;
  readonly label: string | null;
  readonly origins: readonly Origin[];
}

/** The number itself. */
export interface NumberFacts {
  /** As the report prints it; null where it prints only its estimate. */
  readonly printed: string | null;
  /** Unrounded; null for words. */
  readonly value: number | null;
  /** Both ends, where an interval is printed. */
  readonly ends: readonly (number | null)[] | null;
  /** What it is, as records call it. */
  readonly is: string;
  readonly term: string | null;
  readonly held: Held;
  /** Its place in results.json, a JSON pointer. */
  readonly place: string | null;
  /** How many other places hold the same number, and the first of them. */
  readonly others: number;
  readonly also: readonly string[];
  /** What results.json holds at `place`, where it is not what is printed. */
  readonly instead: number | null;
  readonly agrees: boolean;
}

export interface EquationFacts {
  readonly call: string | null;
  readonly model: { readonly en: string; readonly zh: string } | null;
  readonly kind: string | null;
  readonly outcome: string | null;
  readonly regressors: readonly string[];
  readonly instrumented: readonly string[];
  readonly effects: readonly {
    readonly name: string;
    readonly levels: number | null;
    readonly redundant: number | null;
  }[];
  readonly weights: string | null;
}

export interface VarianceFacts {
  readonly type: string;
  readonly clusters: Readonly<Record<string, number>>;
  readonly about: Readonly<Record<string, string | number>> | null;
  readonly ssc: Readonly<Record<string, boolean | string | number>> | null;
  readonly K: number | null;
  readonly not_counted: readonly string[];
  /** Of t; null for the normal distribution. */
  readonly df: number | null;
  readonly level: number | null;
  /** Of one clustering without weights: (n - 1) / (n - K) and G / (G - 1), where the rule has them. */
  readonly factors: {
    readonly K: number | null;
    readonly G: number | null;
    readonly n: number;
    readonly clusters: number;
  } | null;
}

export interface RowFacts {
  /** From the file to the sample of the study. */
  readonly steps: StudyRecord["sample"]["steps"];
  /** Rows of the sample that the equation was not given. */
  readonly not_given: number | null;
  /** Rows the equation left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly used: number | null;
}

export interface SolverFacts {
  readonly method: string;
  readonly because: string | null;
  readonly iterations: number | null;
  readonly certificate: number | null;
  readonly error_estimate: number | null;
  readonly least_squares: string | null;
  readonly refined: boolean | null;
}

export interface RandomFacts {
  readonly seed: number | null;
  readonly draws: number | null;
  readonly generator: string | null;
  readonly kind: string | null;
}

/** A number of a report, or of one record, with all that made it. */
export interface Explanation {
  readonly kind: "explanation";
  readonly language: Language;
  /** The folder or the file that was read. */
  readonly from: string;
  readonly exhibit: {
    readonly id: string;
    readonly name: string;
    readonly caption: string;
    readonly row: string;
    readonly row_label: string;
    readonly column: number;
    readonly column_label: string;
  } | null;
  readonly number: NumberFacts;
  readonly study: {
    readonly file: string;
    readonly stage: string | null;
    readonly does: string | null;
    readonly lines: Lines;
    /** Of the column. */
    readonly column_lines: Lines | null;
    readonly taken_from: { readonly stage: string; readonly column: number; readonly lines: Lines | null } | null;
  } | null;
  readonly data: readonly (RecordedSource & { readonly source: string; readonly roles: readonly string[] })[];
  readonly variables: readonly VariableFacts[];
  readonly rows: RowFacts;
  readonly equation: EquationFacts;
  readonly variance: VarianceFacts | null;
  readonly arithmetic: readonly Step[];
  /** The measure of quality, where the number rests on it. */
  readonly quality: object | null;
  /** How later outcomes were imputed, where the column uses them. */
  readonly extrapolation: object | null;
  readonly solver: SolverFacts | null;
  readonly random: RandomFacts | null;
  readonly notes: readonly Note[];
  readonly table_notes: readonly string[];
  readonly software: {
    readonly version: string | null;
    readonly kernels_sha256: string | null;
    readonly seed: number | null;
  };
  /** Commands that make it again: of the study, and of the verb alone. */
  readonly commands: { readonly study: string | null; readonly verbs: readonly string[] };
  readonly files: readonly FileCheck[];
  /** Whether all that was made again or compared is what the record holds. */
  readonly agrees: boolean;
}
