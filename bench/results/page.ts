/**
 * Layer bench. The page of published results, from rows and four studies: a table a suite, the machines they were measured
 * on, and the figure where rows of several sizes are among them.
 */
import { markdownTable } from "../print.js";
import type { StampedRow } from "../row.js";
import { type CoverageStudy, coverageTables } from "./coverage-tables.js";
import { type PanelStudy, panelTables } from "./panel-gmm-tables.js";
import { type SizeStudy, sizeTables } from "./size-tables.js";
import { type WeakStudy, weakTables } from "./weak-iv-tables.js";

/** Studies that are published beside rows; null where one was not made. */
export interface Studies {
  readonly size: SizeStudy | null;
  readonly coverage: CoverageStudy | null;
  readonly weakIv: WeakStudy | null;
  readonly panelGmm: PanelStudy | null;
}

/** The page in Markdown; `figure` is the file name of the growth figure, or null. */
export function resultsPage(
  rows: readonly StampedRow[],
  figure: string | null,
  { size, coverage, weakIv, panelGmm }: Studies,
): string {
  const suites = [...new Set(rows.map(({ suite }) => suite))];
  return [
    "# Bench results",
    "",
    "Written by `npm run -s bench:published` from the files in `bench/results/`. What each column means, and how it was",
    "timed: `docs/bench.md`.",
    "",
    ...measuredOn(rows),
    "",
    ...(figure === null ? [] : [`![Milliseconds against rows, firm-year, eleven columns](${figure})`, ""]),
    ...suites.flatMap((suite) => [`## ${suite}`, "", markdownTable(rows.filter((row) => row.suite === suite)), ""]),
    ...(size === null ? [] : ["## size of tests", "", ...sizeTables(size), ""]),
    ...(coverage === null ? [] : ["## coverage of sigma", "", ...coverageTables(coverage), ""]),
    ...(weakIv === null ? [] : ["## weak instruments", "", ...weakTables(weakIv), ""]),
    ...(panelGmm === null ? [] : ["## dynamic panels", "", ...panelTables(panelGmm), ""]),
  ].join("\n");
}

/** One line a machine and day. */
function measuredOn(rows: readonly StampedRow[]): string[] {
  const versions = new Map(rows.flatMap((row) => Object.entries(row.versions)));
  const places = [...new Set(rows.map(({ machine, date }) => `${date}: ${machine}.`))];
  const list = [...versions].map(([name, version]) => `${name} ${version}`);
  return [...places, `Versions: ${list.join(", ")}.`];
}
