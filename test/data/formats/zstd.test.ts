/**
 * Frames of Zstandard that pyarrow wrote, by the decoder in WebAssembly and without it; frames that are damaged or hold another number of bytes.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import { cuts, flips } from "../../support/damage.js";
import { goldenBytes } from "../../support/format-files.js";

const whole = new TextEncoder().encode(Array.from({ length: 2000 }, (_, i) => `${i}\n`).join(""));
const sized = goldenBytes("zstd/sized.zst");
const streamed = goldenBytes("zstd/streamed.zst");
const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
/** A frame of three bytes that readers pass over. */
const SKIPPED = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);

const decoder = async () => {
  vi.resetModules();
  return (await import("../../../src/data/formats/archive/zstd.js")).unpackZstd;
};
const decoderOnce = decoder();

/** The package where a page's policy forbids what it loads. */
const forbidden = () => ({
  ZSTDDecoder: class {
    init = () => Promise.reject(new TypeError("Failed to fetch"));
  },
});

afterEach(() => {
  vi.doUnmock("zstddec");
});

describe("by the decoder in WebAssembly", () => {
  it.each([
    ["with its size", sized, whole],
    ["without its size", streamed, whole],
    ["two frames", join(streamed, sized), join(whole, whole)],
    ["a frame to be skipped", join(sized, SKIPPED, streamed), join(whole, whole)],
  ])("%s", async (_, packed, expected) => {
    expect(await (await decoder())(packed, expected.length)).toEqual(expected);
  });
});

describe("where a page forbids that decoder", () => {
  it.each([
    ["with its size", sized],
    ["without its size", streamed],
  ])("%s", async (_, packed) => {
    vi.doMock("zstddec", forbidden);
    expect(await (await decoder())(packed, whole.length)).toEqual(whole);
  });
});

/** What is made of damaged bytes: as many as were asked for, or others, or an error; soon. */
async function outcome(packed: Uint8Array, size: number): Promise<"right" | "wrong" | "refused"> {
  const unpackZstd = await decoderOnce;
  const found = await unpackZstd(packed, size).catch(() => null);
  if (found?.length !== size) return "refused";
  return Buffer.compare(found, whole) === 0 ? "right" : "wrong";
}

describe("what is damaged", () => {
  it("cut short at any byte", async () => {
    for (const { bytes } of cuts(streamed)) expect(await outcome(bytes, whole.length)).toBe("refused");
  });

  it("with flipped bits is refused or unpacked, and sound bytes after it are", async () => {
    let refused = 0;
    for (const { bytes } of flips(streamed, 2000, 11)) {
      if ((await outcome(bytes, whole.length)) === "refused") refused++;
    }
    expect(refused).toBeGreaterThan(0);
    expect(await outcome(streamed, whole.length)).toBe("right");
  });

  it.each([-1, 1, 1000])("that holds %i bytes fewer than it says", async (more) => {
    for (const packed of [sized, streamed]) expect(await outcome(packed, whole.length + more)).toBe("refused");
  });

  it("bytes that are no frame, and a frame where nothing should be", async () => {
    expect(await outcome(Uint8Array.of(1, 2, 3), 3)).toBe("refused");
    expect(await (await decoderOnce)(sized, 0)).toEqual(new Uint8Array(0));
  });
});
