/** What races in a twin's place gives what the twin gives. */
import { describe, expect, it } from "vitest";
import { rival } from "../../bench/same-method.js";
import type { KernelArg } from "../../src/kernels/call.js";
import { registry } from "../../src/kernels/registry.js";
import { signatures } from "../../src/wasm/signatures.gen.js";
import { seeded } from "../support/random.js";

const replaced = registry.filter((row) => rival(row) !== null && rival(row) !== row.twin);

/** Number returned, then what is at Out and InOut parameters. */
function run(call: (...args: never[]) => number, args: readonly KernelArg[], outputs: readonly number[]) {
  const own = args.map((arg) => (typeof arg === "number" ? arg : arg.slice()));
  const result = (call as (...args: KernelArg[]) => number)(...own);
  return [result, ...outputs.map((i) => own[i])];
}

describe.each(replaced.map((row) => [row.name, row] as const))("%s", (name, row) => {
  it.each([0, 1, 2, 7, 50, 1000])("n = %i", (n) => {
    const args = row.problem(n, seeded(n + 1));
    const outputs = signatures[name].params.flatMap(([, type], i) => (type.includes("Out") ? [i] : []));
    expect(run(rival(row)!, args, outputs)).toEqual(run(row.twin, args, outputs));
  });
});

it("stands in for some twins only, and none races functions of scalars", () => {
  expect(replaced.map((row) => row.name)).toContain("pairComponents");
  const scalar = registry.filter((row) => row.problem(50, seeded(1)).every((arg) => typeof arg === "number"));
  expect(registry.filter((row) => rival(row) === null)).toEqual(scalar);
  expect(replaced.length + scalar.length).toBeLessThan(registry.length);
});
