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

/** Words of the sentence stand where the words before them end. */
const SENTENCE = ".sentence *";

for (const width of [1400, 900]) {
  test(`no change moves a control, ${width} px wide`, { skip }, async (t) => {
    const one = await openPage(browser, { width });
    t.after(() => one.close());
    const { page } = one;
    await one.drop(cities());
    await one.settled();
    const changed = async (does) => {
      const before = await one.study();
      await does();
      await page.waitForFunction((old) => document.querySelector("textarea.study").value !== old, before, {
        timeout: PATIENCE,
      });
      await one.settled();
      await page.waitForTimeout(150);
    };
    const choose = async (phrase, alternative) => {
      await page.locator(".sentence").getByRole("button", { name: phrase }).click();
      await page.locator(".sentence .alternative", { hasText: alternative }).first().click();
    };
    const changes = {
      "errors by another rule": () => choose("errors: clustered by city", "CR2"),
      "another sample": () => choose("sample: all 2,640 rows", "year > 2010"),
      undone: () => page.keyboard.press("Control+z"),
      "done again": () => page.keyboard.press("Control+Shift+z"),
      "typed in the study": () =>
        page.locator("textarea.study").evaluate((area) => {
          area.value = area.value.replace("seed: 1", "seed: 2");
          area.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }),
    };
    for (const [name, does] of Object.entries(changes)) {
      await remember(page);
      await changed(does);
      const { controls, shifts } = await moved(page, SENTENCE);
      assert.deepEqual(controls, [], name);
      assert.deepEqual(
        shifts.filter((what) => !/^(?:phrase ?|sentence| )*$/.test(what)),
        [],
        name,
      );
    }
    // what is pressed without a change of the study
    for (const [name, does] of Object.entries({
      "a list opened": () => page.locator(".sentence .phrase").nth(2).click(),
      "the list closed": () => page.keyboard.press("Escape"),
      "a column looked at": () => page.locator(".column-list [role=option]").nth(4).click(),
      "a role refused": () => page.keyboard.press("Y"),
      "an exhibit selected": () => one.exhibit("figure1").click({ position: { x: 5, y: 5 } }),
    })) {
      await remember(page);
      await does();
      await page.waitForTimeout(name === "a list opened" ? 900 : 200);
      assert.deepEqual((await moved(page, "")).controls, [], name);
    }
  });
}

test("the shell does not shift while it loads", { skip }, async (t) => {
  const one = await openPage(browser);
  t.after(() => one.close());
  await one.says("thread");
  await one.page.waitForTimeout(300);
  const shifts = await one.page.evaluate(() => globalThis.moved);
  assert.deepEqual(shifts, []);
});
