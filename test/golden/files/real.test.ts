/**
 * Real data in every format: Grunfeld's panel as R and Python write it gives the same columns and the same regression, on Node and
 * in a page; labels go with them where the format has any.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Column } from "../../../src/base/columns.js";
import { readTable } from "../../../src/data/files/read-table.js";
import { readFile } from "../../../src/data/formats/read-file.js";
import type { Table } from "../../../src/data/table/table.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { chromium, inChromium } from "../../support/chromium.js";

const folder = new URL("real/", import.meta.url);
const path = (name: string): string => new URL(name, folder).pathname;
const FILES = readdirSync(folder).filter((name) => /^grunfeld/.test(name));
const LABELLED = /[.](dta|sav|zsav|xpt|rds|RData)$/;
/** Files of several tables. */
const sheetOf = (name: string) => (name.endsWith(".RData") ? { sheet: "d" } : {});

const engine = await loadEngine({ threads: 1 });
const reference = await readTable(new URL("../data/grunfeld.csv.gz", import.meta.url).pathname);
const fitOf = (table: Table) =>
  feols(engine, table, "inv ~ value + capital | firm + year", { vcov: { cluster: ["firm"] } }).coefficients;
const expected = fitOf(reference);

const numbersOf = (table: Table) =>
  Object.fromEntries(
    table.columns.map((column) => [column.name, [...(column as Column & { kind: "numeric" }).values]]),
  );

describe("Grunfeld's panel", () => {
  it.each(FILES)("%s", async (name) => {
    const table = await readTable(path(name), sheetOf(name));
    expect(numbersOf(table)).toEqual(numbersOf(reference));
    expect(fitOf(table)).toEqual(expected);
    expect(table.column("capital").facts?.label).toBe(LABELLED.test(name) ? "Stock of plant and equipment" : undefined);
    expect(table.source.facts?.format).toEqual(expect.any(String));
  });

  it.each(FILES)("%s from bytes, as a page has them", async (name) => {
    const table = await readFile(readFileSync(path(name)), { name, ...sheetOf(name) });
    expect(numbersOf(table)).toEqual(numbersOf(reference));
    expect(table.source.sha256).toBe((await readTable(path(name), sheetOf(name))).source.sha256);
  });
});

describe.skipIf(chromium === undefined)("in Chromium (skipped where it is not installed)", () => {
  it("every format is read, and no format before it is needed", async () => {
    const page = (await inChromium(
      `import { readFile } from "/dist/browser/wasmetrics.js";
       const loaded = () => performance.getEntriesByType("resource").length;
       const before = loaded();
       const found = {};
       for (const [name, options] of ${JSON.stringify(FILES.map((name) => [name, sheetOf(name)]))}) {
         try {
           const blob = await (await fetch("/data/" + name)).blob();
           const table = await readFile(blob, { name, ...options });
           found[name] = Object.fromEntries(table.columns.map(({ name, values }) => [name, Array.from(values)]));
         } catch (error) {
           found[name] = String(error);
         }
       }
       report({ found, before, after: loaded() });`,
      true,
      ({ url = "" }, response) =>
        response.end(url.startsWith("/data/") ? readFileSync(path(url.slice("/data/".length))) : ""),
    )) as { readonly found: Record<string, unknown>; readonly before: number; readonly after: number };
    for (const name of FILES) expect(page.found[name], name).toEqual(numbersOf(reference));
    expect(page.after).toBeGreaterThan(page.before + FILES.length);
  });
});
