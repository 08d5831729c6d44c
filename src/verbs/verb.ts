/**
 * What a verb is: one declaration, from which its options in TypeScript, its command and `--help`, its calls in a worker, keys of a
 * study file and the table of its options in the documentation are made, and three functions that are imported when they are needed.
 */
import type { Language } from "../base/messages.js";
import type { PanelKeys } from "../data/panel/panel.js";
import type { Options, OptionsOf } from "../declare/option.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { StataModel } from "../formula/stata/stata-model.js";
import type { FigureSpec } from "../report/figures/figure-spec.js";
import type { TablePresentation } from "../report/present-table.js";
import type { TableModel } from "../report/table-model.js";

/** A verb, but for what it does: data alone. */
export interface Declaration<O extends Options = Options> {
  /** The name of its command and of its stage in a study file. */
  readonly name: string;
  /** Names its command had before, which go on working and say so. */
  readonly formerly?: readonly string[];
  /** Its page in docs/ where it shares that of another verb. */
  readonly page?: string;
  /** What it answers, for the list of commands. */
  readonly summary: string;
  readonly description: string;
  /**
   * What it works on: rows, rows whose unit and time are known, effects by event time, or its options alone. The command of effects by
   * event time takes a record of them, or data and the formula they are estimated by.
   */
  readonly takes: "table" | "panel" | "event-path" | "nothing";
  /** Of a table: a panel does not stand for it. */
  readonly tableAlone?: true;
  /** Its formula is a text, never one that is parsed. */
  readonly textAlone?: true;
  /** A program may write its options as the command line has them: it reads them for itself. */
  readonly readsTexts?: true;
  /** Its command may stand without data and formula: its options say all. */
  readonly alone?: true;
  /** Of a panel: whether the fixed effects of the formula name unit and time where nothing else does. */
  readonly keysFromEffects?: true;
  /** Whose lines of Stata may stand in the place of the formula. */
  readonly stata?: StataModel["verb"];
  /** What its formula is; null for a verb without one. */
  readonly formula: string | null;
  /** A second table, which stands behind the data: the flag of its file, and what it is. */
  readonly second?: { readonly flag: string; readonly description: string };
  readonly options: O;
  /** Options of its command alone: beside the others, or in the place of one of the same name. */
  readonly flags?: Options;
  /** Its tables have no coefficients, so that decimals, stars and words for terms mean nothing to its command. */
  readonly plainTables?: true;
  /** What --out names: a folder for record, figures and numbers (default), or one file for what is printed. */
  readonly out?: "folder" | "file";
  /** Names of the files of numbers that its command writes into the folder. */
  readonly files?: readonly string[];
  /** The name of the other files, where it is not the verb's. */
  readonly filesNamed?: string;
  /** Its title in a study that gives it none; absent where a study has a stage of its own for it, or none. */
  readonly titles?: Readonly<Record<Language, string>>;
  /** How many figures a study numbers of it. */
  readonly figures?: number;
  /** What a user should know before reading the result. */
  readonly about: string;
  /** Command lines, without the name of the command. */
  readonly examples: readonly string[];
  /** What a command line means to its earlier readers; null where it means to them what it means now. */
  readonly earlier?: (given: OptionsOf<O>) => Earlier<OptionsOf<O>> | null;
}

/** An option that meant something else before. */
export interface Earlier<T> {
  /** What was given, as it was meant then. */
  readonly options: T;
  readonly flag: string;
  /** The column it would name now: if the data have it, the user must say which is meant. */
  readonly column: string;
  /** How that is said now. */
  readonly now: string;
}

/** What a result looks like. */
export interface Presentation {
  /** What `--json` prints. */
  readonly record: unknown;
  readonly tables: readonly TableModel[];
  /** What is printed as text, where that is not the tables. */
  readonly text?: (presentation: TablePresentation) => string;
  /** By what the names of their files add to the verb's: the empty text for the main one. */
  readonly figures?: () => Readonly<Record<string, FigureSpec>>;
  /** Figures whose files have names of their own, by these. */
  readonly namedFigures?: () => Readonly<Record<string, FigureSpec>>;
  /** Further files of numbers, by name. */
  readonly files?: () => Readonly<Record<string, string>>;
}

/** How a result is to be presented: in which language, with which words for columns and terms, with which notes beneath. */
export interface Look {
  readonly language?: Language;
  readonly labels?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
}

/** What a verb computes with: the engine first, its options last, data and formula between. A result is a record, or has one. */
export type Run = (engine: Engine, ...inputs: never) => unknown;

/** Options, as `F` takes them. */
type Taken<F extends Run> = Required<Parameters<F>> extends readonly [...unknown[], infer O] ? O : never;

/** What a verb does, each imported when it is needed. */
export interface Deeds<F extends Run, C extends Run = F> {
  readonly run: () => Promise<F>;
  /** What its command runs in the place of `run`, where it has more to give. */
  readonly command?: () => Promise<C>;
  /** Refuses what no data could serve, before any are read. */
  readonly check: () => Promise<(formula: string, options: Taken<C>) => void>;
  /** What stands above the formula, where unit and time can, and the formula. */
  readonly keys?: () => Promise<(text: string) => { readonly formula: string; readonly keys?: Partial<PanelKeys> }>;
  /** Presents what its command runs. */
  readonly present: () => Promise<(result: Awaited<ReturnType<C>>, look?: Look) => Presentation>;
}

/** A function whose inputs are known to whoever calls it. */
type Erased<R> = { erased(...inputs: readonly unknown[]): R }["erased"];

/** A verb, of whose options no more is known here than their declaration says: their type is that of what it runs. */
export interface Verb<F extends Run = Run, C extends Run = F> extends Omit<Declaration, "earlier">, Deeds<F, C> {
  readonly earlier?: Erased<Earlier<object> | null>;
  /** How many inputs stand between engine and options: data, and a formula. */
  readonly inputs: number;
  /** Names of the options that only a program can give. */
  readonly hosts: readonly string[];
}

/** A verb of which no more is known than any has. */
export interface AnyVerb extends Omit<Declaration, "earlier"> {
  readonly hosts: readonly string[];
  readonly earlier?: Erased<Earlier<object> | null>;
  readonly run: () => Promise<Erased<unknown>>;
  readonly command?: () => Promise<Erased<unknown>>;
  readonly check: () => Promise<Erased<void>>;
  readonly keys?: Deeds<Run>["keys"];
  readonly present: () => Promise<Erased<Presentation>>;
}

/** Declares a verb. */
export const declare = <O extends Options>(declaration: Declaration<O>): Declaration<O> => Object.freeze(declaration);

/** The verb that `declaration` declares. */
export const verb = <O extends Options, F extends Run, C extends Run = F>(
  declaration: Declaration<O>,
  deeds: Deeds<F, C>,
): Verb<F, C> =>
  Object.freeze({
    ...declaration,
    ...deeds,
    inputs: [declaration.takes !== "nothing", declaration.second !== undefined, declaration.formula !== null].filter(
      Boolean,
    ).length,
    hosts: Object.keys(declaration.options).filter((name) => declaration.options[name]!.type.kind === "host"),
  });
