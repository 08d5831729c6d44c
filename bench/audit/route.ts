/**
 * From a printout to what the audit sees by way of text: the table in a format the library writes, within a transcription that says what the
 * paper around it says, read by the library's reader.
 */
import { stringify } from "yaml";
import type { CellRef, PaperFacts, PrintedPaper } from "../../src/audit/paper.js";
import { readPaper } from "../../src/audit/read/read-paper.js";
import { renderTable } from "../../src/report/render/render.js";
import { cellText } from "../../src/report/table-model.js";
import { columnName, DESCRIPTIVES, type Printout, TABLE, type Under } from "./printout.js";

/** Formats tables are written in by turns. */
export const FORMATS = ["markdown", "csv"] as const;

/** What the audit sees of `printout`, its table written in the format that `number` falls on. */
export async function throughFormats(printout: Printout, number: number): Promise<PrintedPaper> {
  const format = FORMATS[number % FORMATS.length]!;
  const bytes = new TextEncoder().encode(stringify(transcription(printout, format), { lineWidth: 0 }));
  return (await readPaper({ name: "paper.yaml", bytes })).paper;
}

const MEANS: Readonly<Record<Under, string>> = {
  std_error: "errors",
  statistic: "t",
  p_value: "p",
  interval: "interval",
};

/** Without what is not said. */
const said = <T extends object>(facts: T) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== undefined));

function transcription(printout: Printout, format: string) {
  const { table, columns, parentheses, brackets, stars, descriptives, facts } = printout;
  const models = {
    caption: TABLE,
    cells: format === "csv" ? asPrinted(table) : renderTable({ ...table, title: "", notes: [] }, format),
    ...(parentheses === null ? {} : { parentheses: parentheses.says, parentheses_mean: MEANS[parentheses.means] }),
    ...(brackets === null ? {} : { brackets: brackets.says, brackets_mean: MEANS[brackets.means] }),
    ...(stars === null ? {} : { stars: Object.fromEntries(stars.map(({ mark, level }) => [mark, level])) }),
    columns: Object.fromEntries(
      columns.map(({ estimator, errors, weighted, hiddenRegressors }, c) => [
        columnName(c),
        said({ estimator, errors, weighted, hidden_regressors: hiddenRegressors }),
      ]),
    ),
  };
  const means = descriptives === null ? null : descriptives.rows;
  return {
    tables: {
      ...(table.heads.length === 0 ? {} : { [TABLE]: models }),
      ...(means === null
        ? {}
        : {
            [DESCRIPTIVES]: {
              cells: [
                "| Variable | N | Mean | Std. dev. | Min | Max |",
                ...means.map(
                  ({ variable, n, mean, sd, min, max }) => `| ${[variable, n, mean, sd, min, max].join(" | ")} |`,
                ),
              ].join("\n"),
              steps: Object.fromEntries(
                means.flatMap(({ variable, step }) => (step === null ? [] : [[variable, step]])),
              ),
            },
          }),
    },
    says: saysOf(facts),
  };
}

/** Cells as printed, parted by commas: CSV of the library has all digits. */
function asPrinted({ heads, rows }: Printout["table"]): string {
  const lines = [
    ["", ...heads.map(([name]) => name!)],
    ...rows.map(({ label, cells }) => [label, ...cells.map(cellText)]),
  ];
  return lines.map((line) => line.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")).join("\n");
}

const columnPath = ({ table, column }: CellRef): string => `${table} / ${column}`;
const cellPath = ({ table, column, row }: CellRef): string => `${table} / ${column} / ${row}`;

function saysOf(facts: PaperFacts) {
  const { panel, treatment, defined } = facts;
  return {
    ...(panel === null ? {} : { panel: said(panel) }),
    ...(treatment === null ? {} : { treatment }),
    ...(defined === null ? {} : { defined }),
    splits: facts.splits.map(({ whole, parts, says }) => ({
      whole: columnPath(whole),
      parts: parts.map(columnPath),
      says,
    })),
    same_sample: facts.sameSample.map(({ columns, says }) => ({ columns: columns.map(columnPath), says })),
    first_stages: facts.firstStages.map(({ first, second, instruments, endogenous }) => ({
      ...{ first: columnPath(first), second: columnPath(second), instruments, endogenous },
    })),
    instrumented: facts.instrumented.map(({ iv, ols }) => ({ iv: cellPath(iv), ols: cellPath(ols) })),
    claims: facts.claims.map((claim) => {
      const { cell, says } = claim;
      const own = { cell: cellPath(cell), says };
      if (claim.kind === "level") return { ...own, level: claim.level };
      return claim.kind === "insignificant"
        ? { ...own, insignificant_at: claim.level }
        : { ...own, value: claim.value.text };
    }),
    comparisons: facts.comparisons.map(({ a, b, says }) => ({ a: cellPath(a), b: cellPath(b), says })),
    dynamic_panels: facts.dynamicPanels.map(({ column, transform }) => ({
      ...{ column: columnPath(column) },
      ...(transform === null ? {} : { transform }),
    })),
  };
}
