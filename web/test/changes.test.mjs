// Changes of a study by its user: roles, words of the sentence, runs that are stopped, undo and redo, a reload, stages added, moved and removed; and
// presses at random, which end in a study that parses.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parseDocument } from "../node_modules/yaml/dist/index.js";
import { cities } from "./cities.mjs";
import { fileAt, launch, openPage, PATIENCE, root, whyNot } from "./page.mjs";

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

const button = (name) => one.page.getByRole("button", { name, exact: true });
const column = (name) => one.page.locator(".column-list [role=option]", { hasText: new RegExp(`^\\w*\\s*${name}`) });

/** Until the study is another than `before`, and its exhibits are made. */
async function changedFrom(before) {
  await one.page.waitForFunction((old) => document.querySelector("textarea.study").value !== old, before, {
    timeout: PATIENCE,
  });
  await one.settled();
  return one.study();
}

test("a role that can't be is refused in words, and changes nothing", { skip }, async () => {
  const before = await one.study();
  await one.press(column("province").first());
  await one.keys("Y");
  await one.says("province can’t be the outcome: it is text, and numbers are needed.");
  await one.press(column("fin").first());
  await one.keys("i");
  await one.says("No two columns name every row once");
  assert.equal(await one.study(), before);
  // what was refused is not remembered: the next role is given
  await one.press(column("eco").first());
  await one.keys("X");
  const given = await changedFrom(before);
  await one.keys("Backspace");
  assert.equal(await changedFrom(given), before);
});

test("a role by its letter; a word of the sentence by a press; undo and redo give the same bytes", {
  skip,
}, async () => {
  const texts = [await one.study()];
  await one.press(column("eco").first());
  await one.keys("X");
  texts.push(await changedFrom(texts.at(-1)));
  assert.match(texts.at(-1), /controls: \[ eco \]/);
  for (const [phrase, alternative] of [
    ["errors: clustered by city", "robust"],
    ["sample: all 2,640 rows", "year > 2010"],
  ]) {
    await one.press(one.page.locator(".sentence").getByRole("button", { name: phrase }));
    await one.press(one.page.locator(".sentence .alternative", { hasText: alternative }).first());
    texts.push(await changedFrom(texts.at(-1)));
  }
  const table = await one.exhibit("table1").innerText();
  for (const text of texts.slice(0, -1).reverse()) {
    await one.press(button("Undo"));
    await one.settled();
    assert.equal(await one.study(), text);
  }
  for (const text of texts.slice(1)) {
    await one.press(button("Redo"));
    await one.settled();
    assert.equal(await one.study(), text);
  }
  // former values are there for one change
  assert.equal(numbersOf(await one.exhibit("table1").innerText()), numbersOf(table));
});

/** The observations of a table. */
const numbersOf = (text) => /Observations.*/.exec(text)[0];

test("what is dear waits for a press; stopped, it keeps what was there; asked again, it is made", {
  skip,
}, async () => {
  const { page } = one;
  const before = await one.study();
  const area = page.locator("textarea.study");
  const figure = one.exhibit("figure2");
  const drawn = await figure.locator("svg").first().innerHTML();
  await area.fill(before.replace("draws: 500", "draws: 400000"));
  const run = figure.getByRole("button", { name: /^Run, about/ });
  await run.waitFor({ timeout: PATIENCE });
  await run.click();
  const stop = figure.getByRole("button", { name: "Stop and keep" });
  await stop.waitFor({ timeout: PATIENCE });
  await page.waitForFunction(
    () => /\d%/.test(document.querySelector('[data-stage="figure2"] .state').textContent),
    undefined,
    {
      timeout: PATIENCE,
    },
  );
  await stop.click();
  await run.waitFor({ timeout: PATIENCE });
  assert.equal(await figure.locator("svg").first().innerHTML(), drawn);
  await area.fill(before.replace("draws: 500", "draws: 600"));
  await page.waitForSelector('[data-stage="figure2"].current', { timeout: PATIENCE });
  await one.settled();
  assert.notEqual(await figure.locator("svg").first().innerHTML(), drawn);
  assert.match(await figure.innerText(), /600/);
});

