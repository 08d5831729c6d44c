/**
 * What the page may ask of its worker, and what it answers. Types only: the page has nothing of the library but these, the worker nothing of the
 * page. One thing is done at a time, in the order asked; what is asked with a signal can be stopped.
 */
import type { Language } from "../../src/base/messages.js";
import type { FormatOptions } from "../../src/data/formats/format.js";
import type { Block, Page } from "../../src/report/page/page.js";
import type { Verified } from "../../src/study/bundle/verify.js";
import type { Code, CodeLanguage } from "../../src/study/code/code.js";
import type { Decision } from "../../src/study/init/candidate.js";
import type { GivenChoices } from "../../src/study/init/choose-study.js";
import type { StudyPlan } from "../../src/study/plan-study.js";
import type { StageFailure } from "../../src/study/run/run-stages.js";
import type { Finding } from "../../src/study/stages/stage.js";
import type { Given } from "./engine/given.js";

/** A place in the study file: keys and positions. */
export type Path = readonly (string | number)[];

/** A change of the study's text: the value of a key, `undefined` takes the key out; or its place `to` among its neighbours, from 0. */
export interface Edit {
  readonly path: Path;
  readonly value?: unknown;
  readonly to?: number;
}

/** How many rows of a file are there before it is whole, or how much of it was read. */
export interface ReadingProgress {
  readonly fraction: number;
  readonly rows: number | null;
}

/** The first rows of a file that is still read, as text, a column after the other. */
export interface FirstRows {
  readonly names: readonly string[];
  readonly cells: readonly (readonly string[])[];
}

/** Cells that are no numbers in a column of numbers, which is text because of them. */
export interface MixedCells {
  readonly count: number;
  /** The first of them: its row, from 1, and what stands there. */
  readonly row: number;
  readonly got: string;
  /** All of them, each once. */
  readonly cells: readonly string[];
}

/** What customs rows are made of, each the name of a column. */
export interface CustomsRoles {
  readonly product: string;
  readonly dest: string;
  readonly year: string;
  readonly value: string;
  readonly quantity: string;
  readonly firm?: string;
  readonly city?: string;
  readonly province?: string;
}

/** What quality of customs rows takes, before it is computed. */
export interface Appraisal {
  readonly rows: number;
  /** Keys it is averaged over, such as `city^year`. */
  readonly by: readonly string[];
  /** Memory it needs, how much of it the kernels do, and what the browser grants them. */
  readonly bytes: number;
  readonly linear: number;
  readonly grants: number;
  readonly ms: number;
  /** The command that makes the same at a terminal. */
  readonly command: string;
}

/** A file and how it is read, as a study says it. */
export interface Reading {
  readonly file: string;
  readonly [key: string]: unknown;
}

/** A column as the margin shows it. */
export interface ColumnFacts {
  readonly name: string;
  readonly kind: "numeric" | "text";
  readonly label: string | null;
  readonly distinct: number;
  /** Rows without a value. */
  readonly missing: number;
  /** Rows in each of eight bins between `range`, of numbers; of text the largest eight values' rows. */
  readonly bins: readonly number[];
  readonly range: readonly [low: number, high: number] | null;
  /** Values in words: of text the most frequent, of numbers quartiles. */
  readonly examples: readonly string[];
  /** It only numbers the rows: no outcome, no control. */
  readonly numbersRows: boolean;
  /** Whether all its numbers are whole. */
  readonly isWhole: boolean;
  readonly mixed: MixedCells | null;
  /** Whether the values were counted: of a large file they are once the study is there. */
  readonly isCounted: boolean;
}

/** A file that was read. */
export interface OpenedFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly columns: readonly ColumnFacts[];
  /** The first rows, as text, a column after the other. */
  readonly head: readonly (readonly string[])[];
  readonly notes: readonly string[];
  /** Columns of customs rows, where it has them. */
  readonly customs: CustomsRoles | null;
}

/** A study guessed from the columns of a file. */
export interface Guess {
  readonly text: string;
  /** Each decision with what was taken, in order; those without doubt, too. */
  readonly decisions: readonly (Decision & { readonly taken: string })[];
  /** Rows it was guessed from, whole units; all of the file once it is confirmed. */
  readonly rows: number;
}

/** A line of Stata or R, translated. */
export interface Translation {
  /** Changes of the study, or else a study of its own. */
  readonly edits: readonly Edit[] | null;
  readonly text: string | null;
  /** Why a study of its own can't be made of the data; the command does what the line says all the same. */
  readonly refusal: Failure | null;
  /** The model in the library's notation, and the command that estimates it alone. */
  readonly formula: string;
  readonly command: string;
  readonly notes: readonly string[];
}

