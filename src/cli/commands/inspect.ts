/**
 * `wasmetrics inspect DATA`: what a file holds and what in it would mislead an estimate, before anything is estimated.
 */

import { existsSync, statSync } from "node:fs";
import { extname } from "node:path";
import { type Command, Option } from "commander";
import { bareName, columnFlag, namesIn } from "../../base/column-names.js";
import { UsageError } from "../../base/errors.js";
import { LANGUAGES, type Language } from "../../base/messages.js";
import { flagText, shellWord } from "../../base/text.js";
import { listSheets } from "../../data/files/read-table.js";
import { describe } from "../../data/panel/sample.js";
import type { TreatmentSource } from "../../data/panel/treatment-design.js";
import { parseFormula } from "../../formula/parser.js";
import { columnsTable, knownLines } from "../../inspect/columns-table.js";
import { inspectionLines } from "../../inspect/finding-text.js";
import { type Asked, inspectTable } from "../../inspect/inspect-table.js";
import { pictures } from "../../inspect/pictures.js";
import { inspectionRecord } from "../../inspect/record.js";
import { namedKeys } from "../../regression/options.js";
import { inspectFolder } from "../inspect-folder.js";
import { readingLimit } from "../max-memory.js";
import { checkMerge } from "../merge-data.js";
import { addDataOptions, type DataFlags, dataArgument, openEngine, readMerged } from "../open-data.js";
import { requireFile } from "../piped-data.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { pictureFont } from "../study-pictures.js";
import { requireTableFormat, tablesAs } from "../table-options.js";
import { requireFilePath, requireWritable, writeFolder } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface InspectFlags extends CommonOptions, DataFlags {
  readonly listSheets?: boolean;
  readonly panel?: string;
  readonly treat?: string;
  readonly cohort?: string;
  readonly never?: string;
  readonly formula?: string;
  readonly outcome?: string;
  readonly cluster?: string;
  readonly term?: string;
  readonly language: Language;
}

const EXAMPLES = `
Examples:
  wasmetrics inspect cities.csv
  wasmetrics inspect cities.csv --panel city,year --json
  wasmetrics inspect cities.csv --panel city,year --treat did --outcome quality
  wasmetrics inspect cities.csv --treat did --formula "quality ~ did + eco + ia | city + year" --cluster province
  wasmetrics inspect cities.csv --panel city,year --cohort g --outcome quality --out report/   report.html with pictures
  wasmetrics inspect counties.csv --panel county,year --cohort first_treated --language zh
  wasmetrics inspect survey.dta                      labels, value labels, codes of missing values
  wasmetrics inspect yearbook.xlsx --list-sheets
  wasmetrics inspect yearbook.xlsx --sheet GDP --cells B3:F34

Findings are facts about the data, not failures: the exit status is 0 with and without them.`;

/** Adds the command. */
export function registerInspect(program: Command): void {
  const command = program
    .command("inspect")
    .description(
      "What a data file holds, and what in it would mislead an estimate: types, missing and distinct values; with --panel balance, with --treat who is treated when, with --outcome and --formula what the regression would meet.",
    )
    .addArgument(dataArgument())
    .option("--list-sheets", "the sheets of a workbook, objects of .RData, members of .zip, and nothing else")
    .option("--panel <unit,time>", "columns that identify a row (default: the two effects of --formula, unit + time)")
    .option(
      "--treat <column>",
      "treatment of each row, 0, 1 or a dose: its design, which is paths of units, cohorts, event times, controls",
      bareName,
    )
    .option("--cohort <column>", "first treated period of each unit, in place of --treat", bareName)
    .option("--never <value>", "value of --cohort that means never treated")
    .option("--outcome <column>", "the outcome (default: that of --formula)", bareName)
    .option("--formula <formula>", 'a regression in quotes, "y ~ d + x | unit + time": its variables, effects, sample')
    .option("--term <name>", "the coefficient whose rows and units are left out (default: --treat, else the first)")
    .option(
      "--cluster <columns>",
      "clusters of the errors: a column, or columns joined by ^ (default: the panel's unit)",
    )
    .addOption(new Option("--language <language>", "of the words").choices(LANGUAGES).default("en"))
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: InspectFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("inspect", flags);
      const asked = askedOf(flags);
      const folder = flags.out !== undefined && flags.listSheets !== true && isFolder(flags.out);
      if (folder) requireWritable(flags.out!, ["report.html", "inspect.json"]);
      else if (flags.out !== undefined) requireFilePath(flags.out);
      if (flags.listSheets === true) return printOrWrite(await sheetsText(data, flags), flags, io);
      checkMerge(flags);
      const { table } = await readMerged(data, flags);
      const engine = asked.formula === undefined ? undefined : await openEngine(flags, io);
      const { language } = flags;
      const made = inspectTable(table, asked, engine);
      const known = { ...made.known, columns: describe(table) };
      const record = JSON.stringify(inspectionRecord(known, made.inspection), null, 2);
      const lines = [...knownLines(known, language), ...inspectionLines(made.inspection, language)];
      const text = wantsJson(flags) ? record : await tablesAs([columnsTable(known, language, lines)], flags.format);
      if (!folder) return printOrWrite(text, flags, io);
      const drawn = pictures(made.told, made.known.design, language);
      const command = commandText(data, flags);
      const { inspection } = made;
      const files = await inspectFolder({ known, inspection, pictures: drawn, record, language, command });
      await writeFolder(flags.out!, files);
      io.warn(`wrote ${[...files.keys()].join(", ")} into ${flags.out}`);
      const font = pictureFont(files);
      if (font !== null) io.warn(font);
      io.print(text);
    }),
  );
}

