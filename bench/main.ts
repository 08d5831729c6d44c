/**
 * Layer bench. Entry: runs the suites asked for, prints every row as it comes and the table at the end, writes files.
 * Rows and the table go to stdout, remarks to stderr. Exit 0 ok, 1 a run failed, 2 wrong use.
 */
import { writeFileSync } from "node:fs";
import { UsageError } from "../src/base/errors.js";
import { machineLine } from "./machine.js";
import { type BenchOptions, commandLine, parseOptions, problemSelector, usage } from "./options.js";
import { type PeerName, peerVersion } from "./peers.js";
import { markdownTable, textTable } from "./print.js";
import type { BenchRow, Suite } from "./row.js";
import { suites } from "./suites.js";

const note = (message: string) => process.stderr.write(`${message}\n`);

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, suites);
  if (options.help) {
    process.stdout.write(`${usage(suites)}\n`);
    return;
  }
  const machine = machineLine();
  note(machine);
  const rows = await runSuites(options);
  process.stdout.write(`${textTable(rows)}\n`);
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (options.markdown !== null) writeFileSync(options.markdown, markdownPage(rows, machine, options));
}

async function runSuites(options: BenchOptions): Promise<BenchRow[]> {
  const selects = problemSelector(options.problem);
  const isNamed = (suite: Suite) => options.problem !== null && suite.accepts(options.problem);
  const chosen = options.suites.filter((suite) => suite.problems.some(selects) || isNamed(suite));
  if (chosen.length === 0) {
    const expected = options.suites.flatMap((suite) => suite.problems);
    throw new UsageError(
      "no_problem",
      `--problem '${options.problem}' matches none of ${expected.join(", ")}; nor is it a problem's full name.`,
      { got: options.problem, expected },
    );
  }
  const installed = options.peers.filter(isInstalled);
  const rows: BenchRow[] = [];
  for (const suite of chosen) {
    const usable = installed.filter((peer) => suite.peers.includes(peer));
    for (const peer of installed)
      if (!usable.includes(peer)) note(`skipped: ${peer} (not a peer of suite ${suite.name})`);
    await suite.run({
      selects,
      named: isNamed(suite) && !suite.problems.some(selects) ? options.problem! : undefined,
      peers: new Set(usable),
      threads: options.threads,
      rounds: options.rounds,
      report: (row) => {
        rows.push(row);
        note(`${row.suite} ${row.problem} ${row.backend}: ${row.ms.toPrecision(4)} ms`);
      },
      note,
    });
  }
  return rows;
}

function isInstalled(peer: PeerName): boolean {
  const found = peerVersion(peer) !== undefined;
  if (!found) note(`skipped: ${peer} (not installed)`);
  return found;
}

function markdownPage(rows: readonly BenchRow[], machine: string, options: BenchOptions): string {
  return [
    "# Bench results",
    "",
    `\`${commandLine(options)}\` on ${new Date().toISOString().slice(0, 10)}: ${machine}.`,
    "",
    "What each column means: `docs/bench.md`.",
    "",
    markdownTable(rows),
    "",
  ].join("\n");
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