/** A column of a table of regressions, or another stage, as words of the sentence show it. */
export interface DescribedStage {
  readonly name: string;
  readonly kind: string;
  readonly caption: string | null;
  /** As written in the study, defaults filled in. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What a study says, checked. */
export interface StudyDescription {
  readonly title: string;
  /** Source files by their names in the study, and the names of those that are not open. */
  readonly data: Readonly<Record<string, string>>;
  readonly lacking: readonly string[];
  readonly unit: string;
  readonly time: string;
  readonly outcome: string;
  readonly controls: readonly string[];
  readonly variance: string;
  /** The column of the treatment; null of events. */
  readonly treated: string | null;
  /** Data sources that are files, as they are written, by name. */
  readonly sources: Readonly<Record<string, string | Reading>>;
  readonly codings: readonly { readonly name: string; readonly label: string; readonly coding: string }[];
  /** Name of the data source of the panel. */
  readonly source: string;
  /** Columns the study makes: of a panel from finer rows, else null; and values of the period before. */
  readonly aggregates: readonly string[] | null;
  readonly lags: readonly string[];
  readonly stages: readonly DescribedStage[];
}

/** A study after a change: what it says and would take, as far as it is a study and its files are open. */
export interface CostEstimate {
  readonly text: string;
  readonly description: StudyDescription | null;
  readonly plan: StudyPlan | null;
  /** Bytes of linear memory that may be had. */
  readonly grants: number;
  readonly failure: Failure | null;
}

/** What a stage of a run shows, as soon as it is there: its exhibits, or why there are none. */
export interface RunPart {
  readonly stage: string;
  /** Of the section that is this stage's alone; null where it has none. */
  readonly heading: string | null;
  /** Its tables and figures; of a section of its own all that stands there. */
  readonly blocks: readonly Block[];
  readonly findings: readonly Finding[];
  readonly failure: StageFailure | null;
  readonly ms: number;
}

/** A key of the study file as a control shows it. */
export interface FormKey {
  readonly key: string;
  readonly words: string;
  readonly kind:
    | "switch"
    | "choice"
    | "whole"
    | "number"
    | "interval"
    | "text"
    | "words"
    | "column"
    | "columns"
    | "texts"
    | "treatment"
    | "controls"
    | "block"
    | "blocks"
    | "other";
  readonly rank: "needed" | "usual" | "rare";
  readonly choices?: readonly (string | number)[];
  readonly usual?: unknown;
  readonly least?: number;
  readonly most?: number;
  readonly costsDraws: boolean;
  /** Of a block, or of each of several. */
  readonly keys?: readonly FormKey[];
}

/** The keys of a kind of stage, made from its declaration. */
export interface Form {
  readonly kind: string;
  readonly words: string;
  readonly keys: readonly FormKey[];
}

/** The estimate an alternative would give, or why it gives none. */
export interface Look {
  readonly value: unknown;
  readonly finding: Finding | null;
  readonly why: string | null;
}

/** A file made for saving. */
export interface MadeFile {
  readonly name: string;
  readonly type: string;
  readonly content: string | Uint8Array;
}

/** Files made, and the names of those that only the command line makes: pictures, whose fonts and edges a browser draws its own way. */
export interface Made {
  readonly files: readonly MadeFile[];
  readonly left: readonly string[];
}

/** A bundle that was opened: what it says of itself, and what it holds. */
export interface BundleContents {
  readonly title: string;
  readonly command: string;
  /** Of its report; null where that is the study's own. */
  readonly language: Language | null;
  /** Of the program that made it. */
  readonly version: string;
  /** The study, and the page of its report. */
  readonly text: string;
  readonly report: string;
  readonly looks: unknown;
  /** Its files; `isWhole` whether each is the one the manifest names, null where it names none. */
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly isWhole: boolean | null }[];
  /** Data of the study by name and hash; the file where the bundle holds it, and whether one of its name is open on the page. */
  readonly data: readonly {
    readonly name: string;
    readonly sha256: string | null;
    readonly file: Blob | null;
    readonly isOpen: boolean;
  }[];
}

