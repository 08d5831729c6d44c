// Where the page runs: hosts with headers, without, and a disk; without a network; sizes; and a policy that holds in the worker too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { RARE } from "../scripts/pieces.mjs";
import { serve } from "./static-server.mjs";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(web, "dist");
/** kB, gzipped: docs/page.md. */
const BUDGETS = { shell: 40, engine: 590, kept: 1200 };

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});
after(() => browser.close());

const PANEL = ["city,year,y,did"];
for (let city = 1; city <= 12; city++) {
  for (let year = 2010; year <= 2017; year++) {
    PANEL.push(`${city},${year},${((city * 7 + year * 3) % 11) / 10},${Number(city > 6 && year > 2013)}`);
  }
}
const FILE = { name: "panel.csv", mimeType: "text/csv", buffer: Buffer.from(PANEL.join("\n")) };

/** A tab of a browser of its own: what it says to the console as an error, requests elsewhere, and how often it was loaded. */
async function tab(address) {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  const seen = { faults: [], elsewhere: [], loads: 0 };
  page.on("console", (message) => message.type() === "error" && seen.faults.push(message.text()));
  page.on("pageerror", (error) => seen.faults.push(error.message));
  page.on("load", () => seen.loads++);
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(blob|data|file):/.test(url)) seen.elsewhere.push(url);
  });
  await page.goto(address);
  return { context, page, seen };
}

const footSays = (page, words) =>
  page.waitForFunction((text) => document.querySelector("footer")?.innerText.includes(text), words, {
    timeout: 60_000,
  });

/** The numbers of the first table of a study of `FILE`, as text. */
async function firstTable(page) {
  await page.setInputFiles("input[type=file]", FILE);
  await page.waitForSelector("table td.estimate, table td", { timeout: 60_000 });
  await page.waitForFunction(() => /\d\.\d{3}/.test(document.querySelector("main table")?.innerText ?? ""), undefined, {
    timeout: 60_000,
  });
  return page.locator("main table").first().innerText();
}

test("sizes are within the budgets", () => {
  const sizes = JSON.parse(readFileSync(join(web, "sizes.json"), "utf8"));
  for (const [what, most] of Object.entries(BUDGETS))
    assert.ok(sizes[what] <= most, `${what}: ${sizes[what]} kB, at most ${most}`);
});

test("a host with headers, one without, and a disk give the same numbers; threads are said", {
  timeout: 240_000,
}, async () => {
  const withHeaders = await serve(dist);
  const without = await serve(dist, { isolated: false });
  const tables = [];
  for (const [address, isIsolated, loads] of [
    [withHeaders.address, true, 1],
    [without.address, true, 2],
    [pathToFileURL(join(web, "dist-file/wasmetrics.html")).href, false, 1],
  ]) {
    const { context, page, seen } = await tab(address);
    if (address.startsWith("http")) await footSays(page, "Opens without a network.");
    await page.waitForFunction((wanted) => crossOriginIsolated === wanted, isIsolated, { timeout: 60_000 });
    await footSays(page, isIsolated ? "thread" : "One thread: this address grants no shared memory.");
    tables.push(await firstTable(page));
    assert.equal(seen.loads, loads, address);
    assert.deepEqual(seen.elsewhere, []);
    assert.deepEqual(seen.faults, [], address);
    await context.close();
  }
  assert.equal(tables[1], tables[0]);
  assert.equal(tables[2], tables[0]);
  await Promise.all([withHeaders.stop(), without.stop()]);
});

test("without a network the page opens again and runs a study, isolated as before", { timeout: 240_000 }, async () => {
  const host = await serve(dist, { isolated: false });
  const { context, page, seen } = await tab(host.address);
  await footSays(page, "Opens without a network.");
  const kept = () =>
    page.evaluate(async () => {
      const name = (await caches.keys())[0];
      return name === undefined ? [] : (await (await caches.open(name)).keys()).map(({ url }) => url);
    });
  const isKept = (urls) => RARE.every((piece) => urls.some((url) => url.endsWith(`/engine/${piece}.js`)));
  while (!isKept(await kept())) await page.waitForTimeout(50);
  assert.ok(RARE.every((piece) => host.asked.includes(`/engine/${piece}.js`)));
  await host.stop();
  await page.reload();
  await footSays(page, "Opens without a network.");
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  assert.match(await firstTable(page), /\d/);
  assert.deepEqual(seen.elsewhere, []);
  await context.close();
});

test("a new version waits for its press, and then is there", { timeout: 240_000 }, async () => {
  const { cpSync, mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  cpSync(dist, folder, { recursive: true });
  const host = await serve(folder);
  const { context, page, seen } = await tab(host.address);
  await footSays(page, "Opens without a network.");
  const worker = readFileSync(join(folder, "sw.js"), "utf8");
  writeFileSync(join(folder, "sw.js"), worker.replace(/version:[`"']\w+[`"']/, 'version:"another"'));
  await page.reload();
  await footSays(page, "A new version is here.");
  assert.equal(seen.loads, 2);
  await page.getByRole("button", { name: "Use it" }).click();
  await page.waitForFunction(async () => (await caches.keys()).join() === "wasmetrics-page-another", undefined, {
    timeout: 60_000,
  });
  await context.close();
  await host.stop();
  rmSync(folder, { recursive: true });
});

test("a fetch planted in the worker is refused by the page's policy", { timeout: 120_000 }, async () => {
  const elsewhere = await serve(dist);
  for (const address of [(await serve(dist)).address, pathToFileURL(join(web, "dist-file/wasmetrics.html")).href]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    // the worker's own script, with a line before it
    await page.addInitScript((target) => {
      const Plain = globalThis.Blob;
      globalThis.Blob = class extends Plain {
        constructor(parts, options) {
          const isEngine = typeof parts?.[0] === "string" && parts[0].includes("wasmetricsPieces.need");
          const planted = `fetch(${JSON.stringify(target)}).then(() => "sent", () => "refused").then((what) => new BroadcastChannel("planted").postMessage(what));`;
          super(isEngine ? [planted, ...parts] : parts, options);
        }
      };
      globalThis.planted = new Promise((resolve) => {
        new BroadcastChannel("planted").onmessage = ({ data }) => resolve(data);
      });
    }, `${elsewhere.address}engine/pool.js`);
    await page.goto(address);
    assert.equal(await page.evaluate(() => globalThis.planted), "refused", address);
    await context.close();
  }
  assert.deepEqual(elsewhere.asked, []);
});
