/**
 * Bad input through the command line, as a user meets it: each gets exit status, code and a message that names what is
 * wrong, where, and what to do. One case an error.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Run, run } from "../support/run-cli.js";

let folder: string;
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const rows = (edit: (row: string[], i: number) => string[] = (row) => row): string => {
  const lines = ["city,year,quality,did,eco"];
  for (let i = 0; i < 40; i++) {
    const row = [
      `c${i % 8}`,
      String(2010 + Math.floor(i / 8)),
      String(((i * 37) % 23) / 7),
      String(Number(i > 20 && i % 2)),
      String((i * 13) % 9),
    ];
    lines.push(edit(row, i).join(","));
  }
  return `${lines.join("\n")}\n`;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-bad-"));
  file("cities.csv", rows());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const feols = (data: string, formula: string, ...rest: string[]): Promise<Run> =>
  run("feols", data, formula, ...(rest.includes("--vcov") ? [] : ["--vcov", "iid"]), ...rest);

function expectError(result: Run, status: number, ...pieces: (string | RegExp)[]): void {
  expect(result.stdout, "nothing on stdout").toBe("");
  for (const piece of pieces) expect(result.stderr).toMatch(piece);
  expect(result.status).toBe(status);
}

describe("bad input", () => {
  it("a file that is not there: the nearest name is offered", async () => {
    expectError(await feols(join(folder, "citties.csv"), "quality ~ did | city"), 1, /citties\.csv/, /cities\.csv/);
  });

  it("an unknown column: the nearest name is offered", async () => {
    expectError(
      await feols(join(folder, "cities.csv"), "quality ~ did + ecoo | city"),
      1,
      /ecoo/,
      /did you mean 'eco'/,
    );
  });

  it("text in a numeric column: row, column and value", async () => {
    const path = file(
      "text.csv",
      rows((row, i) => (i === 16 ? [...row.slice(0, 4), "n.a."] : row)),
    );
    expectError(await feols(path, "quality ~ did + log(eco) | city"), 1, /eco/, /17/, /n\.a\./);
  });

  it("all missing: the variable is named with its count", async () => {
    const path = file(
      "missing.csv",
      rows((row) => [...row.slice(0, 4), "NA"]),
    );
    expectError(await feols(path, "quality ~ did + eco | city"), 1, /eco/, /40/);
  });

  it("no variation in treatment", async () => {
    const path = file(
      "constant.csv",
      rows((row) => [row[0]!, row[1]!, row[2]!, "0", row[4]!]),
    );
    expectError(await feols(path, "quality ~ did | city + year"), 1, /did is constant \(0\)/, /40 rows/);
  });

  it("a duplicated unit and time", async () => {
    const path = file("twice.csv", `${rows()}c0,2010,1,0,1\n`);
    expectError(await run("xtsum", path, "--panel", "city,year"), 1, /c0/, /2010/, /41/);
    const { status, stdout } = await run("inspect", path, "--panel", "city,year");
    expect(status).toBe(0);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "1 row repeats a city and year that an earlier row has: c0, 2010 stands in rows 1 and 41.",
    );
  });

  it("no rows after the subset", async () => {
    expectError(
      await feols(join(folder, "cities.csv"), "quality ~ did | city", "--subset", "year > 2050"),
      1,
      /year > 2050/,
      /40 rows are false/,
    );
  });

  it("an unknown token in the formula: a caret under it", async () => {
    expectError(
      await feols(join(folder, "cities.csv"), "quality ~ did @ eco | city"),
      2,
      /quality ~ did @ eco/,
      /\n\s+\^/,
    );
  });

  it("an unknown function: the nearest is offered", async () => {
    expectError(await feols(join(folder, "cities.csv"), "quality ~ lgo(eco) | city"), 2, /lgo/, /log/);
  });

  it("a file of 0 bytes", async () => {
    expectError(await feols(file("empty.csv", ""), "y ~ x"), 1, /empty\.csv/, /empty|0 bytes/);
  });

  it("a truncated .gz", async () => {
    const whole = gzipSync(Buffer.from(rows()));
    expectError(
      await feols(file("cut.csv.gz", whole.subarray(0, whole.length - 40)), "quality ~ did"),
      1,
      /cut\.csv\.gz/,
      /cut short/,
    );
  });

  it("a .gz that is no gzip", async () => {
    expectError(await feols(file("fake.csv.gz", rows()), "quality ~ did"), 1, /fake\.csv\.gz/, /gzip/);
  });

  it("no variance given: says which there are", async () => {
    expectError(await run("feols", join(folder, "cities.csv"), "quality ~ did | city"), 2, /--vcov/, /cluster:a/);
  });

  it("an unknown variance part", async () => {
    expectError(
      await feols(join(folder, "cities.csv"), "quality ~ did | city", "--ssc", "K.fixeff=full"),
      2,
      /K\.fixeff/,
      /K\.fixef/,
    );
  });

  it("a variance that is not validated yet", async () => {
    expectError(
      await feols(join(folder, "cities.csv"), "quality ~ did | city", "--vcov", "CR2:city+year"),
      2,
      /CR2/,
      /one/,
    );
  });

  it("one cluster only", async () => {
    const path = file(
      "one.csv",
      rows((row) => ["same", ...row.slice(1)]),
    );
    expectError(await feols(path, "quality ~ did", "--vcov", "cluster:city"), 1, /city/, /at least 2/);
  });

  it("more parameters than observations", async () => {
    const path = join(folder, "cities.csv");
    expectError(
      await feols(path, "quality ~ did | city + year", "--subset", "year <= 2011 & eco > 6"),
      1,
      /left|residual|varies/,
    );
  });

  it("negative weights: the row", async () => {
    const path = file(
      "weights.csv",
      rows((row, i) => [...row.slice(0, 4), i === 4 ? "-2" : "1"]),
    );
    expectError(await feols(path, "quality ~ did | city", "--weights", "eco"), 1, /eco/, /row 5/, /-2/);
  });

  it("an output that can't be written: nothing is left behind", async () => {
    const target = join(folder, "cities.csv", "fit.txt");
    expectError(
      await feols(join(folder, "cities.csv"), "quality ~ did | city", "--out", target),
      1,
      /cities\.csv/,
      /check the path/,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith(".writing"))).toEqual([]);
  });

  it("a folder where one file is written, a file where a folder is, and nothing: told before the data are read", async () => {
    const asked = ["quality ~ did | city", "--vcov", "iid", "--out"];
    expectError(await run("feols", "no-such.csv", ...asked, folder), 2, /is a folder/, `${folder}/result.txt`);
    expectError(await run("feols", "no-such.csv", ...asked, `${folder}/new/`), 2, /new\/ names a folder/);
    expectError(await run("inspect", "no-such.csv", "--out", join(folder, "cities.csv", "deeper")), 1, /cities\.csv/);
    expectError(await run("feols", "no-such.csv", ...asked, ""), 2, /--out.*expected the path of a file or folder/);
    const path = join(folder, "cities.csv");
    const placebo = await run("placebo", "no-such.csv", "quality ~ did | city + year", "--term", "did", "--out", path);
    expectError(placebo, 2, /cities\.csv is a file/, /give a folder/);
    expectError(await run("quality", "no-such.csv", "--out", path), 2, /is a file/);
  });

  it("an unwritable place is called what the user called it", async () => {
    const target = join(folder, "cities.csv", "fit.txt");
    const result = await feols(join(folder, "cities.csv"), "quality ~ did | city", "--out", target);
    expectError(result, 1, `Can't write to '${target}'`);
  });

  const DATA_LAST = ["quality ~ did | city + year", "--vcov", "iid"];
  it.each([
    ["formula", ["quality ~ did @ eco | city + year", "--vcov", "iid"], /\^/],
    ["variance", ["quality ~ did | city + year", "--vcov", "clutser:city"], /clutser/],
    ["small-sample rule", [...DATA_LAST, "--ssc", "K.fixeff=full"], /K\.fixef/],
    ["level", [...DATA_LAST, "--level", "95"], /between 0 and 1/],
    ["condition", [...DATA_LAST, "--subset", "year >= "], /\^/],
  ])("a bad %s is told before the data are read", async (_, args, message) => {
    expectError(await run("feols", "no-such.csv", ...args), 2, message);
    expectError(await run("event-study", "no-such.csv", ...args, "--treat", "did"), 2, message);
    expectError(await run("placebo", "no-such.csv", ...args, "--term", "did"), 2, message);
  });

  it.each([
    ["feols", ["quality ~ did | city"], /--vcov/],
    ["feols", [...DATA_LAST, "--wald", "("], /regular expression/],
    ["event-study", [...DATA_LAST], /--cohort COLUMN/],
    ["event-study", ["quality ~ 1 | city", "--vcov", "iid", "--treat", "did"], /--panel unit,time/],
    ["placebo", [...DATA_LAST, "--term", "did", "--kind", "time", "--strata", "city"], /not both/],
  ])("%s %j is refused before the data are read", async (command, args, message) => {
    expectError(await run(command, "no-such.csv", ...args), 2, message);
  });

  it("a sigma beyond the arithmetic is named, not a column to demean", async () => {
    const path = file(
      "customs.csv",
      rows((row, i) => [...row.slice(0, 3), String(1 + (i % 7)), String(2 + (i % 5))]).replace(
        "quality,did,eco",
        "product,value,quantity",
      ),
    );
    const options = ["--dest", "city", "--fe", "city + year", "--sigma", "1e300"];
    expectError(
      await run("quality", path, ...options, "--normalise", "city", "--by", ""),
      2,
      /Sigma 1e\+300 is so large/,
    );
  });

  it("an unknown column with no near name: those there are", async () => {
    expectError(
      await feols(join(folder, "cities.csv"), "quality ~ population | city"),
      1,
      /no column 'population'; its columns are city, year, quality, did, eco\./,
    );
  });

  it("with --json the error is the one document on stdout", async () => {
    const result = await feols(join(folder, "cities.csv"), "quality ~ nope | city", "--json");
    expect(JSON.parse(result.stdout).error.code).toBe("unknown_column");
    expect(result.status).toBe(1);
  });

  it("an unknown command and option", async () => {
    expectError(await run("feolss", "x"), 2, /feolss/, /feols/);
    expectError(await run("feols", "a.csv", "y ~ x", "--vcv", "iid"), 2, /--vcv/, /--vcov/);
  });

  it("with data and no study, each error points to init", async () => {
    const data = join(folder, "cities.csv");
    expectError(await run(data), 2, /is data, and no command/, /wasmetrics init .*cities\.csv/);
    expectError(await run("study", data), 2, /is data, and a study is a YAML file/, /wasmetrics init .*cities\.csv/);
    expectError(await run("study"), 2, /wasmetrics init DATA/);
    expectError(await run("study", join(folder, "none.yaml")), 1, /wasmetrics init DATA/);
    expectError(await run("feolss", "x"), 2, /wasmetrics init DATA/);
    expect((await run("--help")).stdout).toMatch(/Start with: wasmetrics init DATA/);
  });

  it("a closed pipe is not an error", () => {
    const script = `"${process.execPath}" bin/wasmetrics feols "${join(folder, "cities.csv")}" "quality ~ did | city" --vcov iid --json | head -c 10`;
    expect(() => execFileSync("sh", ["-c", script], { encoding: "utf8" })).not.toThrow();
  });
});
