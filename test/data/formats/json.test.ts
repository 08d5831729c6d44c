import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JSON_DATA } from "../../../src/data/formats/json/json.js";
import { isJson } from "../../../src/data/formats/json/probe.js";
import { readFile } from "../../../src/data/formats/read-file.js";
import { type ByteSource, bytesSource } from "../../../src/data/formats/source.js";
import { cellsByName } from "../../support/cells.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { runs } from "../../support/laws.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, name = "data.json") => readFile(bytes(text), { name });
const context = { engine: async () => Promise.reject(new Error("no kernels are asked for")) };

describe("shapes of JSON", () => {
  const cells = { a: [1, null, 3], b: ["x", "y", null], c: [1, 0, null] };

  it.each([
    ["records in an array", '[{"a":1,"b":"x","c":true},{"b":"y","a":null,"c":false},{"a":3}]'],
    ["records, one a line", '{"a":1,"b":"x","c":true}\n{"b":"y","c":false}\r\n{"a":3,"b":null}\n'],
    ["an object of arrays", ' { "a" : [ 1 , null , 3.0 ] , "b":["x","y",null], "c":[true,false,null]}'],
    [
      "records in a member",
      '{"meta":{"n":[1,{"x":[]}]},"data":[{"a":1,"b":"x","c":true},{"b":"y","c":false},{"a":3}]}',
    ],
    ["a mark before it", '\ufeff[{"a":1,"b":"x","c":true},{"b":"y","c":false},{"a":3}]'],
  ])("%s", async (_, text) => {
    expect(cellsByName((await read(text)).columns)).toEqual(cells);
  });

  it("says in which member records were found", async () => {
    const { notes } = await read('{"meta":{"n":1},"data":[{"a":1}],"next":null}');
    expect(notes.map(({ code, detail }) => [code, detail])).toEqual([
      ["json_member", { member: "data", others: ["meta", "next"] }],
    ]);
  });

  it("a line whose first value is an object is a line by the file's name", async () => {
    await expect(read('{"a":{"b":1}}', "data.ndjson")).rejects.toMatchObject({
      code: "json_nested",
      detail: { row: 1, column: "a" },
    });
  });
});

describe("values of JSON", () => {
  it("integers that a double would round are codes, texts stay text", async () => {
    const table = await read(
      '[{"id":9007199254740993,"n":"12","big":1e300,"u":"\\u4e2d\\ud83d\\ude00\\n"},{"id":-5,"n":"030285","big":9007199254740992,"u":"\\"/"}]',
    );
    expect(cellsByName(table.columns)).toEqual({
      id: ["9007199254740993", "-5"],
      n: ["12", "030285"],
      big: [1e300, 2 ** 53],
      u: ["中😀\n", '"/'],
    });
    expect(table.notes.map(({ code, detail }) => [code, detail?.column])).toEqual([["codes", "id"]]);
  });

  it("columns of several kinds are text, and said to be", async () => {
    const table = await read('[{"a":1,"b":true},{"a":"n.d.","b":2},{"a":2.50}]');
    expect(cellsByName(table.columns)).toEqual({ a: ["1", "n.d.", "2.5"], b: ["true", "2", null] });
    expect(table.notes.map(({ message }) => message)).toEqual([
      "Column 'a' has values of several kinds (2 numbers, 1 text); the first that differs is in row 2: 'n.d.'. Kept as text.",
      "Column 'b' has values of several kinds (1 number, 1 truth value); the first that differs is in row 1: 'true'. Kept as text.",
    ]);
  });

  it("what Python writes for no number is missing, and infinite", async () => {
    expect(cellsByName((await read('[{"a":NaN},{"a":-Infinity},{"a":0.1}]')).columns)).toEqual({
      a: [null, Number.NEGATIVE_INFINITY, 0.1],
    });
  });

  it("options: text, missing, columns", async () => {
    const text = '[{"a":1,"b":"-","c":2},{"a":2,"b":"x","c":3}]';
    const table = await readFile(bytes(text), { name: "x.json", text: ["a"], missing: ["-"], columns: ["b", "a"] });
    expect(cellsByName(table.columns)).toEqual({ a: ["1", "2"], b: [null, "x"] });
  });

  it("any records are as JSON.parse has them, whatever the pieces they come in", async () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
    const record = fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== "__proto__"),
      value,
      { minKeys: 1, maxKeys: 5 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1 }), fc.boolean(), async (records, lines) => {
        const text = lines ? records.map((each) => JSON.stringify(each)).join("\n") : JSON.stringify(records);
        const { columns } = await JSON_DATA.read(slow(bytes(text)), {}, context);
        const parsed: Record<string, number | null>[] = records.map((each) => JSON.parse(JSON.stringify(each)));
        for (const [name, cells] of Object.entries(cellsByName(columns)))
          expect(cells.map((cell) => cell ?? null)).toEqual(
            parsed.map((each) => (Object.hasOwn(each, name) ? each[name]! : null)),
          );
      }),
      runs(100),
    );
  });
});

