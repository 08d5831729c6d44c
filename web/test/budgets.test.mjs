// What the page promises of time, stillness and memory, measured: sizes and counts asserted, times written to the file that WASMETRICS_MEASURED names
// (npm run measure), for the page of the bench.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cities } from "./cities.mjs";
import { launch, openPage, PATIENCE, whyNot } from "./page.mjs";

const skip = whyNot;
const IS_MEASURED = process.env.WASMETRICS_MEASURED !== undefined;
const measured = [];
/** Notes a measurement beside its budget; fails above it where it is a size or a count: times are the machine's. */
function note(what, value, budget, unit) {
  measured.push({ what, value: Math.round(value * 1000) / 1000, budget, unit });
  if (unit !== "s" && unit !== "ms") assert.ok(value <= budget, `${what}: ${value} ${unit}, budget ${budget}`);
}

let browser, folder;
before(async () => {
  if (skip) return;
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-budgets-"));
});
after(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
  if (IS_MEASURED && measured.length > 0) {
    const machine = `${cpus()[0].model}, ${cpus().length} cores; Chromium ${browser.version()}, Node ${process.versions.node}`;
    const page = { machine, date: new Date().toISOString().slice(0, 10), measured };
    writeFileSync(process.env.WASMETRICS_MEASURED, `${JSON.stringify(page, null, 2)}\n`);
  }
});

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds between two marks of the page itself, so that the driver's own time is not among them. */
const sentenceAfterDrop = (page) => page.evaluate(() => globalThis.sentenceAt - globalThis.droppedAt);
const watchSentence = () => {
  document.addEventListener("drop", () => (globalThis.droppedAt = performance.now()), true);
  new MutationObserver((_, observer) => {
    if (document.querySelector(".sentence .phrase") === null) return;
    requestAnimationFrame(() => (globalThis.sentenceAt = performance.now()));
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
};
const watchTasks = () => {
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
  }).observe({ type: "longtask", buffered: true });
};

async function open(t) {
  const one = await openPage(browser, { scripts: [watchSentence, watchTasks] });
  t.after(() => one.close());
  return one;
}

test("a city panel: shell, drop, press, tasks, stillness", { skip, timeout: 120_000 }, async (t) => {
  const one = await open(t);
  const { page } = one;
  await page.waitForSelector(".start button");
  const shell = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  note("shell interactive", shell / 1000, 1, "s");
  await one.says("thread");
  await one.drop(cities());
  await one.settled();
  note("drop to guess, 2,640 rows", (await sentenceAfterDrop(page)) / 1000, 0.4, "s");
  await page.waitForTimeout(500);
  note("longest task of opening", await page.evaluate(() => globalThis.longest), 50, "ms");
  await page.evaluate(() => {
    globalThis.longest = 0;
    globalThis.moved.length = 0;
  });
  const presses = [];
  for (const [phrase, alternative] of [
    [/^sample/, "year > 2010"],
    [/^sample/, "all rows"],
    [/^sample/, "year < 2021"],
  ]) {
    presses.push(await pressed(page, phrase, alternative));
    await one.settled();
  }
  note("press to number, 2,640 rows", median(presses), 100, "ms");
  const shifts = await page.evaluate(() =>
    globalThis.moved.filter(({ what }) => what.some((name) => /actions|tools|margin|left/.test(name))),
  );
  note("controls moved by a change, as the browser counts them", shifts.length, 0, "");
  note("longest task of a change", await page.evaluate(() => globalThis.longest), 50, "ms");
});

test("50 MB of CSV, and 1e6 rows of 15 columns within 1.5 GB", { skip, timeout: 300_000 }, async (t) => {
  const one = await open(t);
  const { page } = one;
  await one.says("thread");
  const file = join(folder, "firms.csv");
  writeRows(file);
  const bytes = readFileSync(file).length;
  const input = page.locator("input[type=file]").first();
  await page.evaluate(() => (globalThis.droppedAt = performance.now()));
  const started = Date.now();
  await input.setInputFiles(file);
  await page.waitForSelector(".sentence .phrase", { timeout: 3 * PATIENCE });
  note(`file to guess, ${Math.round(bytes / 1e6)} MB of CSV`, (Date.now() - started) / 1000, 3 * (bytes / 50e6), "s");
  await one.page.waitForSelector('[data-stage="table1"].current', { timeout: 3 * PATIENCE });
  const used = await residentBytes();
  note("memory of the tab, 1e6 rows of 15 columns", used / 1e9, 1.5, "GB");
  assert.ok(used < 1.5e9, `${used} bytes`);
  await one.settled();
  const presses = [];
  for (const alternative of ["year > 2010", "all", "year < 2019"]) {
    presses.push(await pressed(page, /^sample/, alternative));
    await one.settled();
  }
  note("press to number, 1e6 rows and two effects", median(presses), 300, "ms");
});

/** The panel of firms: 1e6 rows, 15 columns, some 100 MB. */
function writeRows(file) {
  const rows = 1_000_000;
  const parts = ["firm,year,y,did,x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,x11\n"];
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let row = 0; row < rows; row++) {
    const firm = Math.floor(row / 10);
    const year = 2010 + (row % 10);
    const did = firm % 3 === 0 && year >= 2015 ? 1 : 0;
    let line = `${firm},${year},${(next() + did).toFixed(4)},${did}`;
    for (let c = 0; c < 11; c++) line += `,${next().toFixed(4)}`;
    parts.push(`${line}\n`);
  }
  writeFileSync(file, parts.join(""));
}

/** Resident bytes of the largest process that draws a page: the visit's own. */
async function residentBytes() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const ids = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const kilobytes = execFileSync("ps", ["-o", "rss=", "-p", ids.join(",")])
    .toString()
    .trim()
    .split(/\s+/);
  return 1024 * Math.max(...kilobytes.map(Number));
}

/** Milliseconds from the press of an alternative to the first table's new numbers. */
async function pressed(page, phrase, alternative) {
  await page.locator(".sentence").getByRole("button", { name: phrase }).click();
  await page.waitForTimeout(1_500); // what the list shows of its own is there
  return page.evaluate(async (words) => {
    const list = [...document.querySelectorAll(".sentence .alternative")];
    const from = performance.now();
    list.find((each) => each.textContent.startsWith(words)).click();
    const isCurrent = () => document.querySelector('[data-stage="table1"]').classList.contains("current");
    while (isCurrent()) await new Promise(requestAnimationFrame);
    while (!isCurrent()) await new Promise(requestAnimationFrame);
    return performance.now() - from;
  }, alternative);
}
