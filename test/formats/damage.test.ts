import { describe, expect, it } from "vitest";
import { DataError } from "../../src/base/errors.js";
import type { ByteSource } from "../../src/data/formats/source.js";
import { cuts, flips, readsDamaged } from "../support/damage.js";

const bytes = Uint8Array.of(1, 2, 3, 4);

describe("damaged files", () => {
  it("are cut at every byte, or at some", () => {
    expect([...cuts(bytes)].map((file) => file.bytes.length)).toEqual([0, 1, 2, 3]);
    expect([...cuts(bytes, 2)].map((file) => file.bytes.length)).toEqual([0, 2]);
  });

  it("differ by one to three bits, by the seed", () => {
    const all = [...flips(bytes, 50, 1)];
    expect(all).toEqual([...flips(bytes, 50, 1)]);
    expect(all).not.toEqual([...flips(bytes, 50, 2)]);
    expect(all.some((file) => file.bytes.some((byte, i) => byte !== bytes[i]))).toBe(true);
    expect(bytes).toEqual(Uint8Array.of(1, 2, 3, 4));
  });

  it("are refused or read, and nothing else", async () => {
    const even = async (file: { readonly size: number }) => {
      if (file.size % 2 === 1) throw new DataError("odd", "Odd.");
      return { columns: [] };
    };
    expect(await readsDamaged("x", cuts(bytes), even)).toEqual({ refused: 2, read: 2, codes: { odd: 2 } });
    const broken = async () => {
      throw new TypeError("a defect");
    };
    await expect(readsDamaged("x", cuts(bytes), broken)).rejects.toThrow("cut at byte 0");
    const large = async ({ memory }: Pick<ByteSource, "memory">) => ({
      columns: [{ kind: "numeric", name: "x", values: memory.float64(1 << 20, "x") } as const],
    });
    await expect(readsDamaged("x", cuts(bytes), large, { megabytes: 4 })).rejects.toThrow("took 8 MB, at most 4");
  });
});
