/**
 * Layer cli. `wasmetrics table`: records written with --json side by side in one table. Estimates nothing.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Command, Option } from "commander";
import { DataError, UsageError } from "../../base/errors.js";
import type { NamedResult } from "../../report/model-table/model-column.js";
import { type ModelTableOptions, modelTable } from "../../report/model-table/model-table.js";
import { STATISTICS } from "../../report/model-table/statistic-rows.js";
import { type Beneath, USUAL_STARS } from "../../report/regression/regression-table.js";
import { LANGUAGES, type Language } from "../../report/words/language.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat, tablesAs } from "../table-format.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface TableFlags extends CommonOptions {
  readonly columns?: string;
  readonly keep: readonly string[];
  readonly drop: readonly string[];
  readonly order: readonly string[];
  readonly rename: readonly string[];
  readonly group: readonly string[];
  readonly statistics?: string;
  readonly beneath: Beneath;
  readonly stars?: boolean;
  readonly title?: string;
  readonly note: readonly string[];
  readonly language: Language;
}

const EXAMPLES = `
Files are records of one model, as commands write them with --json: feols, fepois, felogit, event-study, plm, pgmm, psmatch.
A coefficient is named as in its record, or by a pattern between slashes, /^year/; --keep, --drop, --order, --rename and
--group can be given several times.

Examples:
  wasmetrics table ols.json iv.json --rename fit_did=did --keep did --columns "OLS;2SLS" --stars
  wasmetrics table a.json b.json --group "Controls=eco,fin,/^d_/" --statistics nobs,r2 --format docx --out table2.docx
`;

/** Adds the command. */
export function registerTable(program: Command): void {
  const command = program
    .command("table")
    .summary("results written with --json side by side in one table")
    .description("A table of results that were written with --json, a column each.")
    .argument("<records...>", "files of one record each")
    .option("--columns <labels>", "headings, separated by semicolons (default: names of the files)")
    .option("--keep <term>", "show these coefficients only, by name or /regex/", append, [])
    .option("--drop <term>", "do not show these", append, [])
    .option("--order <term>", "these first, in this order", append, [])
    .option("--rename <term=name>", "the row of another coefficient, or words for it", append, [])
    .option("--group <label=terms>", "coefficients as one row of yes and no, such as Controls=eco,fin", append, [])
    .option("--statistics <names>", `numbers beneath: ${STATISTICS.join(", ")}`)
    .addOption(
      new Option("--beneath <what>", "beneath each estimate")
        .choices(["std_error", "statistic", "p_value", "interval"])
        .default("std_error"),
    )
    .option("--stars", "*** p < 0.01, ** p < 0.05, * p < 0.1")
    .option("--title <text>", "caption")
    .option("--note <text>", "a note beneath", append, [])
    .addOption(new Option("--language <language>", "of the table's words").choices(LANGUAGES).default("en"))
    .addHelpText("after", EXAMPLES);
  addCommonOptions(command).action((files: readonly string[], flags: TableFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("table", flags);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const table = modelTable(namedResults(files, flags.columns), optionsOf(flags));
      const result = wantsJson(flags) ? JSON.stringify(table, null, 2) : await tablesAs([table], flags.format);
      printOrWrite(result, flags, io);
    }),
  );
}

const append = (text: string, before: readonly string[]): string[] => [...before, text];

/** The records of `files` under their headings. Throws UsageError `column_labels`, DataError `not_a_record`. */
function namedResults(files: readonly string[], columns: string | undefined): NamedResult[] {
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
  try {
    const record = JSON.parse(readFileSync(path, "utf8"));
    if (typeof record === "object" && record !== null && typeof record.kind === "string") return record;
  } catch (cause) {
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

function optionsOf(flags: TableFlags): ModelTableOptions {
  const { keep, drop, order, beneath, title, note, language } = flags;
  const statistics = flags.statistics?.split(",").map((name) => name.trim());
  return {
    ...(keep.length === 0 ? {} : { keep }),
    ...{ drop, order, beneath, language, notes: note },
    rename: Object.fromEntries(flags.rename.map((text) => pairOf("--rename", text))),
    groups: flags.group.map((text) => {
      const [label, terms] = pairOf("--group", text);
      return { label, terms: terms.split(",").map((term) => term.trim()) };
    }),
    ...(statistics === undefined ? {} : { statistics }),
    ...(flags.stars === true ? { stars: USUAL_STARS } : {}),
    ...(title === undefined ? {} : { title }),
  };
}

/** `a=b` at its last equals sign for a term, which may hold one. Throws UsageError `pair_form`. */
function pairOf(flag: string, text: string): [string, string] {
  const at = flag === "--rename" ? text.lastIndexOf("=") : text.indexOf("=");
  if (at > 0 && at < text.length - 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new UsageError("pair_form", `${flag} takes NAME=WORDS, and got '${text}'.`, {
    got: text,
    expected: "NAME=WORDS",
  });
}
