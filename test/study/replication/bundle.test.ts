/** `verify` of a bundle that the page saved: its parts packed as the page packs them, without pictures, data in it or beside it. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import { makeTable } from "../../../src/data/table/table.js";
import { loadEngine } from "../../../src/engine/kernels/index.js";
import { bundleParts } from "../../../src/study/bundle/bundle.js";
import { parseStudy } from "../../../src/study/file/study-file.js";
import { drawAnew } from "../../../src/study/outputs/figure-drawing.js";
import { studyFiles } from "../../../src/study/outputs/study-files.js";
import { run } from "../../support/run-cli.js";
import { runWholeStudy } from "../../support/run-whole-study.js";
import { csvOf, STUDY, smallRows } from "../small-study.js";

const root = mkdtempSync(join(tmpdir(), "bundle-"));
const CSV = csvOf(smallRows());
const hash = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");
let parts: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  const file = parseStudy(STUDY, "study.yaml");
  const read = join(root, "cities.csv");
  writeFileSync(read, CSV);
  const { columns, source, notes } = await readTable(read);
  const table = makeTable(columns, { ...source, name: "cities.csv" }, notes);
  const study = await runWholeStudy(await loadEngine({ threads: 1 }), file, new Map([["cities", table]]));
  const tools = { draw: drawAnew, picture: async () => null, hash };
  const files = await studyFiles(
    study,
    { command: "wasmetrics study study.yaml --out out", studySha256: hash(STUDY) },
    tools,
  );
  parts = bundleParts(STUDY, files, null, new Map([["cities.csv", new TextEncoder().encode(CSV)]]));
  rmSync(read);
});
afterAll(() => rmSync(root, { recursive: true }));

function packed(name: string, change: (parts: Map<string, Uint8Array>) => void = () => {}): string {
  const own = new Map(parts);
  change(own);
  const path = join(root, name);
  writeFileSync(path, zipSync(Object.fromEntries(own) as Zippable));
  return path;
}
const verify = async (path: string) => {
  const { status, stdout, stderr } = await run("verify", path, "--quiet");
  return { status, stdout, stderr };
};

test("as it was saved, a bundle is the same", async () => {
  const { status, stdout, stderr } = await verify(packed("same.zip"));
  expect(stdout, stderr).toMatch(/^Verified: all [\d,]+ numbers/);
  expect(status).toBe(0);
});

test("a changed digit is named, and changed data", async () => {
  const text = new TextDecoder().decode(parts.get("results.json"));
  const digit = packed("digit.zip", (own) =>
    own.set("results.json", new TextEncoder().encode(text.replace(/"estimate": (-?0\.\d)/, '"estimate": $17'))),
  );
  expect(await verify(digit)).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/Not the same: 1 of [\s\S]*results\.json, \/stages\/table1\//),
  });
  const data = packed("data.zip", (own) =>
    own.set("data/cities.csv", new TextEncoder().encode(CSV.replace("1,2010,", "1,2010,1"))),
  );
  const { status, stdout } = await verify(data);
  expect(status).toBe(1);
  expect(stdout).toContain("cities.csv is another file: SHA-256");
});

test("without its data: those beside it; else which are needed, and status 2", async () => {
  const path = packed("bare.zip", (own) => own.delete("data/cities.csv"));
  expect(await verify(path)).toMatchObject({
    status: 2,
    stdout: `cities.csv is missing: put the file of SHA-256 ${hash(CSV)} there.\n`,
  });
  writeFileSync(join(root, "cities.csv"), CSV);
  expect((await verify(path)).status).toBe(0);
});

test("no bundle: another archive, parts that lead elsewhere, a file that is none", async () => {
  expect(await verify(packed("other.zip", (own) => own.delete("manifest.json")))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("it lacks manifest.json"),
  });
  const out = packed("out.zip", (own) => own.set("../evil.txt", new Uint8Array(1)));
  expect(await verify(out)).toMatchObject({ status: 2, stderr: expect.stringContaining("../evil.txt") });
  const text = join(root, "text.zip");
  writeFileSync(text, "not an archive");
  expect((await verify(text)).status).toBe(2);
});
