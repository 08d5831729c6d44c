import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { version } from "../../src/base/version.js";

it("the version in results is the package's", () => {
  const { version: expected } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(version).toBe(expected);
});