/** The names, a line each, or as JSON. */
async function sheetsText(data: string, flags: InspectFlags): Promise<string> {
  requireFile(data, "--list-sheets");
  const sheets = (await listSheets(data, readingLimit(flags))) ?? [];
  if (wantsJson(flags)) return JSON.stringify({ kind: "sheets", data, sheets }, null, 2);
  return sheets.length === 0 ? `${data} has one table.` : sheets.join("\n");
}

/** What is asked, checked as far as no data are needed. Throws UsageError `treat_without_panel`, `inspect_term`, and as `sourceOf`, `parseFormula`. */
function askedOf(flags: InspectFlags): Asked {
  const { formula, outcome, cluster, term } = flags;
  const keys = flags.panel === undefined ? undefined : namedKeys(flags.panel);
  const source = sourceOf(flags);
  if (formula !== undefined) parseFormula(formula);
  if (source !== undefined && keys === undefined && formula === undefined) throw treatWithoutPanel(source);
  if (term !== undefined && formula === undefined) {
    throw new UsageError("inspect_term", "--term names a coefficient of --formula, which is not there: give both.", {
      got: term,
      expected: "--formula",
    });
  }
  return {
    ...(keys === undefined ? {} : { keys }),
    ...(source === undefined ? {} : { source }),
    ...(formula === undefined ? {} : { formula }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(term === undefined ? {} : { term }),
    ...(cluster === undefined ? {} : { cluster: namesIn(cluster, "^") }),
  };
}

/** Throws UsageError `treat_and_cohort` for both, or --never without a cohort. */
function sourceOf({ treat, cohort, never }: InspectFlags): TreatmentSource | undefined {
  if (cohort !== undefined ? treat === undefined : never === undefined) {
    return cohort !== undefined ? { cohort, never } : treat === undefined ? undefined : { treat };
  }
  throw new UsageError(
    "treat_and_cohort",
    "A treatment is read from --treat (the treatment of each row) or from --cohort (first treated period of each unit, with --never VALUE): give one of them.",
    { got: { treat, cohort, never }, expected: "treat or cohort" },
  );
}

function treatWithoutPanel({ cohort, ...source }: TreatmentSource): UsageError {
  const flag = "treat" in source ? columnFlag("treat", source.treat) : columnFlag("cohort", cohort!);
  return new UsageError(
    "treat_without_panel",
    `${flag} needs --panel unit,time: a treatment has a path within units over time.`,
    { got: flag, expected: "--panel unit,time" },
  );
}

/** A path that is a folder, or names none that a file has: without an ending. */
const isFolder = (path: string): boolean =>
  /[/\\]$/.test(path) || (existsSync(path) ? statSync(path).isDirectory() : extname(path) === "");

/** The command that makes the folder again. */
function commandText(data: string, flags: InspectFlags): string {
  const { panel, treat, cohort, never, formula, outcome, term, cluster, language, out } = flags;
  const texts = { panel, never, formula, term, cluster };
  return [
    `wasmetrics inspect ${shellWord(data)}`,
    ...Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [flagText(name, text)])),
    ...Object.entries({ treat, cohort, outcome }).flatMap(([name, column]) =>
      column === undefined ? [] : [columnFlag(name, column)],
    ),
    ...(language === "en" ? [] : [flagText("language", language)]),
    flagText("out", out!),
  ].join(" ");
}
