/**
 * How an option of a verb is declared: plain data, from which its TypeScript type, its check, its flag on the command line, its key in
 * a study file and its row in the documentation are all made. Knows no verb, no command line and no schema library.
 */
import type { Table } from "../data/table/table.js";
import type { AnyShape, Shape } from "./shape.js";

/** Whether the caller must give the option, may leave it out, or gets a default in its place. */
export type Presence = "required" | "optional" | "default";

/** What a text names: one column, columns joined as the description says, a coefficient, or an expression in columns. */
export type TextKind = "text" | "column" | "columns" | "term" | "expression";

/** Which values an option takes. */
export type OptionType =
  | { readonly kind: TextKind }
  /** Texts; at least one, each once. */
  | { readonly kind: "list"; readonly of: TextKind }
  /** Numbers, each of the range. */
  | ({ readonly kind: "numbers" } & Range)
  /** A number, or one of a few words in its place. */
  | ({ readonly kind: "number"; readonly whole: boolean; readonly words?: readonly string[] } & Range)
  | { readonly kind: "choice"; readonly choices: readonly (string | number)[] }
  | { readonly kind: "flag" }
  /** A table in memory; on the command line, the file it is read from. */
  | { readonly kind: "table"; readonly numericNames?: true }
  /**
   * Anything else that a text can say, a `FileValue` among it; or several of it, of which one need not be a list, or of which
   * `gather` makes one value.
   */
  | {
      readonly kind: "value";
      readonly read: (text: string) => unknown;
      readonly several: boolean;
      /** Its value is a list; what is none is the text of one, or its only element. */
      readonly list?: true;
      readonly gather?: (texts: readonly string[]) => unknown;
    }
  /** What no text can say: a function, a signal. */
  | { readonly kind: "host" };

/** Code of refusals of options that name none. */
export const UNNAMED = "option_value";

/** Ends that belong to the range (`min`, `max`), or do not (`above`, `below`). */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
}

/** An option whose values are of type T. */
export interface Option<T = unknown, P extends Presence = Presence> {
  readonly type: OptionType;
  /** What it is, in words that continue its name, without a full stop. */
  readonly description: string;
  readonly presence: P;
  readonly default?: T;
  /** What a program may give, where its type does not say: an object, several forms. */
  readonly is?: AnyShape;
  /** Code of the UsageError that refuses a value. */
  readonly code: string;
  /** What sentences call it, such as `Confidence level`; else its name. */
  readonly called?: string;
  /** What stands for its value in a line of usage: `column`, `n`. */
  readonly shape?: string;
  /** Its flag on the command line where that is not its name; null: the command line has none. */
  readonly flag?: string | null;
  /** Its flag may stand alone, and is then true. */
  readonly bare?: true;
  /** What holds without it, of a flag that is on unless it is turned off: `--no-x`. */
  readonly without?: string;
  /** Methods of the verb that alone have it: help and documentation list it behind options of all, under their names. */
  readonly of?: readonly string[];
  /** Its text is the path of a file that is read, or of what is written. */
  readonly file?: "read" | "written";
  /** Flags it had before, which go on working and say so. */
  readonly formerly?: readonly string[];
}

export type Options = Readonly<Record<string, Option>>;

/** The type of an option's values. */
export type ValueOf<O> = O extends Option<infer T> ? T : never;
type KeysOf<O extends Options, P extends Presence> = {
  [K in keyof O]: O[K]["presence"] extends P ? K : never;
}[keyof O];
type Simple<T> = { [K in keyof T]: T[K] };

/** What a caller gives: what is required, and what may be left out. */
export type OptionsOf<O extends Options> = Simple<
  { readonly [K in KeysOf<O, "required">]: ValueOf<O[K]> } & {
    readonly [K in KeysOf<O, "optional" | "default">]?: ValueOf<O[K]>;
  }
>;

/** The same with every default in its place. */
export type Filled<O extends Options> = Simple<
  { readonly [K in KeysOf<O, "required" | "default">]: ValueOf<O[K]> } & {
    readonly [K in KeysOf<O, "optional">]?: ValueOf<O[K]>;
  }
