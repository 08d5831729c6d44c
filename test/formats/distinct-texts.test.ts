import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareCodePoints, sortByCodePoint } from "../../src/base/columns.js";
import { isoTime, momentColumn } from "../../src/data/formats/build-columns.js";
import { MemoryBudget } from "../../src/data/formats/memory-budget.js";
import { byteOrder } from "../../src/data/formats/text/byte-order.js";
import { ByteTexts } from "../../src/data/formats/text/byte-texts.js";
import { textColumn } from "../../src/data/table/new-columns.js";
import { cellsOf } from "../support/cells-of.js";
import { runs } from "../support/laws.js";

const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("", "a", "aa", "aaa", "\u{10000}", "\ufffd", "é"),
);
const words = fc.array(word, { maxLength: 200 });

describe("many distinct texts", () => {
  it("law: the order of bytes is that of code points", () => {
    fc.assert(
      fc.property(words, (texts) => {
        const distinct = [...new Set(texts.filter((text) => !/\p{Surrogate}/u.test(text)))];
        const encoded = distinct.map((text) => new TextEncoder().encode(text));
        const ends = new Uint32Array(encoded.length);
        encoded.reduce((end, bytes, k) => (ends[k] = end + bytes.length), 0);
        const order = byteOrder({ pool: new Uint8Array(Buffer.concat(encoded)), ends, count: encoded.length });
        expect(Array.from(order, (k) => distinct[k])).toEqual([...distinct].sort(compareCodePoints));
      }),
      runs(200),
    );
  });

  it("law: sorting is by code point, surrogates or none", () => {
    fc.assert(
      fc.property(words, (texts) => {
        expect(sortByCodePoint([...texts])).toEqual([...texts].sort(compareCodePoints));
      }),
      runs(200),
    );
  });

  it("law: a column from bytes is the column of its texts", () => {
    const cell = fc.string({ unit: "grapheme-ascii", maxLength: 3 }).map((text) => text.trimEnd());
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 300 }), (texts) => {
        const gathered = new ByteTexts(new MemoryBudget("x"), "x", texts.length);
        for (const text of texts) gathered.addExact(new TextEncoder().encode(text), 0, text.length);
        const { cells, codes } = gathered.decoded((bytes) => new TextDecoder().decode(bytes));
        const column = textColumn("x", cells, codes);
        expect(cellsOf(column)).toEqual(texts.map((text) => (text === "" ? null : text)));
        expect(column.levels).toEqual([...column.levels].sort(compareCodePoints));
      }),
      runs(100),
    );
  });
});

describe("moments", () => {
  it("law: a text each, missing where there is none", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constant(Number.NaN))), (values) => {
        const column = momentColumn("x", Float64Array.from(values), isoTime);
        expect(cellsOf(column)).toEqual(values.map((value) => (Number.isNaN(value) ? null : isoTime(value))));
      }),
      runs(100),
    );
  });

  it("law: the text of a time is that of the host's calendar", () => {
    fc.assert(
      fc.property(fc.integer({ min: -6e13, max: 2.5e14 }), (ms) => {
        expect(isoTime(ms)).toBe(
          new Date(ms)
            .toISOString()
            .replace("T", " ")
            .replace(/(\.000)?Z$/, ""),
        );
      }),
      runs(500),
    );
  });
});
