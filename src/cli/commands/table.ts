/**
 * `wasmetrics table`: records written with --json side by side in one table. Estimates nothing.
 */

import { basename } from "node:path";
import { type Command, Option } from "commander";
import { splitOutside } from "../../base/column-names.js";
import type { Labelled } from "../../base/columns.js";
import { UsageError } from "../../base/errors.js";
import { LANGUAGES, type Language } from "../../base/messages.js";
import { presentTable } from "../../report/present-table.js";
import { withDummies } from "../../report/regression/dummies.js";
import type { Beneath } from "../../report/regression/regression-table.js";
import type { ColumnSpan } from "../../report/table-model.js";
import { type CoefplotOptions, type CoefplotRows, coefplot, coefplotNumbers } from "../../verbs/table/coefplot.js";
import type { ModelRecord, NamedResult } from "../../verbs/table/model-column.js";
import { type ModelTableOptions, modelTable, STATISTICS } from "../../verbs/table/model-table.js";
import type { TermGroup, TermNaming } from "../../verbs/table/named-terms.js";
import { fileArgument } from "../named-files.js";
import { readRecord } from "../read-record.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import {
  addPresentationOptions,
  append,
  pairOf,
  presentationOf,
  requireTableFormat,
  type TableFlags,
  tablesAs,
} from "../table-options.js";
import { requireFilePath, requireFolderPath } from "../write-outputs.js";
import { printOrWrite, wantsJson, writeResult } from "../write-record.js";

// Results written with --json that a command shows together.

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
  /** false: names in the place of the data's labels. */
  readonly labels: boolean;
}

/** What --help says of files and coefficients. */
export const ABOUT_RESULTS = `Files are records of one model, as commands write them with --json: feols, fepois, felogit, event-study, plm, pgmm, psmatch.
A coefficient is named as in its record, or by a pattern between slashes, /^year/; --keep, --drop, --order, --rename,
--span and`;

/** Adds the files and the options of `ResultFlags`. */
export function addResultOptions(command: Command): Command {
  return command
    .addArgument(fileArgument("read", "<records...>", "files of one record each"))
    .option("--columns <labels>", "headings, separated by semicolons (default: names of the files)")
    .option("--keep <term>", "show these coefficients only, by name or /regex/", append, [])
    .option("--drop <term>", "do not show these", append, [])
    .option("--order <term>", "these first, in this order", append, [])
    .option("--rename <term=name>", "the row of another coefficient, or words for it", append, [])
    .option("--heading <label=terms>", "coefficients that stand together under a heading", append, [])
    .option("--span <label=columns>", "a heading over results, such as GMM=2-3", append, [])
    .option("--title <text>", "caption")
    .option("--no-labels", "names, in place of the labels that the data gave")
    .addOption(new Option("--language <language>", "of the words").choices(LANGUAGES).default("en"));
}

