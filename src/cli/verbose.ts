/**
 * What --verbose reports on stderr: what runs, what it needs, what it chose and why, what it used. Computes
 * nothing.
 */
import type { Engine } from "../engine/kernels/engine.js";
import { gib, type MemoryNeed } from "../regression/frame/memory-need.js";
import type { FitRecord } from "../regression/record/fit-record.js";
import type { CommandIo } from "./shared.js";

/** Threads, build and memory of the engine. */
export function reportEngine(engine: Engine, io: CommandIo): void {
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