>;

/** What can be said of an option besides its type and description. */
export interface Settings<T>
  extends Partial<Pick<Option<T>, "code" | "called" | "shape" | "flag" | "formerly" | "bare" | "without" | "file">> {
  readonly required?: true;
  readonly default?: T;
}

type PresenceOf<S> = S extends { readonly required: true }
  ? "required"
  : S extends { readonly default: unknown }
    ? "default"
    : "optional";
/** Of an option about which nothing more is said. */
type Unsaid = Readonly<Record<never, never>>;

/** The option of `settings`, whose type S says whether it must be given. */
function make<T, S>(type: OptionType, description: string, settings: Settings<T>): Option<T, PresenceOf<S>> {
  const { required, ...rest } = settings;
  const presence = required ? "required" : "default" in settings ? "default" : "optional";
  return Object.freeze({ code: UNNAMED, ...rest, type, description, presence: presence as PresenceOf<S> });
}

/** Makes options of one type, which a line of usage shows as `shape`. */
const builder =
  <T>(type: OptionType, shape: string) =>
  <const S extends Settings<T> = Unsaid>(description: string, settings?: S) =>
    make<T, S>(type, description, { shape, ...settings });

/** Any text. */
export const text = builder<string>({ kind: "text" }, "text");
/** The name of a column, bare or in back-ticks: the verb gets it bare. */
export const column = builder<string>({ kind: "column" }, "column");
/** Names of columns joined as the description says, which the verb takes apart by `namesIn`. */
export const columns = builder<string>({ kind: "columns" }, "column");
/** A coefficient: as the formula writes it, or a column by its name. */
export const term = builder<string>({ kind: "term" }, "name");
/** A condition or another expression in columns. */
export const expression = builder<string>({ kind: "expression" }, "expr");
/** True, or left out. */
export const flag = builder<boolean>({ kind: "flag" }, "");
/** A table; its command reads it from a file. */
export const table = builder<Table>({ kind: "table" }, "file");
/** The same, whose columns may all be named by numbers. */
export const numberedTable = builder<Table>({ kind: "table", numericNames: true }, "file");
/** Texts of which each stands once: on the command line separated by commas. */
export const list = builder<readonly string[]>({ kind: "list", of: "text" }, "list");
/** Coefficients, each once. */
export const terms = builder<readonly string[]>({ kind: "list", of: "term" }, "list");
/** Columns or expressions in them, each once. */
export const expressions = builder<readonly string[]>({ kind: "list", of: "expression" }, "list");

/** Makes options that are numbers of a range. */
const ranged =
  (whole: boolean, shape: string) =>
  <const S extends Settings<number> & Range>(description: string, settings: S) => {
    const { min, max, above, below, ...rest }: Settings<number> & Range = settings;
    const type = { kind: "number", whole, ...rangeOf({ min, max, above, below }) } as const;
    return make<number, S>(type, description, { shape, ...rest });
  };

const rangeOf = (ends: { readonly [end in keyof Range]: number | undefined }): Range =>
  Object.fromEntries(Object.entries(ends).filter(([, end]) => end !== undefined));

/** A whole number. */
export const wholeNumber = ranged(true, "n");
/** A finite number. */
export const number = ranged(false, "number");

/** A finite number, or one of `words` in its place. */
export const numberOr = <const W extends readonly string[], const S extends Settings<number | W[number]> & Range>(
  description: string,
  words: W,
  { min, max, above, below, ...rest }: S,
) =>
  make<number | W[number], S>(
    { kind: "number", whole: false, words, ...rangeOf({ min, max, above, below }) },
    description,
    {
      shape: "what",
      ...(rest as Settings<number | W[number]>),
    },
  );

/** Numbers of a range: on the command line separated by commas. */
export const numbers = <const S extends Settings<readonly number[]> & Range>(
  description: string,
  { min, max, above, below, ...rest }: S,
) =>
  make<readonly number[], S>({ kind: "numbers", ...rangeOf({ min, max, above, below }) }, description, {
    shape: "numbers",
    ...(rest as Settings<readonly number[]>),
  });

