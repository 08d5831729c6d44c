/**
 * `wasmetrics study` as a user meets it: what goes wrong is told by line and leaves nothing half-written; what goes right
 * gives the same bytes again.
 */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Owner, thisProcess } from "../../src/data/disk/owned-folder.js";
import { type Run, run } from "../support/run-cli.js";
import { csvOf, type Row, STUDY, smallRows } from "./small-study.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-study-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
/** A folder with a study and its data. */
function place(study: string, rows: readonly Row[] = smallRows()): { readonly study: string; readonly out: string } {
  const at = join(folder, `case-${made++}`);
  mkdirSync(at);
  writeFileSync(join(at, "study.yaml"), study);
  writeFileSync(join(at, "cities.csv"), csvOf(rows));
  return { study: join(at, "study.yaml"), out: join(at, "out") };
}

async function edited(
  from: string,
  to: string,
  rows?: readonly Row[],
): Promise<{ readonly result: Run; readonly out: string }> {
  expect(STUDY).toContain(from);
  const { study, out } = place(STUDY.replace(from, to), rows);
  return { result: await run("study", study, "--out", out), out };
}

function expectRefused(
  { result, out }: Awaited<ReturnType<typeof edited>>,
  status: number,
  line: number,
  ...pieces: readonly (string | RegExp)[]
): void {
  expect(result.stdout).toBe("");
  expect(result.stderr).toContain(`study.yaml:${line}:`);
  for (const piece of pieces) expect(result.stderr).toMatch(piece);
  expect(result.status).toBe(status);
  expect(listed(out)).toEqual([]);
}

describe("refused, with a place and without files", () => {
  test("a key misspelled", async () => {
    expectRefused(await edited("draws:", "draw:"), 2, 28, "did you mean 'draws'");
  });

  test("a role that names no column", async () => {
    expectRefused(
      await edited("unit: city", "unit: citty"),
      1,
      6,
      "panel.unit",
      "no column 'citty'",
      "did you mean 'city'",
    );
  });

  test("a control that names no column", async () => {
    expectRefused(await edited("[eco]", "[ecco]"), 1, 9, "panel.controls", "did you mean 'eco'");
  });

  test("a data source that is not there", async () => {
    expectRefused(await edited("cities: cities.csv", "cities: citties.csv"), 1, 3, "citties");
    expectRefused(await edited("  data: cities", "  data: citie"), 2, 5, "did you mean 'cities'");
  });

  test("a treatment that switches off under absorbing: unit and period", async () => {
    const rows = smallRows((row) => (row.city === 6 && row.year === 2016 ? { ...row, did: 0 } : row));
    expectRefused(
      await edited("cohort: g\n  codings:\n    did:", "dummy: did\n  codings:\n    on:", rows),
      2,
      20,
      "'did' is none of the treatment codings on",
    );
    const study = STUDY.replace("cohort: g", "dummy: did");
    const at = place(study, rows);
    expectRefused(
      { result: await run("study", at.study, "--out", at.out), out: at.out },
      1,
      11,
      "city '6' switches off in 2016",
    );
  });

  test("a column of the data that is not what its coding gives", async () => {
    const rows = smallRows((row) => (row.city === 6 && row.year === 2016 ? { ...row, did: 0 } : row));
    expectRefused(await edited("variance", "variance", rows), 1, 13, "'did'", "city '6' in 2016", "absorbing gives 1");
  });

  test("in-force from a cohort, and a stage that needs absorbing", async () => {
    expectRefused(await edited("coding: absorbing", "coding: in-force"), 2, 13, "needs events or a dummy");
    expectRefused(await edited("coding: absorbing", "coding: common"), 2, 23, "needs a treatment coded absorbing");
  });

  test("a folder that can't be written, before anything is computed", async () => {
    const { study } = place(STUDY);
    const file = join(folder, "a-file");
    writeFileSync(file, "x");
    for (const out of [join(file, "out"), "/proc/nowhere"]) {
      const result = await run("study", study, "--out", out);
      expect(result.stderr).toMatch(/Can't write to/);
      expect(result.stderr).not.toMatch(/table1/);
      expect(result.status).toBe(1);
    }
  });

  test("a study that is not there, and none named", async () => {
    expect((await run("study", join(folder, "none.yaml"))).status).toBe(1);
    expect((await run("study")).status).toBe(2);
  });
});

describe("a stage that fails", () => {
  const failing = "{ treatment: did, controls: [log(ecco)] }";

  test("fails alone: the others are written, and it is named at its column, exit status 1", async () => {
    const { result, out } = await edited("{ treatment: did, controls: true }", failing);
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/error: .*study\.yaml:21:9: .*'ecco'/);
    expect(listed(out)).toContain("figure1.svg");
    expect(listed(out)).not.toContain("table1.md");
    const { failures, stages } = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
    expect(Object.keys(stages)).toEqual(["figure1", "figure2"]);
    expect(failures).toMatchObject([{ stage: "table1", error: "DataError", code: "unknown_column", because: null }]);
    expect(failures[0].message).toMatch(/study\.yaml:21:9: /);
    expect(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")).failures).toEqual(failures);
  });

  test("stands in the Chinese report in Chinese: what happened, where, and the code", async () => {
    const { study, out } = place(STUDY.replace("{ treatment: did, controls: true }", failing));
    await run("study", study, "--out", out, "--language", "zh");
    const report = readFileSync(join(out, "report.md"), "utf8");
    expect(report).toContain("阶段 table1 未能完成（DataError，错误代码 unknown\\_column）");
    expect(report).toMatch(/study\.yaml:21:9：数据中没有列“ecco”。/);
    expect(report).not.toContain("has no column");
  });

  test("exit status 2 where all that failed is wrong use", async () => {
    const { result } = await edited("variance: cluster:city", "variance: cluster:city\nssc: nonesuch");
    expect(result.status).toBe(2);
    expect(result.stderr.match(/^error: /gm)).toHaveLength(3);
  });

  test("asked for alone: nothing is written", async () => {
    const { study, out } = place(STUDY.replace("{ treatment: did, controls: true }", failing));
    const result = await run("study", study, "--out", out, "--only", "table1");
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/'ecco'/);
    expect(listed(out)).toEqual([]);
  });
});

