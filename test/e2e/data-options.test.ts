/** What the user says of a data file on the command line: missing cells, text columns, encoding, delimiter. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-options-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const columnsOf = async (...args: string[]) => {
  const result = await run("inspect", ...args, "--json");
  expect(result.stderr).toBe("");
  const { columns } = JSON.parse(result.stdout) as { columns: { name: string; type: string; missing: number }[] };
  return Object.fromEntries(columns.map(({ name, type, missing }) => [name, { type, missing }]));
};

describe("data options", () => {
  it("--na country= keeps Namibia, and leaves the other columns' markers", async () => {
    const path = file("countries.csv", "country,x\nNA,1\nDE,NA\n");
    expect((await columnsOf(path)).country).toEqual({ type: "text", missing: 1 });
    const kept = await columnsOf(path, "--na", "country=");
    expect(kept.country).toEqual({ type: "text", missing: 0 });
    expect(kept.x).toEqual({ type: "numeric", missing: 1 });
  });

  it("--na -99 makes -99 missing everywhere", async () => {
    expect((await columnsOf(file("coded.csv", "x,y\n1,-99\n-99,2\n"), "--na=-99")).x).toEqual({
      type: "numeric",
      missing: 1,
    });
  });

  it("--max-memory bounds what a file may ask for, that of a workbook as that of a packed text", async () => {
    const path = file(
      "rows.csv.gz",
      gzipSync(`${Array.from({ length: 500 }, (_, k) => `x${k}`)}\n${`${",".repeat(499)}\n`.repeat(40_000)}`),
    );
    const { status, stdout } = await run("inspect", path, "--max-memory", "100MB", "--json");
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({ code: "file_memory", detail: { expected: 1e8 } });
    const sizes = await run("inspect", path, "--max-memory", "much", "--json");
    expect(JSON.parse(sizes.stdout).error.code).toBe("memory_size");
    expect((await columnsOf(file("few.csv", "x\n1\n2\n"), "--max-memory", "2GiB")).x?.type).toBe("numeric");
  });

  it("--text-columns keeps numbers as text", async () => {
    expect((await columnsOf(file("ids.csv", "id,x\n1,2\n3,4\n"), "--text-columns", "id")).id?.type).toBe("text");
  });

  it("--numeric-columns reads digits in quotes as numbers", async () => {
    const path = file("quoted.csv", 'id,x\n"1",2\n"3",4\n');
    expect((await columnsOf(path)).id?.type).toBe("text");
    expect((await columnsOf(path, "--numeric-columns", "id")).id?.type).toBe("numeric");
  });

  it("--encoding and --delimiter are followed", async () => {
    const latin1 = file("latin1.csv", Buffer.from("größe;x\n1;2\n3;4\n", "latin1"));
    expect(Object.keys(await columnsOf(latin1, "--encoding", "latin1", "--delimiter", "semicolon"))).toEqual([
      "größe",
      "x",
    ]);
  });

  it("cells for all columns and for one can't be mixed", async () => {
    const result = await run("inspect", file("mixed.csv", "x\n1\n"), "--na", "x=9", "--na", "8");
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/not both/);
  });
});
