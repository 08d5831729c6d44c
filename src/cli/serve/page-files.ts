/**
 * The page's own files, by the paths at which it asks for them. Only what is listed here when the server starts is ever sent.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { UsageError } from "../../base/errors.js";
import { escapeHtml } from "../../report/render/html.js";
import { policyOf } from "./headers.js";

export interface PageFiles {
  /** The page as `wasmetrics serve` sends it: it names the folder. */
  readonly html: string;
  /** The content policy the page itself states. */
  readonly policy: string;
  /** All other files: where they lie. */
  readonly paths: ReadonlyMap<string, string>;
}

/** Kept by a browser for an address that is there once. */
const UNUSED = /^(sw\.js|manifest\.webmanifest|index\.html)$/;

/** The page built in the package at `root`, on the folder `name`. Throws UsageError `page_not_built`. */
export function pageFiles(root: string, name: string): PageFiles {
  const built = join(root, "web/dist");
  if (!existsSync(join(built, "index.html"))) {
    throw new UsageError(
      "page_not_built",
      `The page is not built here: run npm run web:build in ${root}. Installed from a registry, the package has it.`,
      { got: built, expected: "the page, built" },
    );
  }
  const html = readFileSync(join(built, "index.html"), "utf8");
  // examples are in the package already, and not once more beside the page
  const examples = [...filesIn(join(root, "examples"))].map(([path, file]) => [`examples/${path}`, file] as const);
  const own = [...filesIn(built)].filter(([path]) => !UNUSED.test(path));
  return { html: onFolder(html, name), policy: policyOf(html), paths: new Map([...examples, ...own]) };
}

/** The page told its folder; it is not installed, since its address is another at each start. */
const onFolder = (html: string, name: string): string =>
  html
    .replace(/\s*<link rel="manifest"[^>]*>/, "")
    .replace("</title>", () => `</title>\n    <meta name="wasmetrics-folder" content="${escapeHtml(name)}" />`);

function* filesIn(folder: string): Iterable<[path: string, file: string]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) yield [relative(folder, file).split(sep).join("/"), file];
  }
}
