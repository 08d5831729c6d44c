/**
 * The hash of a large file, made in a thread beside its reading.
 */
import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HeldFile } from "../../src/data/disk/held-file.js";
import { hashInThread } from "../../src/data/files/hash-thread.js";
import { readTable } from "../../src/data/files/read-table.js";

const text = `x\n${"0.12500000\n".repeat(6_200_000)}`;
const HASH = createHash("sha256").update(text).digest("hex");
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
  made?.pause();
  if (made !== undefined) expect((await made.hashed()).sha256).toBe(HASH);
  expect(made?.wait().stamp.size ?? BigInt(text.length)).toBe(BigInt(text.length));
  await made?.end();
  await file.close();
  expect(hashInThread(0, 1000)).toBeUndefined();
});

it("stands with the table", async () => {
  const table = await readTable(path);
  expect(table.source.sha256).toBe(HASH);
  expect({ ...table.source }.sha256).toBe(HASH);
  expect(table.source.sha256).toBe(HASH);
  expect(table.nRows).toBe(6_200_000);
  expect(table.numeric("x").every((value) => value === 0.125)).toBe(true);
});

it("is that of the file read, just written or not; of one written to since it is an error", async () => {
  const late = join(folder, "late.csv");
  writeFileSync(late, text);
  expect((await readTable(late)).source.sha256).toBe(HASH);
  utimesSync(late, 1e9, 1e9);
  const held = await HeldFile.open(late);
  await held.confirm();
  const file = await open(late);
  const thread = hashInThread(file.fd, text.length);
  thread?.pause();
  appendFileSync(late, "1\n");
  const found = thread?.wait();
  await thread?.end();
  await Promise.all([file.close(), held.close()]);
  if (found === undefined) return;
  expect(() => held.sawLater(found.sha256, found.stamp)).toThrow(
    expect.objectContaining({ name: "DataError", code: "file_changed" }),
  );
});
