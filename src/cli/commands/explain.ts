/**
 * `wasmetrics explain EXHIBIT ROW COLUMN`: where a number of a report comes from. Estimates nothing: reads what a run wrote, makes again what a
 * record alone allows, and compares hashes.
 */
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type Command, Option } from "commander";
import { UsageError } from "../../base/errors.js";
import { LANGUAGES, type Language } from "../../base/messages.js";
import { alignedLines } from "../../report/render/display-width.js";
import { renderTable } from "../../report/render/render.js";
import { cellText, type TableModel, textCell } from "../../report/table-model.js";
import { type CellAt, cellOf, exhibitOf, headOf, numberedCells, rowGroups } from "../../study/explain/cell.js";
import { tablesOf } from "../../study/explain/drawn.js";
import { explainCell, type StudyFolder } from "../../study/explain/explain.js";
import type { Explanation, FileCheck } from "../../study/explain/explanation.js";
import { explainWords as words } from "../../study/explain/messages.js";
import { namesOf, recordFolder } from "../../study/explain/record.js";
import { explainedMarkdown, explainedText } from "../../study/explain/text.js";
import type { MappedExhibit } from "../../study/outputs/exhibits.js";
import type { ModelRecord } from "../../verbs/table/model-column.js";
import { fileArgument, fileOption } from "../named-files.js";
import { openEngine } from "../open-data.js";
import { processIo } from "../process-io.js";
import { readRecord } from "../read-record.js";
import { addCommonOptions, type CommandIo, type CommonOptions, runCommand } from "../shared.js";
import { againstHash, readStudyFolder, resultsFolder } from "../study-folder.js";
import { requireFilePath } from "../write-outputs.js";
import { printOrWrite, wantsJson } from "../write-record.js";

interface ExplainFlags extends CommonOptions {
  readonly from?: string;
  readonly study?: string;
  readonly quantity?: string;
  readonly all?: boolean;
  readonly language?: Language;
}

const EXAMPLES = `
A row is named as in the table, by its label, the name of its column in the data, or its number; a column by its heading or its
number. An estimate is taken unless --quantity says otherwise. The exit status is 1 where something does not agree.

Examples:
  wasmetrics explain                                     every table and figure, and the lines that make it
  wasmetrics explain "Table 1"                           what makes it, and which numbers it has
  wasmetrics explain "Table 1" did 2
  wasmetrics explain "Table 1" Observations "(2)" --from out/fish
  wasmetrics explain "Table 1" did 2 --quantity p
  wasmetrics explain "Figure 1" -3                       event time -3
  wasmetrics explain "Table 1" --all --json              every number of it, for programs
  wasmetrics explain fit.json did                        a record written with --json
`;

/** Adds the command. */
export function registerExplain(program: Command): void {
  const command = program
    .command("explain")
    .description(
      "Where a number of a report comes from: lines of the study file, data with their hashes, rows, equation, errors, solver, seed, version; what can be recomputed from the record is, and compared.",
    )
    .addArgument(fileArgument("read", "[exhibit]", 'a table or figure, such as "Table 1", or a file of a record'))
    .argument("[row]", "a row, or for a figure what it draws, such as an event time")
    .argument("[column]", "a column by heading or number; of a record: what of the estimate, such as t")
    .option(
      "--from <folder>",
      "folder of the results (default: here, results, out, or the one folder of out that has some)",
    )
    .addOption(fileOption("read", "--study <file>", "the study file, where it is not the one of the run"))
    .option("--quantity <name>", "of an estimate: estimate, std_error, statistic, p_value, conf_low, conf_high")
    .option("--all", "every number of the exhibit, a line each")
    .addOption(new Option("--language <language>", "default that of the report").choices(LANGUAGES))
    .addHelpText("after", EXAMPLES);
  addCommonOptions(command).action(
    (exhibit: string | undefined, row: string | undefined, column: string | undefined, flags: ExplainFlags) =>
      runCommand(flags, async (io) => {
        requireFormat(flags);
        if (flags.out !== undefined) requireFilePath(flags.out);
        await explain({ exhibit, row, column }, flags, io);
      }),
  );
}

interface Operands {
  readonly exhibit: string | undefined;
  readonly row: string | undefined;
  readonly column: string | undefined;
}

function requireFormat({ format, json }: CommonOptions): void {
  if (json === true || format === "text" || format === "markdown" || format === "json") return;
  throw new UsageError("explain_format", `explain prints text, markdown or json, and no ${format}.`, {
    got: format,
    expected: ["text", "markdown", "json"],
  });
}

