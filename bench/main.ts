/**
 * Entry: runs the suites asked for, or reads rows of earlier runs; prints the table, writes files. Rows and
 * the table go to stdout, remarks to stderr. Exit 0 ok, 1 a run failed, 2 wrong use.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../src/base/errors.js";
import { renderSvg } from "../src/report/figures/render-svg.js";
import { machineLine, machineName } from "./machine.js";
import { type BenchOptions, parseOptions, problemsOf, usage } from "./options.js";
import type { PeerName } from "./peers/names.js";
import { peerVersions } from "./peers/versions.js";
import { textTable } from "./print.js";
import type { AuditStudy } from "./results/audit-tables.js";
import type { CoverageStudy } from "./results/coverage-tables.js";
import { CHAPTERS, type DidStudy } from "./results/did-tables.js";
import type { FewClustersStudy } from "./results/few-clusters-tables.js";
import { growthFigure } from "./results/growth.js";
import type { LevelsStudy } from "./results/levels-tables.js";
import { resultsPage } from "./results/page.js";
import type { PageStudy } from "./results/page-table.js";
import type { PanelStudy } from "./results/panel-gmm-tables.js";
import { readRows } from "./results/read-rows.js";
import type { SizeStudy } from "./results/size-tables.js";
import type { WeakStudy } from "./results/weak-iv-tables.js";
import type { StampedRow } from "./row.js";
import { suites } from "./suites.js";

const GROWTH_FILE = "growth.svg";
/** Beside the page, as `bench:size`, `bench:few-clusters`, `bench:levels`, `bench:coverage`, `bench:weak-iv`, `bench:gmm`, `bench:audit` and web's `measure` write them; chapters of `bench:did` go by their names. */
const STUDY_FILES = {
  size: join("results", "size.json"),
  fewClusters: join("results", "few-clusters.json"),
  levels: join("results", "levels.json"),
  coverage: join("results", "coverage.json"),
  weakIv: join("results", "weak-iv.json"),
  panelGmm: join("results", "panel-gmm.json"),
  audit: join("results", "audit.json"),
  page: join("results", "page.json"),
} as const;

const note = (message: string) => process.stderr.write(`${message}\n`);

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, suites);
  if (options.help) {
    process.stdout.write(`${usage(suites)}\n`);
    return;
  }
  const rows = options.from === null ? await runSuites(options) : readRows(options.from);
  process.stdout.write(`${textTable(rows)}\n`);
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (options.markdown !== null) await writePage(rows, options.markdown);
}

async function runSuites(options: BenchOptions): Promise<StampedRow[]> {
  note(machineLine());
  const chosen = options.suites
    .map((suite) => ({ suite, problems: problemsOf(suite, options.problem) }))
    .filter(({ problems }) => problems.length > 0);
  if (chosen.length === 0) throw noProblem(options);
  const installed = options.peers.filter(isInstalled);
  const stamp = { machine: machineName(), date: new Date().toISOString().slice(0, 10) };
  const rows: StampedRow[] = [];
  for (const { suite, problems } of chosen) {
    const usable = installed.filter((peer) => suite.peers.includes(peer));
    for (const peer of installed)
      if (!usable.includes(peer)) note(`skipped: ${peer} (not a peer of suite ${suite.name})`);
    await suite.run({
      problems,
      peers: new Set(usable),
      threads: options.threads,
      rounds: options.rounds,
      wholeOnly: options.wholeOnly,
      report: (row) => {
        rows.push({ ...row, ...stamp });
        note(`${row.suite} ${row.problem} ${row.backend} ${row.threads}: ${row.ms.toPrecision(4)} ms`);
      },
      note,
      fail: (what, error) => {
        note(`failed: ${what}: ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 1;
      },
    });
  }
  return rows;
}

function noProblem({ suites: asked, problem }: BenchOptions): UsageError {
  const expected = asked.flatMap((suite) => suite.problems);
  return new UsageError(
    "no_problem",
    `--problem '${problem}' matches none of ${expected.join(", ")}; nor is it a problem's full name.`,
    { got: problem, expected },
  );
}

function isInstalled(peer: PeerName): boolean {
  const found = peerVersions(peer) !== undefined;
  if (!found) note(`skipped: ${peer} (not installed)`);
  return found;
}

/** The page, with the studies there are, and the figure beside it where rows tell of growth. */
async function writePage(rows: readonly StampedRow[], path: string): Promise<void> {
  const figure = growthFigure(rows);
  if (figure !== null) writeFileSync(join(dirname(path), GROWTH_FILE), await renderSvg(figure));
  const study = <S>(file: string): S | null => {
    const found = join(dirname(path), file);
    return existsSync(found) ? (JSON.parse(readFileSync(found, "utf8")) as S) : null;
  };
  const studies = {
    size: study<SizeStudy>(STUDY_FILES.size),
    fewClusters: study<FewClustersStudy>(STUDY_FILES.fewClusters),
    levels: study<LevelsStudy>(STUDY_FILES.levels),
    coverage: study<CoverageStudy>(STUDY_FILES.coverage),
    weakIv: study<WeakStudy>(STUDY_FILES.weakIv),
    panelGmm: study<PanelStudy>(STUDY_FILES.panelGmm),
    did: Object.fromEntries(CHAPTERS.map(({ name }) => [name, study<DidStudy>(join("results", `${name}.json`))])),
    page: study<PageStudy>(STUDY_FILES.page),
    audit: study<AuditStudy>(STUDY_FILES.audit),
  };
  writeFileSync(path, resultsPage(rows, figure === null ? null : GROWTH_FILE, studies));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    note(error.message);
    process.exitCode = 2;
  } else {
    note(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  }
}
