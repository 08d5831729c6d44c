/**
 * What every estimating command begins with, its data read while the engine loads; and what --verbose reports of engine and result.
 */
import type { Table } from "../data/table/table.js";
import { type Engine, loadEngine } from "../engine/kernels/engine.js";
import { gib, type MemoryNeed } from "../regression/frame/memory-need.js";
import type { FitRecord } from "../regression/record/fit-record.js";
import { type DataFlags, readData } from "./data-options.js";
import { processIo } from "./process-io.js";
import type { CommandIo, CommonOptions } from "./shared.js";

/** The table at `path` and an engine; what the engine has to say goes to stderr. */
export async function openData(
  path: string,
  flags: CommonOptions & DataFlags,
  io: CommandIo,
): Promise<{ readonly engine: Engine; readonly table: Table }> {
  io.progress({ stage: `reading ${path}`, fraction: 0, msLeft: null });
  const [table, engine] = await Promise.all([readData(path, flags), loadCores(flags)]);
  announce(engine, io);
  return { engine, table };
}

/** An engine on the threads asked for; what it has to say goes to stderr. */
export async function openEngine(flags: CommonOptions, io: CommandIo): Promise<Engine> {
  const engine = await loadCores(flags);
  announce(engine, io);
  return engine;
}

function loadCores({ threads = processIo().threads }: CommonOptions): Promise<Engine> {
  return loadEngine(threads === undefined ? {} : { threads });
}

function announce(engine: Engine, io: CommandIo): void {
  for (const note of engine.notes) io.warn(note);
  reportEngine(engine, io);
}

/** Threads, build and memory of the engine. */
function reportEngine(engine: Engine, io: CommandIo): void {
  const { threads, build } = engine;
  io.detail(
    `engine: ${threads} ${threads === 1 ? "thread" : "threads"}, build ${build}, memory up to ${gib(engine.limitBytes())}`,
  );
}

/** Called with the memory a regression is about to need. */
export const reportNeed =
  (io: CommandIo) =>
  ({ total, parts }: MemoryNeed): void => {
    const named = Object.entries(parts).map(([name, bytes]) => `${name} ${gib(bytes)}`);
    io.detail(`memory needed: about ${gib(total)} (${named.join(", ")})`);
  };

/** How effects were absorbed and why, the memory used at most, and times: of a record that has them. */
export function reportResult(record: unknown, engine: Engine, io: CommandIo): void {
  const { solver, timing_ms } = record as Partial<Pick<FitRecord, "solver" | "timing_ms">>;
  if (solver !== undefined) io.detail(`effects absorbed by ${solver.method}: ${solver.because}`);
  io.detail(`memory used: at most ${gib(engine.peakBytes())}`);
  if (timing_ms === undefined) return;
  const times = Object.entries(timing_ms).map(([step, ms]) => `${step.replaceAll("_", " ")} ${ms.toFixed(1)}`);
  io.detail(`milliseconds: ${times.join(", ")}`);
}
