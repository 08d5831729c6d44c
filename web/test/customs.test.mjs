// Customs rows dropped on the page: recognised, their quality by one press, the panels those of the command line byte for byte; and what is said where
// they are too large for the memory that the browser grants.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serve } from "./static-server.mjs";
import { web, whyNot } from "./worker-page.mjs";

const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const SECONDS = 20;

let browser, host, folder;
before(async () => {
  if (whyNot) return;
  const { chromium } = await import("playwright-core");
  browser = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox"] });
  host = await serve(join(web, "dist"));
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-customs-"));
});
after(async () => {
  await browser?.close();
  await host?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

const command = (...words) =>
  execFileSync(process.execPath, [join(web, "../bin/wasmetrics"), ...words, "--quiet"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });

/** A tab with the page; `engine` is put before the worker's script. */
async function opened(locale, engine = "") {
  const page = await (
    await browser.newContext({ locale, permissions: ["clipboard-read", "clipboard-write"] })
  ).newPage();
  if (engine !== "") {
    await page.route("**/engine/engine.js", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${engine}\n${await response.text()}` });
    });
  }
  await page.goto(host.address);
  return page;
}

for (const [rows, format, locale, words] of [
  [1_000_000, "parquet", "en-GB", { press: "Estimate quality", done: "Quality is estimated.", save: "Save" }],
  [20_000, "csv", "zh-CN", { press: "估计产品质量", done: "产品质量已估计。", save: "保存" }],
]) {
  test(`${rows} customs rows in ${format}: a drop and a press, the panels of the command line`, {
    skip: whyNot,
  }, async () => {
    const data = `customs.${format}`;
    command("simulate", "customs", "--rows", String(rows), "--seed", "1", "--out", data);
    const page = await opened(locale);
    const started = Date.now();
    await page.setInputFiles("input[type=file]", join(folder, data));
    const press = page.getByRole("button", { name: words.press });
    await press.waitFor();
    const columns = await page.locator("main .recognised dd").allInnerTexts();
    assert.deepEqual(columns, ["firm", "hs8", "dest", "year", "value", "quantity", "city", "province"]);
    assert.match(await page.locator("main .customs p").first().innerText(), /\d (s|秒).*\d (kB|MB)/);
    await press.click();
    await page.getByText(words.done).waitFor();
    await page.locator(".left .file").nth(2).waitFor();
    const seconds = (Date.now() - started) / 1000;
    assert.ok(seconds < SECONDS, `${seconds} s`);
    const terminal = await page.locator("main .customs pre").textContent();
    assert.equal(terminal, `wasmetrics quality ${data} --product hs8 --out quality`);
    command(...terminal.split(" ").slice(1, -1), `out-${format}`);
    for (const name of ["firm_year.csv", "city_year.csv"]) {
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: `${words.save} ${name}` }).click();
      const theirs = readFileSync(await (await saved).path());
      assert.ok(theirs.equals(readFileSync(join(folder, `out-${format}`, name))), name);
    }
    await page.context().close();
  });
}

/** A browser that grants no range of memory above 256 MiB. */
const LITTLE = `WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct: (Memory, [how]) => {
    if (how.maximum > 4096) throw new RangeError("refused");
    return new Memory(how);
  },
});`;

test("too large: need and grant before anything is computed, and the command to copy", { skip: whyNot }, async () => {
  const rows = Array.from(
    { length: 900_000 },
    (_, i) => `${i % 850_001},${(7 * i) % 850_001},${2000 + (i % 2)},${1 + (i % 97)},${1 + (i % 89)}`,
  );
  const page = await opened("en-GB", LITTLE);
  const buffer = Buffer.from(["product,dest,year,value,quantity", ...rows].join("\n"));
  await page.setInputFiles("input[type=file]", { name: "rows.csv", mimeType: "text/csv", buffer });
  const said = page.locator("main .too-large");
  await said.waitFor();
  assert.match(await said.innerText(), /needs \d+ MB; this browser grants 25\d MB/);
  assert.equal(await page.getByRole("button", { name: "Estimate quality" }).count(), 0);
  await said.getByRole("button", { name: "Copy the command" }).click();
  assert.equal(
    await page.evaluate(() => navigator.clipboard.readText()),
    "wasmetrics quality rows.csv --by product^year --out quality --stream",
  );
  await page.context().close();
});

/** A browser whose memory is nearly used up when a study is estimated. */
const USED_UP = `const post = self.postMessage.bind(self);
self.postMessage = (message, ...more) => {
  if (message.kind === "answer" && message.value?.plan) message.value.grants = 1_200_000;
  post(message, ...more);
};`;

test("a study that is too large: not begun, said once in full, with three ways out", { skip: whyNot }, async () => {
  const page = await opened("en-GB", USED_UP);
  await page.getByRole("button", { name: /^Tobacco control/ }).click();
  const said = page.locator("main .too-large");
  await said.first().waitFor();
  assert.match(await said.first().innerText(), /needs \d\.\d MB; this browser grants 1\.1 MB/);
  assert.equal(await said.count(), 1);
  assert.ok((await page.locator("main .exhibit.large").count()) > 1);
  assert.equal(await page.locator("main .exhibit.current").count(), 0);
  await said.getByRole("button", { name: "Restrict years" }).click();
  await page.getByRole("group", { name: "sample" }).waitFor();
  await page.keyboard.press("Escape");
  await said.getByRole("button", { name: "Leave out columns" }).click();
  await page.getByRole("group", { name: "controls" }).waitFor();
  await page.keyboard.press("Escape");
  await said.getByRole("button", { name: "Aggregate first" }).click();
  await page.waitForFunction(() => {
    const area = document.activeElement;
    return area.matches("textarea.study") && area.value.slice(area.selectionStart, area.selectionEnd) === "panel:";
  });
  await said.getByRole("button", { name: "Copy the command" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "wasmetrics study study.yaml");
  await page.context().close();
});
