/**
 * How a printed table is presented: the options of every command that prints one, read once; the formats it can have; and tables in
 * them.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { UsageError } from "../base/errors.js";
import {
  NOTE_LEVELS,
  type NoteLevel,
  presentTable,
  requireDigits,
  requireNames,
  starsAt,
  type TablePresentation,
} from "../report/present-table.js";
import { USUAL_STARS } from "../report/regression/regression-table.js";
import { renderDocx } from "../report/render/docx.js";
import { renderTable } from "../report/render/render.js";
import type { TableModel } from "../report/table-model.js";
import { processIo } from "./process-io.js";
import type { CommonOptions, Format } from "./shared.js";

/** The options as commander parses them. */
export interface TableFlags {
  readonly digits?: number;
  /** true for the usual levels; null for none. */
  readonly stars?: true | readonly number[] | null;
  readonly notes?: NoteLevel;
  readonly showDummies?: boolean;
  readonly rename?: readonly string[];
  readonly columns?: string;
  readonly title?: string;
}

/** Adds --digits, --stars, --notes and --show-dummies. */
export const addPresentationOptions = (command: Command): Command =>
  command
    .option(
      "--digits <n>",
      "decimals of coefficients, errors and intervals (default: two digits of the smallest error)",
      parseDigits,
    )
    .option("--stars [levels]", "stars: alone 0.1,0.05,0.01; other levels; or none", parseStars)
    .addOption(
      new Option(
        "--notes <which>",
        "full, standard (without small-sample rule and solver) or none (default: standard in LaTeX and Word, else full)",
      ).choices(NOTE_LEVELS),
    )
    .option("--show-dummies", "a row for each dummy of time or of a factor of many levels, in place of one yes or no");

/** The same with --rename, --columns and --title. */
export const addTableOptions = (command: Command): Command =>
  addPresentationOptions(command)
    .option("--rename <term=words>", "words for a coefficient, an effect's row or the outcome", append, [])
    .option("--columns <labels>", "headings of the columns, separated by semicolons")
    .option("--title <text>", "caption");

/** Collects an option that can be given several times. */
export const append = (text: string, before: readonly string[]): string[] => [...before, text];

/** What the options ask for. Throws UsageError `pair_form`. */
export function presentationOf({
  digits,
  stars,
  notes,
  showDummies,
  rename = [],
  columns,
  title,
}: TableFlags): TablePresentation {
  return {
    ...(digits === undefined ? {} : { digits }),
    ...(stars === undefined ? {} : { stars: stars === true ? USUAL_STARS : starsAt(stars ?? []) }),
    ...(notes === undefined ? {} : { notes }),
    ...(showDummies === undefined ? {} : { showDummies }),
    ...(rename.length === 0 ? {} : { labels: Object.fromEntries(rename.map((text) => pairOf("--rename", text))) }),
    ...(columns === undefined ? {} : { columns: columns.split(";").map((label) => label.trim()) }),
    ...(title === undefined ? {} : { title }),
  };
}

/** Whether the options ask for what only a table has, so that text is the table and no summary. */
export const asksTable = ({ notes, columns, title }: TableFlags): boolean =>
  notes !== undefined || columns !== undefined || title !== undefined;

/** `a=b` at its last equals sign for a term, which may hold one. Throws UsageError `pair_form`. */
export function pairOf(flag: string, text: string): [string, string] {
  const at = flag === "--rename" ? text.lastIndexOf("=") : text.indexOf("=");
  if (at > 0 && at < text.length - 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new UsageError("pair_form", `${flag} takes NAME=WORDS, and got '${text}'.`, {
    got: text,
    expected: "NAME=WORDS",
  });
}

function parseDigits(text: string): number {
  const digits = text.trim() === "" ? Number.NaN : Number(text);
  return asArgument(() => {
    requireDigits(digits);
    return digits;
  });
}

/** Levels, `none`; a file name behind --stars is no level. */
function parseStars(text: string): readonly number[] | null {
  if (text === "none") return null;
  const levels = text.split(",").map((level) => (level.trim() === "" ? Number.NaN : Number(level)));
  if (!levels.every(Number.isFinite)) {
    throw new InvalidArgumentError(
      `expected levels such as 0.1,0.05,0.01, or none; for the usual ones put --stars behind the other arguments`,
    );
  }
  return asArgument(() => {
    starsAt(levels);
    return levels;
  });
}

function asArgument<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** What --out is of a command: where its result goes, or what the result names, such as rows. */
type OutIs = "result" | "data";

/**
 * Throws UsageError `docx_out` where a Word document would be printed to a terminal: without --out, or always where --out
 * (`out`, default "result") is a place of data.
 */
export function requireTableFormat(
  command: string,
  { format, json, out }: CommonOptions,
  outIs: OutIs = "result",
): void {
  if (format !== "docx" || json === true || (out !== undefined && outIs === "result")) return;
  if (processIo().stdout.isTTY !== true) return;
  const remedy = outIs === "result" ? "give a file or folder by --out" : "send the output to a file, ... > tables.docx";
  throw new UsageError(
    "docx_out",
    `${command} --format docx makes a Word document, which a terminal can't show: ${remedy}.`,
    {
      got: "a terminal",
      expected: outIs === "result" ? "--out" : "a file",
    },
  );
}

/**
 * The tables under each other as text, or as the bytes of a Word document, presented as asked; headings of columns and the title
 * are the first one's. Throws NotSupported for any other format, UsageError as `presentTable`.
 */
export async function tablesAs(
  tables: readonly TableModel[],
  format: Format,
  presentation: TablePresentation = {},
): Promise<string | Uint8Array> {
  requireNames(tables, presentation);
  const { columns: _columns, title: _title, ...common } = presentation;
  const presented = tables.map((table, t) => presentTable(table, t === 0 ? presentation : common));
  if (format === "docx") return renderDocx(presented);
  return presented.map((table) => renderTable(table, format)).join("\n");
}
