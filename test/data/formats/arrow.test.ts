import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unpackLz4 } from "../../../src/data/formats/archive/lz4.js";
import { ARROW } from "../../../src/data/formats/arrow/arrow.js";
import { isArrow } from "../../../src/data/formats/arrow/probe.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { runs } from "../../support/laws.js";

const golden = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../golden/files/arrow/${name}`, import.meta.url)));
const context = { engine: async () => Promise.reject(new Error("no kernels are asked for")) };
const read = (source: ReturnType<typeof bytesSource>) => ARROW.read(source, {}, context);

describe("damaged files of Arrow", () => {
  it.each(["kinds_uncompressed.feather", "kinds_lz4.feather"])("%s, cut short, is refused", async (name) => {
    expect((await readsDamaged(name, cuts(golden(name), 400), read)).read).toBe(0);
  });

  // a stream that ends between two messages is whole but for the mark of its end
  it("a stream, cut short, is refused or has the batches before the cut", async () => {
    const name = "many.arrows";
    expect((await readsDamaged(name, cuts(golden(name), 400), read)).read).toBeLessThan(8);
  });

  it.each([
    "kinds_uncompressed.feather",
    "kinds_lz4.feather",
    "kinds_zstd.feather",
    "deltas.arrows",
    "polars_lz4.arrow",
  ])("%s with flipped bits is refused or read", async (name) => {
    const { refused } = await readsDamaged(name, flips(golden(name), runs(100).numRuns, 22), read);
    expect(refused).toBeGreaterThan(0);
  });
});

it("damage is said in words and numbers, whatever lacks", async () => {
  const bytes = golden("deltas.arrows");
  const problems: string[] = [];
  for (let at = 0; at < bytes.length - 4; at += 4) {
    const copy = bytes.slice();
    copy.fill(0, at, at + 4);
    await read(bytesSource("deltas.arrows", copy)).catch(({ message }) => problems.push(message));
  }
  expect(problems.some((problem) => problem.includes("values and none"))).toBe(true);
  expect(problems.filter((problem) => /undefined|NaN/.test(problem))).toEqual([]);
});

describe("LZ4 frames", () => {
  /** A frame of blocks that are not packed. */
  const frame = (block: Uint8Array, flags = 0x60) =>
    new Uint8Array([0x04, 0x22, 0x4d, 0x18, flags, 0x40, 0, block.length, 0, 0, 0x80, ...block, 0, 0, 0, 0]);

  it("blocks that are stored, and matches that overlap", () => {
    const out = new Uint8Array(3);
    expect(unpackLz4(frame(Uint8Array.of(1, 2, 3)), out)).toBe(true);
    expect(out).toEqual(Uint8Array.of(1, 2, 3));
    // one literal, a match of 9 that reaches back by 1, then 5 literals
    const packed = Uint8Array.of(0x15, 7, 1, 0, 0x50, 1, 2, 3, 4, 5);
    const whole = new Uint8Array([
      0x04,
      0x22,
      0x4d,
      0x18,
      0x60,
      0x40,
      0,
      packed.length,
      0,
      0,
      0,
      ...packed,
      0,
      0,
      0,
      0,
    ]);
    const run = new Uint8Array(15);
    expect(unpackLz4(whole, run)).toBe(true);
    expect(run).toEqual(Uint8Array.of(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 1, 2, 3, 4, 5));
    expect(unpackLz4(whole, new Uint8Array(14))).toBe(false);
    expect(unpackLz4(whole, new Uint8Array(16))).toBe(false);
  });

  it("any bytes are refused or unpacked within their place", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 300 }), (block, size) => {
        const whole = new Uint8Array([
          0x04,
          0x22,
          0x4d,
          0x18,
          0x60,
          0x40,
          0,
          block.length,
          0,
          0,
          0,
          ...block,
          0,
          0,
          0,
          0,
        ]);
        expect([true, false]).toContain(unpackLz4(whole, new Uint8Array(size)));
      }),
      runs(300),
    );
  });
});

it("is known by its first bytes", () => {
  expect(["kinds_lz4.feather", "many.arrows", "polars_zstd.arrow"].map((name) => isArrow(golden(name)))).toEqual([
    true,
    true,
    true,
  ]);
  expect(isArrow(new TextEncoder().encode("FEA1"))).toBe(true);
  expect(isArrow(new TextEncoder().encode("a,b\n1,2\n"))).toBe(false);
});
