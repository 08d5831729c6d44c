/** Modules of src/ as processes without a compiler import them, with the packages of this checkout beside them. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../../", import.meta.url));
const cache = join(root, "node_modules/.cache/wasmetrics-test");

/** Bundles `modules`, by their paths in src/ without an ending; the address of the folder in which they have these names. */
export async function bundled(modules: readonly string[]): Promise<string> {
  const dir = join(cache, createHash("sha256").update(modules.join()).digest("hex").slice(0, 16));
  const input = Object.fromEntries(modules.map((module) => [module, join(root, "src", `${module}.ts`)]));
  const bundle = await rolldown({
    ...{ cwd: root, input, platform: "node", external: /^[^./]/ },
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
  });
  await bundle.write({ dir, format: "esm", entryFileNames: "[name].js" });
  return `${pathToFileURL(dir).href}/`;
}
