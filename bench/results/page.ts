/**
 * The page of published results, from rows and studies: a table a suite, the machines they were measured
 * on, and the figure where rows of several sizes are among them.
 */
import { accuracyTable, markdownTable } from "../print.js";
import type { StampedRow } from "../row.js";
import type { Chapter } from "../staggered/designs/catalogue.js";
import { type AuditStudy, auditTables } from "./audit-tables.js";
import { type CoverageStudy, coverageTables } from "./coverage-tables.js";
import { CHAPTERS, type DidStudy, didTables } from "./did-tables.js";
import { type FewClustersStudy, fewClustersTables } from "./few-clusters-tables.js";
import { type LevelsStudy, levelsTables } from "./levels-tables.js";
import { type PageStudy, pageTable } from "./page-table.js";
import { type PanelStudy, panelTables } from "./panel-gmm-tables.js";
import { rooflineTable } from "./roofline-table.js";
import { type SizeStudy, sizeTables } from "./size-tables.js";
import { summary } from "./summary.js";
import { type WeakStudy, weakTables } from "./weak-iv-tables.js";

/** What the sections of suites begin with. */
const FIRST: Readonly<Record<string, (rows: readonly StampedRow[]) => string>> = {
  accuracy: accuracyTable,
  roofline: rooflineTable,
};

/** Studies that are published beside rows; null where one was not made. */
export interface Studies {
  readonly size: SizeStudy | null;
  readonly fewClusters: FewClustersStudy | null;
  readonly levels: LevelsStudy | null;
  readonly coverage: CoverageStudy | null;
  readonly weakIv: WeakStudy | null;
  readonly panelGmm: PanelStudy | null;
  /** By chapter. */
  readonly did: Readonly<Partial<Record<Chapter, DidStudy | null>>>;
  readonly page: PageStudy | null;
  readonly audit: AuditStudy | null;
}

/** The page in Markdown; `figure` is the file name of the growth figure, or null. */
export function resultsPage(
  rows: readonly StampedRow[],
  figure: string | null,
  { size, fewClusters, levels, coverage, weakIv, panelGmm, did, page, audit }: Studies,
): string {
  const suites = [...new Set(rows.map(({ suite }) => suite))];
  const machines = [...new Set(rows.map(({ machine }) => machine))];
  const measured = ({ machine, date }: StampedRow) => `${letterOf(machines.indexOf(machine))} ${date}`;
  return [
    "# Bench results",
    "",
    "Written by `npm run -s bench:published` from the files in `bench/results/`. What each column means, and how it was",
    "timed: `docs/bench.md`.",
    "",
    ...summary(rows, measured),
    "",
    ...(figure === null ? [] : [`![Milliseconds against rows, firm-year, eleven columns](${figure})`, ""]),
    ...measuredOn(rows, machines),
    "",
    ...suites.flatMap((suite) => {
      const its = rows.filter((row) => row.suite === suite);
      const first = FIRST[suite];
      return [`## ${suite}`, "", ...(first ? [first(its), ""] : []), markdownTable(its, measured), ""];
    }),
    ...(size === null ? [] : ["## size of tests", "", ...sizeTables(size), ""]),
    ...(fewClusters === null ? [] : ["## few treated clusters", "", ...fewClustersTables(fewClusters), ""]),
    ...(levels === null ? [] : ["## tests of the level of clustering", "", ...levelsTables(levels), ""]),
    ...(coverage === null ? [] : ["## coverage of sigma", "", ...coverageTables(coverage), ""]),
    ...(weakIv === null ? [] : ["## weak instruments", "", ...weakTables(weakIv), ""]),
    ...(panelGmm === null ? [] : ["## dynamic panels", "", ...panelTables(panelGmm), ""]),
    ...CHAPTERS.flatMap((chapter) => {
      const study = did[chapter.name];
      return study == null ? [] : [`## ${chapter.title}`, "", ...didTables(chapter, study), ""];
    }),
    ...(audit === null ? [] : ["## audit of printed tables", "", ...auditTables(audit), ""]),
    ...(page === null ? [] : ["## the page in a browser", "", ...pageTable(page), ""]),
  ].join("\n");
}

/** Kernels are rebuilt with every change of theirs: the rows name each build by its hash. */
const builds = (hashes: ReadonlySet<string>): string =>
  `kernels ${[...hashes].at(-1)} and ${hashes.size - 1} earlier builds`;

const letterOf = (i: number): string => String.fromCharCode("A".charCodeAt(0) + i);

/** The machines by the letter rows name them with, and every version of every program. */
function measuredOn(rows: readonly StampedRow[], machines: readonly string[]): string[] {
  const versions = new Map<string, Set<string>>();
  for (const [name, version] of rows.flatMap((row) => Object.entries(row.versions))) {
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  const list = [...versions].map(([name, all]) =>
    name === "kernels" ? builds(all) : `${name} ${[...all].join(" and ")}`,
  );
  return [
    "## machines and versions",
    "",
    ...machines.map((machine, i) => `- ${letterOf(i)}: ${machine}`),
    "",
    `${list.join(", ")}.`,
  ];
}
