/**
 * What every estimating command begins with: its data read while the engine loads.
 */

import type { Table } from "../data/table/table.js";
import { type Engine, loadEngine } from "../engine/kernels/engine.js";
import { type DataFlags, readData } from "./data-options.js";
import type { CommandIo, CommonOptions } from "./shared.js";
import { reportEngine } from "./verbose.js";

/** The table at `path` and an engine; what the engine has to say goes to stderr. */
export async function openData(
  path: string,
  flags: CommonOptions & DataFlags,
  io: CommandIo,
): Promise<{ readonly engine: Engine; readonly table: Table }> {
  io.progress({ stage: `reading ${path}`, fraction: 0, msLeft: null });
  const [table, engine] = await Promise.all([
    readData(path, flags),
    loadEngine(flags.threads ? { threads: flags.threads } : {}),
  ]);
  for (const note of engine.notes) io.warn(note);
  reportEngine(engine, io);
  return { engine, table };
}
