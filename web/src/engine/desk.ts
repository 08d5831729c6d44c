/** What lies before the worker: the engine, tables that are open, and what stages made. Knows no study. */
import { DataError } from "../../../src/base/errors.js";
import { nameOf } from "../../../src/base/text.js";
import type { ContextOptions } from "../../../src/data/formats/context.js";
import type { FormatOptions } from "../../../src/data/formats/format.js";
import { readFile } from "../../../src/data/formats/read-file.js";
import { makeTable, type Table } from "../../../src/data/table/table.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import type { StageStore } from "../../../src/study/run/stage-node.js";
import type { StudyResult } from "../../../src/study/run-study.js";
import { mostKept, stageMemory } from "./stage-memory.js";

interface OpenFile {
  readonly file: Blob;
  /** Tables by how they were read. */
  readonly tables: Map<string, Promise<Table>>;
}

export class Desk {
  private readonly files = new Map<string, OpenFile>();
  /** Values of stages by key. */
  readonly store: StageStore = stageMemory(mostKept());
  /** How long stages took against what their plan said, by kind. */
  readonly pace: Record<string, number> = {};

  constructor(
    readonly engine: Engine,
    readonly signal: AbortSignal,
  ) {}

  /** Notes what was made: later plans go by it. */
  learn(made: StudyResult["made"]): void {
    for (const { pace, ms, modelled } of made) this.pace[pace] = ms / modelled;
  }

  /** Bytes of linear memory that may still be had. */
  grants(): number {
    return this.engine.limitBytes() - this.engine.usedBytes();
  }

  lay(name: string, file: Blob): void {
    this.files.set(name, { file, tables: new Map() });
  }

  forget(name: string): void {
    this.files.delete(name);
  }

  has(path: string): boolean {
    return this.files.has(nameOf(path));
  }

  /** The file `path` names, as it was laid. */
  file(path: string): Blob | undefined {
    return this.files.get(nameOf(path))?.file;
  }

  /** The table of the file `path` names, read as `options` say; once. Throws DataError `file_not_open`, and as the format. */
  table(path: string, options: FormatOptions = {}, context: ContextOptions = {}): Promise<Table> {
    const open = this.files.get(nameOf(path));
    if (open === undefined) {
      throw new DataError("file_not_open", `${path} is not open: drop the file onto the page.`, {
        got: path,
        expected: [...this.files.keys()],
      });
    }
    const key = JSON.stringify(options);
    let table = open.tables.get(key);
    if (table === undefined) {
      table = readFile(open.file, { name: nameOf(path), ...options, ...context });
      table.catch(() => open.tables.delete(key));
      open.tables.set(key, table);
    }
    return table;
  }

  /** The same under the name the study gives it, as the command line names it. */
  async named(path: string, options: FormatOptions): Promise<Table> {
    const { columns, source, notes } = await this.table(path, options);
    return makeTable(columns, { ...source, name: path }, notes);
  }
}