test("another language, in another folder, makes no stage again", async () => {
  const { study, out } = place(STUDY);
  const planned = async (...options: readonly string[]): Promise<string[]> => {
    const { stdout } = await run("study", study, "--dry-run", "--json", ...options);
    return JSON.parse(stdout).stages.map(({ state }: { readonly state: string }) => state);
  };
  expect(new Set(await planned("--out", out))).toEqual(new Set(["make"]));
  expect((await run("study", study, "--out", out)).status).toBe(0);
  const other = ["--out", `${out}-zh`, "--language", "zh"] as const;
  expect(new Set(await planned(...other))).toEqual(new Set(["kept"]));
  expect((await run("study", study, ...other)).status).toBe(0);
  expect(readFileSync(join(`${out}-zh`, "report.md"), "utf8")).toMatch(/\p{Script=Han}/u);
});

describe("a cohort before the sample", () => {
  const early = smallRows((row) => (row.city <= 2 ? { ...row, g: 2009, did: 1 } : row));
  const treatment = (rule: string): string =>
    STUDY.replace("  cohort: g\n", `  cohort: g\n  treated_from_start: ${rule}\n`);

  test("is left out and listed", async () => {
    const { study, out } = place(treatment("exclude"), early);
    const result = await run("study", study, "--out", out);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/Excluded: never observed before their cohort: 1 \(2009\), 2 \(2009\)/);
    const record = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
    expect(record.treatment.excluded).toEqual(["1", "2"]);
    expect(record.sample.steps.at(-1)).toMatchObject({ rows: 22 * 8, dropped: 2 * 8 });
  });

  test("is an error that names unit and cohort", async () => {
    const { study, out } = place(treatment("refuse"), early);
    expectRefused(
      { result: await run("study", study, "--out", out), out },
      1,
      11,
      "2 of 24 units",
      "city '1', cohort 2009",
    );
  });

  test("is kept", async () => {
    const { study, out } = place(treatment("keep"), early);
    expect((await run("study", study, "--out", out)).status).toBe(0);
    const record = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
    expect(record.stages.table1.models[0].fit.nobs).toBe(24 * 8);
    expect(record.treatment.codings[0].path.units.always).toEqual(["1", "2"]);
  });
});

/** Names of what is in a folder, but for what is kept for the next run. */
const listed = (out: string): string[] => (existsSync(out) ? readdirSync(out).filter((name) => name !== ".cache") : []);

/** Files of a folder, times struck out. */
function contents(out: string): Record<string, string> {
  return Object.fromEntries(
    listed(out)
      .sort()
      .map((name) => [
        name,
        readFileSync(join(out, name), "latin1").replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "TIME"),
      ]),
  );
}

