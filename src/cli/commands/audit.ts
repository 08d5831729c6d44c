/**
 * `wasmetrics audit TABLES...`: printed tables against the arithmetic they must satisfy. What was read is shown before it is judged. Exit status
 * 0 without findings, 1 with some, 2 for wrong use and for what can't be read.
 */

import { statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { judged, type ReadTables, ruleNames } from "../../audit/audit.js";
import { readFile as readTables } from "../../audit/audit-tables.js";
import { SEVERITIES, type Severity } from "../../audit/finding.js";
import { TEMPLATE } from "../../audit/read/transcription/template.js";
import { type ReadFile, together } from "../../audit/read-tables.js";
import { readingRecord } from "../../audit/record.js";
import { AUDIT_FILES, type AuditFormat, auditAs, auditFiles } from "../../audit/report/files.js";
import { readingText } from "../../audit/report/text.js";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError, UsageError, WasmetricsError } from "../../base/errors.js";
import { LANGUAGES, type Language } from "../../base/messages.js";
import { systemWords } from "../../base/system-error.js";
import { flagText, shellWord } from "../../base/text.js";
import { readInput } from "../../data/disk/held-file.js";
import { fileArgument } from "../named-files.js";
import { openEngine } from "../open-data.js";
import { processIo } from "../process-io.js";
import { addCommonOptions, type CommandIo, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-options.js";
import { requireFilePath, requireFolderPath, writeFiles, writeFolder } from "../write-outputs.js";

interface AuditFlags extends CommonOptions {
  readonly language: Language;
  readonly readOnly?: boolean;
  readonly template?: boolean;
  readonly only?: readonly string[];
  readonly severity?: readonly Severity[];
}

/** Exit statuses: with findings, and where something can't be read or was asked for wrongly. */
const FOUND = 1;
const UNREADABLE = 2;

const EXAMPLES = `
TABLES are files with printed tables: a transcription in YAML, CSV, Markdown, LaTeX, HTML, Word (.docx),
results.json of a study or the folder it is in. Several files are tables of one paper. What was read is printed first.

Severities: inconsistent (no data give these numbers under what the table states, rounding granted), conditional (they fit only under
what it does not state), unusual, unreported. Exit status: 0 no finding, 1 findings, 2 unreadable or wrong use.

Examples:
  wasmetrics audit --template > tables.yaml            a transcription to begin with
  wasmetrics audit tables.yaml --read-only             how the tables are read, and nothing judged
  wasmetrics audit tables.yaml
  wasmetrics audit paper.tex appendix.docx --severity inconsistent
  wasmetrics audit tables.yaml --out audit             report.html, report.docx, report.md and audit.json
  wasmetrics audit tables.yaml --language zh --out audit.docx
`;

/** Adds the command. */
export function registerAudit(program: Command): void {
  const command = program
    .command("audit")
    .description(
      "Printed regression tables against the arithmetic they must satisfy: which numbers do not fit each other, by how much, with what rounding allows and what else could explain it. No data are needed.",
    )
    .addArgument(fileArgument("read", "[tables...]", "files with printed tables"))
    .addOption(new Option("--language <language>", "of the words").choices(LANGUAGES).default("en"))
    .option("--template", "print a transcription to begin with, with a comment a key")
    .option("--read-only", "show how the tables were read, and judge nothing")
    .option("--only <rules>", `these rules alone, separated by commas: ${ruleNames().join(", ")}`, names)
    .option(
      "--severity <severities>",
      `findings of which severities set exit status 1, separated by commas: ${SEVERITIES.join(", ")} (default: all)`,
      names,
    )
    .addHelpText("after", EXAMPLES);
  addCommonOptions(command).action((paths: string[], flags: AuditFlags) =>
    runCommand(flags, (io) => audit(paths, { ...flags, format: formatOf(command, flags) }, io), UNREADABLE),
  );
}

const names = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text.split(",").map((name) => name.trim()),
];

const ENDINGS: Readonly<Record<string, AuditFormat>> = {
  ".html": "html",
  ".htm": "html",
  ".docx": "docx",
  ".md": "markdown",
  ".tex": "latex",
  ".csv": "csv",
  ".json": "json",
  ".txt": "text",
};

