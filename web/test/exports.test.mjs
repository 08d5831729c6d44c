// What is taken away: every file is saved by its press, and read by what its reader would have.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { strFromU8, unzipSync } from "../../node_modules/fflate/esm/index.mjs";
import { cities } from "./cities.mjs";
import { launch, openPage, PATIENCE, whyNot } from "./page.mjs";

const skip = whyNot;
let browser, one, reader;
before(async () => {
  if (skip) return;
  browser = await launch();
  one = await openPage(browser);
  reader = await browser.newPage();
  await one.drop(cities());
  await one.settled();
});
after(async () => {
  await one?.close();
  await browser?.close();
});

/** Name and bytes of what a press saves. */
async function saved(target) {
  const [download] = await Promise.all([one.page.waitForEvent("download", { timeout: PATIENCE }), one.press(target)]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
const item = (name) => one.page.locator(".save").getByRole("button", { name, exact: true });
const partsOf = (bytes) => Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]);

/** Throws where the markup is not well formed. */
const wellFormed = (text, type) =>
  reader.evaluate(
    ([markup, kind]) => {
      const fault = new DOMParser().parseFromString(markup, kind).querySelector("parsererror");
      if (fault !== null) throw new Error(fault.textContent);
    },
    [text, type],
  );

test("the study in two presses, the same bytes as shown; Word in two", { skip }, async () => {
  one.acts = 0;
  await one.press(".save-word");
  const study = await saved(item("Study file"));
  assert.equal(one.acts, 2);
  assert.equal(study.name, "study.yaml");
  assert.equal(study.bytes.toString(), await one.study());
  const word = await saved(item("Word"));
  assert.equal(word.name, "report.docx");
  const parts = Object.fromEntries(partsOf(word.bytes));
  assert.match(parts["word/document.xml"], /Treatment and quality/);
  await wellFormed(parts["word/document.xml"], "application/xml");
});

test("report, results, LaTeX and figures", { skip }, async () => {
  const report = (await saved(item("Report"))).bytes.toString();
  assert.match(report, /^<!doctype html>/i);
  assert.match(report, /0\.0157/);
  assert.doesNotMatch(report, /(?:src|href)="https?:/);
  const results = JSON.parse((await saved(item("Results"))).bytes.toString());
  assert.ok(results.provenance.seed === 1 && JSON.stringify(results).includes("0.0157"));
  const tables = partsOf((await saved(item("LaTeX"))).bytes);
  assert.ok(tables.length > 1);
  for (const [name, text] of tables) {
    const opened = (text.match(/\\begin\{/g) ?? []).length;
    assert.ok(name.endsWith(".tex") && opened > 0 && opened === (text.match(/\\end\{/g) ?? []).length, name);
  }
  const figures = partsOf((await saved(item("Figures"))).bytes);
  assert.ok(figures.length > 1);
  for (const [name, text] of figures) {
    assert.ok(name.endsWith(".svg"), name);
    await wellFormed(text, "image/svg+xml");
  }
});

test("a bundle opens again, with its study", { skip }, async () => {
  const bundle = await saved(item("Bundle"));
  const names = partsOf(bundle.bytes).map(([name]) => name);
  for (const name of ["study.yaml", "results.json", "manifest.json"]) assert.ok(names.includes(name), name);
  await one.keys("Escape");
});

test("beside an exhibit: its table as Word, LaTeX and CSV; a figure as SVG", { skip }, async () => {
  const table = one.exhibit("table1");
  await table.hover();
  const word = await saved(table.getByRole("button", { name: /^Word/ }));
  assert.ok(partsOf(word.bytes).some(([name]) => name === "word/document.xml"));
  const latex = await saved(table.getByRole("button", { name: /^LaTeX/ }));
  assert.match(latex.bytes.toString(), /\\begin\{tabular/);
  const csv = await saved(table.getByRole("button", { name: /^CSV/ }));
  const rows = csv.bytes.toString().trim().split(/\r?\n/);
  assert.ok(rows.length > 5 && rows.some((row) => row.includes("0.0157")), csv.bytes.toString());
  const figure = one.exhibit("figure1");
  await figure.hover();
  const svg = await saved(figure.getByRole("button", { name: /^SVG/ }));
  await wellFormed(svg.bytes.toString(), "image/svg+xml");
});

test("a table copied has columns for Word and for spreadsheets; a number copies itself unrounded", {
  skip,
}, async () => {
  const table = one.exhibit("table1");
  await table.hover();
  await one.press(table.getByRole("button", { name: "Copy" }));
  await one.says("Table copied");
  const copied = await one.page.evaluate(async () => {
    const [entry] = await navigator.clipboard.read();
    return Promise.all(["text/plain", "text/html"].map(async (type) => (await entry.getType(type)).text()));
  });
  assert.match(copied[0], /Treated\t0\.0157/);
  assert.match(copied[1], /<td[^>]*>0\.0157\*{0,3}<\/td>/);
  await one.press(table.locator("td[data-value]").first());
  const number = await one.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(Math.abs(Number(number) - 0.0157) < 5e-5 && number.length > 12, number);
  assert.deepEqual(one.seen, { faults: [], elsewhere: [], loads: 1 });
});
