// Blind covers the effects everywhere: tables of any stage, figures, lists, files; N, errors and balance stay. Forgetting leaves nothing behind.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cities } from "./cities.mjs";
import { launch, openPage, whyNot } from "./page.mjs";

const skip = whyNot;
let browser, one;
before(async () => {
  if (skip) return;
  browser = await launch();
  one = await openPage(browser);
  await one.drop(cities());
  await one.settled();
});
after(async () => {
  await one?.close();
  await browser?.close();
});

const all = () => one.page.locator(".page").innerText();

test("blind, no estimate is anywhere on the page, and none is taken away; uncovering is a look", { skip }, async () => {
  const { page } = one;
  await page.locator('[data-stage="figure1"] tbody').first().waitFor();
  const found = await page
    .locator('[data-stage="table1"] tbody tr:first-child td, [data-stage="figure1"] tbody td:nth-of-type(1)')
    .allInnerTexts();
  const estimates = found.filter((text) => /[1-9]/.test(text)); // 0 is that of the period others are measured from
  assert.ok(estimates.length > 5);
  const rows = /Observations.*/.exec(await all())[0];
  await one.press(page.getByRole("button", { name: "Blind" }));
  const shown = await all();
  for (const estimate of estimates) assert.ok(!shown.includes(estimate), estimate);
  assert.ok(shown.includes(rows) && shown.includes("(0.0033)"));
  assert.equal(await page.locator('[data-stage="figure1"] svg, [data-stage="figure2"] svg').count(), 0);
  await one.exhibit("table1").hover();
  for (const name of [/^CSV/, /^Word/]) {
    assert.ok(await one.exhibit("table1").getByRole("button", { name }).isDisabled());
  }
  await one.press(page.locator(".sentence .phrase").nth(2));
  await page.waitForSelector(".sentence .alternative");
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".sentence .look").count(), 0);
  await one.keys("Escape");
  await one.press(page.getByRole("button", { name: "Show the estimates" }));
  await one.says("estimates uncovered");
  for (const estimate of estimates) assert.ok((await all()).includes(estimate), estimate);
});

test("forgetting takes two presses, and leaves nothing on this machine", { skip }, async () => {
  const { page } = one;
  await one.press(page.getByRole("button", { name: "Forget everything" }));
  await one.press(page.getByRole("button", { name: "Forget", exact: true }));
  await one.says("Drop a data file.");
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await page.reload();
  await one.says("Drop a data file.");
  assert.equal(await page.locator(".last").count(), 0);
});
