/** Kernels from elsewhere than the library's copy: by address, as bytes, as a response, compiled; and what is refused. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelError } from "../../src/base/errors.js";
import { version } from "../../src/base/version.js";
import { ddot } from "../../src/engine/kernels/index.js";
import { type KernelSource, kernelsName } from "../../src/engine/wasm/kernels.js";
import { type Engine, type EngineOptions, loadEngine } from "../../src/engine/wasm/load.js";
import type * as Library from "../../src/index.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { smallPanel } from "../models/small-panel.js";
import { built } from "../support/built.js";

const FILE = fileURLToPath(new URL("../../dist/wasmetrics.wasm.gz", import.meta.url));
const PANEL = { cohorts: [2003, 2004, null, 2003, null, 2005], periods: [2000, 2008] } as const;

let bytes: Uint8Array<ArrayBuffer>;
let address: string;
const server = createServer((request, response) => {
  if (request.url === "/page") response.end("<!doctype html><title>Not found</title>");
  else if (request.url === "/kernels.wasm") response.end(bytes);
  else response.writeHead(404).end();
});

beforeAll(async () => {
  bytes = new Uint8Array(gunzipSync(readFileSync(FILE)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function using<T>(options: EngineOptions, work: (engine: Engine) => T): Promise<T> {
  const engine = await loadEngine(options);
  try {
    return work(engine);
  } finally {
    await engine.close();
  }
}

describe("loadEngine({ wasm })", () => {
  const given: readonly (readonly [string, () => KernelSource | Promise<WebAssembly.Module>])[] = [
    ["a path", () => FILE],
    ["a file's address", () => pathToFileURL(FILE)],
    ["an address on the net", () => `${address}/kernels.wasm`],
    ["bytes", () => bytes],
    ["a buffer", () => bytes.slice().buffer],
    ["a response", () => new Response(bytes)],
    ["what fetch gives", () => fetch(`${address}/kernels.wasm`)],
  ];
  for (const [what, source] of given) {
    it(`takes ${what}, for any number of threads`, async () => {
      const name = await kernelsName();
      for (const threads of [1, 3]) {
        await using({ wasm: source() as KernelSource, threads }, (engine) => {
          expect([engine.threads, engine.sha256, engine.notes]).toEqual([threads, name, []]);
          expect(ddot(engine, Float64Array.of(1, 2), Float64Array.of(3, 4))).toBe(11);
        });
      }
    });
  }

  it("takes a compiled module, which has one thread and says so where more were asked for", async () => {
    const wasm = await WebAssembly.compile(bytes);
    await using({ wasm }, ({ threads, notes }) => expect([threads, notes]).toEqual([1, []]));
    await using({ wasm, threads: 2, build: "shared" }, ({ threads, build, notes }) => {
      expect([threads, build]).toEqual([1, "simd"]);
      expect(notes).toEqual([expect.stringContaining("asked for 2 threads")]);
    });
  });

  it("gives the bits of the copy inside the library, and the same records", async () => {
    const panel = smallPanel(PANEL);
    const fit = (engine: Engine) => {
      const { timing_ms: _, ...record } = feols(engine, panel, "y ~ d + x | unit + time", { vcov: "cluster:unit" });
      return record;
    };
    expect(await using({ wasm: FILE }, fit)).toEqual(await using({}, fit));
  });

  it("serves a worker of its own too", async () => {
    const { startEngineWorker } = await built<typeof Library>("index.js");
    for (const wasm of [FILE, bytes, await WebAssembly.compile(bytes)]) {
      const worker = await startEngineWorker({ wasm, threads: 1 });
      const { nobs } = await worker.feols(smallPanel(PANEL), "y ~ d", { vcov: "iid" });
      expect(nobs).toBeGreaterThan(0);
      await worker.close();
    }
  });
});

describe("what is refused", () => {
  const refused = async (wasm: KernelSource, code: string) => {
    const error = await loadEngine({ wasm }).then(
      () => undefined,
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(KernelError);
    expect(error).toMatchObject({ code });
    return error as KernelError;
  };

  it("what can't be read, by its address", async () => {
    expect((await refused(`${address}/nowhere.wasm`, "kernels_unreadable")).message).toContain("answers 404");
    await refused("/nowhere/kernels.wasm", "kernels_unreadable");
  });

  it("what is no file of this version", async () => {
    await refused(`${address}/page`, "kernels_version");
    await refused(new Uint8Array(0), "kernels_version");
    await refused(new TextEncoder().encode("function () { not JSON"), "kernels_version");
    const unlabelled = await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await refused(unlabelled, "kernels_version");
    const label = new TextDecoder("latin1").decode(bytes).replace(`"version":"${version}"`, '"version":"0.0.9"');
    const older = Uint8Array.from(label, (character) => character.charCodeAt(0));
    expect((await refused(older, "kernels_version")).detail).toMatchObject({ got: "0.0.9", expected: version });
  });

  it("a damaged file", async () => {
    const damaged = bytes.slice();
    damaged[5_000]! ^= 1;
    await refused(damaged, "binary_hash");
    await refused(new Uint8Array(readFileSync(FILE)).slice(0, 5_000), "kernels_unreadable");
  });
});
