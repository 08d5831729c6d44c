// What is taken away and what comes back: Save, files of an exhibit, code, a bundle that is dropped and verified, one that was tampered with.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { strFromU8, strToU8, unzipSync, zipSync } from "../../node_modules/fflate/esm/index.mjs";
import { cities } from "./cities.mjs";
import { launch, openPage, PATIENCE, whyNot } from "./page.mjs";

const skip = whyNot;
let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

/** A visit that ends with the test, and found nothing wrong by itself. */
async function visit(t, options) {
  const one = await openPage(browser, options);
  t.after(async () => {
    await one.close();
    assert.deepEqual(one.seen, { faults: [], elsewhere: [], loads: 1 });
  });
  return one;
}

/** What a press saves: its name and bytes. */
async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: PATIENCE }), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const ready = (page) => page.waitForSelector('[data-stage="table1"].current', { timeout: PATIENCE });
const button = (page, name, within = ".save") => page.locator(within).getByRole("button", { name, exact: true });

/** The bundle of the city panel with its data, as Save writes it. */
async function bundle(t) {
  const one = await visit(t);
  await one.drop(cities());
  await ready(one.page);
  await one.settled();
  await one.page.locator(".tools-row").getByRole("button", { name: "Save" }).click();
  await one.page.locator(".save").getByRole("checkbox").nth(1).check();
  return { one, ...(await saved(one.page, () => button(one.page, "Bundle").click())) };
}

test("Save: each file is that of the bundle; Word shows its figures; Ctrl+S", {
  skip,
  timeout: 4 * PATIENCE,
}, async (t) => {
  const { one, name, bytes } = await bundle(t);
  const { page } = one;
  assert.equal(name, "study.zip");
  const parts = unzipSync(bytes);
  assert.deepEqual(Object.keys(parts), [
    "study.yaml",
    "results.json",
    "report.html",
    "manifest.json",
    "data/cities.csv",
  ]);
  for (const [press, file] of [
    ["Study file", "study.yaml"],
    ["Results", "results.json"],
    ["Report", "report.html"],
  ]) {
    const found = await saved(page, () => button(page, press).click());
    assert.equal(found.name, file);
    assert.ok(found.bytes.equals(Buffer.from(parts[file])), `${file} is that of the bundle`);
  }
  const word = await saved(page, () => button(page, "Word").click());
  assert.ok(
    Object.keys(unzipSync(word.bytes)).some((name) => /^word\/media\/.+\.png$/.test(name)),
    "it shows its figures",
  );
  await page.keyboard.press("Escape");
  await page.waitForSelector(".save", { state: "detached" });
  const study = await saved(page, () => page.keyboard.press("Control+s"));
  assert.ok(study.bytes.equals(Buffer.from(parts["study.yaml"])));
});

test("while estimates are hidden, no file has them: the study alone is saved", {
  skip,
  timeout: 2 * PATIENCE,
}, async (t) => {
  const one = await visit(t);
  await one.drop(cities());
  await ready(one.page);
  await one.settled();
  await one.page.locator("section.looks").getByRole("button", { name: "Blind" }).click();
  await one.page.locator(".tools-row").getByRole("button", { name: "Save" }).click();
  await one.says("Estimates are hidden, in files too");
  for (const name of ["Report", "Word", "Results", "Everything", "Bundle"]) {
    assert.ok(await button(one.page, name).isDisabled(), name);
  }
  assert.equal((await saved(one.page, () => button(one.page, "Study file").click())).name, "study.yaml");
  await one.page.keyboard.press("Escape");
  await one.exhibit("table1").locator("caption").hover();
  for (const action of await one
    .exhibit("table1")
    .getByRole("button", { name: /^(Copy|Word|LaTeX|CSV)/ })
    .all()) {
    assert.ok(await action.isDisabled());
  }
});

test("E: a bundle dropped shows its report, and Verify finds it the same to the last bit", {
  skip,
  timeout: 4 * PATIENCE,
}, async (t) => {
  const { bytes } = await bundle(t);
  const one = await visit(t);
  await one.drop({ name: "study.zip", bytes });
  await one.page.waitForSelector(".held #table1", { timeout: PATIENCE });
  await one.press(button(one.page, "Verify", ".bundle"));
  const verdict = one.page.locator(".verdict");
  await verdict.waitFor({ timeout: PATIENCE });
  assert.match(await verdict.innerText(), /are the same to the last bit/);
  assert.equal(one.acts, 2);
  await one.press(button(one.page, "Work on this study", ".bundle"));
  await ready(one.page);
});

