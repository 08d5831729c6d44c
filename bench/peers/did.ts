/**
 * Estimators of effects of a treatment in Python and R, one process a problem: data go over by a binary file, times are taken there.
 * Where there is a band, it is made by multipliers; it and errors that are drawn take as many draws as ours.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchFile } from "../bench-file.js";
import type { TimedPeer } from "../race.js";
import type { DidJob, DidKind } from "../suites/did-jobs.js";
import { writeArrays } from "./given-problem.js";
import { RSession } from "./r-session.js";

export const didPeers = [
  ...(["diff-diff", "csdid", "pyfixest", "py_did_multiplegt_dyn", "pysyncon"] as const),
  ...(["synthdid", "staggered", "fect"] as const),
] as const;
type DidPeer = (typeof didPeers)[number];
/** Those that are R's. */
const IN_R: readonly DidPeer[] = ["synthdid", "staggered", "fect"];

/** Who does which work. */
export const PEERS_OF: Readonly<Record<DidKind, readonly DidPeer[]>> = {
  cs: ["csdid", "diff-diff"],
  bjs: ["diff-diff"],
  did2s: ["diff-diff", "pyfixest"],
  dcdh: ["py_did_multiplegt_dyn", "diff-diff"],
  cdid: ["diff-diff"],
  ddd: ["diff-diff"],
  rs: ["staggered"],
  edid: ["diff-diff"],
  sdid: ["synthdid", "diff-diff"],
  sc: ["diff-diff", "pysyncon"],
  fect: ["fect"],
  ife: ["fect"],
  mc: ["fect"],
};

/** A peer with the problem loaded. Close it to end its process. */
export interface OpenDidPeer extends TimedPeer {
  /** The numbers that are compared with ours. */
  found(): Promise<readonly number[]>;
  close(): Promise<void>;
}

export async function openDidPeer(name: DidPeer, job: DidJob, threads: number): Promise<OpenDidPeer> {
  const folder = mkdtempSync(join(tmpdir(), "wasmetrics-did-"));
  const count = String(threads);
  const session = IN_R.includes(name)
    ? new RSession(benchFile("peers/did.R"), "R", {})
    : new RSession(benchFile("peers/did.py"), "Python", {
        ...{ OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, RAYON_NUM_THREADS: count },
      });
  const close = async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    writeArrays(join(folder, "columns.f64"), Object.values(job.columns));
    const { draws = 0 } = job.options;
    const names = Object.keys(job.columns).join();
    await session.ask(`load ${name} ${folder} ${job.n} ${job.kind} ${names} ${job.covariates.join() || "-"} ${draws}`);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    backend: name,
    time: () => session.numbers("time"),
    found: () => session.numbers("found"),
    close,
  };
}
