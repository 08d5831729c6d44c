// Licences of the packages that became part of what is shipped: their texts go along.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Those under which a package may become part of this one. */
const LICENCES = ["MIT", "ISC", "BSD-3-Clause", "MIT AND BSD-3-Clause"];

/** The text of a file with the licences of the packages that `chunks` hold. */
export function noticesOf(root, chunks) {
  const packages = new Set(
    chunks.flatMap(({ moduleIds = [] }) =>
      moduleIds.flatMap((id) => /^([^\0]*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []),
    ),
  );
  const notices = [...packages].sort().map((folder) => noticeOf(root, folder));
  return `Packages that are part of these modules, and their licences.\n\n${[...new Set(notices)].join("\n----\n\n")}`;
}

function noticeOf(root, folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!LICENCES.includes(license))
    throw new Error(`${relative(root, folder)} has the licence ${license}: may it become part of ours?`);
  return `${name} ${version} (${license})\n\n${file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim()}\n`;
}
