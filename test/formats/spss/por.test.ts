import { describe, expect, it } from "vitest";
import { bytesSource } from "../../../src/data/formats/source.js";
import { base30 } from "../../../src/data/formats/spss/base30.js";
import { POR } from "../../../src/data/formats/spss/por.js";
import { isPortable } from "../../../src/data/formats/spss/probe.js";
import { SAV } from "../../../src/data/formats/spss/sav.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { cellsOf, codesOf, goldenBytes, goldenSource, NO_ENGINE, readGolden } from "../../support/format-files.js";
import { seeded } from "../../support/random.js";

/** Digits to the base 30 that programs write: PSPP and ReadStat keep eleven or twelve. */
const DIGITS = 1e-14;

describe("files of PSPP", () => {
  it("have the cells, labels and missing values of its system files", async () => {
    const wanted = (await readGolden(SAV, "spss/pspp.sav")).columns;
    const { columns, facts } = await readGolden(POR, "spss/pspp.por");
    expect(facts).toMatchObject({ format: "SPSS (portable)", weightedBy: "W" });
    expect(columns).toHaveLength(wanted.length - 2);
    for (const column of columns) {
      const want = wanted.find(({ name }) => name.toUpperCase() === column.name)!;
      const { missingCodes: _, characteristics: __, ...facts } = want.facts ?? {};
      expect(column.facts, column.name).toMatchObject(facts);
      expect(codesOf(column), column.name).toEqual(codesOf(want));
      const cells = cellsOf(want);
      for (const [row, cell] of cellsOf(column).entries()) {
        const expected = cells[row]!;
        if (typeof cell !== "number" || typeof expected !== "number") expect(cell, column.name).toBe(expected);
        else expect(Math.abs(cell - expected)).toBeLessThanOrEqual(DIGITS * Math.abs(expected));
      }
    }
  });
});

describe("files of ReadStat", () => {
  it("have every cell", async () => {
    const { columns } = await readGolden(POR, "spss/readstat.por");
    expect(columns.map((column) => [column.name, column.facts?.label, cellsOf(column)])).toEqual([
      ["INCOME", "Income", [1e15 + 0.5, null, -99, -98]],
      ["SHARE", undefined, [0.1, 1 / 3, 2 / 3, -999]],
      ["ANSWER", "Answer", ["yes", "no", "NA", null]],
      ["MANY", undefined, [0, 1, 2, 3]],
      ["X", "Numbers", [0.1, 1e300, -1e-300, 123456789012345]],
    ]);
  });

  it("are listed, and read in part", async () => {
    const head = await POR.columns(goldenSource("spss/readstat.por"), {}, NO_ENGINE);
    expect(head.columns.map(({ name, kind }) => [name, kind])[2]).toEqual(["ANSWER", "text"]);
    const { columns } = await readGolden(POR, "spss/readstat.por", { columns: ["X", "ANSWER"] });
    expect(columns.map(({ name }) => name)).toEqual(["ANSWER", "X"]);
    expect(isPortable(goldenBytes("spss/readstat.por"))).toBe(true);
    expect(isPortable(goldenBytes("spss/pspp.por"))).toBe(true);
  });
});

describe("other lines and characters", () => {
  it("are read as they were", async () => {
    const wanted = (await readGolden(POR, "spss/readstat.por")).columns;
    const text = new TextDecoder("latin1").decode(goldenBytes("spss/readstat.por"));
    const unbroken = text.replace(/\r?\n/g, "");
    const variants = [unbroken, text.replace(/\r?\n/g, "\n"), text.replace(/ +(?=\r?\n)/g, "")];
    for (const variant of variants) {
      const bytes = Uint8Array.from(variant, (character) => character.charCodeAt(0));
      const { columns } = await POR.read(bytesSource("x.por", bytes), {}, NO_ENGINE);
      expect(columns).toEqual(wanted);
    }
  });

  it("are translated by the table of the header", async () => {
    const wanted = (await readGolden(POR, "spss/readstat.por")).columns;
    const ascii = Array.from(goldenBytes("spss/readstat.por")).filter((byte) => byte !== 13 && byte !== 10);
    // another character set: every character moved by 128, ends of lines left out
    const moved = Uint8Array.from(ascii, (byte) => byte ^ 0x80);
    expect((await POR.read(bytesSource("x.por", moved), {}, NO_ENGINE)).columns).toEqual(wanted);
  });
});

describe("numbers to the base 30", () => {
  it("are the nearest doubles", () => {
    const random = seeded(30);
    for (let time = 0; time < 2000; time++) {
      const digits = Array.from({ length: 1 + Math.floor(16 * random()) }, () => Math.floor(30 * random()));
      const exponent = Math.floor(40 * random()) - 25;
      const whole = digits.reduce((sum, digit) => sum * 30n + BigInt(digit), 0n);
      const value = base30(digits, exponent);
      expect(isNearest(value, whole, exponent), `${digits} ${exponent}`).toBe(true);
    }
    expect([base30([0, 0], 5), base30([1], 300), base30([1], -400)]).toEqual([0, Number.POSITIVE_INFINITY, 0]);
  });

  /** Whether no neighbour of `value` is nearer to `whole` times 30^`exponent`: all as fractions of one denominator, 2^1100 30^k. */
  function isNearest(value: number, whole: bigint, exponent: number): boolean {
    const scale = 30n ** BigInt(Math.max(0, -exponent));
    const exact = (whole * 30n ** BigInt(Math.max(0, exponent))) << 1100n;
    const away = (x: number) => {
      const difference = fixed(x) * scale - exact;
      return difference < 0n ? -difference : difference;
    };
    return [neighbour(value, 1n), neighbour(value, -1n)].every((next) => away(value) <= away(next));
  }

  const bits = new DataView(new ArrayBuffer(8));
  function neighbour(value: number, by: bigint): number {
    bits.setFloat64(0, value);
    bits.setBigInt64(0, bits.getBigInt64(0) + by);
    return Number.isNaN(bits.getFloat64(0)) ? value : bits.getFloat64(0);
  }

  /** A double times 2^1100, exactly. */
  function fixed(value: number): bigint {
    bits.setFloat64(0, value);
    const all = bits.getBigUint64(0);
    const exponent = (all >> 52n) & 0x7ffn;
    const fraction = all & ((1n << 52n) - 1n);
    return exponent === 0n ? fraction << 26n : (fraction | (1n << 52n)) << (exponent + 25n);
  }
});

describe("damaged files", () => {
  const FILES = ["pspp.por", "readstat.por"];
  const readDamaged = (source: ReturnType<typeof bytesSource>) => POR.read(source, {}, NO_ENGINE);

  it.each(FILES)("%s cut at any byte is refused", async (file) => {
    const bytes = goldenBytes(`spss/${file}`);
    const end = bytes.lastIndexOf(0x5a);
    const { read } = await readsDamaged(file, cuts(bytes), readDamaged);
    // the mark of the end fills its line
    expect(read).toBeLessThanOrEqual(bytes.length - end + 80);
  });

  it.each(FILES)("%s with flipped bits is refused or read", async (file) => {
    const { refused } = await readsDamaged(file, flips(goldenBytes(`spss/${file}`), 2000, 22), readDamaged);
    expect(refused).toBeGreaterThan(500);
  });
});