test("other data under the name of the study's are what its numbers are of", { skip }, async () => {
  const fresh = await openPage(browser);
  const { name, bytes } = cities();
  await fresh.drop({ name, bytes });
  await fresh.settled();
  const before = await fresh.exhibit("table1").innerText();
  const lines = bytes.toString().trimEnd().split("\n");
  const half = Buffer.from(`${lines.slice(0, 1 + lines.length / 2).join("\n")}\n`);
  await fresh.drop({ name, bytes: half });
  await fresh.page.waitForFunction((old) => document.querySelector("[data-stage='table1']").innerText !== old, before);
  await fresh.settled();
  const again = await openPage(browser);
  await again.drop({ name, bytes: half });
  await again.settled();
  const numbers = (page) => page.locator("[data-stage='table1'] table tr:last-child").first().innerText();
  assert.equal(await numbers(fresh.page), await numbers(again.page));
  await fresh.close();
  await again.close();
});

test("a stage is added by its form, moved and removed; each is one step back", { skip }, async () => {
  const first = await one.study();
  await one.press(button("+ Add"));
  await one.press(button("Instrumental variables"));
  const submit = one.page.locator(".add [type=submit]");
  assert.ok(await submit.isDisabled());
  await one.page.locator(".add").getByLabel("instruments *").fill("rugged");
  await one.page.waitForFunction(() => !document.querySelector(".add [type=submit]").disabled);
  await one.page.locator(".add").getByLabel("instruments *").fill("treat");
  await one.page.waitForTimeout(300);
  await one.press(submit);
  const added = await changedFrom(first);
  assert.match(added, /iv:\s*(?:\{ )?stage: iv/);
  const iv = one.exhibit("iv");
  await iv.hover();
  await one.press(iv.getByRole("button", { name: "Up" }));
  const moved = await changedFrom(added);
  assert.ok(moved.indexOf("stage: iv") < moved.indexOf("stage: placebo"));
  await iv.hover();
  await one.press(iv.getByRole("button", { name: "Remove" }));
  const removed = await changedFrom(moved);
  assert.doesNotMatch(removed, /stage: iv/);
  assert.equal(await one.page.locator('[data-stage="iv"]').count(), 0);
  for (const text of [moved, added, first]) {
    await one.press(button("Undo"));
    await one.settled();
    assert.equal(await one.study(), text);
  }
});

test("after a reload the session goes on, with its past, once its data are dropped", { skip }, async () => {
  const study = await one.study();
  await one.page.reload();
  await one.says("Last session: The effect of treatment on quality.");
  await one.press(button("Continue"));
  await one.says("The study reads cities.csv, not open here");
  await one.drop(cities());
  await one.settled();
  assert.equal(await one.study(), study);
  await one.press(button("Undo"));
  await one.settled();
  assert.notEqual(await one.study(), study);
  await one.press(button("Redo"));
  await one.settled();
  assert.equal(await one.study(), study);
});

test("any presses give a study that parses, and undo gives the first bytes", { skip }, async () => {
  await one.page.reload();
  await one.drop(fileAt(join(root, "test/golden/data/mpdta.csv.gz")));
  await one.settled();
  const first = await one.study();
  const presses = [];
  let state = 20261129;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let n = 0; n < 60; n++) {
    presses.push(
      await one.page.evaluate((pick) => {
        const all = [
          ...document.querySelectorAll("main button, .right button, .roles button, .tools-row button"),
        ].filter(
          (each) =>
            each.checkVisibility({ visibilityProperty: true }) &&
            !each.disabled &&
            !each.matches(".save-word, .exhibit-file"),
        );
        const open = all.filter((each) => each.matches(".alternative"));
        const target = (open.length > 0 ? open : all)[pick % (open.length || all.length)];
        target.click();
        return target.textContent;
      }, random(1e9)),
    );
    await one.page.waitForTimeout(30);
    const study = await one.study();
    assert.deepEqual(parseDocument(study).errors, [], presses.join(" | "));
  }
  for (let n = 0; n < 80 && (await one.study()) !== first; n++) {
    await one.page.keyboard.press("Escape");
    await one.page.keyboard.press("Control+z");
    await one.page.waitForTimeout(10);
  }
  assert.equal(await one.study(), first, presses.join(" | "));
  assert.deepEqual({ ...one.seen, loads: 0 }, { faults: [], elsewhere: [], loads: 0 }, presses.join(" | "));
});
