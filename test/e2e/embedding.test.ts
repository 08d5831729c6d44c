/**
 * The library inside other people's builds, in a real browser: Vite's dev server, which moves our code away from the workers'
 * files, and a bundle in one file as esbuild writes it. Skipped where no Chromium is installed.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { createServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium, inChromium } from "../support/chromium.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const APP = `import { parseCsv, startEngineWorker } from "wasmetrics";
export async function fit(text) {
  const panel = parseCsv(text).panel({ unit: "city", time: "year" });
  const worker = await startEngineWorker({ threads: 2 });
  const { nobs } = await worker.feols(panel, "y ~ x | city + year", { vcov: { cluster: ["city"] } });
  const { threads } = worker;
  await worker.close();
  return { nobs, threads };
}
`;
const CSV = [
  "city,year,y,x",
  ...Array.from({ length: 60 }, (_, i) => `${i % 10},${2000 + Math.floor(i / 10)},${(i * 7) % 11},${(i * i) % 13}`),
].join("\n");
const MODULE = `import { fit } from "/app.js"; report(await fit(${JSON.stringify(CSV)}));`;

let app: string;

/** A project with the package installed, not linked: bundlers take linked packages for sources. */
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), "wasmetrics-app-"));
  const modules = join(app, "node_modules");
  mkdirSync(join(modules, "wasmetrics"), { recursive: true });
  cpSync(join(root, "package.json"), join(modules, "wasmetrics/package.json"));
  cpSync(join(root, "dist"), join(modules, "wasmetrics/dist"), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name !== "wasmetrics" && !name.startsWith("."))
      symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  writeFileSync(join(app, "package.json"), JSON.stringify({ type: "module", dependencies: { wasmetrics: "*" } }));
  writeFileSync(join(app, "app.js"), APP);
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

describe.skipIf(chromium === undefined)("in Chromium (skipped where it is not installed)", () => {
  it("a worker starts under Vite's dev server, with threads of its own", async () => {
    const vite = await createServer({
      root: app,
      configFile: false,
      logLevel: "silent",
      server: { middlewareMode: true, hmr: false, ws: false },
    });
    try {
      expect(await inChromium(MODULE, true, vite.middlewares)).toEqual({ nobs: 60, threads: 2 });
    } finally {
      await vite.close();
    }
  });

  it("and from a bundle in one file, beside which there are no other files", async () => {
    const bundled = await rolldown({ cwd: app, input: "app.js", platform: "browser" });
    const { output } = await bundled.generate({ format: "esm", codeSplitting: false });
    const serveBundle: RequestListener = ({ url }, response) => {
      response.statusCode = url === "/app.js" ? 200 : 404;
      response.setHeader("Content-Type", "text/javascript; charset=utf-8");
      response.end(url === "/app.js" ? output[0].code : "");
    };
    expect(await inChromium(MODULE, true, serveBundle)).toEqual({ nobs: 60, threads: 2 });
    expect(await inChromium(MODULE, false, serveBundle)).toEqual({ nobs: 60, threads: 1 });
  });
});
