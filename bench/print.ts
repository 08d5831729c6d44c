/**
 * Layer bench. Rows as text: a table for the terminal and one in Markdown. Times and their ratios are to our row of the
 * same problem, losing rows too.
 */
import { peerNames } from "./peers/names.js";
import type { BenchRow } from "./row.js";

const headings = [
  "suite",
  "problem",
  "backend",
  "n",
  "k",
  "threads",
  "ms",
  "min",
  "ratio",
  "reps",
  "iter",
  "conv",
  "certificate",
  "difference",
  "from",
  "MB",
] as const;

/** Columns that hold names and are aligned left. */
const LEFT = new Set<string>(["suite", "problem", "backend", "from"]);

/** One line a row, aligned. `ratio` is the row's median over that of ours on the same suite, problem and part. */
export function textTable(rows: readonly BenchRow[]): string {
  const cells = tableCells(rows);
  const widths = headings.map((heading, c) => Math.max(heading.length, ...cells.map((line) => line[c]!.length)));
  const line = (values: readonly string[]) =>
    values
      .map((value, c) => (LEFT.has(headings[c]!) ? value.padEnd(widths[c]!) : value.padStart(widths[c]!)))
      .join("  ")
      .trimEnd();
  return [line(headings), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join("\n");
}

/** The same table in Markdown. */
export function markdownTable(rows: readonly BenchRow[]): string {
  const line = (values: readonly string[]) => `| ${values.join(" | ")} |`;
  const rule = headings.map((heading) => (LEFT.has(heading) ? "---" : "---:"));
  return [line(headings), line(rule), ...tableCells(rows).map(line)].join("\n");
}

function tableCells(rows: readonly BenchRow[]): string[][] {
  return rows.map((row) => {
    const ours = baselineOf(row, rows);
    return [
      row.suite,
      row.problem,
      row.backend,
      String(row.n),
      row.k === null ? "" : String(row.k),
      String(row.threads),
      timeOf(row, row.ms),
      timeOf(row, row.ms_min),
      ours === undefined ? "" : significant(row.ms / ours.ms),
      String(row.reps),
      row.iterations === null ? "" : String(row.iterations),
      row.converged === null ? "" : row.converged ? "yes" : "NO",
      scientific(row.certificate),
      scientific(row.difference),
      row.reference ?? "",
      row.peak_mb === null ? "" : row.peak_mb.toFixed(1),
    ];
  });
}

/** Milliseconds; `~` before those of a loop that was not run to its end. */
const timeOf = ({ extrapolated }: BenchRow, ms: number): string => `${extrapolated ? "~" : ""}${significant(ms)}`;

/**
 * Our row that a row is to be judged by: same problem, same part of the work, same threads where there is one. Floors are
 * shares of the whole; a loop and `feols` are other ways to the same.
 */
function baselineOf(row: BenchRow, rows: readonly BenchRow[]): BenchRow | undefined {
  const backend = row.backend.replace(/-(floor-\w+|loop|feols)$/, "");
  const peer = peerNames.find((name) => backend === name || backend.startsWith(`${name}-`));
  const wanted = peer === undefined ? backend : `wasmetrics${backend.slice(peer.length)}`;
  const candidates = rows.filter(
    (other) => other.suite === row.suite && other.problem === row.problem && other.backend === wanted,
  );
  return candidates.find(({ threads }) => threads === row.threads) ?? candidates[0];
}

function significant(value: number): string {
  if (value === 0) return "0";
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 6));
}

function scientific(value: number | null): string {
  if (value === null) return "";
  return value === 0 ? "0" : value.toExponential(1);
}
