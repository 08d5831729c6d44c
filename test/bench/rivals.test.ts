/** What races in a twin's place gives what the twin gives. */
import { describe, expect, it } from "vitest";
import { rival } from "../../bench/baselines/rival.js";
import { relativeDifference } from "../../bench/difference.js";
import type { KernelArg } from "../../src/engine/kernels/call.js";
import { signatures } from "../../src/engine/wasm/signatures.gen.js";
import { registry } from "../cases/index.js";
import { seeded } from "../support/random.js";

const replaced = registry.filter((row) => rival(row) !== null && rival(row) !== row.twin);

const asArray = (result: KernelArg | undefined): ArrayLike<number> =>
  typeof result === "number" ? [result] : (result ?? []);

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
    const [ours, twins] = [run(rival(row)!, args, outputs), run(row.twin, args, outputs)];
    ours.forEach((result, i) => {
      expect(relativeDifference(asArray(result), asArray(twins[i]))).toBeLessThanOrEqual(row.bound);
    });
  });
});

it("stands in for some twins only, and none races functions of scalars", () => {
  expect(replaced.map((row) => row.name)).toEqual(expect.arrayContaining(["pairComponents", "tsqr"]));
  const scalar = registry.filter((row) => row.problem(50, seeded(1)).every((arg) => typeof arg === "number"));
  expect(registry.filter((row) => rival(row) === null)).toEqual(scalar);
  expect(replaced.length + scalar.length).toBeLessThan(registry.length);
});
