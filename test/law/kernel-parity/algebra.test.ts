/** Kernels on every build, against their twins: `algebra` of the files by family. */
import { expect, it } from "vitest";
import { signatures } from "../../../src/engine/wasm/signatures.gen.js";
import { registry } from "../../cases/index.js";
import { PARITY_FILES, testParity } from "../../support/kernel-parity.js";

it("each export has a registry row, whose family is in a file", () => {
  expect(registry.map((row) => row.name).sort()).toEqual(Object.keys(signatures).sort());
  const families = new Set(registry.map(({ family }) => family));
  expect(Object.values(PARITY_FILES).flat().sort()).toEqual([...families].sort());
});

testParity("algebra");
