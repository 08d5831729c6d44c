/**
 * Rows as text: a table for the terminal and one in Markdown. Times and their ratios are to our row of the
 * same problem, losing rows too; a ratio has its spread over the rounds of the race both rows were timed in.
 */
import { peerNames } from "./peers/names.js";
import { median } from "./race.js";
import type { BenchRow, StampedRow } from "./row.js";

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
const LEFT = new Set<string>(["suite", "problem", "backend", "from", "measured"]);

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

/** The same table in Markdown, without the suite, which heads it; `measured` is where and when each row was. */
export function markdownTable(rows: readonly StampedRow[], measured: (row: StampedRow) => string): string {
  const cells = tableCells(rows).map((line, i) => [...line.slice(1), measured(rows[i]!)]);
  return markdown([...headings.slice(1), "measured"], cells, (heading) => LEFT.has(heading));
}

/** Differences from the reference at which programs are compared, and their columns. */
const ACCURACIES = [1e-6, 1e-10] as const;

/**
 * Of rows at several tolerances, `BACKEND-1e-8`: the time of each program at the loosest whose result is near enough to the reference,
 * with the tolerance, and its ratio to ours; where none is, `>` and the longest time of those tried.
 */
export function accuracyTable(rows: readonly BenchRow[]): string {
  const walkOf = (problem: string, program: string, threads: number) =>
    rows.filter((row) => row.problem === problem && programOf(row) === program && row.threads === threads);
  const firsts = rows.filter((row) => walkOf(row.problem, programOf(row), row.threads)[0] === row);
  const cells = firsts.map((first) => {
    const { problem, threads } = first;
    const [theirs, ours] = [walkOf(problem, programOf(first), threads), walkOf(problem, "wasmetrics", threads)];
    const times = ACCURACIES.flatMap((accuracy) => timeAt(theirs, ours, accuracy));
    return [problem, programOf(first), String(threads), ...times];
  });
  const heads = ACCURACIES.flatMap((accuracy) => [`ms at ${accuracy.toExponential()}`, "ratio"]);
  return markdown(["problem", "program", "threads", ...heads], cells, (heading) => ACCURACY_LEFT.has(heading));
}

function timeAt(theirs: readonly BenchRow[], ours: readonly BenchRow[], accuracy: number): string[] {
  const [row, base] = [loosest(theirs, accuracy), loosest(ours, accuracy)];
  if (row === undefined) return [`> ${significant(Math.max(...theirs.map(({ ms }) => ms)))}`, ""];
  const ratio = base === undefined ? "" : significant(row.ms / base.ms);
  return [`${significant(row.ms)} (${TOLERANCE.exec(row.backend)![1]})`, ratio];
}

const TOLERANCE = /-(1e-\d+)$/;
const ACCURACY_LEFT = new Set(["problem", "program"]);

const programOf = ({ backend }: BenchRow): string => backend.replace(TOLERANCE, "");

/** Rows of a walk are in the order of tolerances, the loosest first. */
const loosest = (walk: readonly BenchRow[], accuracy: number): BenchRow | undefined =>
  walk.find(({ difference }) => difference !== null && difference <= accuracy);

/** A table in Markdown; columns of names are aligned left, those of numbers right. */
export function markdown(
  heads: readonly string[],
  cells: readonly (readonly string[])[],
  isLeft: (heading: string) => boolean,
): string {
  const line = (values: readonly string[]) => `| ${values.join(" | ")} |`;
  const rule = heads.map((heading) => (isLeft(heading) ? "---" : "---:"));
  return [line(heads), line(rule), ...cells.map(line)].join("\n");
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
      ours === undefined ? "" : ratioText(row, ours),
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

/**
 * How many times ours a row takes: of rows timed in one race the median over its rounds, with the least and the most; else the ratio
 * of medians.
 */
export function ratioText(row: BenchRow, ours: BenchRow): string {
  const [theirs, base] = [row.ms_rounds, ours.ms_rounds];
  if (row === ours || theirs === undefined || theirs.length < 2 || base?.length !== theirs.length) {
    return significant(row.ms / ours.ms);
  }
  const ratios = theirs.map((ms, r) => ms / base[r]!).sort((a, b) => a - b);
  return `${significant(median(ratios))} (${significant(ratios[0]!)} to ${significant(ratios.at(-1)!)})`;
}

/** Milliseconds; `~` before those of a loop that was not run to its end. */
export const timeOf = ({ extrapolated }: BenchRow, ms: number): string =>
  `${extrapolated ? "~" : ""}${significant(ms)}`;

/**
 * Our row that a row is to be judged by: same problem, same part of the work, same threads where there is one. Floors are
 * shares of the whole; a loop, `feols`, a peer at another tolerance and a method of its own are other ways to the same.
 */
export function baselineOf<Row extends BenchRow>(row: Row, rows: readonly Row[]): Row | undefined {
  const backend = row.backend.replace(/-(floor-\w+|loop|feols|1e-\d+|adaptive|additive|jax|numba|rust|within)$/, "");
  const peer = peerNames.find((name) => backend === name || backend.startsWith(`${name}-`));
  const wanted = peer === undefined ? backend : `wasmetrics${backend.slice(peer.length)}`;
  const candidates = rows.filter(
    (other) => other.suite === row.suite && other.problem === row.problem && other.backend === wanted,
  );
  return candidates.find(({ threads }) => threads === row.threads) ?? candidates[0];
}

export function significant(value: number): string {
  if (value === 0) return "0";
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 6));
}

export function scientific(value: number | null): string {
  if (value === null) return "";
  return value === 0 ? "0" : value.toExponential(1);
}
