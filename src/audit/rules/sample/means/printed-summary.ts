/** A row of a table of means as rules see it: its count as a whole number, its values in steps, and whether weights may have been used. */
import type { CellRef, PrintedDescriptives, PrintedPaper, PrintedSummary } from "../../../paper.js";
import type { Printed } from "../../../printed.js";
import { countReader } from "../counts/counts.js";
import type { Ends } from "./lattice.js";

export type SummaryNumber = "n" | "mean" | "sd" | "min" | "max" | "median";

export interface SummaryRow {
  readonly summary: PrintedSummary;
  /** Where one of its numbers stands. */
  readonly at: (number: SummaryNumber) => CellRef;
  /** Number of values; null where it isn't printed or may be rounded. */
  readonly n: number | null;
  /** Whether the table says that its means are weighted, under which means of whole numbers can be anything. */
  readonly isWeighted: boolean;
}

const WEIGHTED = /weight|加权|权重/i;

export function summaryRows(paper: PrintedPaper): SummaryRow[] {
  const read = countReader(paper);
  return paper.descriptives.flatMap(({ name, grid, rows }: PrintedDescriptives) => {
    const isWeighted = WEIGHTED.test([name, grid.title, ...grid.notes].join(" "));
    return rows.map((summary): SummaryRow => {
      const count = summary.n === null ? null : read(summary.n);
      const n = count !== null && count.low === count.high && count.low > 0 ? count.low : null;
      return { summary, at: (column) => ({ table: name, column, row: summary.variable }), n, isWeighted };
    });
  });
}

/** The ends in steps, where both are printed; undefined where one of them is no multiple of the step, so that the step is not what was told. */
export function endsInSteps({ min, max }: PrintedSummary, step: number): Ends | null | undefined {
  if (min === null || max === null) return null;
  const ends = { min: inSteps(min, step), max: inSteps(max, step) };
  if (ends.min === null || ends.max === null) return undefined;
  return ends.min <= ends.max ? { min: ends.min, max: ends.max } : null;
}

/** The number of steps a printed value is; null where it is no multiple, as printed to its last digit. */
function inSteps({ value, low, high }: Printed, step: number): number | null {
  const steps = Math.round(value / step);
  return steps * step >= low && steps * step <= high ? steps : null;
}
