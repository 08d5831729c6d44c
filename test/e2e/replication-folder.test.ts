/**
 * The folder of the smart-city example, copied to an empty place, verifies itself there by the two commands of its README, with nothing of
 * this checkout: npm installs the program from the archive in the folder.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { spawned } from "../support/run-cli.js";

const root = mkdtempSync(join(tmpdir(), "deposit-"));
const [written, empty] = [join(root, "written"), join(root, "empty")];

/** A line of the README in the empty place, by a shell that knows of no checkout. */
function typed(line: string) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$|^VITEST/.test(name)),
  );
  const { status, stdout, stderr } = spawnSync(line, { shell: true, cwd: empty, encoding: "utf8", env });
  return { status, stdout, stderr };
}

beforeAll(() => {
  expect(spawned("example", "smart-city", "--replication", written, "--quiet").status).toBe(0);
  rmSync(empty, { recursive: true, force: true });
  cpSync(written, empty, { recursive: true });
}, 300_000);
afterAll(() => rmSync(root, { recursive: true }));

/** The two commands of the README, line by line. */
const commands = (): string[] =>
  /```sh\n([\s\S]*?)```/
    .exec(readFileSync(join(written, "README.md"), "utf8"))![1]!
    .trim()
    .split("\n");

test("by the commands that its README gives", { timeout: 300_000 }, () => {
  const readme = readFileSync(join(empty, "README.md"), "utf8");
  const [install, verify, ...more] = commands();
  expect(more).toEqual([]);
  const installed = typed(install!);
  expect(installed.status, installed.stderr).toBe(0);
  const { status, stdout } = typed(verify!);
  expect(stdout).toMatch(
    /Verified: all 2\d,\d{3} numbers, 2\d\d files of results and 2 files of data \(22,640 rows\) are the same/,
  );
  expect(status).toBe(0);
  expect(readme).toContain("Stages that draw: `figure2`, `table3`, `mechanisms`, `robust`, `as_written`, `referee`.");
});

test("a digit and a row that were changed are named there, and npm's status says so", { timeout: 300_000 }, () => {
  const tex = readFileSync(join(empty, "results/table1.tex"), "utf8");
  writeFileSync(
    join(empty, "results/table1.tex"),
    tex.replace("0 & .0183", "0 & .0193").replace("0 & .018", "0 & .019"),
  );
  const data = join(empty, "data/cities_sim.csv.gz");
  const lines = gunzipSync(readFileSync(data)).toString().split("\n");
  const column = lines[0]!.split(",").indexOf("rugged");
  writeFileSync(data, gzipSync(lines.with(156, lines[156]!.split(",").with(column, "9.7").join(",")).join("\n")));
  const { status, stdout } = typed(commands()[1]!);
  expect(status).toBe(1);
  expect(stdout).toContain(
    "data/cities_sim.csv.gz, line 157, row 156, column rugged: the cell is not what it was; now 9.7",
  );
  expect(stdout).toMatch(/table1\.tex, line \d+, row “Smart-city pilot”, column 1: 0\.019/);
});
