/**
 * The hash of a large file, made in a thread beside its reading.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hashInThread } from "../../src/data/files/hash-thread.js";
import { readTable } from "../../src/data/files/read-table.js";

const text = `x\n${"0.12500000\n".repeat(6_200_000)}`;
let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-hash-"));
  path = join(folder, "large.csv");
  writeFileSync(path, text);
});
afterAll(() => rmSync(folder, { recursive: true }));

it("is that of the file; one that is not waited for ends", async () => {
  const file = await open(path);
  const made = hashInThread(file.fd, text.length);
  const left = hashInThread(file.fd, text.length);
  await left?.end();
  if (made !== undefined) expect(await made.sha256).toBe(createHash("sha256").update(text).digest("hex"));
  await made?.end();
  await file.close();
  expect(hashInThread(0, 1000)).toBeUndefined();
});

it("stands with the table", async () => {
  const table = await readTable(path);
  expect(table.source.sha256).toBe(createHash("sha256").update(text).digest("hex"));
  expect(table.nRows).toBe(6_200_000);
  expect(table.numeric("x").every((value) => value === 0.125)).toBe(true);
});