test("E: without data it says by hash what it needs; a number that was changed is named, in Chinese too", {
  skip,
  timeout: 4 * PATIENCE,
}, async (t) => {
  const { bytes } = await bundle(t);
  const { "data/cities.csv": data, ...parts } = unzipSync(bytes);
  const record = JSON.parse(strFromU8(parts["results.json"]));
  const coefficient = Object.values(record.stages.table1.models[0].fit.coefficients)[0];
  coefficient.estimate += 1;
  parts["results.json"] = strToU8(`${JSON.stringify(record, null, 2)}\n`);
  const one = await visit(t, { locale: "zh-CN" });
  await one.drop({ name: "study.zip", bytes: Buffer.from(zipSync(parts)) });
  const needs = one.page.locator(".needs");
  await needs.waitFor({ timeout: PATIENCE });
  assert.match(await needs.innerText(), /需要 cities\.csv（SHA-256 [0-9a-f]{64}）/);
  assert.match(await one.page.locator(".bundle .warning").innerText(), /results\.json 在压缩包生成后被更改/);
  assert.ok(await button(one.page, "核验", ".bundle").isDisabled());
  await one.drop({ name: "another name.csv", bytes: Buffer.from(data) });
  await one.page.waitForFunction(
    () => document.querySelector(".needs").textContent.includes("即生成该压缩包所用的文件"),
    undefined,
    {
      timeout: PATIENCE,
    },
  );
  await one.press(button(one.page, "核验", ".bundle"));
  const verdict = one.page.locator(".verdict");
  await verdict.waitFor({ timeout: PATIENCE });
  const said = await verdict.innerText();
  assert.match(said, /结果不一致/);
  assert.match(said, /table1 第 1 列，.+，estimate：压缩包中为 .+，现为 .+，相差 -1\.00/);
});

test("a report of a bundle is shown without anything of it that acts, and a bundle in another language is verified in it", {
  skip,
  timeout: 4 * PATIENCE,
}, async (t) => {
  const maker = await visit(t);
  await maker.drop(cities());
  await ready(maker.page);
  await maker.settled();
  await maker.page.locator(".tools-row").getByRole("button", { name: "中文" }).click();
  await maker.page.waitForSelector("[data-stage='table1'].current", { timeout: PATIENCE });
  await maker.settled();
  await maker.page.locator(".tools-row").getByRole("button", { name: "保存" }).click();
  await maker.page.locator(".save").getByRole("checkbox").nth(1).check();
  const { bytes } = await saved(maker.page, () => button(maker.page, "压缩包").click());
  const parts = unzipSync(bytes);
  assert.match(strFromU8(parts["manifest.json"]), /--language zh/);
  const acts = `<img src="https://example.org/a.png" onerror="window.acted=1"><script>window.acted = 2</script>
    <iframe src="https://example.org/"></iframe><a href="https://example.org/" id="acts">words of a link</a>
    <p onclick="window.acted=3" style="background:url(https://example.org/b.png)">a paragraph</p><form action="https://example.org/"><input></form>
    <section class="verdict bundle">Run again: the same</section>
    <svg class="drawing"><rect fill="\\75rl(https://example.org/c.svg#d)" clip-path="url(https://example.org/c.svg#d)"></rect></svg>`;
  const report = strFromU8(parts["report.html"]).replace("</main>", () => `${acts}</main>`);
  const one = await visit(t);
  await one.drop({ name: "study.zip", bytes: Buffer.from(zipSync({ ...parts, "report.html": strToU8(report) })) });
  await one.page.waitForSelector(".held #table1", { timeout: PATIENCE });
  await one.says("words of a link");
  await one.page.getByText("a paragraph").click();
  const found = await one.page.evaluate(() => [
    window.acted ?? null,
    document.querySelectorAll(".held :is(img, script, iframe, a, form, input, button, style, .verdict, .bundle)")
      .length,
    document.querySelectorAll(".held .drawing rect:is([fill*='example'], [clip-path*='example'])").length,
    document.querySelectorAll(".held :is(.drawing svg, table.dense, .scroll, .about)").length > 0,
  ]);
  assert.deepEqual(found, [null, 0, 0, true]);
  await one.page.reload();
  one.seen.loads = 1;
  await one.drop({ name: "study.zip", bytes });
  await one.page.waitForSelector(".held #table1", { timeout: PATIENCE });
  await button(one.page, "Verify", ".bundle").click();
  const verdict = one.page.locator(".verdict");
  await verdict.waitFor({ timeout: PATIENCE });
  assert.match(await verdict.innerText(), /are the same to the last bit/);
});

test("an archive that is no bundle is read as data, and other data than the bundle's are said to be others", {
  skip,
  timeout: 4 * PATIENCE,
}, async (t) => {
  const { bytes } = await bundle(t);
  const { "data/cities.csv": data, ...parts } = unzipSync(bytes);
  const one = await visit(t);
  await one.drop({ name: "study.zip", bytes: Buffer.from(zipSync(parts)) });
  await one.page.locator(".needs").waitFor({ timeout: PATIENCE });
  const changed = Buffer.from(strFromU8(data).replace(/\d+\n$/, "9\n"));
  await one.drop({ name: "cities.csv", bytes: changed });
  await one.says("is another file than the bundle was made of");
});

test("code of the selected exhibit: command, Stata, R, with what differs", {
  skip,
  timeout: 2 * PATIENCE,
}, async (t) => {
  const one = await visit(t);
  await one.drop(cities());
  await ready(one.page);
  const tab = (name) => one.page.locator(".code-tabs").getByRole("button", { name, exact: true }).click();
  const lines = one.page.locator("pre.code");
  await tab("Command");
  await lines.waitFor({ timeout: PATIENCE });
  assert.match(
    await lines.innerText(),
    /wasmetrics feols out\/panel\.csv "quality ~ .+\| city \+ year" --vcov cluster:city/,
  );
  await tab("Stata");
  await one.page.waitForFunction(() => document.querySelector("pre.code")?.textContent.includes("reghdfe quality"));
  await one.says("reghdfe leaves out rows alone in a level");
  await tab("R");
  await one.page.waitForFunction(() => document.querySelector("pre.code")?.textContent.includes("feols(quality ~"));
  await one.settled();
});
