// Opens a report in headless Chromium, at phone and desk width, in light and in dark: it asks nothing of any other place,
// its content policy blocks nothing of its own, it does not scroll sideways, it draws, its buttons give what they say, axe
// finds nothing serious, and it prints. Usage: node scripts/check-report.mjs FILE [folder for screenshots and the print]
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const page = resolve(process.argv[2] ?? "out/fish/report.html");
const shots = resolve(process.argv[3] ?? join(dirname(page), "screenshots"));
const WIDTHS = [400, 1400];
const SCHEMES = { light: [], dark: ["--blink-settings=preferredColorScheme=0"] };
const html = readFileSync(page, "utf8");
const external = html.match(/(?:src|href)\s*=\s*["'](?:https?:)?\/\/[^"']+|url\(\s*["']?(?:https?:)?\/\/|@import/gi);
const links = (external ?? []).filter((text) => !text.startsWith("href"));
if (links.length > 0) throw new Error(`${page} loads from elsewhere: ${links.join(", ")}`);

/** Runs in the page before anything else: what the policy blocks, what fails, what would be copied and saved. */
const WATCH = `
const seen = { blocked: [], errors: [], taken: [] };
addEventListener("securitypolicyviolation", (event) => seen.blocked.push(event.violatedDirective + " " + event.blockedURI));
addEventListener("error", (event) => seen.errors.push(event.message));
addEventListener("unhandledrejection", (event) => seen.errors.push(String(event.reason)));
navigator.clipboard?.writeText && (navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed")));
document.execCommand = () => seen.taken.push(document.activeElement.value) > 0;
HTMLAnchorElement.prototype.click = function () { seen.taken.push([this.download, this.href.slice(0, 60), this.href.length]); };
`;

/** Runs at the end: presses every button, then axe. */
const PROBE = `
(async () => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const buttons = [];
  for (const button of document.querySelectorAll(".tools button")) {
    const before = seen.taken.length;
    button.click();
    for (let tries = 0; tries < 100 && seen.taken.length === before; tries++) await pause(20);
    await pause(60);
    const figure = button.closest("figure");
    const { copy, save } = button.dataset;
    const kept = copy === "description" ? figure.querySelector("desc").textContent : figure.querySelector("template." + copy)?.content.textContent;
    const taken = seen.taken[before];
    const said = button.closest(".tools").querySelector("output").textContent;
    const gave = copy === undefined
      ? taken?.[0] === figure.id + "." + save && taken[1].startsWith("data:") && taken[2] > 1000
      : taken === kept && kept.length > 0;
    buttons.push({ id: figure.id, does: copy ?? save, shown: button.offsetParent !== null, gave, said });
  }
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  const faults = violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, at: nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)) }));
  parent.postMessage({ wide: document.documentElement.scrollWidth, drawn: document.querySelectorAll(".drawing svg").length, buttons, faults, blocked: seen.blocked, errors: seen.errors }, "*");
})().catch((error) => parent.postMessage({ failed: String(error) }, "*"));
`;

const work = mkdtempSync(join(tmpdir(), "wasmetrics-report-"));
const chromium = (...args) =>
  execFileSync(
    "chromium",
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--hide-scrollbars",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--user-data-dir=${join(work, "profile")}`,
      ...args,
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 },
  );

/** A file with the page in a frame of that width: Chromium's window is never narrower than 500 px. */
function framed(source, width, name) {
  const file = join(work, name);
  const listen = `<pre id="found"></pre><script>addEventListener("message", ({ data }) => { found.textContent = JSON.stringify(data); });</script>`;
  writeFileSync(
    file,
    `<body style="margin:0">${listen}<iframe src="file://${source}" style="border:0;position:absolute;inset:0;width:${width}px;height:3000px"></iframe>`,
  );
  return `file://${file}`;
}

/** The page with scripts of our own, which its policy is made to allow by their hashes. */
function probed() {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const last = `${axe}\n${PROBE}`;
  const hashes = [WATCH, last].map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  const file = join(work, "probe.html");
  const allowed = html.replace("script-src ", () => `script-src ${hashes.join(" ")} `);
  if (allowed === html) throw new Error(`${page} has no content policy with a script-src`);
  writeFileSync(
    file,
    allowed
      .replace('<meta name="viewport"', () => `<script>${WATCH}</script>\n<meta name="viewport"`)
      .replace("</body>", () => `<script>${last}</script></body>`),
  );
  return file;
}

function examine(probe, width, scheme) {
  const url = framed(probe, width, `probe-${width}.html`);
  const dom = chromium(
    ...SCHEMES[scheme],
    `--window-size=${Math.max(width, 500)},3000`,
    "--virtual-time-budget=120000",
    "--dump-dom",
    url,
  );
  const text = /<pre id="found">(.*?)<\/pre>/s.exec(dom)?.[1] ?? "";
  if (text === "") throw new Error(`${width} px, ${scheme}: the probe did not report`);
  const found = JSON.parse(text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&"));
  if (found.failed !== undefined) throw new Error(`${width} px, ${scheme}: ${found.failed}`);
  const wrong = [
    ...(found.wide > width ? [`scrolls sideways: ${found.wide} px wide`] : []),
    ...(/<figure[^>]*>\s*<div class="caption"/.test(html) && found.drawn === 0 ? ["draws nothing"] : []),
    ...found.blocked.map((what) => `its policy blocks ${what}`),
    ...found.errors.map((what) => `its script fails: ${what}`),
    ...found.buttons
      .filter(({ shown, gave, said }) => !shown || !gave || said === "")
      .map((button) => `a button does not work: ${JSON.stringify(button)}`),
    ...found.faults
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map((fault) => `axe, ${fault.impact}: ${fault.id}, ${fault.help}, at ${fault.at.join(" and ")}`),
  ];
  if (wrong.length > 0) throw new Error(`${width} px, ${scheme}:\n${wrong.join("\n")}`);
  const lesser = found.faults.map(({ id, impact }) => `${id} (${impact})`).join(", ");
  console.log(
    `${width} px, ${scheme}: ${found.buttons.length} buttons work; axe: ${lesser === "" ? "nothing" : lesser}`,
  );
}

try {
  mkdirSync(shots, { recursive: true });
  const probe = probed();
  for (const width of WIDTHS) {
    for (const scheme of Object.keys(SCHEMES)) {
      examine(probe, width, scheme);
      const shot = join(shots, `report-${width}-${scheme}.png`);
      chromium(
        ...SCHEMES[scheme],
        `--window-size=${Math.max(width, 500)},3000`,
        `--screenshot=${shot}`,
        framed(page, width, `shot-${width}.html`),
      );
      if (statSync(shot).size < 5_000) throw new Error(`${shot}: the page did not draw`);
    }
  }
  const print = join(shots, "report.pdf");
  chromium("--no-pdf-header-footer", `--print-to-pdf=${print}`, `file://${page}`);
  if (statSync(print).size < 5_000) throw new Error(`${print}: the page did not print`);
  console.log(`${Math.round(statSync(page).size / 1024)} KiB; screenshots and print in ${shots}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