/** A number between 0 and 1. */
export const share = <const S extends Settings<number> = Unsaid>(description: string, settings?: S) =>
  make<number, S>({ kind: "number", whole: false, above: 0, below: 1 }, description, { shape: "p", ...settings });

/** One of a few names or numbers. */
export const oneOf = <const C extends readonly (string | number)[], const S extends Settings<C[number]> = Unsaid>(
  description: string,
  choices: C,
  settings?: S,
) => make<C[number], S>({ kind: "choice", choices }, description, { shape: "what", ...settings });

/** A value that `read` makes of a text, or refuses by throwing `Unreadable` or a UsageError. */
export const value = <T, const S extends Settings<T> = Unsaid>(
  description: string,
  read: (text: string) => T | FileValue<T>,
  settings?: S,
) => make<T, S>({ kind: "value", read, several: false }, description, { shape: "value", ...settings });

/** One such value or a list of them; its flag can be given several times. */
export const several = <T, const S extends Settings<T | readonly T[]> = Unsaid>(
  description: string,
  read: (text: string) => T | FileValue<T>,
  settings?: S,
) => make<T | readonly T[], S>({ kind: "value", read, several: true }, description, { shape: "value", ...settings });

/** A list of such values; its flag gives one, and can be given several times. */
export const repeated = <T, const S extends Settings<readonly T[]> = Unsaid>(
  description: string,
  read: (text: string) => T | FileValue<T>,
  settings?: S,
) =>
  make<readonly T[], S>({ kind: "value", read, several: true, list: true }, description, {
    shape: "value",
    ...settings,
  });

/** One value that `gather` makes of all texts its flag gives, or refuses by throwing a UsageError. */
export const gathered = <T, const S extends Settings<T> = Unsaid>(
  description: string,
  gather: (texts: readonly string[]) => T,
  settings?: S,
) => make<T, S>({ kind: "value", read: String, several: true, gather }, description, { shape: "value", ...settings });

/** Values that stand in one text, which `split` takes apart. */
export const values = <T, const S extends Settings<readonly T[]> = Unsaid>(
  description: string,
  split: (text: string) => readonly string[],
  read: (text: string) => T | FileValue<T>,
  settings?: S,
) =>
  make<readonly T[], S>(
    { kind: "value", read: (text) => split(text).map(read), several: false, list: true },
    description,
    {
      shape: "list",
      ...settings,
    },
  );

/** What only a program can give. */
export const host = <T>(description: string, is?: Shape<T>): Option<T, "optional"> => {
  const option = make<T, Unsaid>({ kind: "host" }, description, { flag: null });
  return is === undefined ? option : shaped(option, is);
};

/** `option`, which takes of a program what is of the shape. */
export const shaped = <T, P extends Presence>(option: Option<T, P>, is: Shape<T>): Option<T, P> =>
  Object.freeze({ ...option, is });

/** `option` with other words, another flag or another code. */
export const altered = <T, P extends Presence>(
  option: Option<T, P>,
  changes: Partial<Pick<Option<T, P>, "description" | "code" | "called" | "shape" | "flag" | "formerly">>,
): Option<T, P> => Object.freeze({ ...option, ...changes });

/** What a text says that names a file: the value that `of` makes of the file's table, once the command has read it. */
export class FileValue<T = unknown> {
  constructor(
    readonly file: string,
    /** Columns that are read as text. */
    readonly text: readonly string[],
    readonly of: (table: Table) => T,
  ) {}
}

/** A text is not of the form an option takes; the message says which is, as `expected ...`. */
export class Unreadable extends Error {}

/** `keepPartial` as `keep-partial`, `groupDifference` as `group-difference`. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The flag of option `name` on the command line, without dashes; null where it has none. */
export const flagOf = (name: string, { flag }: Option): string | null => (flag === undefined ? kebab(name) : flag);
