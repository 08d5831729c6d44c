import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { unpackBzip2 } from "../../../src/data/formats/archive/bzip2.js";
import { gathered } from "../../../src/data/formats/archive/unpack.js";
import { MemoryBudget } from "../../../src/data/formats/memory-budget.js";
import { R_DATA } from "../../../src/data/formats/r/rds.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { cellsByName } from "../../support/cells.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { runs } from "../../support/laws.js";

const golden = (name: string) => new Uint8Array(readFileSync(new URL(`../../golden/files/r/${name}`, import.meta.url)));
const context = { engine: async () => Promise.reject(new Error("no kernels are asked for")) };
const read = (source: ReturnType<typeof bytesSource>) => R_DATA.read(source, {}, context);

describe("damaged files of R", () => {
  it.each([
    "kinds_none.rds",
    "kinds_gzip.rds",
    "kinds_bzip2.rds",
    "plain_ascii.rds",
    "kinds_native.rds",
    "several.RData",
  ])("%s, cut short, is refused", async (name) => {
    const bytes = golden(name);
    const { read: whole } = await readsDamaged(name, cuts(bytes, 250), read);
    expect(whole).toBe(0);
  });

  it.each(["kinds_none.rds", "kinds_native.rds", "plain_ascii.rds", "rules.rds"])(
    "%s with flipped bits is refused or read",
    async (name) => {
      const bytes = name === "rules.rds" ? await unpackedGolden(name) : golden(name);
      const { refused } = await readsDamaged(name, flips(bytes, runs(150).numRuns, 22), read);
      expect(refused).toBeGreaterThan(0);
    },
  );

  it.each(["kinds_gzip.rds", "kinds_bzip2.rds", "kinds_xz.rds"])(
    "%s with flipped bits is refused or read as it was",
    async (name) => {
      const bytes = golden(name);
      const whole = cellsByName((await read(bytesSource(name, bytes))).columns);
      await readsDamaged(name, flips(bytes, runs(60).numRuns, 22), async (source) => {
        const content = await read(source);
        expect(cellsByName(content.columns)).toEqual(whole);
        return content;
      });
    },
  );
});

/** A file that R packed, unpacked: its lengths and rules are then not protected by a checksum. */
async function unpackedGolden(name: string): Promise<Uint8Array> {
  const stream = new Blob([golden(name)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** saveRDS(data.frame(f = addNA(factor(c("x", NA, "y")))), FILE, ascii = TRUE, version = 2) of R 4.2, its lines between bars. */
const NA_LEVEL =
  "A|2|262658|131840|787|1|781|3|1|3|2|1026|1|262153|6|levels|16|3|262153|1|x|262153|1|y|9|-1|1026|1|262153|5|class|16|1|262153|6|factor|254|1026|1|262153|5|names|16|1|262153|1|f|1026|767|16|1|262153|10|data.frame|1026|1|262153|9|row.names|13|2|NA|-3|254|";

it("cells of a factor whose level is NA are missing", async () => {
  const bytes = new TextEncoder().encode(NA_LEVEL.replaceAll("|", "\n"));
  const { columns } = await read(bytesSource("factor.rds", bytes));
  expect(cellsByName(columns)).toEqual({ f: ["x", null, "y"] });
  expect(columns[0]?.facts).toEqual({ stored: "factor" });
});

describe("bzip2", () => {
  it("unpacks streams that stand one after the other", async () => {
    const bytes = golden("kinds_bzip2.rds");
    const memory = new MemoryBudget("once");
    const twice = new Uint8Array([...bytes, ...bytes]);
    const once = await gathered(unpackBzip2(bytesSource("once", bytes)), memory);
    expect(await gathered(unpackBzip2(bytesSource("twice", twice)), memory)).toEqual(
      new Uint8Array([...once, ...once]),
    );
  });
});
