// Packs the package, installs the tarball into an empty project, and uses it there as a stranger would: the browser-safe
// entry, the Node entry, the raw kernels, and the command. Fails on the first thing that does not work.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "wasmetrics-package-"));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const PANEL = ["city,year,y,did"];
for (let city = 1; city <= 6; city++) {
  for (let year = 2010; year <= 2015; year++) {
    PANEL.push(`${city},${year},${((city * 7 + year * 3) % 11) / 10},${Number(city > 3 && year > 2012)}`);
  }
}

const PROGRAM = `
import assert from "node:assert/strict";
import { feols, loadEngine } from "wasmetrics";
import { readTable } from "wasmetrics/node";
import { callKernel, ddot } from "wasmetrics/kernels";

const engine = await loadEngine();
const panel = (await readTable("panel.csv")).panel({ unit: "city", time: "year" });
const fit = feols(engine, panel, "y ~ did | city + year", { vcov: { cluster: ["city"] } });
assert.equal(fit.nobs, 36);
assert.ok(Number.isFinite(fit.coefficients.did.std_error));
assert.equal(ddot(engine, Float64Array.of(1, 2), Float64Array.of(3, 4)), 11);
assert.equal(typeof callKernel, "function");
console.log("library ok");
`;

// What must compile, and what must not, under the strictest settings a project may have.
const TYPES = `
import { feols, loadEngine, parseCsv, renderDocx, type FigureSpec } from "wasmetrics";
import * as browser from "wasmetrics/browser";
import { ddot } from "wasmetrics/kernels";
const engine = await loadEngine();
const panel = parseCsv("city,year,y,x").panel({ unit: "city", time: "year" });
feols(engine, panel, "y ~ x", { vcov: { cluster: ["city"] } });
// @ts-expect-error: programs' defaults differ, so the variance is asked for
feols(engine, panel, "y ~ x");
// @ts-expect-error: the same with other options
feols(engine, panel, "y ~ x", { level: 0.9 });
export type Spec = FigureSpec;
void [browser.feols, ddot, renderDocx];
`;
const STRICTEST = {
  compilerOptions: {
    ...{ noEmit: true, strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true },
    ...{ target: "ES2022", lib: ["ES2023", "DOM"], module: "NodeNext", types: [] },
  },
  files: ["types.ts"],
};

try {
  run("npm", ["pack", "--silent", "--pack-destination", folder], root);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  writeFileSync(join(folder, "panel.csv"), `${PANEL.join("\n")}\n`);
  writeFileSync(join(folder, "program.mjs"), PROGRAM);
  writeFileSync(join(folder, "types.ts"), TYPES);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(STRICTEST));
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", `./${tarball}`], folder);
  process.stdout.write(run("node", ["program.mjs"], folder));
  run("node", [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], folder);
  console.log("types ok");
  const json = run(
    "npx",
    ["wasmetrics", "feols", "panel.csv", "y ~ did | city + year", "--vcov", "cluster:city", "--json"],
    folder,
  );
  if (JSON.parse(json).nobs !== 36) throw new Error("the command printed an unexpected record");
  console.log("command ok");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