test("a data source says how its file is read; an option of another format is refused at its key", async () => {
  const asked = "{ file: cities.csv, text: [city], missing: { quality: [NA] } }";
  const { result, out } = await edited("cities: cities.csv", `cities: ${asked}`);
  expect(result.status).toBe(0);
  const { provenance } = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
  expect(provenance.data.cities.name).toBe("cities.csv");
  const wrong = await edited("cities: cities.csv", "cities: { file: cities.csv, text: [town] }");
  expect(wrong.result).toMatchObject({ status: 1, stderr: expect.stringMatching(/study.yaml:\d+.*no column 'town'/s) });
  const unknown = await edited("cities: cities.csv", "cities: { file: cities.csv, sheets: 2 }");
  expect(unknown.result).toMatchObject({ status: 2, stderr: expect.stringContaining("sheets") });
});

test("twice gives the same bytes, and no file tells the time", async () => {
  const { study, out } = place(STUDY);
  expect((await run("study", study, "--out", out)).status).toBe(0);
  const first = contents(out);
  expect((await run("study", study, "--out", out)).status).toBe(0);
  expect(contents(out)).toEqual(first);
  expect(Object.keys(first)).toEqual(
    [
      ...["figure1.png", "figure1.svg", "figure1.vl.json", "figure2.png", "figure2.svg", "figure2.vl.json"],
      ...["exhibits.json", "figure2_draws.csv", "manifest.json", "panel.csv", "results.json"],
      ...["report.docx", "report.html", "report.md"],
      ...["table1", "tableA1", "tableA2"].flatMap((id) =>
        ["csv", "docx", "md", "tex"].map((suffix) => `${id}.${suffix}`),
      ),
    ].sort(),
  );
  expect(Object.values(first).filter((text) => /\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text))).toEqual([]);
});

test("rows in another order: the same files but for the hash of the data", async () => {
  const straight = place(STUDY);
  const rows = smallRows();
  const reversed = place(STUDY, [...rows].reverse());
  for (const { study, out } of [straight, reversed]) expect((await run("study", study, "--out", out)).status).toBe(0);
  const [a, b] = [contents(straight.out), contents(reversed.out)];
  for (const name of ["figure2_draws.csv", "table1.csv", "tableA1.csv", "figure1.svg", "figure2.svg"]) {
    expect(b[name]).toBe(a[name]);
  }
});

test("the seed is that of the file, --seed overrides it and is part of the command", async () => {
  const { study, out } = place(STUDY);
  const draws = async (...flags: readonly string[]): Promise<string> => {
    expect((await run("study", study, "--out", out, ...flags)).status).toBe(0);
    return readFileSync(join(out, "figure2_draws.csv"), "utf8");
  };
  const seven = await draws();
  expect(await draws("--seed", "7")).toBe(seven);
  expect(await draws("--seed", "8")).not.toBe(seven);
  expect(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"))).toMatchObject({
    seed: 8,
    command: `wasmetrics study ${study} --seed 8 --out ${out}`,
  });
});

test("--only makes one stage, under the numbers it has in the whole", async () => {
  const { study, out } = place(STUDY);
  expect((await run("study", study, "--out", out, "--only", "figure2")).status).toBe(0);
  expect(listed(out).sort()).toEqual(["figure2.png", "figure2.svg", "figure2.vl.json", "figure2_draws.csv"]);
  const wrong = await run("study", study, "--out", out, "--only", "figure3");
  expect(wrong.stderr).toMatch(/no stage 'figure3' among table1, figure1, figure2; did you mean 'figure[12]'/);
  expect(wrong.status).toBe(2);
});

test("--format prints the tables in it and nothing else on stdout", async () => {
  const { study, out } = place(STUDY);
  const { stdout, stderr, status } = await run("study", study, "--out", out, "--format", "csv", "--only", "table1");
  expect(status).toBe(0);
  expect(stdout).toBe(readFileSync(join(out, "table1.csv"), "utf8"));
  expect(stderr).toContain("table1.csv");
  const word = await run("study", study, "--out", out, "--format", "docx", "--only", "table1");
  expect(word.status).toBe(0);
  expect(word.stdout).toMatch(/^Table 1\. /);
  expect(listed(out)).toContain("table1.docx");
});

test("--json prints the record alone", async () => {
  const { study, out } = place(STUDY);
  const { stdout, status } = await run("study", study, "--out", out, "--json", "--quiet");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(out, "results.json"), "utf8")));
});

