/**
 * What every estimating command begins with: its data read while the engine loads.
 */

import type { Table } from "../data/table/table.js";
import { type Engine, loadEngine } from "../engine/kernels/engine.js";
import { type DataFlags, readData } from "./data-options.js";
import { processIo } from "./process-io.js";
import type { CommandIo, CommonOptions } from "./shared.js";
import { reportEngine } from "./verbose.js";

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
