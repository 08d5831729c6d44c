import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ByteSource, bytesSource } from "../../../src/data/formats/source.js";
import { STATA } from "../../../src/data/formats/stata/stata.js";
import { cuts, flips, readsDamaged } from "../../support/damage.js";
import { earlyStata } from "../../support/early-stata.js";
import { runs } from "../../support/laws.js";

const golden = (file: string) => new Uint8Array(readFileSync(new URL(`../../golden/files/${file}`, import.meta.url)));
const context = { engine: () => Promise.reject(new Error("no kernels are needed")) };
const read = (source: ByteSource) => STATA.read(source, {}, context);

const files = {
  104: earlyStata(104, "little"),
  105: earlyStata(105, "big"),
  108: earlyStata(108, "little"),
  110: earlyStata(110, "big"),
  111: earlyStata(111, "little"),
  113: golden("files_dta_113.dta"),
  115: golden("files_dta_115.dta"),
  117: golden("stata/pandas-117-big.dta"),
  118: golden("stata/pandas-118-little.dta"),
  119: golden("files_dta_119.dta"),
};

describe.each(Object.entries(files))("a damaged file of release %s", (release, bytes) => {
  const name = `damaged-${release}.dta`;

  it("is refused wherever it is cut, or read where only what follows the rows is", async () => {
    const { refused, read: readable } = await readsDamaged(name, cuts(bytes, 3000), read);
    expect(refused).toBeGreaterThan(0);
    // Before tags nothing says that value labels follow.
    if (Number(release) >= 117) expect(readable).toBeLessThanOrEqual("</stata_dta>".length);
  });

  it("is refused or read, whichever bits are flipped", async () => {
    const { refused, read: readable } = await readsDamaged(
      name,
      flips(bytes, runs(400).numRuns, Number(release)),
      read,
    );
    expect(refused).toBeGreaterThan(0);
    expect(readable).toBeGreaterThan(0);
  });
});

it("a release that is no number is damage, not a release", async () => {
  const bytes = golden("stata/haven-13.dta");
  bytes.set(new TextEncoder().encode("1x7"), "<stata_dta><header><release>".length);
  await expect(read(bytesSource("x.dta", bytes))).rejects.toMatchObject({ code: "file_damaged" });
});
