/** What the command line makes of a streamed run: its files, and its flags. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDeclared } from "../../src/cli/declared-options.js";
import { requirePushedFlags, runPushed } from "../../src/cli/quality-engine.js";
import { refuseStreamOptions, runStreamed } from "../../src/cli/quality-stream.js";
import type { CommandIo } from "../../src/cli/shared.js";
import { literal, withDuckDB } from "../../src/data/files/duckdb.js";
import { readTable } from "../../src/data/files/read-table.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import { qualityVerb } from "../../src/trade/quality/verb.js";
import { customsRows } from "../quality/customs-rows.js";

const warned: string[] = [];
const stages: string[] = [];
const io: CommandIo = {
  print: () => {},
  printJson: () => {},
  warn: (message) => warned.push(message),
  detail: () => {},
  progress: ({ stage }) => stages.push(stage),
};

let folder: string;
let data: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
  data = join(folder, "data.csv");
  writeFileSync(data, formatCsv(customsRows(7).columns));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("quality --engine", () => {
  const quiet = { format: "text" } as const;
  const none = async () => new Map<string, string>();

  it("writes aggregates, groups of sigma and the record of rows that stay in files, and reports the statements", async () => {
    const out = join(folder, "engine");
    const rows = join(folder, "customs.parquet");
    await withDuckDB("Writing the test's data", async (connection) => {
      await connection.run(`COPY (FROM read_csv(${literal(data)})) TO ${literal(rows)} (FORMAT parquet)`);
    });
    const options = { sigma: "ols", sigmaBy: "product", sigmaInvalid: 4, by: "firm^year" } as const;
    const before = warned.length;
    const record = (await runPushed(rows, { ...quiet, out, engine: "duckdb", explain: true }, options, io, none))!;
    expect(readdirSync(out).sort()).toEqual(["firm_year.csv", "quality.json", "sigma.csv"]);
    expect(record.files).toEqual(["firm_year.csv", "sigma.csv", "quality.json"].map((name) => join(out, name)));
    const memory = estimateQuality(await loadEngine({ threads: 1 }), await readTable(data), options);
    expect(record.nobs).toBe(memory.record.nobs);
    const means = (await readTable(join(out, "firm_year.csv"))).numeric("r_quality");
    memory.aggregates[0]!.table.numeric("r_quality").forEach((mean, g) => {
      expect(Math.abs(means[g]! - mean)).toBeLessThan(1e-10);
    });
    expect(warned.length - before).toBe(record.engine.statements);
  });

  it("has flags, of which those of files and streams have no meaning", () => {
    expect(() => requirePushedFlags({ schema: "results" })).toThrow(/--schema has no meaning without --engine/);
    expect(() => requirePushedFlags({ engine: "duckdb", stream: true })).toThrow(/--stream/);
    expect(() => requirePushedFlags({ engine: "duckdb", rowsFormat: "csv" })).toThrow(/--rows-format/);
    expect(() => requirePushedFlags({ engine: "trino://x", memory: "1GB" })).toThrow(/--memory/);
    expect(() => requirePushedFlags({ engine: "duckdb", memory: "1GB" })).not.toThrow();
  });
});

describe("quality --stream", () => {
  it("writes rows, aggregates and record, whose files are these", async () => {
    const out = join(folder, "out");
    const record = (await runStreamed(data, { format: "text", out, rowsFormat: "csv" }, { by: "firm^year" }, io))!;
    expect(readdirSync(out).sort()).toEqual(["firm_year.csv", "quality.json", "rows.csv"]);
    expect(record.files).toEqual(["rows.csv", "firm_year.csv", "quality.json"].map((name) => join(out, name)));
    const { timing_ms: _, ...lasting } = JSON.parse(JSON.stringify(record)); // files say nothing of times
    expect(JSON.parse(readFileSync(join(out, "quality.json"), "utf8"))).toEqual(lasting);
    expect((await readTable(join(out, "rows.csv"))).nRows).toBe(record.nobs);
    expect(stages).toContain("rows");
  });

  it("leaves nothing behind when it fails", async () => {
    const out = join(folder, "failed");
    const run = runStreamed(data, { format: "text", out }, { by: "firm^year,firm.year" }, io);
    await expect(run).rejects.toThrow();
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });

  it("stops at Ctrl-C without outputs", async () => {
    const out = join(folder, "stopped");
    let isStopped = false;
    const stopping: CommandIo = {
      ...io,
      progress: () => {
        if (!isStopped) process.emit("SIGINT", "SIGINT");
        isStopped = true;
      },
    };
    expect(await runStreamed(data, { format: "text", out }, {}, stopping)).toBeNull();
    expect(process.exitCode).toBe(130);
    process.exitCode = 0;
    expect(existsSync(out)).toBe(false);
    expect(warned.at(-1)).toContain("stopped");
  });

  it("has flags, which mean nothing without --stream", () => {
    const command = addDeclared(new Command(), qualityVerb.flags!);
    command.parse(["--stream", "--memory", "1GB", "--rows-format", "csv.gz"], { from: "user" });
    expect(command.opts()).toEqual({ stream: true, memory: "1GB", rowsFormat: "csv.gz" });
    expect(() => refuseStreamOptions(command.opts())).not.toThrow();
    expect(() => refuseStreamOptions({ memory: "1GB" })).toThrow(/--memory has no meaning without --stream/);
  });
});
