// Packs the package, installs the tarball into an empty project without the optional packages, and uses it there as a stranger
// would: the browser-safe entry, the Node entry, the raw kernels, the command, the page it serves, and in the projects of check-embedding.mjs;
// looks at sizes, and at what is said where an optional package is needed. Then with them: the same numbers, and the outputs that were
// refused. Fails on the first thing that does not work. Needs a build; makes the page.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { checkEmbedding } from "./check-embedding.mjs";

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
import * as alone from "wasmetrics/feols";
import { ddot } from "wasmetrics/kernels";
const engine = await loadEngine();
const panel = parseCsv("city,year,y,x").panel({ unit: "city", time: "year" });
feols(engine, panel, "y ~ x", { vcov: { cluster: ["city"] } });
alone.feols(await alone.loadEngine({ wasm: new URL("file:///feols.wasm") }), panel, "y ~ x", { vcov: "iid" });
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

/** Files that packages unpack which are part of this one. */
const PACKED = ["files_rds_xz.rds", "parquet/brotli.parquet", "parquet/polars-zstd.parquet"];

/** Bytes unpacked: of the package without its page, 2.3e6 of them examples; of the page; of all that is installed without the optional packages. */
const MOST = { package: 10e6, page: 6e6, installed: 17e6 };

const INSTALLED = join(folder, "node_modules");
const OPTIONAL = ["@duckdb", "@resvg", "vega", "vega-lite"];

const FIT = ["feols", "panel.csv", "y ~ did | city + year", "--vcov", "cluster:city"];
const RAW = ["simulate", "customs", "--rows", "200", "--seed", "1"];
const DUCKDB = "npm install @duckdb/node-api@1.5.6-r.1";
/** What needs an optional package, and the line that installs it. */
const REFUSED = [
  { args: ["coefplot", "fit.json", "--out", "fit.svg"], install: "npm install vega@6.4.0 vega-lite@6.4.3" },
  { args: ["quality", "rows.csv", "--sigma", "5", "--stream", "--out", "quality"], install: DUCKDB },
];

const bytesIn = (path) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + lstatSync(join(parentPath, name)).size, 0);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

const install = (...args) => run("npm", ["install", "--silent", "--no-audit", "--no-fund", ...args], folder);
const command = (...args) => {
  const { status, stdout, stderr } = spawnSync("npx", ["wasmetrics", ...args], { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
};
/** What `args` print as JSON, without the time it took. */
function record(...args) {
  const { status, stdout, stderr } = command(...args, "--json");
  assert.equal(status, 0, stderr);
  const { timing_ms: _, ...rest } = JSON.parse(stdout);
  return rest;
}
/** The packed page: served with its token and not without, all of it that was built, and ended by Ctrl+C. */
async function checkServed() {
  const command = spawn(process.execPath, [join(INSTALLED, "wasmetrics/bin/wasmetrics"), "serve", folder, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => command.once("exit", resolve));
  const printed = new Promise((resolve) => command.stdout.once("data", (text) => resolve(JSON.parse(text))));
  const { address } = await Promise.race([printed, ended.then((status) => assert.fail(`serve ended with ${status}`))]);
  const ask = (path) => fetch(new URL(path, address));
  assert.match(await (await ask("")).text(), /<meta name="wasmetrics-folder"/);
  for (const path of ["/", "/index.html", "/data/panel.csv", "/x/data.json"])
    assert.equal((await ask(path)).status, 404);
  assert.equal(await (await ask("data/panel.csv")).text(), `${PANEL.join("\n")}\n`);
  assert.ok((await (await ask("data.json")).json()).files.some(({ path }) => path === "panel.csv"));
  const built = join(root, "web/dist");
  const files = readdirSync(built, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const path = relative(built, join(parentPath, name)).replaceAll(sep, "/");
    if (/^(index\.html|sw\.js|manifest\.webmanifest)$/.test(path)) continue;
    const sent = Buffer.from(await (await ask(path)).arrayBuffer());
    assert.ok(sent.equals(readFileSync(join(built, path))), `${path} is not served as it was built`);
  }
  command.kill("SIGINT");
  assert.equal(await ended, 0);
  console.log("served page ok");
}
const records = () => [
  record(...FIT),
  record("feols", "panel.csv.gz", ...FIT.slice(2)),
  record("inspect", "node_modules/wasmetrics/examples/fish/fish_export_ship.csv.gz"),
];

try {
  run("npm", ["run", "--silent", "prepack"], root);
  run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], root);
  const tarball = `./${readdirSync(folder).find((name) => name.endsWith(".tgz"))}`;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  writeFileSync(join(folder, "panel.csv"), `${PANEL.join("\n")}\n`);
  writeFileSync(join(folder, "panel.csv.gz"), gzipSync(`${PANEL.join("\n")}\n`));
  writeFileSync(join(folder, "other.parquet"), "PAR1, and no more than that; PAR1");
  writeFileSync(join(folder, "program.mjs"), PROGRAM);
  writeFileSync(join(folder, "types.ts"), TYPES);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(STRICTEST));

  install("--omit=optional", tarball);
  for (let above = folder; ; above = dirname(above)) {
    for (const name of OPTIONAL) {
      const found = join(above, "node_modules", name);
      assert.ok(!existsSync(found), `${found} is in reach of an empty project: set TMPDIR to a folder where it is not`);
    }
    if (above === dirname(above)) break;
  }
  const page = bytesIn(join(INSTALLED, "wasmetrics/web"));
  const sizes = { package: bytesIn(join(INSTALLED, "wasmetrics")) - page, page, installed: bytesIn(INSTALLED) };
  for (const [what, bytes] of Object.entries(sizes)) {
    assert.ok(bytes < MOST[what], `${what}: ${megabytes(bytes)}, expected less than ${megabytes(MOST[what])}`);
  }
  console.log(
    `size ok: ${megabytes(sizes.package)}, its page ${megabytes(page)}, with what they need ${megabytes(sizes.installed)}`,
  );
  process.stdout.write(run("node", ["program.mjs"], folder));
  run("node", [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], folder);
  console.log("types ok");
  await checkServed();
  await checkEmbedding(root, folder);
  const bare = records();
  assert.equal(bare[0].nobs, 36);
  writeFileSync(join(folder, "fit.json"), JSON.stringify(bare[0]));
  assert.equal(command(...RAW, "--out", "rows.csv").status, 0);
  assert.equal(command(...RAW, "--out", "rows.parquet").status, 0);
  record("inspect", "rows.parquet");
  assert.equal(command("inspect", "other.parquet").status, 1);
  for (const [k, path] of PACKED.entries()) {
    const name = `packed-${k}.${path.split(".").pop()}`;
    copyFileSync(join(root, "test/golden/files", path), join(folder, name));
    record("inspect", name);
  }
  assert.equal(command(...FIT, "--format", "docx", "--out", "fit.docx").status, 0);
  console.log("command ok");
  for (const { args, install: line } of REFUSED) {
    const { status, stderr } = command(...args);
    assert.equal(status, 2, stderr);
    assert.ok(stderr.includes(`Install: ${line}`), `${args.join(" ")}: ${stderr}`);
  }
  console.log("refusals without the optional packages ok");

  install(tarball);
  for (const name of OPTIONAL) assert.ok(existsSync(join(INSTALLED, name)), `${name} was left out by npm`);
  console.log(`with the optional packages ${megabytes(bytesIn(INSTALLED))}`);
  assert.deepEqual(records(), bare);
  for (const { args } of REFUSED) {
    const { status, stderr } = command(...args);
    assert.equal(status, 0, stderr);
  }
  console.log("the same numbers, and every output, with the optional packages ok");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
