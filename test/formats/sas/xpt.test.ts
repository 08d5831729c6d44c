import { describe, expect, it } from "vitest";
import { ibmReader } from "../../../src/data/formats/sas/ibm-float.js";
import { isTransport } from "../../../src/data/formats/sas/probe.js";
import { XPT } from "../../../src/data/formats/sas/xpt.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { agreeing } from "../../support/agree.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { cellsOf, codesOf, NO_ENGINE } from "../../support/format-files.js";
import { seeded } from "../../support/random.js";
import { EXPECTED, expectColumns, readSas, sasBytes } from "./sas-files.js";

const agree = agreeing("files-sas");
const FILES = Object.keys(EXPECTED).filter((file) => file.includes(".xpt"));

describe("transport files", () => {
  it.each(FILES)("%s has every cell and label that pyreadstat reads", async (file) => {
    const { columns, facts } = await readSas(XPT, file);
    // pyreadstat has no letters of missing values here
    expectColumns(agree, file, columns, false);
    expect(facts.label ?? null).toBe(EXPECTED[file]!.label);
    expect(isTransport(sasBytes(file))).toBe(true);
  });

  it("keep letters of missing values apart, long names and long labels", async () => {
    const { columns, facts } = await readSas(XPT, "haven-8.xpt.gz");
    expect(codesOf(columns.at(-1)!)).toEqual({ "0": ".A", "2": ".Z" });
    expect(columns[1]!.name).toBe("a_name_beyond_eight");
    expect(columns[3]!.facts?.label).toHaveLength(98);
    expect(columns[4]!.facts?.stored).toBe("num 8 DATE.");
    expect(facts.format).toBe("SAS transport (version 8, SAS 6.06)");
  });

  it("are listed without their rows, and read in part", async () => {
    const source = bytesSource("x.xpt", sasBytes("haven-5.xpt.gz"));
    const head = await XPT.columns(source, {}, NO_ENGINE);
    expect(head.nRows).toBe(5);
    expect(head.columns.map(({ kind }) => kind)).toEqual([
      "numeric",
      "numeric",
      "numeric",
      "text",
      "text",
      "text",
      "numeric",
    ]);
    const { columns } = await XPT.read(source, { columns: ["city", "x"] }, NO_ENGINE);
    expect(columns.map(({ name }) => name)).toEqual(["x", "city"]);
  });
});

describe("transport files of several data sets", () => {
  const library = () => {
    const first = sasBytes("haven-5.xpt.gz");
    const second = sasBytes("short.xpt.gz");
    const bytes = new Uint8Array(first.length + second.length - 240);
    bytes.set(first);
    bytes.set(second.subarray(240), first.length);
    return bytesSource("two.xpt", bytes);
  };

  it("are chosen by name or number, the first unless they are", async () => {
    const source = library();
    expect(await XPT.sheets!(source)).toEqual(["CELLS", "short"]);
    const first = await XPT.read(source, {}, NO_ENGINE);
    expect(first.columns).toEqual((await readSas(XPT, "haven-5.xpt.gz")).columns);
    expect([first.facts.sheet, first.facts.sheets]).toEqual(["CELLS", ["CELLS", "short"]]);
    for (const sheet of ["SHORT", 2, "2"]) {
      const { columns } = await XPT.read(source, { sheet }, NO_ENGINE);
      expect(cellsOf(columns[0]!)).toEqual(["a", null, "b"]);
    }
    await expect(XPT.read(source, { sheet: 3 }, NO_ENGINE)).rejects.toMatchObject({ code: "unknown_sheet" });
  });
});

describe("numbers of IBM's mainframes", () => {
  /** The bytes of `value`: 56 bits of its fraction by an exponent to the base 16. */
  function ibmBytes(value: number): Uint8Array {
    let fraction = Math.abs(value);
    let exponent = 64;
    for (; fraction >= 1; fraction /= 16) exponent++;
    for (; fraction < 1 / 16 && fraction > 0; fraction *= 16) exponent--;
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(fraction * 2 ** 56) | (BigInt(exponent) << 56n) | (value < 0 ? 1n << 63n : 0n));
    return new Uint8Array(view.buffer);
  }

  it("are exact, but for bits beyond those of a double", () => {
    const random = seeded(370);
    for (let time = 0; time < 1000; time++) {
      const value = (random() - 0.5) * 16 ** Math.floor(120 * random() - 60);
      expect(ibmReader(8)(new DataView(ibmBytes(value).buffer), 0)).toBe(value);
    }
    const all = new DataView(Uint8Array.of(0x41, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).buffer);
    expect(ibmReader(8)(all, 0)).toBe(16);
    expect(ibmReader(3)(new DataView(Uint8Array.of(0xc1, 0x18, 0, 9, 9).buffer), 0)).toBe(-1.5);
  });
});

describe("damaged files", () => {
  const readDamaged = (source: ReturnType<typeof bytesSource>) => XPT.read(source, {}, NO_ENGINE);

  it("cut at any byte are refused, or said to have an odd size", async () => {
    const bytes = sasBytes("haven-5.xpt.gz");
    for (const { bytes: cut } of cuts(bytes)) {
      const refused = await readDamaged(bytesSource("x.xpt", cut)).then(
        ({ notes }) => cut.length % 80 === 0 || notes.some(({ code }) => code === "xpt_size"),
        ({ code }) => ["file_truncated", "file_damaged", "file_foreign"].includes(code),
      );
      expect(refused, `cut at byte ${cut.length}`).toBe(true);
    }
    // where the number of rows is stated, as version 8 of SAS does, every cut is found
    const stated = await readsDamaged("x.xpt", cuts(sasBytes("dates_xpt_v8.xpt.gz")), readDamaged);
    expect(stated.read).toBeLessThanOrEqual(80);
  });

  it.each(["haven-5.xpt.gz", "haven-8.xpt.gz"])("%s with flipped bits is refused or read", async (file) => {
    const { refused } = await readsDamaged(file, flips(sasBytes(file), 2000, 22), readDamaged);
    expect(refused).toBeGreaterThan(300);
  });

  it("and files of other formats, of PROC CPORT among them, are refused by name", async () => {
    const foreign = bytesSource("x.xpt", new TextEncoder().encode("**COMPRESSED** ".repeat(40)));
    await expect(readDamaged(foreign)).rejects.toMatchObject({ code: "file_foreign" });
  });
});
