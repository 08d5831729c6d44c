/**
 * A checked transcription to printed tables and what the paper says of them. Knows nothing of files but the names it is given.
 */
import { didYouMean } from "../../../base/did-you-mean.js";
import { UsageError } from "../../../base/errors.js";
import type { Grid } from "../../grid.js";
import type { PrintedPaper } from "../../paper.js";
import { malformed } from "../formats/read-grid.js";
import { textGrids } from "../formats/text-grids.js";
import type { PaperReading } from "../reading.js";
import { readNotes } from "../recognise/notes.js";
import { type Recognised, recognise } from "../recognise/recognise.js";
import type { Told, ToldColumn } from "../recognise/told.js";
import { factsOf } from "./facts.js";
import type { TranscribedTable } from "./schema.js";
import type { TranscriptionFile } from "./transcription-file.js";

/** Reads the grids of a table's own file. */
export type OpenTables = (path: string) => Promise<readonly Grid[]>;

/** The paper that `file` transcribes. Throws UsageError as `parseTranscription`, DataError `table_syntax`, `table_unread`. */
export async function transcribedPaper(
  file: TranscriptionFile,
  open: OpenTables,
): Promise<{ readonly paper: PrintedPaper; readonly reading: PaperReading }> {
  const { spec, name } = file;
  const read: Recognised[] = [];
  for (const [table, given] of Object.entries(spec.tables)) {
    const grid = await gridOfTable(file, table, given, open);
    const recognised = recognise(grid, table, toldOf(file, table, given));
    if (recognised.reading.kind === "unread") {
      throw malformed(
        `${file.at(["tables", table])}: ${table}`,
        "no row of it has an estimate, and no columns are of means and standard deviations",
        "give the headings and a row a regressor, an estimate and its parenthesis in one cell (0.036*** (7.041)) or in two lines",
        { table, file: name },
      );
    }
    refuseUnknownColumns(file, table, given, recognised);
    read.push(recognised);
  }
  const tables = read.flatMap((one) => one.tables);
  const descriptives = read.flatMap((one) => one.descriptives);
  const paper = { title: spec.title ?? null, tables, descriptives };
  return {
    paper: { ...paper, facts: factsOf(file, paper) },
    reading: { file: name, format: "transcription", tables: read.map(({ reading }) => reading), notes: [] },
  };
}

async function gridOfTable(
  file: TranscriptionFile,
  table: string,
  given: TranscribedTable,
  open: OpenTables,
): Promise<Grid> {
  const where = `${file.at(["tables", table])}: ${table}`;
  if ((given.cells === undefined) === (given.file === undefined)) {
    throw new UsageError(
      "audit_value",
      `${where} has ${given.cells === undefined ? "neither cells nor file" : "both cells and file"}; give one of them.`,
      { got: Object.keys(given), expected: "cells or file", file: file.name },
    );
  }
  const grids = given.cells === undefined ? await open(given.file!) : textGrids(given.cells, where).grids;
  if (grids.length !== 1) {
    const found = grids.length === 0 ? "no table" : `${grids.length} tables`;
    throw malformed(where, `${given.file ?? "cells"} holds ${found}`, "give one table a key of tables", {
      table,
      got: grids.length,
    });
  }
  const [grid] = grids as [Grid];
  const note = given.note === undefined ? [] : [given.note].flat();
  return { ...grid, title: given.caption ?? grid.title, notes: [...note, ...grid.notes] };
}

const MEANS = { errors: "std_error", t: "statistic", p: "p_value", interval: "interval" } as const;

/** What the transcription says of a table, as readers take it. */
function toldOf(file: TranscriptionFile, name: string, given: TranscribedTable): Told {
  const { parentheses, brackets, stars } = given;
  const inWords = readNotes([
    ...(parentheses === undefined ? [] : [`${parentheses} in parentheses`]),
    ...(brackets === undefined ? [] : [`${brackets} in brackets`]),
  ]);
  const { parentheses_mean, brackets_mean } = given;
  if (parentheses_mean !== undefined && parentheses === undefined && given.note === undefined)
    throw lacksWords(file, name, "parentheses");
  if (brackets_mean !== undefined && brackets === undefined && given.note === undefined)
    throw lacksWords(file, name, "brackets");
  const said = readNotes(given.note === undefined ? [] : [given.note].flat());
  const [ofParentheses, ofBrackets] = [inWords.parentheses ?? said.parentheses, inWords.brackets ?? said.brackets];
  return {
    name,
    parentheses:
      parentheses === undefined && parentheses_mean === undefined
        ? undefined
        : {
            says: parentheses ?? ofParentheses?.says ?? "",
            means: parentheses_mean === undefined ? (ofParentheses?.means ?? null) : MEANS[parentheses_mean],
          },
    brackets:
      brackets === undefined && brackets_mean === undefined
        ? undefined
        : {
            says: brackets ?? ofBrackets?.says ?? "",
            means: brackets_mean === undefined ? (ofBrackets?.means ?? null) : MEANS[brackets_mean],
          },
    stars:
      stars === undefined
        ? undefined
        : Object.entries(stars)
            .map(([mark, level]) => ({ mark, level }))
            .sort((a, b) => a.level - b.level),
    point: given.decimal,
    steps: given.steps,
    ...toldColumn(given),
    columns: Object.fromEntries(
      Object.entries(given.columns ?? {}).map(([column, facts]) => [column, toldColumn(facts)]),
    ),
  };
}

const lacksWords = (file: TranscriptionFile, table: string, what: "parentheses" | "brackets"): UsageError =>
  new UsageError(
    "audit_value",
    `${file.at(["tables", table, `${what}_mean`])}: ${table} says what its ${what} mean and not what is printed of them; give ${what} or note, as printed.`,
    { got: `${what}_mean`, expected: [what, "note"], file: file.name },
  );

const toldColumn = (
  given: Pick<TranscribedTable, "outcome" | "estimator" | "errors" | "clusters" | "weighted" | "hidden_regressors">,
): ToldColumn => ({
  outcome: given.outcome,
  estimator: given.estimator,
  errors: given.errors,
  clusters: given.clusters,
  weighted: given.weighted,
  hidden: given.hidden_regressors,
});

function refuseUnknownColumns(
  file: TranscriptionFile,
  table: string,
  given: TranscribedTable,
  { tables }: Recognised,
): void {
  const known = [...new Set(tables.flatMap(({ columns }) => columns.map((column) => column.name)))];
  for (const column of Object.keys(given.columns ?? {})) {
    if (known.includes(column)) continue;
    throw new UsageError(
      "audit_reference",
      `${file.at(["tables", table, "columns", column])}: ${table} has no column '${column}'; it has ${known.join(", ")}${didYouMean(column, known)}`,
      { got: column, expected: known, file: file.name },
    );
  }
}
