/**
 * Estimates printed as 0.000 whose error is no larger than a few units of the last digit: the unit of measurement hides what was estimated.
 * An estimate that is small beside its error prints as 0 with good reason.
 */
import { type Finding, finding } from "../../../finding.js";
import type { PrintedColumn, PrintedEstimate, PrintedPaper, PrintedTable } from "../../../paper.js";
import { absolute } from "../../../printed.js";
import { errorOf, evidenceOf } from "../../inference/reading/evidence.js";
import { type Reading, readingOf } from "../../inference/reading/reading.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";

/** Units of the last digit: with an error larger than this, rounding loses less than a twentieth of it. */
const COARSE = 10;

interface Zero {
  readonly column: PrintedColumn;
  readonly cell: PrintedEstimate;
  /** The largest error the cell allows; null where its stars alone tell that it is small. */
  readonly error: number | null;
}

export const printedZeros: Rule = {
  name: "printed_zeros",
  judge(paper: PrintedPaper, distributions: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const table of paper.tables) {
      const reading = readingOf(table, paper, distributions);
      const rows = new Map<string, Zero[]>();
      for (const column of table.columns) {
        for (const cell of column.estimates.filter(({ estimate }) => estimate.value === 0)) {
          judged++;
          const zero = hidden(table, column, cell, reading);
          if (zero === "unknown")
            notApplied.push({
              where: { table: table.name, column: column.name, row: cell.term },
              lacks: "standard_error",
            });
          else if (zero !== null) rows.set(cell.term, [...(rows.get(cell.term) ?? []), zero]);
        }
      }
      for (const [variable, zeros] of rows) findings.push(ofRow(table, variable, zeros));
    }
    return { judged, findings, notApplied };
  },
};

function hidden(
  table: PrintedTable,
  column: PrintedColumn,
  cell: PrintedEstimate,
  reading: Reading,
): Zero | "unknown" | null {
  const isStarred = cell.stars !== "";
  if (cell.parenthesis === null && cell.bracket === null) return isStarred ? { column, cell, error: null } : null;
  const error = errorOf(cell.estimate, evidenceOf(cell, table, reading));
  if (error === null) return isStarred ? { column, cell, error: null } : "unknown";
  const unit = Number(`1e${-cell.estimate.decimals}`);
  return error.high <= COARSE * unit ? { column, cell, error: error.high } : null;
}

function ofRow(table: PrintedTable, variable: string, zeros: readonly Zero[]): Finding {
  return finding(
    "printed_zero",
    "unreported",
    zeros.map(({ column }) => ({ table: table.name, column: column.name, row: variable })),
    {
      variable,
      cells: zeros.map(({ column, cell, error }) => ({
        column: column.name,
        estimate: `${cell.estimate.text}${cell.stars}`,
        parenthesis: cell.parenthesis?.text ?? null,
        most: absolute(cell.estimate).high,
        error,
      })),
    },
  );
}
