import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReadOptions } from "../../src/data/files/read-table.js";
import { HighByteRuns } from "../../src/data/formats/csv/utf8.js";
import { parseCsv } from "../../src/data/table/csv.js";
import type { Table } from "../../src/data/table/table.js";
import { readCsvByKernels } from "../support/read-csv.js";

/** 上海, 镕 (its second byte is a letter), 国 and a character of four bytes, in GB18030. */
const SHANGHAI = [0xc9, 0xcf, 0xba, 0xa3];
const RONG = [0xe9, 0x46];
const GUO = [0xb9, 0xfa];
const FOUR_BYTES = [0x82, 0x35, 0x8f, 0x33];

let folder = "";
const system = process.env.TMPDIR;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wasmetrics-encodings-"));
  await mkdir(join(folder, "tmp"));
  process.env.TMPDIR = join(folder, "tmp");
});
afterAll(async () => {
  if (system === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = system;
  await rm(folder, { recursive: true });
});

const bytes = (...parts: (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));
const put = async (name: string, content: Uint8Array) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const columns = ({ columns, nRows }: Pick<Table, "columns" | "nRows">) => ({ columns, nRows });
const failure = async (path: string, options: ReadOptions = {}) => {
  const error = await readCsvByKernels(path, options).then(
    () => undefined,
    (reason: { code: string; message: string; detail: object }) => reason,
  );
  if (error === undefined) throw new Error(`${path} was read`);
  return error;
};
const leftovers = () => readdir(join(folder, "tmp"));

describe("GB18030", () => {
  const content = bytes("city,x\nok,1\n", SHANGHAI, ",2\n", GUO, RONG, FOUR_BYTES, ",3\n");
  const text = "city,x\nok,1\n上海,2\n国镕㐀,3\n".replace(
    "㐀",
    new TextDecoder("gb18030").decode(Buffer.from(FOUR_BYTES)),
  );

  test.each([
    ["plain", content],
    ["packed", gzipSync(content)],
  ])("is found, read and noted, hashed as it is on disk: %s", async (_, file) => {
    const path = await put("cities.csv", file);
    const table = await readCsvByKernels(path);
    expect(columns(table)).toEqual(columns(parseCsv(text)));
    expect(table.text("city").levels).toContain("上海");
    expect(table.source).toEqual({
      name: path,
      bytes: file.length,
      sha256: createHash("sha256").update(file).digest("hex"),
      facts: { format: "Text separated by commas", encoding: "gb18030" },
    });
    expect(table.notes).toEqual([
      {
        code: "transcoded",
        message:
          "Read as gb18030: line 3 is not UTF-8, and the whole file is valid gb18030, as '上海' shows; if that is not its text, specify the option encoding.",
        detail: { encoding: "gb18030", line: 3, sample: "上海" },
      },
    ]);
    expect(await leftovers()).toEqual([]);
  });

  test("characters cut by the ends of pieces are whole", async () => {
    const n = 400_000;
    const row = bytes(SHANGHAI, GUO, ",7\n");
    const path = await put("long.csv", Buffer.concat([bytes("city,x\n"), ...Array.from({ length: n }, () => row)]));
    const table = await readCsvByKernels(path);
    expect(table.nRows).toBe(n);
    expect(table.text("city").levels).toEqual(["上海国"]);
  });

  test("messages about its structure name the file and the line; no copy is left", async () => {
    const path = await put("ragged.csv", bytes("city,x\n", SHANGHAI, ",2\n", GUO, "\n"));
    expect((await failure(path)).message).toBe(
      `${path}: line 3 has 1 cell, the header has 2; every row needs a cell per column.`,
    );
    expect(await leftovers()).toEqual([]);
  });

  test("bytes that are in neither are refused with both lines", async () => {
    const rows = Array.from({ length: 5 }, () => bytes(SHANGHAI, ",1\n"));
    const path = await put("neither.csv", Buffer.concat([bytes("city,x\n"), ...rows, bytes([0xff], ",2\n")]));
    const error = await failure(path);
    expect(error.code).toBe("not_utf8");
    expect(error.message).toContain("line 2 is not UTF-8; most of the file looks like GB18030, but line 7 is not");
    expect(await leftovers()).toEqual([]);
  });
});

describe("UTF-16 by its mark", () => {
  const text = "city,x\n上海 🐟,1\nLima,2\n";
  const little = Buffer.from(`\ufeff${text}`, "utf16le");

  test.each([
    ["utf-16le", little],
    ["utf-16be", Buffer.from(little).swap16()],
  ])("%s", async (encoding, content) => {
    const table = await readCsvByKernels(await put("wide.csv", content));
    expect(columns(table)).toEqual(columns(parseCsv(text)));
    expect(table.notes[0]).toEqual({
      code: "transcoded",
      message: `Read as ${encoding}, according to its byte order mark.`,
      detail: { encoding, why: "byte order mark" },
    });
  });

  test("half a character at the end is refused", async () => {
    const error = await failure(await put("half.csv", little.subarray(0, -1)));
    expect([error.code, error.message]).toEqual(["not_decodable", expect.stringContaining("line 3 is not utf-16le")]);
    expect(await leftovers()).toEqual([]);
  });

  test("without a mark the way out is named, and works", async () => {
    const path = await put("unmarked.csv", Buffer.from(text, "utf16le"));
    expect((await failure(path)).message).toContain("give the option encoding (utf-16le or utf-16be)");
    expect(columns(await readCsvByKernels(path, { encoding: "UTF-16LE" }))).toEqual(columns(parseCsv(text)));
  });
});

describe("Latin-1 is never guessed", () => {
  test.each([
    ["French", ["L", [0xe9], "on"]],
    ["Portuguese, two letters together", ["EXPORTA", [0xc7, 0xc3], "O"]],
    ["German", ["gr", [0xf6, 0xdf], "te"]],
  ] as [string, (string | number[])[]][])("%s", async (_, name) => {
    const path = await put("latin.csv", bytes("city,x\nok,1\n", ...name, ",2\n"));
    expect(await failure(path)).toMatchObject({
      code: "not_utf8",
      message: `${path}: line 3 is not UTF-8; it looks like LATIN1: give the option encoding, or convert the file with iconv -f LATIN1 -t UTF-8.`,
    });
    expect(await leftovers()).toEqual([]);
  });

  test("it is read when asked for, with Windows' characters", async () => {
    const path = await put(
      "latin.csv",
      bytes("city,price\nL", [0xe9], "on,", [0x80], "5\n", [0x93], "x", [0x94], ",6\n"),
    );
    const table = await readCsvByKernels(path, { encoding: "latin1" });
    expect(table.text("city").levels).toEqual(["Léon", "“x”"]);
    expect(table.text("price").levels).toEqual(["6", "€5"]);
    expect(table.notes[0]).toMatchObject({ code: "transcoded", message: "Read as windows-1252, as requested." });
  });
});

describe("UTF-8", () => {
  test("a damaged character among good ones is refused, not taken for GB18030", async () => {
    const path = await put(
      "damaged.csv",
      Buffer.concat([Buffer.from("city,x\n上海,1\n北京,2\n"), bytes(SHANGHAI, ",3\n")]),
    );
    expect((await failure(path)).message).toContain("line 4 is not UTF-8");
  });

  test("a file cut within a character is refused", async () => {
    const path = await put("begun.csv", bytes("a\n1", [0xe4, 0xb8]));
    expect((await failure(path)).code).toBe("not_utf8");
  });

  test("asked for, nothing else is tried", async () => {
    const path = await put("asked.csv", bytes("city,x\n", SHANGHAI, ",2\n"));
    expect((await failure(path, { encoding: "utf8" })).code).toBe("not_utf8");
  });
});

describe("the option encoding", () => {
  test("a name that is none is wrong use", async () => {
    const path = await put("name.csv", bytes("a,b\n1,2\n"));
    expect(await failure(path, { encoding: "klingon" })).toMatchObject({ code: "encoding", name: "UsageError" });
  });

  test("bytes that are not in it are refused with their line", async () => {
    const path = await put("other.csv", bytes("a,b\n1,2\n\x81,3\n"));
    const error = await failure(path, { encoding: "gb18030" });
    expect([error.code, error.message]).toEqual(["not_decodable", expect.stringContaining("line 3 is not gb18030")]);
  });
});

test("runs of high bytes are judged the same in one piece and in any pieces", () => {
  const all = bytes("a,", SHANGHAI, ",", GUO, "\nL", [0xe9], "on,", SHANGHAI, SHANGHAI, "x", GUO);
  for (let cut = 0; cut <= all.length; cut++) {
    expect(new HighByteRuns().push(all.subarray(0, cut)).push(all.subarray(cut))).toEqual(new HighByteRuns().push(all));
  }
});
