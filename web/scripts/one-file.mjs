// The page as one file, for a memory stick: script and style within it, allowed by their hashes, and its other files as text that is unpacked when
// the page opens. A page from a disk has no address of its own, so its policy allows blobs of its own script, and no connection at all.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { keptFiles, NOTICES } from "./kept-files.mjs";

const hashed = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const policy = (script, style) =>
  `default-src 'none'; script-src ${hashed(script)} 'wasm-unsafe-eval' blob:; worker-src blob:; style-src ${hashed(style)}; img-src blob: data:; connect-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types engine`;

/** Writes `dist-file/wasmetrics.html`; the folder's build is in `dist` already. */
export async function writeOneFile(web) {
  const { output } = await build({
    root: web,
    logLevel: "warn",
    build: {
      write: false,
      copyPublicDir: false,
      cssCodeSplit: false,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const script = output.find(({ type }) => type === "chunk").code.replaceAll("</script", "<\\/script");
  const style = String(output.find(({ fileName }) => fileName.endsWith(".css")).source);
  const icon = readFileSync(join(web, "public/icon.svg"), "base64");
  const page = readFileSync(join(web, "index.html"), "utf8")
    .replace(/content="default-src[^"]*"/, () => `content="${policy(script, style)}"`)
    .replace(/<link rel="icon"[^>]*>/, () => `<link rel="icon" href="data:image/svg+xml;base64,${icon}" />`)
    .replace(/\s*<link rel="manifest"[^>]*>/, "")
    .replace("</head>", () => `<style>${style}</style>\n  </head>`)
    .replace(
      /<script type="module"[^>]*><\/script>/,
      () => `${blocks(join(web, "dist"))}\n<script type="module">${script}</script>`,
    )
    .replace("</html>", () => `<!--\n${readFileSync(join(web, "dist", NOTICES), "utf8")}-->\n</html>`);
  mkdirSync(join(web, "dist-file"), { recursive: true });
  writeFileSync(join(web, "dist-file/wasmetrics.html"), page);
}

/** The worker's parts and the examples, packed. */
function blocks(dist) {
  const { atOnce, later, asked } = keptFiles(dist);
  return [...atOnce, ...later, ...asked]
    .filter((path) => /^(engine|examples)\//.test(path) && !path.endsWith("/README.md"))
    .map((path) => {
      const packed = gzipSync(readFileSync(join(dist, path)), { level: 9 }).toString("base64");
      return `<script type="text/plain" data-file="${path}">${packed}</script>`;
    })
    .join("\n");
}