describe("killed in mid-run", () => {
  /** Runs the study and kills it without warning when `seen` first holds of stderr and the folder. */
  async function kill(study: string, out: string, seen: (stderr: string) => boolean): Promise<void> {
    const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
    const child = spawn(process.execPath, [script, "study", study, "--out", out], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (piece) => {
      stderr += piece;
      if (seen(stderr)) child.kill("SIGKILL");
    });
    const signal = await new Promise((resolve) => child.on("exit", (_, name) => resolve(name)));
    expect(signal).toBe("SIGKILL");
  }

  test("leaves no file; the next run is whole", async () => {
    const { study, out } = place(STUDY.replace("draws: 40", "draws: 200000"));
    await kill(study, out, (text) => text.includes("figure2"));
    expect(listed(out)).toEqual([]);
    writeFileSync(study, STUDY);
    expect((await run("study", study, "--out", out)).status).toBe(0);
    expect(readdirSync(out)).toContain("manifest.json");
  });

  test("leaves the files of the run before as they were", async () => {
    const { study, out } = place(STUDY);
    expect((await run("study", study, "--out", out)).status).toBe(0);
    const before = contents(out);
    writeFileSync(study, STUDY.replace("draws: 40", "draws: 200000"));
    await kill(study, out, (text) => text.includes("figure2"));
    expect(contents(out)).toEqual(before);
  });

  test("a folder in the making of a process that is gone is taken away, one that may be of another container is not", async () => {
    const { study, out } = place(STUDY);
    const made = (name: string, owner: Owner): void => {
      mkdirSync(join(out, name), { recursive: true });
      writeFileSync(join(out, name, "1.owner"), JSON.stringify(owner));
      writeFileSync(join(out, name, "1.0.csv"), "half");
    };
    made(".wasmetrics-writing-gone", { ...thisProcess(), pid: 2 ** 22 + 1 });
    made(".wasmetrics-writing-other", { pid: 2 ** 22 + 1, space: "another boot pid:[1]", started: "1" });
    expect((await run("study", study, "--out", out)).status).toBe(0);
    const left = readdirSync(out).filter((name) => name.startsWith(".wasmetrics"));
    expect(left).toEqual([".wasmetrics-writing-other"]);
  });
});

describe("the manifest", () => {
  test("names inputs, rows, treatment, kernels, command, and every output by its hash", async () => {
    const { study, out } = place(STUDY);
    expect((await run("study", study, "--out", out)).status).toBe(0);
    const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
    expect(manifest).toMatchObject({
      command: `wasmetrics study ${study} --out ${out}`,
      seed: 7,
      variance: "cluster:city",
      treatment: { source: "cohort", codings: [{ name: "did", coding: "absorbing", path: "absorbing", varying: 16 }] },
      rows: [{ rows: 192, dropped: 0 }, { rows: 192 }, { rows: 192 }],
    });
    for (const hash of [
      manifest.software.kernels_sha256,
      manifest.inputs.data.cities.sha256,
      manifest.inputs.study.sha256,
    ]) {
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
    }
    const written = listed(out).filter((name) => name !== "manifest.json");
    expect(Object.keys(manifest.outputs).sort()).toEqual(written.sort());
    const html = readFileSync(join(out, "report.html"));
    expect(manifest.outputs["report.html"]).toBe(createHash("sha256").update(html).digest("hex"));
    expect(manifest).not.toHaveProperty("time");
  });
});

test("a variance that can't be is told once, where it is written", async () => {
  const { study, out } = place(STUDY.replace("variance: cluster:city", "variance: cluster:citty"));
  const unknown = await run("study", study, "--out", out);
  expect(unknown.stderr.match(/error: /g)).toHaveLength(1);
  expect(unknown.stderr).toMatch(/study\.yaml:14:11: variance: .*no column 'citty'.*did you mean 'city'\?/);
  expect([unknown.status, existsSync(out)]).toEqual([1, false]);
  const other = place(STUDY.replace("variance: cluster:city", "variance: clustr:city"));
  const wrong = await run("study", other.study, "--out", other.out);
  expect(wrong.stderr).toMatch(/study\.yaml:14:11: Unknown variance 'clustr:city'/);
  expect([wrong.status, existsSync(other.out)]).toEqual([2, false]);
});

test("data given as the study are not poured into the message", async () => {
  const { study } = place(`city,year\n${"c01,2010\n".repeat(1000)}`);
  const { stderr, status } = await run("study", study);
  expect(status).toBe(2);
  expect(stderr).toMatch(/study\.yaml:1:1: the study is 'city,year c01,2010 .*\.\.\.'; expected a map/);
  expect(stderr.length).toBeLessThan(300);
});

test("the command beneath a table is one a shell takes back, whatever the stage is called", async () => {
  const { study, out } = place(STUDY.replace("  table1:", "  my table:"));
  expect((await run("study", study, "--out", out)).status).toBe(0);
  expect(readFileSync(join(out, "report.md"), "utf8")).toContain(' --only "my table"');
});
