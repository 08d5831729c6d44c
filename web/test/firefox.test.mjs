// Firefox, through WebDriver BiDi: a city panel is chosen, its numbers are those of Chromium to the last bit, a word is changed, nothing is asked of
// another address. Left out, by name, where Firefox or its driver is missing.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { cities } from "./cities.mjs";
import { dist, launch, openPage, PATIENCE, web, whyNot } from "./page.mjs";
import { serve } from "./static-server.mjs";

const BROWSERS = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
const executablePath = process.env.FIREFOX ?? BROWSERS.find((path) => existsSync(path));
const skip =
  whyNot ||
  (executablePath === undefined
    ? "no Firefox (set FIREFOX to its path)"
    : !existsSync(join(web, "node_modules/puppeteer-core")) && "puppeteer-core is missing (npm ci in web/)");

/** Frames, by which the driver asks unless told otherwise, may rest in a window that nobody sees. */
const POLLING = { polling: 100 };
/** In the page: every number that is shown, unrounded. */
const numbers = () => [...document.querySelectorAll("td[data-value]")].map(({ dataset }) => dataset.value);
const isSettled = () => {
  const exhibits = [...document.querySelectorAll(".exhibit")];
  // with the numbers of its figure, which stand in the appendix
  return exhibits.length > 4 && exhibits.every((one) => one.classList.contains("current"));
};

async function inChromium() {
  const browser = await launch();
  const one = await openPage(browser);
  await one.drop(cities());
  await one.page.waitForFunction(isSettled, undefined, { timeout: PATIENCE });
  const found = await one.page.evaluate(numbers);
  await one.close();
  await browser.close();
  return found;
}

test("Firefox shows the same bits", { skip, timeout: 180_000 }, async (t) => {
  const { default: puppeteer } = await import("puppeteer-core");
  const host = await serve(dist);
  const folder = mkdtempSync(join(tmpdir(), "wasmetrics-firefox-"));
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  t.after(async () => {
    await browser.close();
    await host.stop();
    rmSync(folder, { recursive: true });
  });
  const { name, bytes } = cities();
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const elsewhere = [];
  const faults = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(host.address) && !/^(?:blob|data):/.test(request.url()))
      elsewhere.push(request.url());
  });
  page.on("pageerror", ({ message }) => faults.push(message));
  await page.goto(host.address);
  const input = await page.waitForSelector("input[type=file]");
  await page.waitForFunction(() => document.querySelector("footer").textContent.includes("thread"), POLLING);
  await input.uploadFile(file);
  await page.waitForFunction(isSettled, POLLING).catch(async ({ message }) => {
    throw new Error(`${message}: ${await page.evaluate(() => document.body.innerText.slice(0, 600))}`);
  });
  const found = await page.evaluate(numbers);
  assert.ok(found.length > 30);
  assert.deepEqual(found, await inChromium());
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  // another sample
  const before = await page.$eval("textarea.study", (area) => area.value);
  await page.evaluate(() => [...document.querySelectorAll(".sentence .phrase")].at(-1).click());
  await page.waitForSelector(".sentence .alternative");
  await page.evaluate(() => document.querySelector(".sentence .alternative:not([aria-pressed=true])").click());
  await page.waitForFunction((old) => document.querySelector("textarea.study").value !== old, POLLING, before);
  await page.waitForSelector("td .was");
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(faults, []);
});
