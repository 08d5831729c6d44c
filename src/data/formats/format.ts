/**
 * What a file format is to the rest of the library: it recognises its files, lists what they hold, and reads columns. Each format is
 * a folder that exports one `Format`; `catalogue` knows them all and loads one when it is needed.
 */
import type { Column, FileFacts } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { CellOptions } from "../table/typing.js";
import type { ByteSource } from "./source.js";

/** How a file is read. An option that a format does not know is refused (`Format.options`). */
export interface FormatOptions extends CellOptions {
  /** Columns to read, in the file's order whatever theirs; all unless given. */
  readonly columns?: readonly string[];
  /** The encoding of text, by its name in the WHATWG Encoding Standard ("gb18030", "windows-1252"). */
  readonly encoding?: string;
  /** What separates cells of a text file. */
  readonly delimiter?: "," | ";" | "\t" | "|";
  /** A sheet of a workbook, a table of a file of several (an object of .RData, a member of .zip): its name, or its number from 1. */
  readonly sheet?: string | number;
  /** Cells of a sheet, such as "B3:F200", "B3" (from there on) or "B:F". */
  readonly range?: string;
  /** Rows of a sheet that make the names of columns, from the first of the range on; 1 unless given, 0: columns are called by letters. */
  readonly headerRows?: number;
  /** Whether the names of all columns of a text may be numbers, which is refused else: a header is then missing. */
  readonly numericNames?: true;
}

/** Options of some formats only. */
export type FormatOption = "encoding" | "delimiter" | "numeric" | "sheet" | "range" | "headerRows";

/** What a reader is given beside the file. */
export interface ReadContext {
  /** An engine, where the format has kernels: loaded when it is asked for. */
  engine(): Promise<Engine>;
  /** Called with the share of the file that was read, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  readonly signal?: AbortSignal;
}

/** A column before it is read. */
export interface ColumnHead {
  readonly name: string;
  /** Unknown before cells are read, in files of text and sheets. */
  readonly kind?: "numeric" | "text";
  readonly label?: string;
  /** As the file stores it, in its own words: "long %12.0g", "F8.2". */
  readonly stored?: string;
}

/** What a file holds, without its cells. */
export interface FileHead {
  readonly facts: FileFacts;
  readonly columns: readonly ColumnHead[];
  /** Rows; null where only reading determines them. */
  readonly nRows: number | null;
}

/** What a file holds. */
export interface FileContent {
  readonly facts: FileFacts;
  readonly columns: readonly Column[];
  readonly notes: readonly Note[];
}

/** One format. All throw DataError for a file that is damaged, cut short or another format's, NotSupported for what is not read. */
export interface Format {
  /** The options it knows beside `columns`, `text` and `missing`. */
  readonly options: readonly FormatOption[];
  /** What `source` holds: facts, names and types, without decoding cells. */
  columns(source: ByteSource, options: FormatOptions, context: ReadContext): Promise<FileHead>;
  /** The columns, or those that `options.columns` names. */
  read(source: ByteSource, options: FormatOptions, context: ReadContext): Promise<FileContent>;
  /** The names of the sheets, objects or members, where a file may have several. */
  sheets?(source: ByteSource): Promise<readonly string[]>;
}

/** A file that holds files of other formats: what it holds is read as if it stood by itself. */
export interface Container {
  /** The names of the files in it, where it may have several: those that `isKnown` says a format has. */
  members(source: ByteSource, isKnown: (name: string) => boolean): Promise<readonly string[]>;
  /**
   * The file in it that `options.sheet` names or numbers, or the only one. Throws DataError and NotSupported as formats do, UsageError
   * `unknown_sheet`, DataError `archive_members` where there are none or several.
   */
  open(source: ByteSource, options: FormatOptions, isKnown: (name: string) => boolean): Promise<Opened>;
}

/** A file in a container, the options that are for it, and what is to be said. */
export interface Opened {
  readonly source: ByteSource;
  readonly options: FormatOptions;
  readonly notes: readonly Note[];
}
