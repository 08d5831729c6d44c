// Journeys B and C without a pointer, and the keys of the page; while an input method composes, no key is a command.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cities } from "./cities.mjs";
import { launch, openPage, PATIENCE, whyNot } from "./page.mjs";

const skip = whyNot;
let browser, one;
before(async () => {
  if (skip) return;
  browser = await launch();
  one = await openPage(browser);
});
after(async () => {
  await one?.close();
  await browser?.close();
});

/** What has the focus: its words. */
const focused = () => one.page.evaluate(() => document.activeElement.textContent.trim());
const region = () =>
  one.page.evaluate(() => document.activeElement.closest(".left, .tools-row, main, .right")?.className || "main");

/** Presses Tab until what has the focus says `words`. */
async function tabTo(words) {
  for (let n = 0; n < 60; n++) {
    await one.page.keyboard.press("Tab");
    if (words.test(await focused())) return;
  }
  assert.fail(`Tab never came to ${words}`);
}

async function changedBy(...keys) {
  const before = await one.study();
  await one.keys(...keys);
  await one.page.waitForFunction((old) => document.querySelector("textarea.study").value !== old, before, {
    timeout: PATIENCE,
  });
  await one.settled();
  return one.study();
}

test("B: a file is chosen, a column found and given its role, a word changed, a pin set, all by keys", {
  skip,
}, async () => {
  const { page } = one;
  const choosing = page.waitForEvent("filechooser");
  await tabTo(/^Choose data$/);
  await one.keys("Enter");
  const chooser = await choosing;
  const { name, bytes } = cities();
  await chooser.setFiles({ name, mimeType: "text/csv", buffer: Buffer.from(bytes) });
  await one.settled();
  await one.keys("/");
  await page.keyboard.type("eco");
  await one.keys("ArrowDown");
  assert.match(await focused(), /eco/);
  assert.match(await changedBy("X"), /controls: \[ eco \]/);
  assert.match(await focused(), /eco/, "the column keeps the focus");
  await one.keys("F6", "F6");
  assert.equal(await region(), "main");
  assert.match(await focused(), /^did$/);
  await tabTo(/^clustered by city$/);
  await one.keys("Enter");
  await page.waitForSelector(".sentence .alternatives");
  assert.match(await focused(), /^clustered by city/);
  await one.keys("ArrowDown");
  assert.match(await changedBy("Enter"), /variance: CR2:city/);
  await one.keys("p");
  await one.says("pinned A");
  assert.match(await one.exhibit("table1").innerText(), /\(1\) less A/);
});

test("Escape closes a list and goes back to what opened it", { skip }, async () => {
  await one.page.locator(".sentence .phrase").first().focus();
  await one.keys("Enter");
  await one.page.waitForSelector(".sentence .alternatives");
  await one.keys("ArrowDown", "Escape");
  await one.page.waitForSelector(".sentence .alternatives", { state: "detached" });
  assert.equal(await focused(), "did");
});

test("C: Ctrl+K, a pasted line, Enter", { skip }, async () => {
  const { page } = one;
  await one.keys("Control+k");
  await page.waitForFunction(() => document.activeElement.matches(".line textarea"));
  await page.keyboard.insertText("reghdfe quality did eco fin, absorb(city year) vce(cluster city)");
  assert.match(await changedBy("Enter"), /controls:\s+(?:\[ eco, fin \]|- eco\n\s+- fin)/);
  await page.waitForSelector(".translation");
  const pasted = await one.study();
  // of a field that is typed in, letters are letters
  await page.keyboard.type("p/?[]");
  assert.equal(await one.study(), pasted);
  assert.equal(await page.locator(".help").count(), 0);
  await page.evaluate(() => document.activeElement.blur());
  await changedBy("Control+z");
  assert.equal(await changedBy("Control+Shift+z"), pasted);
});

test("F6 goes round the regions, [ and ] through exhibits, ? to the keys; letters can be switched off", {
  skip,
}, async () => {
  const { page } = one;
  await page.evaluate(() => document.activeElement.blur());
  const met = [];
  for (let n = 0; n < 4; n++) {
    await one.keys("F6");
    met.push(await region());
  }
  assert.deepEqual(met, ["left", "tools-row", "main", "right"]);
  await one.keys("Shift+F6");
  assert.equal(await region(), "main");
  const here = () => page.locator(".exhibit.here").first().getAttribute("data-stage");
  await one.keys("]");
  const next = await here();
  await one.keys("]", "[");
  assert.equal(await here(), next);
  await one.keys("?");
  await page.waitForSelector(".help");
  await page.locator(".help input").press("Space");
  await page.locator(".help button").press("Enter");
  await page.waitForSelector(".help", { state: "detached" });
  await one.keys("?", "p");
  assert.equal(await page.locator(".help").count(), 0);
});

test("what an input method composes is no command, and is taken once it is done", { skip }, async () => {
  const { page } = one;
  const study = await one.study();
  await page.evaluate(() => {
    for (const key of ["p", "?", "[", "Backspace", "X", "F6", "Enter", "/"]) {
      const at = document.querySelector(".column-list [role=option]");
      at.focus();
      at.dispatchEvent(new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true }));
    }
  });
  await page.waitForTimeout(300);
  assert.equal(await page.locator(".help").count(), 0);
  assert.equal(await one.study(), study);
  // a composed title, by the browser's own composition
  const area = page.locator("textarea.study");
  await area.focus();
  await page.evaluate(() => {
    const box = document.querySelector("textarea.study");
    const at = box.value.indexOf("The effect");
    box.setSelectionRange(at, at + "The effect of treatment on quality".length);
  });
  const session = await one.context.newCDPSession(page);
  await session.send("Input.imeSetComposition", { text: "zhi liang", selectionStart: 9, selectionEnd: 9 });
  await page.waitForTimeout(400);
  assert.equal(await page.locator("h1").innerText(), "The effect of treatment on quality");
  await session.send("Input.insertText", { text: "质量" });
  await page.waitForFunction(() => document.querySelector("h1").textContent === "质量", undefined, {
    timeout: PATIENCE,
  });
  assert.deepEqual(one.seen, { faults: [], elsewhere: [], loads: 1 });
});