/** The format asked for, else that of the ending of --out. */
function formatOf(command: Command, { format, json, out }: AuditFlags): AuditFormat {
  if (json === true) return "json";
  const isAsked = command.getOptionValueSource("format") !== "default";
  return isAsked || out === undefined ? format : (ENDINGS[extname(out).toLowerCase()] ?? format);
}

async function audit(paths: readonly string[], flags: AuditFlags, io: CommandIo): Promise<void> {
  const { language, out } = flags;
  if (flags.template === true) return io.print(TEMPLATE);
  if (paths.length === 0)
    throw new UsageError("no_tables", "Give files with printed tables.", {
      expected: "<tables...>",
    });
  requireNames("--only", flags.only ?? [], ruleNames());
  requireNames("--severity", flags.severity ?? [], SEVERITIES);
  const intoFolder = out !== undefined && isFolderPath(out);
  if (!intoFolder) requireTableFormat("audit", flags);
  if (out !== undefined && intoFolder) requireFolderPath(out, AUDIT_FILES);
  else if (out !== undefined) requireFilePath(out);
  const read = together(await Promise.all(paths.map(readFile)));
  if (flags.readOnly === true) return showReading(read, flags, io);
  const result = judged(await openEngine(flags, io), read, flags.only);
  const options = { language, command: commandOf(paths, flags) };
  const printed = intoFolder && flags.format === "docx" ? "text" : flags.format;
  if (out === undefined || intoFolder) {
    const shown = await auditAs(result, printed, options);
    if (out !== undefined) await writeFolder(out, await auditFiles(result, options));
    io.print(shown);
    if (out !== undefined) io.warn(`wrote ${AUDIT_FILES.join(", ")} into ${out}`);
  } else {
    await writeFiles(new Map([[out, await auditAs(result, flags.format, options)]]));
    io.warn(`wrote ${out}`);
  }
  const counted: readonly string[] = flags.severity ?? SEVERITIES;
  if (result.findings.some(({ finding }) => counted.includes(finding.severity))) processIo().exitCode = FOUND;
}

/** Throws UsageError `unknown_name` for a name that `option` does not take. */
function requireNames(option: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(
    "unknown_name",
    `${option} takes ${known.join(", ")}; got '${unknown}'${didYouMean(unknown, known)}`,
    {
      got: unknown,
      expected: known,
    },
  );
}

/** Whether --out is a folder: there already, ended by a slash, or without the ending of a format. */
function isFolderPath(path: string): boolean {
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory();
  return isThere ?? (/[/\\]$/.test(path) || ENDINGS[extname(path).toLowerCase()] === undefined);
}

/** Throws DataError `cannot_read`, and as `readPaper`. */
async function readFile(given: string): Promise<ReadFile> {
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  const path = isFolder ? join(given, "results.json") : given;
  const bytes = bytesOf(path);
  const folder = dirname(resolve(path));
  return readTables({ name: path, content: bytes }, async (own) => bytesOf(resolve(folder, own)));
}

function bytesOf(path: string): Uint8Array {
  try {
    return readInput(path, path);
  } catch (cause) {
    if (cause instanceof WasmetricsError) throw cause;
    throw new DataError(
      "cannot_read",
      `Can't read '${path}': ${systemWords(cause, "read")}. Give the path of a file with printed tables.`,
      { got: path },
      { cause },
    );
  }
}

async function showReading(read: ReadTables, { language, out, format }: AuditFlags, io: CommandIo): Promise<void> {
  if (format !== "text" && format !== "json") {
    throw new UsageError(
      "reading_format",
      `--read-only shows the reading as text or --json; got ${flagText("format", format)}.`,
      {
        got: format,
        expected: ["text", "json"],
      },
    );
  }
  const shown = format === "json" ? `${JSON.stringify(readingRecord(read), null, 2)}\n` : readingText(read, language);
  if (out === undefined) return io.print(shown);
  await writeFiles(new Map([[out, shown]]));
  io.warn(`wrote ${out}`);
}

/** The command as it is typed, but for where its result goes. */
function commandOf(paths: readonly string[], { language, only }: AuditFlags): string {
  return [
    "wasmetrics audit",
    ...paths.map(shellWord),
    ...(language === "en" ? [] : [flagText("language", language)]),
    ...(only === undefined ? [] : [flagText("only", only.join(","))]),
    "--out audit",
  ].join(" ");
}
