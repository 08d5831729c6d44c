/** What a bundler drags in with an import, held to the table in docs/engine.md and to the limit of feols alone; and what it must not leave out. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type OutputAsset, type OutputChunk, rolldown } from "rolldown";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const EXPORTS = { "wasmetrics/feols": "feols", wasmetrics: "index" } as const;
const KERNELS = { "wasmetrics/feols": "feols.wasm", wasmetrics: "wasmetrics.wasm.gz" } as const;

/** Bytes of feols with its kernels. */
const MOST_ALONE = 123_000;
/** Share of what a row states that is measured at least: a row that says more is out of date. */
const LEAST_SHARE = 0.95;

const packed = (bytes: string | Uint8Array): number => gzipSync(bytes, { level: 9 }).length;
const kilobytes = (bytes: number): number => bytes / 1_000;

/** The chunks a page loads before it asks for more. */
async function chunksOf(names: string, from: keyof typeof EXPORTS): Promise<OutputChunk[]> {
  const entry = `export { ${names} } from ${JSON.stringify(fileURLToPath(new URL(`dist/${EXPORTS[from]}.js`, root)))};`;
  const bundle = await rolldown({
    input: "entry",
    platform: "browser",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? id : undefined),
        load: (id) => (id === "entry" ? entry : undefined),
      },
    ],
    onLog: () => {},
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  return reachedIn(output);
}

/** The chunks that the entry imports, and those import, before anything is asked for. */
function reachedIn(output: readonly (OutputChunk | OutputAsset)[]): OutputChunk[] {
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === "chunk" ? [[chunk.fileName, chunk] as const] : [])));
  const reached = new Set<OutputChunk>();
  const follow = (chunk: OutputChunk | undefined) => {
    if (chunk === undefined || reached.has(chunk)) return;
    reached.add(chunk);
    for (const name of chunk.imports) follow(chunks.get(name));
  };
  follow([...chunks.values()].find(({ isEntry }) => isEntry));
  return [...reached];
}

const ROW = /^\| `([\w, ]+)` \| `([\w/]+)` \| (\d+) \| (\d+) \| (\d+) \|$/gm;
const rows = [...readFileSync(new URL("docs/engine.md", root), "utf8").matchAll(ROW)].map(
  ([, names, from, javascript, kernels, together]) => ({
    names: names!,
    from: from as keyof typeof EXPORTS,
    stated: { javascript: Number(javascript), kernels: Number(kernels), together: Number(together) },
  }),
);

describe("docs/engine.md states what is dragged in, in kB", () => {
  it("has a table", () => expect(rows).toHaveLength(3));

  for (const { names, from, stated } of rows) {
    it(`${names} from ${from}`, async () => {
      const chunks = await chunksOf(names, from);
      const javascript = chunks.reduce((sum, { code }) => sum + packed(code), 0);
      const kernels = packed(readFileSync(new URL(`dist/${KERNELS[from]}`, root)));
      const measured = { javascript, kernels, together: javascript + kernels };
      for (const part of ["javascript", "kernels", "together"] as const) {
        expect(kilobytes(measured[part]), part).toBeLessThanOrEqual(stated[part]);
        expect(kilobytes(measured[part]), part).toBeGreaterThan(LEAST_SHARE * stated[part]);
      }
      if (from !== "wasmetrics/feols") return;
      expect(measured.together).toBeLessThan(MOST_ALONE);
      const modules = chunks.flatMap(({ moduleIds }) => moduleIds).join("\n");
      expect(modules).not.toMatch(/zod|yaml|matrix/);
      expect(chunks.map(({ code }) => code).join("")).not.toMatch(/H4sI|EigenvalueDecomposition|RE2JS/);
    });
  }
});

it.each(["coordinator", "pool-worker"])("a bundler leaves in by what the thread of %s hears", async (name) => {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(`dist/${name}.js`, root)),
    platform: "browser",
    treeshake: { moduleSideEffects: true },
    onLog: () => {},
  });
  const { output } = await bundle.generate({ format: "esm" });
  const code = reachedIn(output)
    .map((chunk) => chunk.code)
    .join("\n");
  expect(code).toMatch(/\.workerData\b/);
  expect(output[0].code.length).toBeGreaterThan(1_000);
});
