// Nothing moves: the boxes of all controls before and after every change, and what the browser calls a shift of the layout.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cities } from "./cities.mjs";
import { launch, openPage, PATIENCE, whyNot } from "./page.mjs";

const skip = whyNot;
let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

/** Remembers where every control is, in the page; those of `exempt` may move. */
const remember = (page) =>
  page.evaluate(() => {
    globalThis.stood = [...document.querySelectorAll("button, input, select, textarea, summary, [role=option]")]
      .filter((each) => each.checkVisibility())
      .map((each) => ({ each, box: each.getBoundingClientRect(), scroll: scrollY }));
    globalThis.moved.length = 0;
  });

/** What has moved since, by its words: controls, and shifts of the layout. */
const moved = (page, exempt) =>
  page.evaluate((but) => {
    const controls = globalThis.stood
      .filter(({ each }) => each.isConnected && each.checkVisibility() && (but === "" || !each.matches(but)))
      .flatMap(({ each, box, scroll }) => {
        const now = each.getBoundingClientRect();
        const by = [now.x - box.x, now.y + scrollY - box.y - scroll].map((px) => Math.round(px * 100) / 100);
        return by.some((px) => px !== 0) ? [`${each.textContent.slice(0, 30) || each.className}: ${by}`] : [];
      });
    return { controls, shifts: globalThis.moved.map(({ what }) => what.join(" ")) };
  }, exempt);

/** Words of the sentence stand where the words before them end; the log of looks is newest first. */
const OWN = /^(?:(?:phrase ?|sentence|looks|nth|what|number|look|in) ?| )*$/;

for (const width of [1400, 900]) {
  test(`no change moves a control, ${width} px wide`, { skip }, async (t) => {
    const one = await openPage(browser, { width });
    t.after(() => one.close());
    const { page } = one;
    await one.drop(cities());
    await one.settled();
    const choose = async (phrase, alternative) => {
      await page.locator(".sentence").getByRole("button", { name: phrase }).click();
      await page.locator(".sentence .alternative", { hasText: alternative }).first().click();
    };
    // where a table has other rows after a change, what stands beneath them has its own place; all else keeps it
    for (const [name, isSameRows, does] of [
      ["errors by another rule", false, () => choose("errors: clustered by city", "robust")],
      ["another sample", false, () => choose("sample: all 2,640 rows", "year > 2010")],
      ["undone", false, () => page.keyboard.press("Control+z")],
      ["done again", false, () => page.keyboard.press("Control+Shift+z")],
      ["another seed", true, () => typed(page, "seed: 1", "seed: 2")],
    ]) {
      const before = await one.study();
      await remember(page);
      await does();
      await page.waitForFunction((old) => document.querySelector("textarea.study").value !== old, before, {
        timeout: PATIENCE,
      });
      await one.settled();
      await page.waitForTimeout(150);
      const { controls, shifts } = await moved(page, `.sentence *${isSameRows ? "" : ", .exhibit *"}`);
      assert.deepEqual(controls, [], name);
      if (isSameRows) {
        assert.deepEqual(
          shifts.filter((what) => !OWN.test(what)),
          [],
          name,
        );
      }
    }
    // what is pressed without a change of the study
    for (const [name, does] of [
      ["a list opened", () => page.locator(".sentence .phrase").nth(2).click()],
      ["the list closed", () => page.keyboard.press("Escape")],
      ["an exhibit selected", () => one.exhibit("figure1").evaluate((exhibit) => exhibit.click())],
      ...(width < 1280
        ? []
        : [
            ["a column looked at", () => page.locator(".column-list [role=option]").nth(1).click()],
            ["a role refused", () => page.keyboard.press("Y")],
            ["a column searched", () => page.locator(".find").fill("eco")],
          ]),
    ]) {
      await remember(page);
      await does();
      await page.waitForTimeout(name === "a list opened" ? 900 : 200);
      // what is found stands at the top of its list; another exhibit has other choices
      const own =
        { "a column searched": "[role=option]", "an exhibit selected": ".sentence *, .choices *" }[name] ?? "";
      assert.deepEqual((await moved(page, own)).controls, [], name);
    }
  });
}

/** Types in the study, without a pointer. */
const typed = (page, before, after) =>
  page.locator("textarea.study").evaluate(
    (area, [was, is]) => {
      area.value = area.value.replace(was, is);
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    },
    [before, after],
  );

test("the shell does not shift while it loads", { skip }, async (t) => {
  const one = await openPage(browser);
  t.after(() => one.close());
  await one.says("thread");
  await one.page.waitForTimeout(300);
  const shifts = await one.page.evaluate(() => globalThis.moved);
  assert.deepEqual(shifts, []);
});
