// Ten states of the page at three widths, light and dark, English and Chinese: axe finds nothing serious, and nothing scrolls sideways. Each width, scheme
// and language is there in half of the twelve combinations; WASMETRICS_LOOKS=all takes all.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cities } from "./cities.mjs";
import { fileAt, launch, openPage, PATIENCE, root, web, whyNot } from "./page.mjs";

const skip = whyNot;
const axe = skip ? "" : readFileSync(join(web, "node_modules/axe-core/axe.min.js"), "utf8");
let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

const golden = (name) => fileAt(join(root, "test/golden", name));

/** Brings the page from one state to the next. */
const STATES = {
  empty: async () => {},
  "nothing guessed": async (one) => {
    await one.drop(golden("files/real/grunfeld.csv"));
    await one.page.waitForSelector("main [role=alert]", { timeout: PATIENCE });
  },
  "a question": async (one) => {
    await one.page.reload();
    await one.drop(golden("data/castle.csv.gz"));
    await one.settled();
    // on a narrow page data stand behind a word
    const question = one.page.locator(".question");
    if (!(await question.isVisible())) {
      await one.page
        .getByRole("button", { name: /^(?:Data|数据)$/ })
        .filter({ visible: true })
        .first()
        .click();
    }
    await question.waitFor();
  },
  "a file refused": async (one) => {
    await one.drop({ name: "half.parquet", bytes: Buffer.from("PAR1half") });
    await one.page.waitForSelector("main .warning", { timeout: PATIENCE });
  },
  live: async (one) => {
    await one.page.reload();
    await one.drop(cities());
    await one.settled();
  },
  "a list": async (one) => {
    await one.page.locator(".sentence .phrase").nth(2).click();
    await one.page.waitForSelector(".sentence .alternatives");
  },
  "a form": async (one) => {
    await one.page.keyboard.press("Escape");
    await one.page.getByRole("button", { name: /^\+ (?:Add|添加)$/ }).click();
    await one.page.locator(".add li button").nth(1).click();
  },
  keys: async (one) => {
    await one.page.keyboard.press("Escape");
    await one.page.evaluate(() => document.activeElement.blur());
    await one.page.keyboard.press("?");
    await one.page.waitForSelector(".help");
  },
  saving: async (one) => {
    await one.page.keyboard.press("Escape");
    await one.page
      .getByRole("button", { name: /^(?:Save|保存)$/ })
      .filter({ visible: true })
      .first()
      .click();
    await one.page.waitForSelector(".save");
  },
  "a study at fault": async (one) => {
    await one.page.keyboard.press("Escape");
    await one.drop({ name: "study.yaml", bytes: Buffer.from("title: A\nwhat: 1\n") });
    await one.page.waitForSelector("main .warning", { timeout: PATIENCE });
  },
};

const SIZES = [
  [1400, 900],
  [900, 1000],
  [390, 800],
];
const looks = ["light", "dark"].flatMap((colors) => ["en-GB", "zh-CN"].map((locale) => ({ colors, locale })));
const all = SIZES.flatMap(([width, height], s) =>
  looks.map((look, l) => ({ width, height, ...look, isUsual: l === s || l === 3 - s })),
);
for (const { width, height, colors, locale } of all.filter(
  ({ isUsual }) => isUsual || process.env.WASMETRICS_LOOKS === "all",
)) {
  test(`${width} px, ${colors}, ${locale}`, { skip }, async (t) => {
    const one = await openPage(browser, { width, height, colors, locale });
    t.after(() => one.close());
    const found = [];
    for (const [name, reach] of Object.entries(STATES)) {
      await reach(one);
      await one.page.waitForTimeout(150);
      const wide = await one.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) found.push(`${name}: ${wide} px sideways`);
      for (const fault of await faults(one.page)) found.push(`${name}: ${fault}`);
    }
    assert.deepEqual(found, []);
    assert.equal(Object.keys(STATES).length, 10);
  });
}

/** What axe calls serious or critical. */
async function faults(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(`${axe};undefined`);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id} ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 120))
          .join(" ; ")}`,
    );
}