/** A source that gives 7 bytes at a time. */
function slow(all: Uint8Array): ByteSource {
  const source = bytesSource("slow.json", all);
  return { ...source, slice: (start, end) => source.slice(start, Math.min(end, start + 7)) };
}

describe("what is refused", () => {
  it.each([
    ["[]", "json_no_rows"],
    ["{}", "json_shape"],
    ["[[1,2]]", "json_shape"],
    ['[{"a":1},2]', "json_shape"],
    ['{"a":{"0":1}}', "json_shape"],
    ['[{"a":[1]}]', "json_nested"],
    ['[{"a":1,"a":2}]', "json_duplicate"],
    ['{"a":[1,2],"b":[1]}', "column_length"],
    ['[{"a":01}]', "json_syntax"],
    ['[{"a":1.}]', "json_syntax"],
    ['[{"a":1e999}]', "json_syntax"],
    ['[{"a":"\\x"}]', "json_syntax"],
    ['[{"a":tru}]', "json_syntax"],
    ['[{"a":1},]', "json_shape"],
    ['[{"a":1}] x', "json_syntax"],
    ['[{"a":"line\nbreak"}]', "json_syntax"],
    ['[{"a":1}', "json_syntax"],
    ['{"a":1}\n{"a":', "json_syntax"],
  ])("%s", async (text, code) => {
    await expect(read(text)).rejects.toMatchObject({ code });
  });

  it("names of their own for every record", async () => {
    const records = Array.from({ length: 20_000 }, (_, k) => `{"name${k}":1}`);
    await expect(read(records.join("\n"))).rejects.toMatchObject({ code: "json_sparse" });
  });

  it("names the record and the byte", async () => {
    await expect(read('[{"a":1},{"a":x}]')).rejects.toMatchObject({
      message:
        "data.json: record 2 is no JSON at byte 14: 'x' was found where a value was expected; correct it, or write or download the file again.",
    });
  });
});

describe("damaged JSON", () => {
  const text = JSON.stringify(
    Array.from({ length: 20 }, (_, k) => ({ id: k, name: `firm ${k % 3}`, y: k / 7, ok: k % 2 === 0, note: null })),
  );

  it("cut short is refused", async () => {
    const { read: whole } = await readsDamaged("cut.json", cuts(bytes(text)), (source) =>
      JSON_DATA.read(source, {}, context),
    );
    expect(whole).toBe(0);
  });

  it("with flipped bits is refused or read", async () => {
    await readsDamaged("flip.json", flips(bytes(text), runs(400).numRuns, 22), (source) =>
      JSON_DATA.read(source, {}, context),
    );
  });
});

it("is known by its first bytes", () => {
  expect(['[{"a":1}]', ' \n{ "a": 1}', "[]", "[[1]]"].map((each) => isJson(bytes(each)))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["[1,2]", "a,b", "{a: 1}", ""].map((each) => isJson(bytes(each)))).toEqual([false, false, false, false]);
});
