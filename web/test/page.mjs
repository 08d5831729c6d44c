// The page as its user has it: served as a university serves files, driven in Chromium, with all that a test wants to know watched meanwhile: acts,
// what the console says, what was asked of any address, what moved.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "./static-server.mjs";

export const web = dirname(dirname(fileURLToPath(import.meta.url)));
export const root = dirname(web);
export const dist = join(web, "dist");
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const chromiumPath = process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path));
/** Milliseconds a step may take on a machine that does other things. */
export const PATIENCE = Number(process.env.PATIENCE ?? 60_000);

/** What is missing for these tests, as a reason to skip; false where everything is there. */
export const whyNot =
  chromiumPath === undefined
    ? "no Chromium (set CHROMIUM to its path)"
    : existsSync(join(dist, "index.html"))
      ? false
      : "the page is not built (node scripts/build.mjs in web/)";

export async function launch() {
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
}

/** A file as it is dropped. */
export const fileAt = (path, name = basename(path)) => ({ name, bytes: readFileSync(path) });

/**
 * Opens the page in a tab of its own. `seen` has what the console called an error, requests to other addresses and reloads; `acts` counts what the
 * user did by the methods here.
 */
export async function openPage(
  browser,
  { isolated = true, locale = "en-GB", width = 1400, height = 900, colors = "light", scripts = [] } = {},
) {
  const host = await serve(dist, { isolated });
  const context = await browser.newContext({
    locale,
    viewport: { width, height },
    colorScheme: colors,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const seen = { faults: [], elsewhere: [], loads: 0 };
  page.on("console", (message) => message.type() === "error" && seen.faults.push(message.text()));
  page.on("pageerror", (error) => seen.faults.push(error.message));
  page.on("load", () => seen.loads++);
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(host.address) && !/^(blob|data):/.test(url)) seen.elsewhere.push(url);
  });
  for (const script of [watch, ...scripts]) await page.addInitScript(script);
  await page.goto(host.address);
  return new Visit({ host, context, page, seen });
}

/** A tab with the page, and what a user does in it. */
class Visit {
  acts = 0;

  constructor({ host, context, page, seen }) {
    Object.assign(this, { host, context, page, seen });
  }

  /** Drops files onto the page. */
  async drop(...files) {
    this.acts++;
    const transfer = await this.page.evaluateHandle(
      (given) => {
        const carried = new DataTransfer();
        for (const { name, base64 } of given) {
          carried.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
        }
        return carried;
      },
      files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString("base64") })),
    );
    await this.page.dispatchEvent(".page", "drop", { dataTransfer: transfer });
  }

  async press(target) {
    this.acts++;
    await (typeof target === "string" ? this.page.locator(target).first() : target).click();
  }

  /** Pastes text where it is typed. */
  async paste(place, text) {
    this.acts++;
    await this.page.locator(place).focus();
    await this.page.keyboard.insertText(text);
  }

  /** Presses keys, each an act. */
  async keys(...keys) {
    for (const key of keys) {
      this.acts++;
      await this.page.keyboard.press(key);
    }
  }

  /** Waits until every exhibit is up to date, and the first table has numbers. */
  async settled() {
    await this.page.waitForFunction(
      () => {
        const exhibits = [...document.querySelectorAll(".exhibit")];
        return (
          exhibits.some((one) => one.classList.contains("current")) &&
          exhibits.every((one) => !/\b(running|quiet)\b/.test(one.className))
        );
      },
      undefined,
      { timeout: PATIENCE },
    );
  }

  /** The exhibit of a stage. */
  exhibit(stage) {
    return this.page.locator(`[data-stage="${stage}"]`).first();
  }

  says(words) {
    return this.page.waitForFunction((text) => document.body.innerText.includes(text), words, { timeout: PATIENCE });
  }

  firstTable() {
    return this.page.locator("main table").first().innerText();
  }

  /** The study's text: as it is typed, or as the session keeps it where its code is shown instead. */
  study() {
    return this.page.evaluate(() => {
      const { steps, at } = JSON.parse(localStorage.getItem("wasmetrics.session"));
      return document.querySelector("textarea.study")?.value ?? steps[at].text;
    });
  }

  async close() {
    await this.context.close();
    await this.host.stop();
  }
}

/** In the page, before it loads: what moves, and what its policy refuses. */
function watch() {
  globalThis.moved = [];
  globalThis.refusedByPolicy = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    globalThis.refusedByPolicy.push(`${violatedDirective} ${blockedURI}`),
  );
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      globalThis.moved.push({
        value,
        what: sources.map(({ node }) => node?.className ?? node?.parentElement?.className ?? "?"),
      });
    }
  }).observe({ type: "layout-shift", buffered: true });
}
