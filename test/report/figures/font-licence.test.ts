/** The licence beside the fonts says of them what the notice of data does. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

it("what was done to the fonts is told alike in both", () => {
  const line = read("data/NOTICE.md")
    .split("\n")
    .find((row) => row.includes("data/fonts/"))!;
  const [, name, version, done] = /\| (DejaVu Sans) ([\d.]+), for text in figures: (.*?) \(/.exec(line)!;
  const licence = read("data/fonts/LICENSE").replaceAll("\n", " ");
  expect(licence).toContain(`${name} and ${name} Bold, version ${version} `);
  expect(licence).toContain(`: ${done}.`);
  expect(licence).not.toContain("unmodified");
});
