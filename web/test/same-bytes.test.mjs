// The page and the command line make the same files, byte for byte: both examples, both languages. Pictures (PNG) are the command line's alone, and
// with them differ the Word report, which shows them, and the manifest, which has the hashes of both.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { strFromU8, strToU8, unzipSync, zipSync } from "../../node_modules/fflate/esm/index.mjs";
import { web, whyNot, workerPage } from "./worker-page.mjs";

const root = join(web, "..");
const EXAMPLES = [
  ["fish", ["fish_export_ship.csv.gz", "eu_iuu_cards.csv"]],
  ["smart-city", ["cities_sim.csv.gz", "customs_sim.csv.gz"]],
];

let page;
before(async () => {
  if (!whyNot) page = await workerPage();
});
after(() => page?.close());

for (const [example, data] of EXAMPLES) {
  for (const language of ["en", "zh"]) {
    test(`${example}, ${language}: every file is the command line's`, { skip: whyNot }, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), "wasmetrics-same-"));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      cpSync(join(root, "examples", example), folder, { recursive: true });
      const text = readFileSync(join(folder, "study.yaml"), "utf8");
      const ours = byName(folder, language, example);
      for (const name of data) await page.open(name, readFileSync(join(folder, name)));
      const made = await page.ask("make", { text, language, what: "all" });
      const theirs = new Map(made.files.map(({ name, content }) => [name, Buffer.from(content)]));
      const pictures = [...ours.keys()].filter((name) => name.endsWith(".png"));
      assert.ok(theirs.has("report.html") && theirs.has("results.json") && theirs.size > 50);
      assert.deepEqual([...theirs.keys()].sort(), [...ours.keys()].filter((name) => !pictures.includes(name)).sort());
      for (const name of pictures) assert.ok(made.left.includes(name), `${name} is named as left out`);
      const apart = pictures.length === 0 ? [] : ["report.docx", "manifest.json"];
      const differing = [...theirs].filter(([name, bytes]) => !bytes.equals(ours.get(name))).map(([name]) => name);
      assert.deepEqual(
        differing.filter((name) => !apart.includes(name)),
        [],
      );
      sameButPictures(JSON.parse(ours.get("manifest.json")), JSON.parse(theirs.get("manifest.json")));
    });
  }
}

test("a bundle is the same bytes twice, says what it holds, and verifies; a changed number is found by its path", {
  skip: whyNot,
}, async () => {
  const [example, data] = EXAMPLES[0];
  const folder = join(root, "examples", example);
  for (const name of data) await page.open(name, readFileSync(join(folder, name)));
  const asked = {
    text: readFileSync(join(folder, "study.yaml"), "utf8"),
    language: "en",
    looks: [{ estimate: 0.5 }],
    withData: true,
  };
  const { content } = await page.ask("bundle", asked);
  assert.ok(content.equals((await page.ask("bundle", asked)).content));
  const given = { file: { base64: content.toString("base64") } };
  const held = await page.ask("unbundle", given);
  assert.equal(held.text, asked.text);
  assert.deepEqual(held.looks, asked.looks);
  assert.deepEqual(
    held.data.map(({ name, sha256 }) => [name, sha256]),
    data.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    ]),
  );
  for (const name of data) await page.ask("forget", { name });
  const verified = await page.ask("verify", given);
  assert.deepEqual(new Set(verified.files.map(({ verdict }) => verdict)), new Set(["same"]));
  assert.ok(verified.data.every(({ isSame }) => isSame));
  assert.equal(verified.results.count, 0);
  const parts = unzipSync(content);
  const record = JSON.parse(strFromU8(parts["results.json"]));
  record.provenance.seed++;
  parts["results.json"] = strToU8(`${JSON.stringify(record, null, 2)}\n`);
  const forged = { file: { base64: Buffer.from(zipSync(parts)).toString("base64") } };
  const found = await page.ask("verify", forged);
  assert.deepEqual(found.results, {
    count: 1,
    places: [{ path: ["provenance", "seed"], was: "2013", is: "2012", by: -1 }],
  });
  assert.equal(found.files.find(({ name }) => name === "results.json").verdict, "changed");
});

test("files of a kind are those of the whole, packed or one by one", { skip: whyNot }, async () => {
  const [example, data] = EXAMPLES[0];
  const folder = join(root, "examples", example);
  for (const name of data) await page.open(name, readFileSync(join(folder, name)));
  const asked = { text: readFileSync(join(folder, "study.yaml"), "utf8"), language: "en" };
  const all = await page.ask("make", { ...asked, what: "all" });
  const made = await page.ask("make", { ...asked, what: { endings: ["tex"] }, packed: "tables.zip" });
  const tables = unzipSync(made.files[0].content);
  const names = all.files.map(({ name }) => name).filter((name) => name.endsWith(".tex"));
  assert.deepEqual(Object.keys(tables).sort(), names.sort());
  for (const { name, content } of all.files) {
    if (name.endsWith(".tex")) assert.equal(strFromU8(tables[name]), content);
  }
  const one = await page.ask("make", { ...asked, what: { stage: "table1", exhibit: "table1" } });
  assert.deepEqual(
    one.files.map(({ name }) => name),
    ["table1.md", "table1.tex", "table1.csv", "table1.docx"],
  );
  for (const { name, content } of one.files) {
    assert.deepEqual(Buffer.from(content), Buffer.from(all.files.find((file) => file.name === name).content));
  }
});

/** The files that the command line writes, by name. */
function byName(folder, language, example) {
  const command = [join(root, "bin/wasmetrics"), "study", "study.yaml", "--no-cache", "--quiet"];
  const asked = language === "en" ? [] : ["--language", language];
  execFileSync(process.execPath, [...command, ...asked], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const out = join(folder, "out", example);
  return new Map(readdirSync(out).map((name) => [name, readFileSync(join(out, name))]));
}

/** All but the hashes of pictures and of the report that shows them. */
function sameButPictures(ours, theirs) {
  const plain = ({ outputs, ...rest }) => ({
    ...rest,
    outputs: Object.fromEntries(Object.entries(outputs).filter(([name]) => !/\.png$|^report\.docx$/.test(name))),
  });
  assert.deepEqual(plain(theirs), plain(ours));
}
