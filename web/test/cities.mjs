// A city panel of 2,640 rows, as the command makes it: simulated, with outcomes that end in 2016.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./page.mjs";

let made;

export function cities() {
  made ??= simulated();
  return { name: "cities.csv", bytes: made };
}

function simulated() {
  const folder = mkdtempSync(join(tmpdir(), "wasmetrics-cities-"));
  const file = join(folder, "cities.csv");
  const asked = ["simulate", "cities", "--seed", "1", "--measured-to", "2016", "--out", file];
  execFileSync(process.execPath, [join(root, "bin/wasmetrics"), ...asked], { stdio: "ignore" });
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  return bytes;
}
