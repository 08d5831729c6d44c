// A column with cells that are no numbers: repaired by a press, it is a number in the margin too, and text again once that is undone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, whyNot } from "./page.mjs";

let browser;
before(async () => {
  if (!whyNot) browser = await launch();
});
after(() => browser?.close());

const ROWS = ["city,year,y,did,share"];
for (let city = 1; city <= 20; city++) {
  for (let year = 2010; year <= 2019; year++) {
    const share = city === 3 && year === 2012 ? "n.a." : ((city * year) % 13) / 3;
    ROWS.push(`${city},${year},${((city * 7 + year * 3) % 11) / 10},${Number(city > 10 && year > 2014)},${share}`);
  }
}
const FILE = { name: "p.csv", mimeType: "text/csv", buffer: Buffer.from(ROWS.join("\n")) };

test("the margin follows how the study reads a file", { skip: whyNot }, async (t) => {
  const visit = await openPage(browser);
  t.after(() => visit.close());
  const { page } = visit;
  await page.setInputFiles("input[type=file]", FILE);
  const share = page.locator(".column", { hasText: "share" });
  const repair = page.getByRole("button", { name: "Treat “n.a.” as missing" });
  await repair.waitFor();
  assert.match(await page.locator(".mixed").textContent(), /1 of 200 cells is not a number, first at row 23/);
  assert.doesNotMatch(await share.textContent(), /<1%/);
  await repair.click();
  await share.getByText("<1%").waitFor();
  await repair.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await repair.waitFor();
  assert.doesNotMatch(await share.textContent(), /<1%/);
  assert.deepEqual(visit.seen.faults, []);
});
