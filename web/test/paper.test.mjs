// The page at the width of a telephone, where four words at the foot show what stands in margins elsewhere; and printed, where it is the report alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cities } from "./cities.mjs";
import { launch, openPage, whyNot } from "./page.mjs";

const skip = whyNot;
let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

test("390 px: each word at the foot shows what it says, and takes it away", { skip }, async (t) => {
  const one = await openPage(browser, { width: 390, height: 800 });
  t.after(() => one.close());
  await one.drop(cities());
  await one.settled();
  const { page } = one;
  for (const [word, what] of [
    ["Data", ".column-list"],
    ["Choices", ".margin > .choices dl"],
    ["Looks", ".margin > .looks ol"],
    ["Save", ".save"],
  ]) {
    const button = page.locator(".foot").getByRole("button", { name: word });
    const shown = page.locator(what).first();
    assert.equal(await shown.isVisible(), false, word);
    await button.click();
    await shown.waitFor();
    await button.click();
    await shown.waitFor({ state: "hidden" });
  }
});

test("printed it is the report alone, its exhibits in line with its words", { skip }, async (t) => {
  const one = await openPage(browser, { width: 800, height: 1100 });
  t.after(() => one.close());
  await one.drop(cities());
  await one.settled();
  await one.page.emulateMedia({ media: "print" });
  const seen = await one.page.evaluate(() => ({
    controls: [...document.querySelectorAll("button, input, select, textarea")]
      .filter((each) => each.checkVisibility() && !each.matches("th button"))
      .map(({ textContent }) => textContent),
    lefts: [...document.querySelectorAll("h1, .lead, .exhibit > figure")].map((each) =>
      Math.round(each.getBoundingClientRect().left),
    ),
  }));
  assert.deepEqual(seen.controls, []);
  assert.equal(new Set(seen.lefts).size, 1, seen.lefts.join());
});
