// `wasmetrics serve` in Chromium: the folder is listed, a press opens a file or a study with its data, and a page of another port that knows the
// address reads nothing.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { web, whyNot } from "./worker-page.mjs";

const root = join(web, "..");
const PANEL = ["city,year,y,did"];
for (let city = 1; city <= 12; city++) {
  for (let year = 2010; year <= 2017; year++) {
    PANEL.push(`${city},${year},${((city * 7 + year * 3) % 11) / 10},${Number(city > 6 && year > 2013)}`);
  }
}

let browser;
let folder;
before(async () => {
  if (whyNot) return;
  const { chromium } = await import("playwright-core");
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-served-"));
  writeFileSync(join(folder, "城市 panel.csv"), PANEL.join("\n"));
  cpSync(join(root, "examples/fish"), join(folder, "fish"), { recursive: true });
  mkdirSync(join(folder, ".bin"));
  writeFileSync(join(folder, ".bin/xdg-open"), `#!/bin/sh\necho "$1" > '${folder}/.opened'\n`, { mode: 0o755 });
});
after(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** The command, started on the folder: its address, and what Ctrl+C makes of it. */
async function serving(...options) {
  const command = spawn(process.execPath, [join(root, "bin/wasmetrics"), "serve", folder, ...options], {
    env: { ...process.env, PATH: `${join(folder, ".bin")}:${process.env.PATH}` },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise((resolve) => command.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    command.stdout.once("data", (text) => resolve(String(text).trim()));
    ended.then((status) => reject(new Error(`wasmetrics serve ended with ${status}`)));
  });
  const stop = () => {
    command.kill("SIGINT");
    return ended;
  };
  return { address, stop };
}

/** A page on it: requests so far, and what the console said as an error. */
async function openedPage(address) {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  const seen = { asked: [], faults: [] };
  context.on("request", (request) => seen.asked.push(request.url()));
  page.on("console", (message) => message.type() === "error" && seen.faults.push(message.text()));
  page.on("pageerror", (error) => seen.faults.push(error.message));
  await page.goto(address);
  return { context, page, seen };
}

const tableOf = async (page) => {
  await page.waitForFunction(
    () => /\d\.\d{2}/.test(document.querySelector("main table")?.textContent ?? ""),
    undefined,
    {
      timeout: 60_000,
    },
  );
  return page.locator("main table").first().innerText();
};

test("a file is opened by a press, and a study with the data it names; Ctrl+C ends the command", {
  skip: whyNot,
  timeout: 180_000,
}, async () => {
  const { address, stop } = await serving();
  const { context, page, seen } = await openedPage(address);
  await page.getByRole("button", { name: "城市 panel.csv" }).click();
  assert.match(await tableOf(page), /Treated/);
  assert.ok(await page.evaluate(() => crossOriginIsolated));
  assert.deepEqual(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);

  await page.reload();
  await page.getByRole("button", { name: "fish/study.yaml" }).click();
  assert.match(await tableOf(page), /Card/);
  await page.getByRole("heading", { name: "eu_iuu_cards.csv" }).waitFor();
  assert.deepEqual(
    seen.asked.filter((url) => !url.startsWith(address) && !url.startsWith("blob:")),
    [],
  );
  assert.deepEqual(seen.faults, []);

  assert.equal(await stop(), 0);
  await page.getByRole("button", { name: "fish/eu_iuu_cards.csv" }).click();
  await page.getByText("wasmetrics serve no longer answers").waitFor();
  await context.close();
});

test("a page of another port that knows the address reads nothing of it", {
  skip: whyNot,
  timeout: 60_000,
}, async () => {
  const { address, stop } = await serving();
  const server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html>"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { context, page } = await openedPage(`http://127.0.0.1:${server.address().port}/`);
  const found = await page.evaluate(async (target) => {
    const data = `${target}data/fish/eu_iuu_cards.csv`;
    const read = (options) =>
      fetch(data, options).then(
        (answer) => answer.text(),
        () => "",
      );
    const loaded = (tag, source) =>
      new Promise((resolve) => {
        const element = document.createElement(tag);
        element.onload = () => resolve(true);
        element.onerror = () => resolve(false);
        element.src = source;
        document.body.append(element);
      });
    const framed = document.createElement("iframe");
    framed.src = target;
    document.body.append(framed);
    await new Promise((resolve) => {
      framed.onload = resolve;
    });
    return {
      texts: [await read(), await read({ mode: "no-cors" })],
      loaded: [await loaded("img", `${target}icon.svg`), await loaded("script", `${target}engine/pool.js`)],
      framed: framed.contentDocument === null ? "not ours to see" : framed.contentDocument.body.textContent,
    };
  }, address);
  assert.deepEqual(found, { texts: ["", ""], loaded: [false, false], framed: "not ours to see" });
  const direct = await context.request.get(address, { headers: { "Sec-Fetch-Site": "same-site" } });
  assert.equal(direct.status(), 403);
  await context.close();
  server.closeAllConnections();
  server.close();
  assert.equal(await stop(), 0);
});

test("--open leads there by a file that its owner alone reads, and that goes with the command", {
  skip: whyNot || (process.platform !== "linux" && "another program opens files here"),
  timeout: 60_000,
}, async () => {
  const { address, stop } = await serving("--open");
  const opened = join(folder, ".opened");
  while (!existsSync(opened) || readFileSync(opened, "utf8") === "") await new Promise((r) => setTimeout(r, 20));
  const shown = readFileSync(opened, "utf8").trim();
  assert.ok(!shown.includes(new URL(address).pathname.replaceAll("/", "")), "all who use the machine see arguments");
  const file = fileURLToPath(shown);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const { context, page } = await openedPage(shown);
  await page.waitForURL(address);
  await page.getByRole("button", { name: "fish/study.yaml" }).waitFor();
  await context.close();
  assert.equal(await stop(), 0);
  assert.ok(!existsSync(file));
});