/** The records of `files` under their headings. Throws UsageError `column_labels`, DataError `not_a_record`. */
export function namedResults(
  files: readonly string[],
  { columns, labels: withLabels }: Pick<ResultFlags, "columns" | "labels">,
): NamedResult[] {
  const labels = columns?.split(";").map((label) => label.trim()) ?? files.map((path) => basename(path, ".json"));
  if (labels.length !== files.length) {
    throw new UsageError("column_labels", `--columns has ${labels.length} headings for ${files.length} records.`, {
      got: labels,
      expected: files.length,
    });
  }
  return files.map((path, f) => {
    const { labels: own, ...record } = readRecord(path) as Labelled;
    return {
      label: labels[f]!,
      record: (withLabels && own !== undefined ? { ...record, labels: own } : record) as ModelRecord,
    };
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
  return { label, terms: splitOutside(terms, ",") };
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

// `wasmetrics coefplot`.

interface CoefplotFlags extends CommonOptions, ResultFlags {
  readonly rows?: CoefplotRows;
  readonly mark: string;
  readonly axis?: string;
  readonly numbers: boolean;
}

const COEFPLOT_EXAMPLES = `
${ABOUT_RESULTS} --heading can be given several times. Intervals are those of the records.
--out FOLDER writes coefplot.svg, coefplot.png, coefplot.vl.json and the numbers, coefplot.json; without it, and beside it,
the numbers are printed as a table.

Examples:
  wasmetrics coefplot ols.json iv.json --rename fit_did=did --keep did --rename did=Pilot --columns "OLS;2SLS" --out out/figure
  wasmetrics coefplot ols.json iv.json --drop "(Intercept)" --heading "Controls=eco,fin" --out out/figure
`;

/** Adds the command. */
export function registerCoefplot(program: Command): void {
  const command = program
    .command("coefplot")
    .description("A figure of coefficients of results that were written with --json, with their intervals.");
  addResultOptions(command)
    .addOption(
      new Option("--rows <what>", "what has the rows (default: results where one coefficient is shown)").choices([
        "coefficients",
        "results",
      ]),
    )
    .option("--mark <value>", "what estimates are read against", "0")
    .option("--axis <text>", "title of the axis")
    .option("--no-numbers", "no numbers at the right")
    .addHelpText("after", COEFPLOT_EXAMPLES);
  addCommonOptions(command).action((files: readonly string[], flags: CoefplotFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("coefplot", flags);
      if (flags.out !== undefined) requireFolderPath(flags.out, ["coefplot.json"]);
      const naming = namingOf(flags);
      const results = namedResults(files, flags);
      const options: CoefplotOptions = {
        ...naming,
        mark: finite(flags.mark),
        numbers: flags.numbers,
        ...(flags.rows === undefined ? {} : { rows: flags.rows }),
        ...(flags.axis === undefined ? {} : { axis: flags.axis }),
      };
      const figure = coefplot(results, options);
      const record = { kind: "coefplot", coefficients: coefplotNumbers(results, options) };
      const tables = [withDummies(modelTable(results, { ...naming, beneath: "interval" }))];
      await writeResult("coefplot", { record, tables, figures: () => ({ "": figure }) }, flags, io);
    }),
  );
}

function finite(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new UsageError("mark_form", `--mark takes a number, and got '${text}'.`, { got: text, expected: "a number" });
}

interface SideBySideFlags
  extends CommonOptions,
    ResultFlags,
    Pick<TableFlags, "digits" | "stars" | "notes" | "showDummies"> {
  readonly group: readonly string[];
  readonly statistics?: string;
  readonly beneath: Beneath;
  readonly note: readonly string[];
}

const EXAMPLES = `
${ABOUT_RESULTS} --group can be given several times.

Examples:
  wasmetrics table ols.json iv.json --rename fit_did=did --keep did --columns "OLS;2SLS" --stars
  wasmetrics table a.json b.json --group "Controls=eco,fin,/^d_/" --statistics nobs,r2 --format docx --out table2.docx
`;

/** Adds the command. */
export function registerTable(program: Command): void {
  const table = program
    .command("table")
    .description("A table of results that were written with --json, a column each.");
  const command = addResultOptions(table)
    .option("--group <label=terms>", "coefficients as one row of yes and no, such as Controls=eco,fin", append, [])
    .option("--statistics <names>", `numbers beneath: ${STATISTICS.join(", ")}`)
    .addOption(
      new Option("--beneath <what>", "beneath each estimate")
        .choices(["std_error", "statistic", "p_value", "interval"])
        .default("std_error"),
    )
    .option("--note <text>", "a note beneath", append, [])
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addPresentationOptions(command)).action((files: readonly string[], flags: SideBySideFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("table", flags);
      if (flags.out !== undefined) requireFilePath(flags.out);
      const { language } = flags;
      const made = modelTable(namedResults(files, flags), optionsOf(flags));
      const table = presentTable(made, { ...presentationOf(presentationFlags(flags)), language });
      const result = wantsJson(flags) ? JSON.stringify(table, null, 2) : await tablesAs([table], flags.format);
      await printOrWrite(result, flags, io);
    }),
  );
}

function optionsOf(flags: SideBySideFlags): ModelTableOptions {
  const { beneath, note } = flags;
  const statistics = flags.statistics?.split(",").map((name) => name.trim());
  return {
    ...namingOf(flags),
    ...{ beneath, notes: note },
    groups: flags.group.map((text) => groupOf("--group", text)),
    ...(statistics === undefined ? {} : { statistics }),
  };
}

/** Names and headings are the table's own here, as coefficients may share a row. */
const presentationFlags = ({
  columns: _columns,
  rename: _rename,
  title: _title,
  ...flags
}: SideBySideFlags): TableFlags => flags;
