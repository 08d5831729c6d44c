/** Runs suites for one problem and gives their rows. */
import type { PeerName } from "../../bench/peers/names.js";
import type { BenchRow, SuiteRequest } from "../../bench/row.js";
import { suites } from "../../bench/suites.js";

/** Rows of one suite; whatever fails is thrown. */
export async function rowsOf(suiteName: string, name: string, asked: Partial<SuiteRequest> = {}): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  await suites
    .find((suite) => suite.name === suiteName)!
    .run({
      problems: [name],
      peers: new Set(["js", "ml-matrix"]),
      threads: [1],
      rounds: 1,
      wholeOnly: false,
      report: (row) => rows.push(row),
      note: () => {},
      fail: (_what, error) => {
        throw error;
      },
      ...asked,
    });
  return rows;
}

/** Rows of suites absorb and regression, whole runs only. */
export const rivalSuites = (name: string, peers: readonly PeerName[], threads: readonly number[]) =>
  Promise.all(
    ["absorb", "regression"].map((suite) => rowsOf(suite, name, { peers: new Set(peers), threads, wholeOnly: true })),
  );
