import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import { cellsOf } from "../../support/cells-of.js";
import { run } from "../../support/run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "wasmetrics-dta-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const golden = (name: string) => new URL(`../../golden/files/${name}`, import.meta.url).pathname;

const columnsOf = async (path: string) =>
  Object.fromEntries((await readTable(path)).columns.map((column) => [column.name, cellsOf(column)]));

describe("files of Stata on the command line", () => {
  it("are written by simulate, of many blocks of rows, as the CSV is", async () => {
    const same = ["simulate", "customs", "--rows", "70000", "--seed", "3"];
    expect(await run(...same, "--out", at("a.dta"))).toMatchObject({ status: 0 });
    expect(await run(...same, "--out", at("a.csv"))).toMatchObject({ status: 0 });
    expect(await columnsOf(at("a.dta"))).toEqual(await columnsOf(at("a.csv")));
  });

  it("are converted from one release into another with all they say", async () => {
    const before = await readTable(golden("files_dta_113.dta"));
    expect(await run("convert", golden("files_dta_113.dta"), at("b.dta"))).toMatchObject({ status: 0 });
    const after = await readTable(at("b.dta"));
    expect(after.source.facts).toMatchObject({ format: "Stata 14-18 (.dta 118)", label: "reader test file" });
    for (const column of before.columns) {
      const written = after.column(column.name);
      expect(cellsOf(written)).toEqual(cellsOf(column));
      expect(written.facts?.valueLabels).toEqual(column.facts?.valueLabels);
      expect(written.facts?.label).toBe(column.facts?.label);
    }
    expect(await run("convert", golden("files_dta_113.dta"), at("c.dta"))).toMatchObject({ status: 0 });
    expect(readFileSync(at("c.dta"))).toEqual(readFileSync(at("b.dta")));
  });

  it("say which names they change", async () => {
    expect(await run("convert", golden("files_dta_113.dta"), at("d.csv"), "--use", "id,str")).toMatchObject({
      status: 0,
    });
    const csv = readFileSync(at("d.csv"), "utf8").replace("id,str", "GDP per head,str");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(at("d.csv"), csv);
    const { stderr, status } = await run("convert", at("d.csv"), at("d.dta"));
    expect(status).toBe(0);
    expect(stderr).toContain("'GDP per head' is written as GDP_per_head");
    expect((await readTable(at("d.dta"))).column("GDP_per_head").facts?.label).toBe("GDP per head");
  });

  it("are read in another encoding, where one is asked for", async () => {
    const table = await readTable(golden("stata/gb18030-115.dta"), { encoding: "gb18030" });
    expect(cellsOf(table.column("city"))).toEqual(["北京市", "上海", "a中b", "㐀"]);
    expect(table.notes).toEqual([]);
    const western = await readTable(golden("stata/gb18030-115.dta"));
    expect(western.notes.map(({ code }) => code)).toContain("dta_encoding");
  });
});
