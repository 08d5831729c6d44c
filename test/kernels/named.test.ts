/**
 * Arguments of kernels by name: the same numbers as by order, and mistakes that do not compile.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callKernel, invoke } from "../../src/engine/kernels/call.js";
import { type Engine, type InF64, loadEngine, type Task } from "../../src/engine/kernels/engine.js";

let engines: Engine[];
beforeAll(async () => {
  engines = [await loadEngine({ threads: 1 }), await loadEngine({ threads: 2 })];
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

describe("arguments by name", () => {
  it("are those by order, whatever the order they are written in, for blocks, places in them and nothing", () => {
    for (const engine of engines) {
      engine.scope((scope) => {
        const [x, w, work] = [
          scope.copyF64(Float64Array.of(1, 2, 4)),
          scope.copyF64(Float64Array.of(1, 1, 2)),
          scope.f64(9999),
        ];
        const named: Task<"centredSumOfSquares">[] = [
          { w, x, work, weighted: 1, n: 3 },
          { n: 2, weighted: 0, x: x.at(1), w: null, work: work.at(5000) },
        ];
        const ordered = [
          [3, 1, x.address, w.address, work.address],
          [2, 0, x.at(1), 0, work.at(5000)],
        ];
        const inTurn = ordered.map((task) =>
          (engine.kernels.centredSumOfSquares as (...n: number[]) => number)(...task),
        );
        expect(inTurn).toEqual([6.75, 2]);
        expect(engine.run("centredSumOfSquares", named)).toEqual(inTurn);
        expect(engine.run("centredSumOfSquares", ordered)).toEqual(inTurn);
        expect(named.map((task) => invoke(engine, "centredSumOfSquares", task as never))).toEqual(inTurn);
      });
    }
  });

  it("callKernel takes arrays either way", () => {
    const [order, x] = [Uint32Array.of(2, 0), Float64Array.of(5, 6, 7)];
    const outs = [new Float64Array(2), new Float64Array(2)] as const;
    callKernel(engines[0]!, "gatherF64", { n: 2, nSource: 3, x, order, out: outs[0] });
    callKernel(engines[0]!, "gatherF64", [2, 3, x, order, outs[1]]);
    expect(outs.map((out) => [...out])).toEqual([
      [7, 5],
      [7, 5],
    ]);
    const missing = { n: 2, nSource: 3, order, out: outs[0] } as never;
    expect(() => callKernel(engines[0]!, "gatherF64", missing)).toThrow("argument 'x' must be Float64Array");
  });

  it("the compiler refuses a wrong element, a read-only output, a misspelt and a missing name", () => {
    const call = (engine: Engine, read: InF64) =>
      engine.scope((scope) => {
        const [x, codes] = [scope.f64(1), scope.u32(1)];
        const all = { n: 1, nSource: 1, x, order: codes, out: x };
        invoke(engine, "gatherF64", all);
        // @ts-expect-error u32 where f64 are read
        invoke(engine, "gatherF64", { ...all, x: codes });
        // @ts-expect-error an address of u32 likewise
        invoke(engine, "gatherF64", { ...all, x: codes.at(0) });
        // @ts-expect-error a number that is no address
        invoke(engine, "gatherF64", { ...all, x: 8 });
        // @ts-expect-error an output that may only be read
        invoke(engine, "gatherF64", { ...all, out: read });
        // @ts-expect-error no such parameter
        invoke(engine, "gatherF64", { n: 1, nSource: 1, x, order: codes, uot: x });
        // @ts-expect-error nothing to write to
        engine.run("gatherF64", [{ n: 1, nSource: 1, x, order: codes }]);
      });
    expect(call).toBeTypeOf("function");
  });
});