/** Why something was not done: code and words, the place in the study, and what was got and expected. */
export interface Failure {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Everything that can be asked: what it takes, what it gives, and what it reports meanwhile. */
export interface Actions {
  open: {
    takes: { readonly name: string; readonly file: Blob; readonly options?: FormatOptions };
    gives: OpenedFile;
    reports: ReadingProgress | FirstRows;
  };
  /** A file that is open, read as a data source of the study says. */
  reread: { takes: { readonly name: string; readonly source: Reading }; gives: OpenedFile; reports: never };
  /** What quality of customs rows would take. */
  appraise: { takes: { readonly file: string }; gives: Appraisal; reports: never };
  /** Export quality of customs rows: a file a key, such as quality by city and year. */
  quality: { takes: { readonly file: string }; gives: readonly MadeFile[]; reports: { readonly fraction: number } };
  /** Columns counted. */
  count: {
    takes: { readonly name: string; readonly source: Reading | null; readonly columns: readonly string[] };
    gives: readonly ColumnFacts[];
    reports: never;
  };
  /** Rows `from` to `to`, as text, a column after the other. */
  rows: {
    takes: { readonly name: string; readonly from: number; readonly to: number };
    gives: readonly (readonly string[])[];
    reports: never;
  };
  line: {
    takes: {
      readonly line: string;
      readonly file: string;
      /** The study that stands, and the table of regressions the line goes to. */
      readonly text: string | null;
      readonly language: Language;
    };
    gives: Translation;
    reports: never;
  };
  forget: { takes: { readonly name: string }; gives: null; reports: never };
  guess: {
    takes: {
      readonly file: string;
      readonly given: GivenChoices;
      readonly language: Language;
      /** Of all rows, not of the first units of a large file. */
      readonly whole?: boolean;
    };
    gives: Guess;
    reports: never;
  };
  forms: { takes: null; gives: readonly Form[]; reports: never };
  estimateCost: {
    takes: { readonly text: string; readonly edits: readonly Edit[]; readonly language: Language };
    gives: CostEstimate;
    reports: never;
  };
  run: {
    takes: { readonly text: string; readonly language: Language; readonly stages?: readonly string[] };
    /** The report of the whole study, or of the stages asked for alone. */
    gives: Page;
    reports:
      | { readonly part: RunPart }
      | { readonly stage: string; readonly fraction: number; readonly msLeft: number | null };
  };
  code: {
    takes: { readonly text: string; readonly language: Language; readonly stage: string; readonly to: CodeLanguage };
    gives: Code;
    reports: { readonly stage: string; readonly fraction: number; readonly msLeft: number | null };
  };
  look: {
    takes: {
      readonly text: string;
      readonly stage: string;
      /** The column of estimates that is meant, alone; where it stands for several, which of them. */
      readonly column?: number;
      readonly variant?: number;
      readonly path: Path;
      readonly values: readonly unknown[];
    };
    gives: readonly Look[];
    reports: Look;
  };
  make: {
    takes: {
      readonly text: string;
      readonly language: Language;
      /** Every file of the study, its reports and record, those of a kind, or the files of one exhibit of a stage. */
      readonly what:
        | "all"
        | "report"
        | { readonly endings: readonly string[] }
        | { readonly stage: string; readonly exhibit: string };
      /** Name of the one file that all of them are packed into. */
      readonly packed?: string;
      /** Pictures of drawings, by their SVG, as the page drew them; the files are then made with pictures. */
      readonly pictures?: ReadonlyMap<string, Uint8Array>;
    };
    gives: Made;
    reports: { readonly stage: string; readonly fraction: number; readonly msLeft: number | null };
  };
  bundle: {
    takes: { readonly text: string; readonly language: Language; readonly looks: unknown; readonly withData: boolean };
    gives: MadeFile;
    reports: { readonly stage: string; readonly fraction: number; readonly msLeft: number | null };
  };
  unbundle: { takes: { readonly file: Blob }; gives: BundleContents; reports: never };
  verify: {
    takes: { readonly file: Blob };
    gives: Verified;
    reports: { readonly stage: string; readonly fraction: number; readonly msLeft: number | null };
  };
}

export type ActionName = keyof Actions;

/** From the page. */
export type ToWorker =
  | { readonly kind: "start"; readonly given: Given }
  | { readonly kind: "ask"; readonly id: number; readonly action: ActionName; readonly input: unknown };

/** To the page. */
export type FromWorker =
  | {
      readonly kind: "ready";
      readonly threads: number;
      readonly notes: readonly string[];
      readonly cancel: Int32Array | null;
      readonly version: string;
    }
  | { readonly kind: "report"; readonly id: number; readonly value: unknown }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly failure: Failure }
  /** A part of the program was loaded that was not there at the start. */
  | { readonly kind: "loaded"; readonly piece: string };
