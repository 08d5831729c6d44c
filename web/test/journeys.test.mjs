// The five journeys a first visit may be, acts counted; seconds are measured elsewhere.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cities } from "./cities.mjs";
import { fileAt, launch, openPage, PATIENCE, root, whyNot } from "./page.mjs";

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

test("A: an example in one press; a word pressed shows old and new side by side", { skip }, async (t) => {
  const one = await visit(t);
  await one.press(one.page.getByRole("button", { name: /^Fish/ }));
  await one.page.waitForSelector('[data-stage="table1"].current table', { timeout: PATIENCE });
  assert.equal(one.acts, 1);
  await one.settled();
  const { page } = one;
  const estimate = () => one.exhibit("table1").locator("td[data-value]").first().innerText();
  const before = await estimate();
  await one.press(page.locator(".sentence .phrase").nth(2));
  await one.press(page.locator(".sentence .alternative", { hasText: "+ l_destinations" }));
  await page.waitForSelector("td .was", { timeout: PATIENCE });
  assert.equal(one.acts, 3);
  const shown = (await estimate()).split("\n");
  assert.equal(shown[0], before.replaceAll("\n", ""));
  assert.notEqual(shown.slice(1).join(""), shown[0]);
});

test("B: a city panel in one drop", { skip }, async (t) => {
  const one = await visit(t);
  await one.drop(cities());
  await one.settled();
  assert.equal(one.acts, 1);
  assert.equal(await one.page.locator(".question").count(), 0);
  assert.match(await one.page.locator(".sentence").innerText(), /^Effect of did on quality, with no controls/);
  assert.match(await one.exhibit("table1").innerText(), /Observations\s+1,540/);
});

test("B: a doubtful role is one press, and its question keeps its place until the pointer has left", {
  skip,
}, async (t) => {
  const one = await visit(t);
  await one.drop(fileAt(join(root, "test/golden/data/castle.csv.gz")));
  await one.settled();
  const { page } = one;
  assert.match(await page.locator(".question").innerText(), /^Is effyear the treatment\?/);
  const columns = page.locator(".column-list");
  const stood = (await columns.boundingBox()).y;
  await one.press(page.locator(".question").getByRole("button", { name: "treatment_date" }));
  await one.says("Is homicide the outcome?");
  await one.press(page.locator(".question").getByRole("button", { name: "robbery", exact: true }));
  await page.waitForSelector(".question .hint", { timeout: PATIENCE });
  await one.settled();
  assert.equal(one.acts, 3);
  assert.equal((await columns.boundingBox()).y, stood);
  assert.match(await one.study(), /outcome: robbery/);
  assert.match(await one.study(), /cohort: treatment_date/);
  await page.mouse.move(700, 450);
  await page.waitForSelector(".question", { state: "detached" });
});

for (const [language, line] of [
  ["Stata", "reghdfe quality did eco fin, absorb(city year) vce(cluster city)"],
  ["fixest", "feols(quality ~ did + eco + fin | city + year, cities, vcov = ~city)"],
]) {
  test(`C: a line of ${language} in one paste and Enter, its translation stated`, { skip }, async (t) => {
    const one = await visit(t);
    await one.drop(cities());
    await one.settled();
    await one.paste(".line textarea", line);
    await one.keys("Enter");
    await one.page.waitForSelector(".translation", { timeout: PATIENCE });
    await one.settled();
    assert.equal(one.acts, 3);
    assert.match(
      await one.page.locator(".translation").innerText(),
      /quality ~ did \+ eco \+ fin \| city \+ year[\s\S]*wasmetrics feols cities\.csv/,
    );
    assert.match(await one.exhibit("table1").innerText(), /fin\s+0\.0003/);
  });
}

test("C: what a study has no place for is said", { skip }, async (t) => {
  const one = await visit(t);
  await one.drop(fileAt(join(root, "test/golden/files/real/grunfeld.csv")));
  await one.says("No column is a treatment");
  await one.paste(".line textarea", "reghdfe inv value capital, absorb(firm year) vce(cluster firm)");
  await one.keys("Enter");
  await one.says("0 or 1 was expected");
  assert.equal(await one.page.locator(".mistaken").getAttribute("role"), "alert");
});
