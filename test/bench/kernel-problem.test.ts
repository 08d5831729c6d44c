/** What races a kernel is its reference, where that is by the kernel's own method. */
import { expect, it } from "vitest";
import { isRaced } from "../../bench/suites/kernel-problem.js";
import { registry } from "../cases/index.js";
import { seeded } from "../support/random.js";

it("functions of scalars do not race: their references integrate and bisect", () => {
  const scalar = registry.filter((row) => row.problem(50, seeded(1)).every((arg) => typeof arg === "number"));
  expect(scalar.length).toBeGreaterThan(0);
  expect(registry.filter((row) => !isRaced(row))).toEqual(scalar);
});
