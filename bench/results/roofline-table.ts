/**
 * The table of suite `roofline`: what each work must move and compute at least, how long the machine takes for either alone, and how
 * many times the longer of the two the work takes. Rows in, Markdown out.
 */
import { markdown, significant } from "../print.js";
import type { BenchRow } from "../row.js";

const MB = 1e6;
const MILLION = 1e6;
/** Threads, bytes, operations, three times and a ratio. */
const HEADS = [
  "work",
  "threads",
  "MB moved",
  "operations, millions",
  "memory, ms",
  "arithmetic, ms",
  "takes, ms",
  "times",
];

export function rooflineTable(rows: readonly BenchRow[]): string {
  const cells = rows.filter(({ backend }) => backend === "wasmetrics").map((row) => cellsOf(row, rows));
  return markdown(HEADS, cells, (heading) => heading === "work");
}

function cellsOf(row: BenchRow, rows: readonly BenchRow[]): string[] {
  const floorOf = (what: string) =>
    rows.find(
      ({ problem, threads, backend }) =>
        problem === row.problem && threads === row.threads && backend === `wasmetrics-floor-${what}`,
    )!.ms;
  const [memory, arithmetic] = [floorOf("memory"), floorOf("arithmetic")];
  const { bytes, operations } = row.least_work!;
  return [
    ...[row.problem, String(row.threads), (bytes / MB).toFixed(0), (operations / MILLION).toFixed(0)],
    ...[memory, arithmetic, row.ms, row.ms / Math.max(memory, arithmetic)].map(significant),
  ];
}
