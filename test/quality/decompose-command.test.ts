/** The command `decompose`: one JSON document, tables, files whole, errors in words. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { run as runCli } from "../support/run-cli.js";

const ROWS = `city,firm,year,v,q
a,p,2010,1,1
a,r,2010,1,3
a,p,2012,1,2
a,r,2012,3,3
b,s,2010,1,1
b,s,2012,1,0.5
`;
const ROLES = "--outcome q --unit firm --time year --weight v".split(" ");

let folder: string;
let data: string;
let stdout: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "decompose-"));
  data = join(folder, "rows.csv");
  writeFileSync(data, ROWS);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `wasmetrics decompose ...args`; returns the exit status. */
async function run(...args: string[]): Promise<number | null> {
  const { status, ...printed } = await runCli("decompose", ...args);
  ({ stdout, stderr } = printed);
  return status;
}

describe("wasmetrics decompose", () => {
  it("prints one JSON document", async () => {
    expect(await run(data, ...ROLES, "--by", "city", "--from", "2010", "--to", "2012", "--json")).toBe(0);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({ kind: "decomposition", method: "melitz-polanec", by: "city", nobs: 6 });
    // a: shares of p .5, then .25: within (1 + 0) / 2, between (-.25)(-.5) + (.25)(.5)
    expect(record.effects[0]).toMatchObject({ group: "a", terms: { within: 0.5, between: 0.25, entry: 0, exit: 0 } });
    expect(record.effects[1]).toMatchObject({ group: "b", change: -0.5, terms: { within: -0.5 } });
  });

  it("writes record, numbers and figure together", async () => {
    const out = join(folder, "out");
    expect(await run(data, ...ROLES, "--by", "city", "--out", out)).toBe(0);
    expect(readdirSync(out).sort()).toEqual(
      ["csv", "json", "png", "svg", "vl.json"].map((kind) => `decomposition.${kind}`),
    );
    const numbers = parseCsv(readFileSync(join(out, "decomposition.csv"), "utf8"));
    expect(numbers.text("group").levels).toEqual(["a", "b"]);
    expect([...numbers.numeric("between")]).toEqual([0.25, 0]);
    expect([...numbers.numeric("from")]).toEqual([2010, 2010]);
    expect(stdout).toMatch(/a +2010 to 2012 +2\.0000 +2\.7500 +0\.7500 +0\.5000 +0\.2500/);
    expect(JSON.parse(readFileSync(join(out, "decomposition.json"), "utf8")).kind).toBe("decomposition");
  });

  it("writes no file when the data do not serve, and says what to do", async () => {
    const out = join(folder, "out");
    expect(await run(data, ...ROLES, "--from", "2011", "--out", out)).toBe(1);
    expect(stderr).toMatch(/no period 2011 with complete rows; it has 2010, 2012/);
    expect(existsSync(out)).toBe(false);
    expect(await run(data, ...ROLES, "--pairs", "2010:2012", "--to", "2012")).toBe(2);
    expect(await run(data, "--outcome", "qq", ...ROLES.slice(2))).toBe(1);
    expect(stderr).toMatch(/did you mean 'q'/);
  });
});
