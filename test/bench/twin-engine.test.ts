/** The engine made of twins: same wrappers, same results, views of exactly the blocks allocated. */
import { beforeAll, describe, expect, it } from "vitest";
import { twinEngine } from "../../bench/reference-engine.js";
import { KernelError } from "../../src/base/errors.js";
import { ddot } from "../../src/engine/kernels/blas.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";

let real: Engine;
let twins: Engine;

beforeAll(async () => {
  real = await loadEngine({ threads: 1 });
  twins = twinEngine(await loadEngine({ threads: 1 }));
});

describe("twin engine", () => {
  it("computes what wrappers ask of it, without the binary", () => {
    const x = Float64Array.from({ length: 500 }, (_, i) => Math.fround(1 / (i + 1)));
    expect(Math.abs(ddot(twins, x, x) - ddot(real, x, x))).toBeLessThan(1e-14);
    expect(twins.kernels.ddot).not.toBe(real.kernels.ddot);
  });

  it("reads blocks of outer and inner scopes, from inside a block too, after memory grew", () => {
    const result = twins.scope((scope) => {
      const x = scope.copyF64(Float64Array.of(9, 1, 2, 3));
      return scope.scope((inner) => {
        const y = inner.copyF64(Float64Array.of(4, 5, 6));
        inner.f64(1_000_000);
        const work = inner.f64(32);
        return twins.kernels.ddot(3, x.at(1), y.address, work.address);
      });
    });
    expect(result).toBe(32);
  });

  it("clears new blocks, also where others have been", () => {
    twins.scope((scope) => {
      scope.scope((inner) => inner.copyF64(Float64Array.of(1, 2, 3)));
      expect(Array.from(scope.f64(3).view())).toEqual([0, 0, 0]);
    });
  });

  it("gives nothing for address 0, and refuses addresses of no block and of blocks given back", () => {
    twins.scope((scope) => {
      expect(twins.kernels.ddot(0, 0, 0, 0)).toBe(0);
      const gone = scope.scope((inner) => inner.f64(1_000).at(500));
      const x = scope.f64(4);
      expect(() => twins.kernels.ddot(1, gone, x.address, x.address)).toThrow(KernelError);
      expect(() => twins.kernels.ddot(1, 8, x.address, x.address)).toThrow(/in no block/);
    });
    expect(twins.usedBytes()).toBe(real.usedBytes());
  });

  it("knows held blocks until they are freed, among blocks made later in gaps below them", () => {
    const gap = twins.hold((scope) => scope.f64(64));
    const held = twins.hold((scope) => scope.copyF64(Float64Array.of(1, 2, 3)));
    gap.free();
    twins.scope((scope) => {
      const [y, work] = [scope.copyF64(Float64Array.of(4, 5, 6)), scope.f64(32)];
      expect(y.address).toBeLessThan(held.value.address);
      expect(twins.run("ddot", [[3, held.value.address, y.address, work.address]])).toEqual([32]);
      held.free();
      expect(() => twins.kernels.ddot(3, held.value.address, y.address, work.address)).toThrow(/in no block/);
    });
    expect(() =>
      twins.hold((scope) => {
        scope.f64(8);
        throw new RangeError("on purpose");
      }),
    ).toThrow("on purpose");
    expect(twins.usedBytes()).toBe(0);
  });
});
