// The page's worker in Chromium, asked without the page around it: dist/ served with the headers of isolation, and a page that starts the worker
// by its protocol. `playwright` and the browser may be missing; `whyNot` names what is.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

export const web = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(web, "dist");
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const browser = process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path));

/** What is missing, as a reason to skip; false where everything is there. */
export const whyNot =
  browser === undefined
    ? "no Chromium (set CHROMIUM to its path)"
    : !existsSync(join(web, "node_modules/playwright-core"))
      ? "web/node_modules is missing (npm ci in web/)"
      : !existsSync(join(dist, "engine/engine.js"))
        ? "the page is not built (node scripts/build.mjs in web/)"
        : false;

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
const BARE = "<!doctype html><title>worker</title>";

function answer(request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://page").pathname));
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  const file = join(dist, path === "/" ? "index.html" : path);
  if (path === "/bare") return response.setHeader("Content-Type", "text/html").end(BARE);
  if (!file.startsWith(dist) || !existsSync(file)) return response.writeHead(404).end();
  response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
  return response.end(readFileSync(file));
}

/** Starts server and browser; `ask(action, input)` is answered by the worker, `open(name, bytes)` opens a file. */
export async function workerPage() {
  const { chromium } = await import("playwright-core");
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  const running = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
  const page = await running.newPage();
  await page.goto(`${address}/bare`);
  await page.evaluate(startWorker, address);
  return {
    address,
    browser: running,
    ask: async (action, input) => unpacked(await page.evaluate(askWorker, { action, input })),
    open: (name, bytes) => page.evaluate(openFile, { name, base64: Buffer.from(bytes).toString("base64") }),
    close: async () => {
      await running.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** In the page: the worker, and `ask` of the page's own. */
async function startWorker(address) {
  const text = async (name) => (await fetch(`${address}/engine/${name}.js`)).text();
  const kernels = new Uint8Array(await (await fetch(`${address}/engine/kernels.wasm`)).arrayBuffer());
  const worker = new Worker(URL.createObjectURL(new Blob([await text("engine")], { type: "text/javascript" })));
  const asked = new Map();
  let next = 1;
  globalThis.ask = (action, input) =>
    new Promise((resolve, reject) => {
      asked.set(next, { resolve, reject });
      worker.postMessage({ kind: "ask", id: next++, action, input });
    });
  const ready = new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      if (data.kind === "ready") resolve();
      if (data.kind === "answer") asked.get(data.id).resolve(data.value);
      if (data.kind === "failure")
        asked.get(data.id).reject(new Error(`${data.failure.code}: ${data.failure.message}`));
    };
  });
  worker.postMessage({ kind: "start", given: { kernels, pool: await text("pool"), pieces: `${address}/engine` } });
  await ready;
}

/** In the page: bytes as base64, since messages of the driver hold JSON. */
async function askWorker({ action, input }) {
  const sent = (value) => {
    if (value instanceof Uint8Array) {
      let text = "";
      for (let at = 0; at < value.length; at += 8192) text += String.fromCharCode(...value.subarray(at, at + 8192));
      return { base64: btoa(text) };
    }
    if (Array.isArray(value)) return value.map(sent);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sent(inner)]));
  };
  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const taken = Object.fromEntries(
    Object.entries(input).map(([key, value]) => [
      key,
      value?.base64 === undefined ? value : new Blob([bytes(value.base64)]),
    ]),
  );
  return sent(await globalThis.ask(action, taken));
}

async function openFile({ name, base64 }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  await globalThis.ask("open", { name, file: new Blob([bytes]) });
}

function unpacked(value) {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.base64 === "string") return Buffer.from(value.base64, "base64");
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpacked(inner)]));
}
