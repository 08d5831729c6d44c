/** A page in headless Chromium, served from this checkout, and what it reports back. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../../", import.meta.url);
const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const LONGEST_MS = 90_000;

/** The browser's command; undefined where none is installed. */
export const chromium = BROWSERS.find((name) => spawnSync(name, ["--version"]).status === 0);

/**
 * Opens a page that runs `module`, JavaScript that calls `report(value)` with something JSON holds; returns that value.
 * The page may import from /dist/ and /test/; other paths are answered by `elsewhere`. `isolated`: served with the headers that
 * allow shared memory.
 */
export async function inChromium(
  module: string,
  isolated: boolean,
  elsewhere: RequestListener = notFound,
): Promise<unknown> {
  let report: (value: unknown) => void = () => {};
  const reported = new Promise<unknown>((resolve) => {
    report = resolve;
  });
  const server = createServer((request, response) => serve(request, response, module, isolated, elsewhere, report));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), "wasmetrics-chromium-"));
  const address = `http://127.0.0.1:${port}/`;
  const flags = [...FLAGS, `--user-data-dir=${profile}`, "--remote-debugging-port=0", address];
  const browser = spawn(chromium!, flags, { stdio: "ignore", detached: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the page reported nothing in ${LONGEST_MS} ms`)), LONGEST_MS);
    });
    return await Promise.race([reported, late]);
  } finally {
    clearTimeout(timer);
    const ended = new Promise((resolve) => browser.once("exit", resolve));
    process.kill(-browser.pid!); // the browser and the processes it started
    await ended;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

const notFound: RequestListener = (_, response) => {
  response.statusCode = 404;
  response.end();
};

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  module: string,
  isolated: boolean,
  elsewhere: RequestListener,
  report: (value: unknown) => void,
): void {
  if (isolated) {
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  }
  const path = request.url ?? "/";
  if (request.method === "POST") {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.end();
      report(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    });
  } else if (path === "/") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(page(module));
  } else if (/^\/(?:dist|test)\/[\w./-]+\.js$/.test(path) && !path.includes("..")) {
    response.setHeader("Content-Type", "text/javascript; charset=utf-8");
    response.end(readFileSync(new URL(`.${path}`, root), "utf8"));
  } else elsewhere(request, response);
}

const page = (module: string) => `<!doctype html><title>wasmetrics</title><script type="module">
const report = (value) => fetch("/report", { method: "POST", body: JSON.stringify(value) });
addEventListener("error", (event) => report({ failure: event.message }));
addEventListener("unhandledrejection", (event) => report({ failure: String(event.reason?.stack ?? event.reason) }));
${module}
</script>`;
