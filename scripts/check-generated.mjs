// Fails when a committed generated file differs from what its sources give.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSignatures, renderSignatures } from "./signatures.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = "src/wasm/signatures.gen.ts";
if (readFileSync(join(root, file), "utf8") !== renderSignatures(readSignatures(root))) {
  console.error(`${file} is stale: run 'npm run build' and commit it`);
  process.exit(1);
}
console.log(`${file} matches assembly/`);
