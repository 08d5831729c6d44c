/**
 * From a printout to what the audit sees by way of text: the table in a format the library writes, within a transcription that says what the
 * paper around it says, read by the library's reader.
 */
import { stringify } from "yaml";
import type { CellRef, PaperFacts, PrintedPaper } from "../../src/audit/paper.js";
import { readPaper } from "../../src/audit/read/read-paper.js";
import { renderDocx } from "../../src/report/render/docx.js";
import { renderTable } from "../../src/report/render/render.js";
import { cellText, type TableModel } from "../../src/report/table-model.js";
import { FAMILIES } from "./papers.js";
import { columnName, DESCRIPTIVES, type Printout, TABLE } from "./printout.js";

/** Formats tables are written in by turns. */
export const FORMATS = ["Markdown", "CSV", "LaTeX", "HTML", "Word"] as const;
type Format = (typeof FORMATS)[number];

/** What the audit sees of `printout`, its table written in the format that `number` falls on. */
export async function throughFormats(printout: Printout, number: number): Promise<PrintedPaper> {
  const format = FORMATS[Math.floor(number / FAMILIES.length) % FORMATS.length]!;
  const bytes = new TextEncoder().encode(stringify(transcription(printout, format), { lineWidth: 0 }));
  const open = () => renderDocx([tableOf(printout)]);
  return (await readPaper({ name: "paper.yaml", bytes }, { open })).paper;
}

/** Without what is not said. */
const said = <T extends object>(facts: T) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== undefined));

function transcription(printout: Printout, format: Format) {
  const { table, columns, descriptives, facts } = printout;
  const models = {
    caption: TABLE,
    ...(format === "Word" ? { file: "table.docx" } : { cells: cellsOf(printout, format) }),
    ...(format === "CSV" ? { note: notesOf(printout) } : {}),
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

/** What stands beneath the table: what parentheses, brackets and stars are, where it is said. */
function notesOf({ table, parentheses, brackets, stars }: Printout): string[] {
  const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
  return [
    ...(parentheses === null ? [] : [`${capital(parentheses.says)} in parentheses.`]),
    ...(brackets === null ? [] : [`${capital(brackets.says)} in square brackets.`]),
    ...(stars === null ? [] : [`${stars.map(({ mark, level }) => `${mark} p < ${level}`).join(", ")}.`]),
    ...table.notes,
  ];
}

const tableOf = (printout: Printout): TableModel => ({ ...printout.table, notes: notesOf(printout) });

/** The table as text; CSV with cells as printed, as the library's has all digits. */
function cellsOf(printout: Printout, format: Exclude<Format, "Word">): string {
  if (format !== "CSV") return renderTable(tableOf(printout), format.toLowerCase());
  const { heads, rows } = printout.table;
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