async function explain(asked: Operands, flags: ExplainFlags, io: CommandIo): Promise<void> {
  const record = asked.exhibit !== undefined && isFile(asked.exhibit) ? readRecord(asked.exhibit) : null;
  if (record !== null && record.kind !== "study")
    return explainRecord(record as unknown as ModelRecord, asked, flags, io);
  const from = flags.from ?? (record === null ? resultsFolder() : dirname(asked.exhibit!));
  const folder = readStudyFolder(from, flags.study);
  if (flags.from === undefined) io.warn(`results of ${from}`);
  const language = flags.language ?? folder.map.language;
  const [name, row, column] = record === null ? [asked.exhibit, asked.row, asked.column] : [asked.row, asked.column];
  if (name === undefined) return printMap(folder, language, flags, io);
  const exhibit = exhibitOf(folder.map, name);
  if (flags.all === true) return explainAll(folder, exhibit, language, flags, io);
  if (row === undefined) return printExhibit(folder, exhibit, language, flags, io);
  const found = cellFound(folder, exhibit, { row, column, quantity: flags.quantity }, language);
  const engine = await openEngine(flags, io);
  await print(explainCell(engine, folder, { ...found, language }), folder, flags, io);
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** The cell asked for: in the exhibit's table, or the first table with the numbers of a figure that has such a row. */
function cellFound(
  { map, results }: StudyFolder,
  exhibit: MappedExhibit,
  asked: { readonly row: string; readonly column: string | undefined; readonly quantity: string | undefined },
  language: Language,
): { readonly exhibit: MappedExhibit; readonly table: TableModel; readonly at: CellAt } {
  const tables = tablesOf(map, results, exhibit, language);
  if (tables.length === 0) {
    throw new UsageError(
      "figure_numbers",
      `${exhibit.name} draws numbers that no table has one by one; results.json has them at ${exhibit.record}.`,
      { got: exhibit.id, expected: exhibit.record },
    );
  }
  const isFigure = exhibit.table === undefined;
  let first: unknown;
  for (const { exhibit: of, table } of tables) {
    try {
      const among = of.id === exhibit.id ? exhibit.name : `${exhibit.name} (${of.name})`;
      const column = asked.column ?? (isFigure ? "1" : undefined);
      return { exhibit: { ...of, ...called(exhibit, of) }, table, at: cellOf(table, { ...asked, column }, among) };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      first ??= error;
    }
  }
  throw first;
}

/** A number of a table beside a figure is said to be the figure's. */
const called = (figure: MappedExhibit, table: MappedExhibit): Partial<MappedExhibit> =>
  figure.id === table.id ? {} : { name: `${figure.name} (${table.name})`, caption: figure.caption };

async function explainRecord(record: ModelRecord, asked: Operands, flags: ExplainFlags, io: CommandIo): Promise<void> {
  const path = asked.exhibit!;
  const language = flags.language ?? "en";
  const { folder, exhibit } = recordFolder(record, path, dataOf(record), language);
  if (flags.all === true) return explainAll(folder, exhibit, language, flags, io);
  if (asked.row === undefined) return printExhibit(folder, exhibit, language, flags, io);
  const quantity = flags.quantity ?? asked.column;
  const at = cellOf(exhibit.table!, { row: asked.row, quantity }, path);
  const engine = await openEngine(flags, io);
  const explained = explainCell(engine, folder, { exhibit, table: exhibit.table!, at, language });
  await print({ ...explained, exhibit: null, study: null, commands: { study: null, verbs: [] } }, folder, flags, io);
}

/** The data of a record, where they are here by their name. */
function dataOf(record: ModelRecord): FileCheck[] {
  const { provenance } = record as {
    readonly provenance?: { readonly data?: unknown; readonly data_sha256?: unknown };
  };
  const { data, data_sha256: hash } = provenance ?? {};
  if (typeof data !== "string" || data === "") return [];
  const recorded = typeof hash === "string" && hash !== "" ? hash : null;
  return [againstHash(data, recorded, isFile(data) ? data : null)];
}

async function print(explained: Explanation, { map }: StudyFolder, flags: ExplainFlags, io: CommandIo): Promise<void> {
  const name = namesOf(map);
  const text = wantsJson(flags)
    ? JSON.stringify(explained, null, 2)
    : (flags.format === "markdown" ? explainedMarkdown : explainedText)(explained, name);
  await printOrWrite(text, flags, io);
  if (!explained.agrees) processIo().exitCode = 1;
}

/** A number of an exhibit in short: what programs check. */
interface Brief extends Pick<Explanation, "number" | "arithmetic" | "agrees"> {
  readonly row: string;
  readonly column: number;
  readonly quantity: string;
}

async function explainAll(
  folder: StudyFolder,
  exhibit: MappedExhibit,
  language: Language,
  flags: ExplainFlags,
  io: CommandIo,
): Promise<void> {
  const engine = await openEngine(flags, io);
  const [shown] = tablesOf(folder.map, folder.results, exhibit, language);
  if (shown === undefined) return printExhibit(folder, exhibit, language, flags, io);
  const { table } = shown;
  const cells = numberedCells(table).map((at) => ({
    at,
    it: explainCell(engine, folder, { exhibit: shown.exhibit, table, at, language }),
  }));
  const numbers = cells.map(
    ({ at, it: { number, arithmetic, agrees, exhibit: of } }): Brief => ({
      row: of!.row,
      column: of!.column,
      quantity: table.rows[at.line]!.quantity,
      ...{ number, arithmetic, agrees },
    }),
  );
  const agrees = cells.every(({ it }) => it.agrees);
  const { id, name, caption, stage, lines, command } = shown.exhibit;
  const document = {
    kind: "explanations",
    from: folder.from,
    exhibit: { id, name, caption, stage, lines, command },
    numbers,
    files: folder.files,
    agrees,
  };
  await printOrWrite(
    wantsJson(flags) ? JSON.stringify(document, null, 2) : asTable(briefTable(numbers, table, language), flags),
    flags,
    io,
  );
  if (!agrees) processIo().exitCode = 1;
}

/** A list in columns, as wide as they need. */
const asTable = (table: TableModel, { format }: ExplainFlags): string =>
  format === "markdown"
    ? renderTable(table, format)
    : alignedLines(
        table.rows.map(({ label, cells }) => [label, ...cells.map(cellText)]),
        [0, ...table.heads.map((_, c) => c + 1)],
      ).join("\n");

const briefTable = (numbers: readonly Brief[], table: TableModel, language: Language): TableModel => ({
  title: table.title,
  stub: "",
  heads: [[words.column[language]], [words.printed[language]], [words.unrounded[language]], [words.place[language]]],
  rows: numbers.map(({ row, column, quantity, number: { printed, value, ends, place, held }, agrees }) => ({
    label: quantity === "" || quantity === "estimate" ? row : `${row} ${quantity}`,
    quantity: "",
    ruleAbove: false,
    cells: [
      `(${column})`,
      printed ?? "",
      value === null ? (ends ?? []).join(", ") : String(value),
      `${place ?? held}${agrees ? "" : " !"}`,
    ].map(textCell),
  })),
  notes: [],
});

/** What makes an exhibit, and which numbers it has. */
async function printExhibit(
  { map, results, files }: StudyFolder,
  exhibit: MappedExhibit,
  language: Language,
  flags: ExplainFlags,
  io: CommandIo,
): Promise<void> {
  const { table, ...rest } = exhibit;
  const tables = tablesOf(map, results, exhibit, language);
  const rows = tables.flatMap((one) => rowGroups(one.table).map(({ name }) => name));
  const columns = (tables[0]?.table.heads ?? []).map((_, c) => `(${c + 1}) ${headOf(tables[0]!.table, c)}`.trim());
  const stage = exhibit.stage === null ? undefined : map.stages[exhibit.stage];
  if (wantsJson(flags)) {
    const document = {
      kind: "exhibit",
      exhibit: rest,
      does: stage?.does ?? null,
      calls: stage?.calls ?? [],
      rows,
      columns,
      files,
    };
    return printOrWrite(JSON.stringify(document, null, 2), flags, io);
  }
  const lines = [
    ...(exhibit.id === "record" ? [exhibit.name] : [`${exhibit.name}. ${exhibit.caption}`]),
    ...(stage === undefined || exhibit.id === "record"
      ? []
      : [
          `${words.stage[language]}: ${words.doesStage[language](exhibit.stage!, stage.does)}; ${words.lines[language](map.study, exhibit.lines.first, exhibit.lines.last)}`,
        ]),
    ...(exhibit.command === "" ? [] : [exhibit.command]),
    ...(exhibit.id === "record"
      ? []
      : (stage?.calls ?? []).flatMap(({ command }) => (command === null ? [] : [command]))),
    words.holds[language](rows.join(", "), columns.join(", ")),
  ];
  await printOrWrite(lines.join("\n"), flags, io);
}

/** Every exhibit with the lines that make it. */
async function printMap({ map }: StudyFolder, language: Language, flags: ExplainFlags, io: CommandIo): Promise<void> {
  const exhibits = map.exhibits.map(({ table: _, ...rest }) => rest);
  if (wantsJson(flags)) return printOrWrite(JSON.stringify({ ...map, exhibits }, null, 2), flags, io);
  const table: TableModel = {
    title: map.study,
    stub: "",
    heads: [[words.stage[language]], [words.file[language]], [""]],
    rows: exhibits.map(({ name, caption, stage, lines: { first, last } }) => ({
      label: name,
      quantity: "",
      ruleAbove: false,
      cells: [stage ?? "-", words.lines[language](map.study, first, last), name === caption ? "" : caption].map(
        textCell,
      ),
    })),
    notes: [],
  };
  await printOrWrite(asTable(table, flags), flags, io);
}
