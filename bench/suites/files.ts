/**
 * Suite `files`: tables to files and back, from typed arrays to the closed file and from the file to typed arrays. What was written is read
 * back and compared with the table, what was read by the sums of its columns.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTable } from "../../src/data/files/read-table.js";
import { writeTables } from "../../src/data/files/write-tables.js";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { largestDifference, relativeDifference } from "../difference.js";
import { doesFiles, type FileSession, filePeers, makerOf, openFilePeer } from "../peers/files.js";
import { peerVersions, versionsOf } from "../peers/versions.js";
import { raceWithPeers, type TimedPeer } from "../race.js";
import type { Suite, SuiteRequest } from "../row.js";
import {
  type FilesJob,
  filesJob,
  filesTable,
  formatOf,
  isFilesJob,
  type Made,
  standardFilesJobs,
} from "./files-jobs.js";

const MB = 1e6;

export const files: Suite = {
  name: "files",
  about: "tables to files and back: typed arrays to the closed file, the file to typed arrays",
  peers: filePeers,
  problems: standardFilesJobs,
  accepts: isFilesJob,
  async run(request) {
    for (const name of request.problems) {
      try {
        await runJob(filesJob(name), request);
      } catch (error) {
        request.fail(`files ${name}`, error);
      }
    }
  },
};

async function runJob(job: FilesJob, request: SuiteRequest): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "wasmetrics-files-"));
  const table = filesTable(job);
  try {
    const made = await makeFiles(job, table, folder, request);
    if (made === null) return;
    for (const threads of request.threads) {
      const entries = [await ours(job, table, threads, { made, folder })];
      for (const peer of filePeers) {
        if (!request.peers.has(peer) || !doesFiles(peer, job.direction)) continue;
        try {
          entries.push(theirs(peer, job, table, await openFilePeer(peer, threads, made), { made, folder }));
        } catch (error) {
          request.fail(`${peer} on ${job.name}`, error);
        }
      }
      await runEntries(job, threads, entries, request);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files a job needs; null where the peer that makes one is not here. */
async function makeFiles(job: FilesJob, table: Table, folder: string, request: SuiteRequest): Promise<Made | null> {
  const place = (format: string) => join(folder, `made.${format}`);
  const made = { parquet: place("parquet"), csv: place("csv"), dta: place("dta") };
  await Promise.all(Object.values(made).map((path) => writeTables(path, [table])));
  const format = formatOf(job.direction);
  if (format in made) return made;
  const maker = makerOf(format);
  if (peerVersions(maker) === undefined) {
    request.note(`files ${job.name} is left out: ${maker}, which makes its file, is not installed`);
    return null;
  }
  const session = await openFilePeer(maker, 1, made);
  try {
    await session.make?.(place(format));
  } finally {
    await session.close();
  }
  return { ...made, [format]: place(format) };
}

interface Places {
  readonly made: Made;
  readonly folder: string;
}

/** A backend, and how far what it wrote or read last is from the table. */
interface Entry {
  readonly peer: TimedPeer;
  readonly engine: Engine | null;
  difference(): Promise<number>;
  close(): Promise<void>;
}

/** The file a job reads or writes. */
function target({ direction }: FilesJob, backend: string, { made, folder }: Places): string {
  const format = formatOf(direction);
  return direction.startsWith("read") ? made[format]! : join(folder, `${backend}.${format}`);
}

const isRead = ({ direction }: FilesJob): boolean => direction.startsWith("read");

async function ours(job: FilesJob, table: Table, threads: number, places: Places): Promise<Entry> {
  const engine = await loadEngine({ threads });
  const path = target(job, "wasmetrics", places);
  let read: Table | undefined;
  const run = async (): Promise<Table | undefined> => {
    if (isRead(job)) return readTable(path, { engine });
    await writeTables(path, [table], { engine });
    return undefined;
  };
  return {
    engine,
    peer: {
      backend: "wasmetrics",
      time: async () => {
        read = undefined;
        const start = performance.now();
        const made = await run();
        const time = performance.now() - start;
        void made?.source.sha256; // made while the table is used: done before another backend is timed
        read = made;
        return [time];
      },
    },
    difference: async () => differenceOf(table, read ?? (await readTable(path, { engine }))),
    close: () => engine.close(),
  };
}

function theirs(backend: string, job: FilesJob, table: Table, session: FileSession, places: Places): Entry {
  const path = target(job, backend, places);
  return {
    engine: null,
    peer: { backend, time: () => session.time(job.direction, path) },
    difference: async () =>
      isRead(job)
        ? relativeDifference(await session.sums(), sumsOf(table))
        : differenceOf(table, await readTable(path)),
    close: () => session.close(),
  };
}

const valuesOf = (table: Table): Float64Array[] => table.names.map((name) => table.numeric(name));
const sumsOf = (table: Table): number[] =>
  valuesOf(table).map((values) => values.reduce((sum, value) => sum + value, 0));
const differenceOf = (table: Table, found: Table): number => largestDifference(valuesOf(found), valuesOf(table));

async function runEntries(job: FilesJob, threads: number, entries: readonly Entry[], request: SuiteRequest) {
  try {
    for (const { engine } of entries) engine?.resetPeak();
    const timings = await raceWithPeers(
      entries.map(({ peer }) => peer),
      request.rounds,
      0,
    );
    for (const [i, { peer, engine, difference }] of entries.entries()) {
      request.report({
        ...{ suite: "files", problem: job.name, backend: peer.backend, n: job.rows, k: job.columns, threads },
        ...timings[i]!,
        ...{
          iterations: null,
          converged: null,
          certificate: null,
          difference: await difference(),
          reference: "the table",
        },
        peak_mb: engine === null ? null : engine.peakBytes() / MB,
        versions: versionsOf(peer.backend, engine?.sha256 ?? ""),
      });
    }
  } finally {
    for (const { close } of entries) await close();
  }
}
