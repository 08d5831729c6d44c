/**
 * Results written with --json that a command shows together: their files, their names, and which coefficients.
 */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { type Command, Option } from "commander";
import { DataError, UsageError, WasmetricsError } from "../base/errors.js";
import { LANGUAGES, type Language } from "../base/messages.js";
import { systemProblem, systemWords } from "../base/system-error.js";
import { readInput } from "../data/disk/held-file.js";
import type { ColumnSpan } from "../report/table-model.js";
import type { NamedResult } from "../verbs/table/model-column.js";
import type { TermGroup, TermNaming } from "../verbs/table/named-terms.js";
import { append, pairOf } from "./table-options.js";

export interface ResultFlags {
  readonly columns?: string;
  readonly keep: readonly string[];
  readonly drop: readonly string[];
  readonly order: readonly string[];
  readonly rename: readonly string[];
  readonly heading: readonly string[];
  readonly span: readonly string[];
  readonly title?: string;
  readonly language: Language;
}

/** What --help says of files and coefficients. */
export const ABOUT_RESULTS = `Files are records of one model, as commands write them with --json: feols, fepois, felogit, event-study, plm, pgmm, psmatch.
A coefficient is named as in its record, or by a pattern between slashes, /^year/; --keep, --drop, --order, --rename,
--span and`;

/** Adds the files and the options of `ResultFlags`. */
export function addResultOptions(command: Command): Command {
  return command
    .argument("<records...>", "files of one record each")
    .option("--columns <labels>", "headings, separated by semicolons (default: names of the files)")
    .option("--keep <term>", "show these coefficients only, by name or /regex/", append, [])
    .option("--drop <term>", "do not show these", append, [])
    .option("--order <term>", "these first, in this order", append, [])
    .option("--rename <term=name>", "the row of another coefficient, or words for it", append, [])
    .option("--heading <label=terms>", "coefficients that stand together under a heading", append, [])
    .option("--span <label=columns>", "a heading over results, such as GMM=2-3", append, [])
    .option("--title <text>", "caption")
    .addOption(new Option("--language <language>", "of the words").choices(LANGUAGES).default("en"));
}

/** The records of `files` under their headings. Throws UsageError `column_labels`, DataError `not_a_record`. */
export function namedResults(files: readonly string[], columns: string | undefined): NamedResult[] {
  const labels = columns?.split(";").map((label) => label.trim()) ?? files.map((path) => basename(path, ".json"));
  if (labels.length !== files.length) {
    throw new UsageError("column_labels", `--columns has ${labels.length} headings for ${files.length} records.`, {
      got: labels,
      expected: files.length,
    });
  }
  return files.map((path, f) => ({ label: labels[f]!, record: readRecord(path) }));
}

/** A JSON document as a record. What it is a record of, the table looks at. */
function readRecord(path: string): NamedResult["record"] {
  if (!existsSync(path)) throw new DataError("no_file", `There is no file ${path}.`, { got: path });
  try {
    const record = JSON.parse(Buffer.from(readInput(path, path)).toString("utf8"));
    if (typeof record === "object" && record !== null && typeof record.kind === "string") return record;
  } catch (cause) {
    if (cause instanceof WasmetricsError) throw cause;
    if (systemProblem(cause) !== undefined) {
      throw new DataError(
        "file_unreadable",
        `${path} can't be read: ${systemWords(cause, "read")}.`,
        { got: path },
        { cause },
      );
    }
    throw new DataError(
      "not_a_record",
      `${path} can't be read as JSON: ${(cause as Error).message}`,
      { got: path },
      { cause },
    );
  }
  throw new DataError("not_a_record", `${path} is no record of a result: it has no 'kind'. Write it with --json.`, {
    got: path,
  });
}

/** The flags as options of tables and figures. Throws UsageError `pair_form`, `span_form`. */
export function namingOf(flags: ResultFlags): TermNaming & {
  readonly spans: readonly ColumnSpan[];
  readonly language: Language;
  readonly title?: string;
} {
  const { keep, drop, order, title, language } = flags;
  return {
    ...(keep.length === 0 ? {} : { keep }),
    ...{ drop, order, language },
    rename: Object.fromEntries(flags.rename.map((text) => pairOf("--rename", text))),
    headings: flags.heading.map((text) => groupOf("--heading", text)),
    spans: flags.span.map(columnsOf),
    ...(title === undefined ? {} : { title }),
  };
}

/** `Controls=eco,fin`. */
export function groupOf(flag: string, text: string): TermGroup {
  const [label, terms] = pairOf(flag, text);
  return { label, terms: terms.split(",").map((term) => term.trim()) };
}

/** `GMM=2-3`, or `GMM=2`. */
function columnsOf(text: string): ColumnSpan {
  const [label, columns] = pairOf("--span", text);
  const [, from, to = from] = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(columns) ?? [];
  if (from !== undefined) return { label, from: Number(from), to: Number(to) };
  throw new UsageError("span_form", `--span takes LABEL=FROM-TO, numbers of columns, and got '${text}'.`, {
    got: text,
    expected: "LABEL=FROM-TO",
  });
}
