// The worked examples on the first page: eight lines, each opened by a press or a key, what to try next beneath, and the numbers of the command line.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serve } from "./static-server.mjs";
import { web, whyNot, workerPage } from "./worker-page.mjs";

const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const examples = join(web, "../examples");

let browser, host;
before(async () => {
  if (whyNot) return;
  const { chromium } = await import("playwright-core");
  browser = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox"] });
  host = await serve(join(web, "dist"));
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

async function opened(locale, width) {
  const context = await browser.newContext({ locale, viewport: { width, height: 800 } });
  const page = await context.newPage();
  await page.goto(host.address);
  await page.locator(".examples li").first().waitFor();
  return page;
}

for (const [locale, width] of [
  ["en-GB", 1400],
  ["zh-CN", 390],
]) {
  test(`${locale}, ${width} px: eight lines within the page, opened by keys, and what to try next`, {
    skip: whyNot,
  }, async () => {
    const page = await opened(locale, width);
    assert.equal(await page.locator(".examples button").count(), 8);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await page.locator(".examples button").nth(4).focus();
    await page.keyboard.press("Enter");
    await page.locator(".exhibit.current table").first().waitFor();
    assert.equal(await page.locator(".lesson li").count(), 2);
    const asked = host.asked.filter((path) => path.startsWith("/examples/schooling/"));
    assert.deepEqual(asked.sort(), ["/examples/schooling/men.csv.gz", "/examples/schooling/study.yaml"]);
    host.asked.length = 0;
    await page.context().close();
  });
}

test("an example that can't be had says so, and the others stand", { skip: whyNot }, async () => {
  const page = await opened("en-GB", 900);
  await page.route("**/examples/**", (route) => route.abort());
  await page.locator(".examples button").first().click();
  await page.getByText("Connect once, and try again.").waitFor();
  assert.equal(await page.locator(".examples button").count(), 8);
  await page.context().close();
});

test("what the page makes of them is what the command line makes, to the bit", { skip: whyNot }, async (t) => {
  const page = await workerPage();
  t.after(() => page.close());
  for (const name of ["castle", "training", "schooling", "employment"]) {
    const folder = mkdtempSync(join(tmpdir(), "wasmetrics-example-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const command = [join(web, "../bin/wasmetrics"), "study", join(examples, name, "study.yaml")];
    const flags = ["--no-cache", "--quiet", "--out", folder];
    execFileSync(process.execPath, [...command, ...flags], { cwd: tmpdir(), stdio: ["ignore", "ignore", "pipe"] });
    for (const file of readdirSync(join(examples, name)).filter((one) => /\.csv/.test(one))) {
      await page.open(file, readFileSync(join(examples, name, file)));
    }
    const text = readFileSync(join(examples, name, "study.yaml"), "utf8");
    const { files } = await page.ask("make", { text, language: "en", what: "report" });
    const { content } = files.find((file) => file.name === "results.json");
    assert.ok(Buffer.from(content).equals(readFileSync(join(folder, "results.json"))), name);
  }
});
