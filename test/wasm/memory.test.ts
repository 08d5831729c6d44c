/** The heap as laws: blocks never overlap, everything given back is there again, memory grows only for need. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelError, NumericalError } from "../../src/base/errors.js";
import { type Engine, type F64Block, loadEngine, memoryLimit, type Scope } from "../../src/engine/kernels/engine.js";
import { Heap, withScope } from "../../src/engine/wasm/memory.js";
import { runs } from "../support/laws.js";

const PAGE = 65_536;
const RESERVED = 1_024;

let engine: Engine;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

afterAll(() => engine.close());

const makeHeap = (maximum = 64) => new Heap(new WebAssembly.Memory({ initial: 1, maximum }), maximum * PAGE);

describe("heap", () => {
  it("blocks are aligned, above the reserved bytes and apart; all of it is free at the end, in one piece", () => {
    const step = fc.record({
      bytes: fc.integer({ min: 0, max: 40_000 }),
      give: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const heap = makeHeap();
        const live: { address: number; bytes: number }[] = [];
        for (const { bytes, give } of steps) {
          if (give < 0.45 && live.length > 0) {
            const [gone] = live.splice(Math.floor((give / 0.45) * live.length), 1);
            heap.give(gone!.address, gone!.bytes);
            continue;
          }
          const address = heap.take(bytes);
          expect(address % 64).toBe(0);
          expect(address).toBeGreaterThanOrEqual(RESERVED);
          expect(address + bytes).toBeLessThanOrEqual(heap.memory.buffer.byteLength);
          for (const other of live) {
            expect(address !== other.address).toBe(true);
            expect(address + bytes <= other.address || other.address + other.bytes <= address).toBe(true);
          }
          live.push({ address, bytes });
          expect(heap.usedBytes).toBeGreaterThanOrEqual(live.reduce((sum, block) => sum + block.bytes, 0));
          expect(heap.peakBytes).toBeGreaterThanOrEqual(heap.usedBytes);
        }
        for (const { address, bytes } of live) heap.give(address, bytes);
        expect(heap.usedBytes).toBe(0);
        const size = heap.memory.buffer.byteLength;
        expect(heap.take(size - RESERVED)).toBe(RESERVED);
        expect(heap.memory.buffer.byteLength).toBe(size);
      }),
      runs(300),
    );
  });

  it("fills the first gap that is large enough, and joins gaps on both sides", () => {
    const heap = makeHeap();
    const [a, b, c, d] = [heap.take(64), heap.take(64), heap.take(64), heap.take(64)];
    heap.give(a, 64);
    heap.give(c, 64);
    expect(heap.take(100)).toBe(d + 64);
    heap.give(b, 64);
    expect(heap.take(192)).toBe(a);
  });

  it("grows by more than is missing, as far as the limit allows, and what it grew joins the free end", () => {
    const heap = makeHeap();
    expect(heap.take(2 * PAGE)).toBe(RESERVED);
    expect(heap.memory.buffer.byteLength).toBe(64 * PAGE);
  });

  it("refuses what is beyond the limit with need and remedies, and goes on", () => {
    const heap = makeHeap(4);
    const kept = heap.take(PAGE);
    const refused = () => heap.take(4 * PAGE);
    expect(refused).toThrow(NumericalError);
    expect(refused).toThrow(/need .* GiB .*in use.*at most.*use fewer rows/);
    expect(heap.usedBytes).toBe(PAGE);
    heap.give(kept, PAGE);
    expect(heap.take(4 * PAGE - RESERVED)).toBe(RESERVED);
  });

  it("the peak starts anew from what is in use", () => {
    const heap = makeHeap();
    const kept = heap.take(640);
    heap.give(heap.take(6_400), 6_400);
    expect(heap.peakBytes).toBe(7_040);
    heap.resetPeak();
    expect(heap.peakBytes).toBe(640);
    heap.give(kept, 640);
    expect([heap.usedBytes, heap.peakBytes]).toEqual([0, 640]);
  });
});

describe("scopes", () => {
  it("a thousand in a loop, some that throw, leave use and memory as they were", () => {
    const addresses = new Set<number>();
    for (let i = 0; i < 1_000; i++) {
      const work = (scope: Scope) => {
        addresses.add(scope.f64(10_000 + (i % 7)).address);
        scope.scope((inner) => inner.u32(5_000));
        if (i % 3 === 0) throw new RangeError("on purpose");
      };
      if (i % 3 === 0) expect(() => engine.scope(work)).toThrow("on purpose");
      else engine.scope(work);
    }
    expect(addresses.size).toBe(1);
    expect(engine.usedBytes()).toBe(0);
  });

  it("a block of an outer scope made inside an inner one outlives the inner one", () => {
    engine.scope((outer) => {
      const block = outer.scope((inner) => {
        inner.f64(100);
        return outer.copyF64(Float64Array.of(1, 2));
      });
      outer.f64(1_000).view().fill(7);
      expect([...block.view()]).toEqual([1, 2]);
    });
  });

  it("copies a view of its own memory, which ends when the allocation grows it", () => {
    const heap = makeHeap();
    withScope(heap, (scope) => {
      const [numbers, codes, bytes] = [scope.f64(4_000), scope.u32(4_000), scope.u8(4_000)];
      numbers.view().fill(1.5);
      codes.view().fill(7);
      bytes.view().fill(9);
      scope.f64(1_000); // little is left: each copy grows memory
      const before = heap.memory.buffer.byteLength;
      const copies = [1, 2, 3].map(() => scope.copyF64(numbers.view()));
      expect(heap.memory.buffer.byteLength).toBeGreaterThan(before);
      for (const copy of copies) expect(copy.view().every((value) => value === 1.5)).toBe(true);
      for (let i = 0; i < 8; i++) {
        expect(
          scope
            .copyU32(codes.view())
            .view()
            .every((code) => code === 7),
        ).toBe(true);
        expect(
          scope
            .copyU8(bytes.view())
            .view()
            .every((byte) => byte === 9),
        ).toBe(true);
      }
    });
  });

  it("a scope that has ended allocates nothing", () => {
    const ended = engine.scope((scope) => scope);
    expect(() => ended.f64(1)).toThrow(KernelError);
    expect(() => ended.scope(() => 1)).toThrow("engine.hold");
    expect(engine.usedBytes()).toBe(0);
  });

  it("empty blocks have addresses of their own", () => {
    engine.scope((scope) => {
      const [a, b] = [scope.f64(0), scope.u32(0)];
      expect(a.address).not.toBe(b.address);
      expect([a.view().length, b.view().length]).toEqual([0, 0]);
    });
  });

  it("reach above 2 GiB", () => {
    engine.scope((scope) => {
      scope.f64(2 ** 28);
      const [x, work] = [scope.copyF64(Float64Array.of(1, 2, 3)), scope.f64(64)];
      expect(x.address).toBeGreaterThan(2 ** 31);
      expect(engine.kernels.ddot(3, x.address, x.address, work.address)).toBe(14);
    });
    expect(memoryLimit(engine)).toBe(2 ** 32);
    expect(() => engine.scope((scope) => scope.f64(2 ** 29))).toThrow(/need 4.00 GiB .*4.00 GiB at most/);
  });
});

describe("holds", () => {
  it("outlive scopes until freed, once; later allocations belong to them", () => {
    const held = engine.hold((scope) => ({ scope, block: scope.copyF64(Float64Array.of(4, 5)) }));
    engine.scope((scope) => scope.f64(1_000).view().fill(9));
    expect([...held.value.block.view()]).toEqual([4, 5]);
    expect(held.bytes).toBe(64);
    held.value.scope.f64(8);
    held.value.scope.scope((inner) => inner.f64(100));
    expect([held.bytes, engine.usedBytes()]).toEqual([128, 128]);
    held.free();
    held.free();
    expect([held.bytes, engine.usedBytes()]).toEqual([0, 0]);
    expect(() => held.value.scope.f64(1)).toThrow(KernelError);
  });

  it("keep nothing when they throw, and do not mix", () => {
    expect(() =>
      engine.hold((scope) => {
        scope.f64(100);
        throw new RangeError("on purpose");
      }),
    ).toThrow("on purpose");
    expect(engine.usedBytes()).toBe(0);
    const holds = [1, 2, 3].map((value) => engine.hold((scope): F64Block => scope.copyF64(Float64Array.of(value))));
    holds[1]!.free();
    const other = engine.hold((scope) => scope.copyF64(Float64Array.of(8)));
    expect([holds[0]!, holds[2]!, other].map(({ value }) => value.view()[0])).toEqual([1, 3, 8]);
    for (const held of [...holds, other]) held.free();
    expect(engine.usedBytes()).toBe(0);
  });
});
