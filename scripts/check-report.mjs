// Opens a report in headless Chromium at phone and desk width: it must be self-contained (no request leaves the file),
// must not scroll sideways, and must draw. Usage: node scripts/check-report.mjs FILE [folder for the screenshots]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const page = resolve(process.argv[2] ?? "out/fish/report.html");
const shots = resolve(process.argv[3] ?? join(dirname(page), "screenshots"));
const WIDTHS = [400, 1400];
const html = readFileSync(page, "utf8");
const external = html.match(/(?:src|href)\s*=\s*["'](?:https?:)?\/\/[^"']+|url\(\s*["']?(?:https?:)?\/\/|@import/gi);
const links = (external ?? []).filter((text) => !text.startsWith("href"));
if (links.length > 0) throw new Error(`${page} loads from elsewhere: ${links.join(", ")}`);

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
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );

try {
  mkdirSync(shots, { recursive: true });
  const probe = join(work, "probe.html");
  const script = "<script>document.title = 'width ' + document.documentElement.scrollWidth</script>";
  writeFileSync(probe, html.replace("</body>", `${script}</body>`));
  for (const width of WIDTHS) {
    // Chromium's window is never narrower than 500 px: narrower widths are checked in a frame of that width.
    const frame = join(work, `frame-${width}.html`);
    writeFileSync(
      frame,
      `<body style="margin:0"><iframe id="f" src="file://${probe}" style="border:0;width:${width}px;height:3000px"></iframe>`,
    );
    const shot = join(shots, `report-${width}.png`);
    chromium(`--window-size=${Math.max(width, 500)},3000`, `--screenshot=${shot}`, `file://${frame}`);
    if (statSync(shot).size < 5_000) throw new Error(`${shot}: the page did not draw`);
    console.log(`${width} px: ${shot}`);
  }
  const dom = chromium("--window-size=1400,1000", "--dump-dom", `file://${probe}`);
  const drawn = Number(/<title>width (\d+)<\/title>/.exec(dom)?.[1]);
  if (!(drawn <= 1400)) throw new Error(`the page scrolls sideways: ${drawn} px wide in a window of 1400`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
