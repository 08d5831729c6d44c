// Bundles for browsers, made from the sources. `embedBundles`: the modules of threads as text, each with all it imports, for pages
// whose bundler or server leaves their files behind. `browserBundle`: dist/browser/wasmetrics.js, which a page loads as it is.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** The modules of threads; that of the pool first, because the coordinator holds it. */
const THREADS = [
  { module: "src/engine/wasm/pool-worker.js", bundle: "src/engine/wasm/pool-worker-bundle.gen.ts" },
  { module: "src/worker/coordinator.ts", bundle: "src/worker/coordinator-bundle.gen.ts" },
];
const LEVEL = 9;

const bundler = (root, input) =>
  rolldown({ cwd: root, input, platform: "browser", resolve: { extensionAlias: { ".js": [".ts", ".js"] } } });

export async function embedBundles(root) {
  for (const { module, bundle } of THREADS) {
    const bundled = await bundler(root, module);
    const { output } = await bundled.generate({ format: "esm", minify: true, codeSplitting: false });
    if (output.length !== 1) throw new Error(`${module} must become one file, not ${output.length}`);
    const base64 = gzipSync(output[0].code, { level: LEVEL }).toString("base64");
    writeFileSync(
      join(root, bundle),
      `// Generated from ${module} by scripts/build.mjs. Do not edit.\n\nexport const bundle: string =\n  "${base64}";\n`,
    );
  }
}

export async function browserBundle(root) {
  const dir = join(root, "dist/browser");
  mkdirSync(dir, { recursive: true });
  const bundled = await bundler(root, {
    wasmetrics: "src/index.ts",
    coordinator: THREADS[1].module,
    "pool-worker": THREADS[0].module,
  });
  await bundled.write({
    dir,
    format: "esm",
    minify: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  });
}
