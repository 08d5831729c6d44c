// Every format is dropped onto the page; what is no data says so in words, and the page goes on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileAt, launch, openPage, PATIENCE, root, whyNot } from "./page.mjs";

const skip = whyNot;
const files = join(root, "test/golden/files");
/** Rows and columns, as the margin says them. */
const GRUNFELD = "200 rows, 5 columns";
const SAME = ["csv", "dta", "feather", "json", "ndjson", "ods", "parquet", "rds", "sav", "xlsx", "xpt", "zip", "zsav"];
const OTHERS = [
  ["sas/54-class.sas7bdat.gz", "19 rows"],
  ["spss/pspp.por", "rows"],
  ["r/several.RData", "rows"],
  ["arrow/deltas.arrows", "rows"],
  ["parquet/polars-zstd.parquet", "rows"],
  ["parquet/brotli.parquet", "rows"],
];

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

/** What the margin says of a file that was dropped; it is closed again. */
async function read(file) {
  await one.drop(file);
  const { page } = one;
  const margin = page.locator(`.file[aria-label="${file.name}"]`);
  await margin.or(page.locator("main .warning")).first().waitFor({ timeout: PATIENCE });
  assert.equal((await page.locator("main .warning").allInnerTexts()).join(), "", file.name);
  const said = await margin.innerText();
  await margin.getByRole("button", { name: /^Close/ }).click();
  await margin.waitFor({ state: "detached", timeout: PATIENCE });
  return said;
}

test("files of every format are read, all with the same rows and columns", { skip }, async () => {
  for (const ending of SAME) {
    const said = await read(fileAt(join(files, `real/grunfeld.${ending}`)));
    assert.ok(said.includes(GRUNFELD), `${ending}: ${said}`);
  }
  for (const [path, rows] of OTHERS) assert.ok((await read(fileAt(join(files, path)))).includes(rows), path);
});

test("what is no data is refused in words that name the file", { skip }, async () => {
  const { page } = one;
  const parquet = readFileSync(join(files, "real/grunfeld.parquet"));
  const wrong = [
    { name: "photo.png", bytes: readFileSync(join(root, "web/public/icon.svg")) },
    { name: "half.parquet", bytes: parquet.subarray(0, parquet.length / 2) },
    { name: "empty.csv", bytes: Buffer.alloc(0) },
    { name: "noise.dta", bytes: Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 193 + 7) % 251)) },
    { name: "ragged.csv", bytes: Buffer.from("a,b\n1,2\n3,4,5\n") },
  ];
  for (const file of wrong) {
    await one.drop(file);
    const warning = page.locator("main .warning", { hasText: `${file.name} was not read.` });
    await warning.waitFor({ timeout: PATIENCE });
    const words = (await warning.innerText()).replace(`${file.name} was not read.`, "").trim();
    assert.ok(words.length > 20, `${file.name}: ${words}`);
    assert.doesNotMatch(words, /undefined|TypeError|is not a function|\[object/);
  }
  assert.ok((await read(fileAt(join(files, "real/grunfeld.csv")))).includes(GRUNFELD));
  assert.deepEqual(one.seen, { faults: [], elsewhere: [], loads: 1 });
});

test("a study that is no YAML, or no study, says so and where", { skip }, async () => {
  for (const [text, says] of [
    ["title: [", /study/],
    ["title: A\nwhat: 1\n", /study\.yaml/],
  ]) {
    await one.drop({ name: "study.yaml", bytes: Buffer.from(text) });
    const warning = one.page.locator("main .warning[role=alert]").first();
    await warning.waitFor({ timeout: PATIENCE });
    assert.match(await warning.innerText(), says);
  }
});
