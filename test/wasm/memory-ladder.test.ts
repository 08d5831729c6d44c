/** What a host grants of memory: less is taken, and where none can be shared, kernels run on one thread with memory of their own. */
import { afterEach, expect, it } from "vitest";
import { loadEngine } from "../../src/engine/kernels/engine.js";

const GRANTED = WebAssembly.Memory;
const PAGE = 65_536;

/** From now on memory is refused above `most` pages, and shared memory above `shared`. */
function grant({ most, shared = most }: { readonly most: number; readonly shared?: number }): void {
  WebAssembly.Memory = class extends GRANTED {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      const limit = descriptor.shared === true ? shared : most;
      if (descriptor.maximum! > limit) throw new RangeError("WebAssembly.Memory(): could not allocate memory");
      super(descriptor);
    }
  };
}

afterEach(() => {
  WebAssembly.Memory = GRANTED;
});

it.each([65_536, 32_768, 16_384, 8_192, 4_096])("%i pages are taken where no more are granted", async (most) => {
  grant({ most });
  for (const threads of [1, 2]) {
    const engine = await loadEngine({ threads });
    expect([engine.limitBytes(), engine.threads]).toEqual([most * PAGE, threads]);
    await engine.close();
  }
});

it("where none can be shared there is one thread, and it is said", async () => {
  grant({ most: 4_096, shared: 0 });
  const engine = await loadEngine({ threads: 2 });
  expect([engine.limitBytes(), engine.threads]).toEqual([4_096 * PAGE, 1]);
  expect(engine.notes).toEqual([expect.stringMatching(/^2 threads could not be started .*: kernels run on 1/)]);
});

it("less than 256 MiB is refused, and what to do is said", async () => {
  grant({ most: 4_095 });
  await expect(loadEngine({ threads: 2 })).rejects.toThrow(/can't reserve 256 MiB of addresses/);
});
