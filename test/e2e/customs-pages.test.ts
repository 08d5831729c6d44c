/** The lines on customs rows of the README and of the guide to simulations run as they are printed, one after the other. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const started = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-pages-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(started);
  rmSync(folder, { recursive: true, force: true });
});

/** Lines of a page that call `wasmetrics` by one of `verbs`, as printed but for where the program lies. */
function linesOf(page: string, verbs: readonly string[]): string[][] {
  const lines = readFileSync(join(ROOT, page), "utf8").split("\n");
  const calls = lines.map((line) => /^(?:\.\/bin\/)?wasmetrics (.*?)(?:\s+#.*)?$/.exec(line)?.[1] ?? "");
  return calls
    .filter((call) => verbs.some((verb) => call.startsWith(`${verb} `)) && !/\bDATA\b|\[/.test(call))
    .map((call) => (call.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, "$1")));
}

describe("lines on customs rows", () => {
  it("of the README run as printed", async () => {
    const lines = linesOf("README.md", ["simulate customs", "quality"]);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const line of lines) {
      const { status, stderr } = await run(...line, "--quiet");
      expect(`${line.join(" ")}: ${stderr}`).toBe(`${line.join(" ")}: `);
      expect(status).toBe(0);
    }
    const record = JSON.parse(readFileSync(join(folder, "out", "quality", "quality.json"), "utf8"));
    expect(record.notes.find(({ code }: { code: string }) => code === "role_found").detail).toEqual({
      role: "product",
      column: "hs8",
      others: ["hs6"],
    });
  });

  it("of docs/simulate.md run as printed", async () => {
    const lines = linesOf("docs/simulate.md", ["simulate customs", "quality", "feols"]);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const line of lines) {
      const { status, stderr } = await run(...line, "--quiet");
      expect(`${line.join(" ")}: ${stderr}`).toBe(`${line.join(" ")}: `);
      expect(status).toBe(0);
    }
  });
});
