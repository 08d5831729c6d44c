/**
 * `study --replication` and `verify` on a small study: a folder is as it was said to be, and each change planted in it is named, with its
 * place and its size. Amounts are reckoned here from the texts that were planted.
 */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Verification } from "../../../src/study/replication/verify.js";
import { run } from "../../support/run-cli.js";
import { csvOf, STUDY, smallRows } from "../small-study.js";

const root = mkdtempSync(join(tmpdir(), "replication-"));
const made = join(root, "made");
const CSV = csvOf(smallRows());
let text = "";

beforeAll(async () => {
  mkdirSync(join(root, "mine/raw"), { recursive: true });
  const study = STUDY.replace(
    "cities: cities.csv",
    "cities: { file: raw/cities.csv.gz, licence: CC0-1.0 } # the panel",
  );
  writeFileSync(join(root, "mine/raw/cities.csv.gz"), gzipSync(CSV));
  writeFileSync(join(root, "mine/study.yaml"), study);
  const { status, stderr } = await run("study", join(root, "mine/study.yaml"), "--replication", made, "--quiet");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  text = readFileSync(join(made, "code/study.yaml"), "utf8");
});
afterAll(() => rmSync(root, { recursive: true }));

let copies = 0;
/** A copy of the folder, changed. */
function copied(change: (folder: string) => void = () => {}): string {
  const folder = join(root, `copy${copies++}`);
  cpSync(made, folder, { recursive: true });
  change(folder);
  return folder;
}
const edit = (file: string, change: (text: string) => string) => (folder: string) => {
  const path = join(folder, file);
  const was = readFileSync(path, "utf8");
  const is = change(was);
  expect(is).not.toBe(was);
  writeFileSync(path, is);
};
const editRows = (change: (lines: string[]) => string[]) => (folder: string) => {
  const path = join(folder, "data/cities.csv.gz");
  const lines = gunzipSync(readFileSync(path)).toString().split("\n");
  writeFileSync(path, gzipSync(change(lines).join("\n")));
};
async function verified(folder: string): Promise<{ status: number; found: Verification; said: string }> {
  const { status, stdout, stderr } = await run("verify", folder, "--json", "--quiet");
  if (!stdout.startsWith("{")) throw new Error(stderr);
  return { status: status!, found: JSON.parse(stdout), said: stderr };
}
const sentences = async (folder: string, ...args: string[]) => {
  const { status, stdout, stderr } = await run("verify", folder, "--quiet", ...args);
  return { status, stdout, stderr };
};

describe("a folder", () => {
  test("has the study letter for letter but for the path of the data", () => {
    expect(text).toBe(
      STUDY.replace("cities: cities.csv", "cities: { file: ../data/cities.csv.gz, licence: CC0-1.0 } # the panel"),
    );
  });

  test("has what its README lists, and a hash of each file that sha256sum would check", () => {
    const readme = readFileSync(join(made, "README.md"), "utf8");
    for (const [, file] of readme.matchAll(/`((?:results|data|code|software)\/[^`/]+\.\w+)`/g)) {
      expect(existsSync(join(made, file!)), file).toBe(true);
    }
    const hashes = readFileSync(join(made, "SHA256SUMS"), "utf8").trim().split("\n");
    const files = readdirSync(made, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(hashes).toHaveLength(files.length - 2); // itself and the README
    for (const line of hashes) {
      const [hash, name] = line.split("  ");
      expect(
        createHash("sha256")
          .update(readFileSync(join(made, name!)))
          .digest("hex"),
        name,
      ).toBe(hash);
    }
  });

  test("is verified with the memory that data may take, and not where they ask for more", async () => {
    expect(await sentences(made, "--max-memory", "500MB")).toMatchObject({ status: 0 });
    const greedy = copied((folder) => {
      const rows = `${Array.from({ length: 500 }, (_, k) => `x${k}`)}\n${`${",".repeat(499)}\n`.repeat(40_000)}`;
      writeFileSync(join(folder, "data/cities.csv.gz"), gzipSync(rows));
    });
    const { status, stderr } = await sentences(greedy, "--max-memory", "100MB");
    expect(status).toBe(2);
    expect(stderr).toMatch(/cities\.csv\.gz asks for .* of memory .*, and 100\.0 MB may be taken/);
  });

  test("its lock names no address, and every package by its hash", () => {
    const lock = readFileSync(join(made, "package-lock.json"), "utf8");
    expect(lock).not.toMatch(/https?:/);
    for (const [name, entry] of Object.entries(JSON.parse(lock).packages as Record<string, { integrity?: string }>)) {
      if (name !== "") expect(entry.integrity, name).toMatch(/^sha512-/);
    }
  });

  test("has the headings of the data editors' template, in its order", () => {
    const readme = readFileSync(join(made, "README.md"), "utf8");
    expect([...readme.matchAll(/^## (.*)$/gm)].map(([, head]) => head)).toEqual([
      "Overview",
      "Data Availability and Provenance Statements",
      "Dataset list",
      "Computational requirements",
      "Description of programs",
      "Instructions to Replicators",
      "List of tables and programs",
      "References",
    ]);
    const seed = text.split("\n").findIndex((line) => line.startsWith("seed:")) + 1;
    expect(readme).toContain(`The seed of every random draw is 7, set in line ${seed} of \`code/study.yaml\``);
    expect(readme).toContain(
      "Missing in the study file: `data.cities.citation`, `data.cities.url`, `data.cities.access`.",
    );
    const first = text.split("\n").findIndex((line) => line.startsWith("  table1:")) + 1;
    expect(readme).toMatch(new RegExp(`\\| Table 1 \\|[^\\n]*\\| lines ${first} to ${first + 4} \\|`));
  });

  test("is written into a new folder alone, and with nothing left out", async () => {
    const again = await run("study", join(root, "mine/study.yaml"), "--replication", made);
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining("none of them would be replaced") });
    const only = await run(
      "study",
      join(root, "mine/study.yaml"),
      "--replication",
      join(root, "x"),
      "--only",
      "table1",
    );
    expect(only).toMatchObject({ status: 2, stderr: expect.stringContaining("--only does not go with --replication") });
    expect(existsSync(join(root, "x"))).toBe(false);
  });
});

describe("nothing changed", () => {
  test("all the same, in words and as JSON; the folder is left as it is", async () => {
    const folder = copied((at) => {
      mkdirSync(join(at, "node_modules/x"), { recursive: true });
      writeFileSync(join(at, "README.md"), "the authors wrote more\n");
    });
    const before = readdirSync(folder, { recursive: true }).sort();
    const { status, stdout } = await sentences(folder);
    expect(stdout).toMatch(
      /^Verified: all [\d,]+ numbers, \d+ files of results and 1 file of data \(192 rows\) are the same to the last bit\.\n/,
    );
    expect(status).toBe(0);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  test("--keep has the same files as results/, and replaces none", async () => {
    const keep = join(root, "kept");
    expect((await sentences(made, "--keep", keep)).status).toBe(0);
    for (const name of readdirSync(keep)) {
      expect(readFileSync(join(keep, name)).equals(readFileSync(join(made, "results", name))), name).toBe(true);
    }
    expect(readdirSync(keep).sort()).toEqual(readdirSync(join(made, "results")).sort());
    expect(await sentences(made, "--keep", keep)).toMatchObject({ status: 2 });
  });
});

describe("a changed digit", () => {
  test("in results.json: cell, place, how much, in units of the last printed digit", async () => {
    const results = JSON.parse(readFileSync(join(made, "results/results.json"), "utf8"));
    const is: number = results.stages.table1.models[1].fit.coefficients.did.estimate;
    const was = is + 0.002;
    const folder = copied(
      edit("results/results.json", (json) => json.replace(`"estimate": ${is}`, `"estimate": ${was}`)),
    );
    const { status, found } = await verified(folder);
    expect(status).toBe(1);
    expect(found.numbers.differ).toBe(1);
    const [place] = found.results.find(({ name }) => name === "results.json")!.places;
    expect(place).toMatchObject({
      at: "/stages/table1/models/1/fit/coefficients/did/estimate",
      was: String(was),
      is: String(is),
      by: is - was,
      relative: (is - was) / is,
      printed: { exhibit: "Table 1", id: "table1", row: "did", column: 2 },
    });
    const digits = place!.printed!.text.split(".")[1]!.length;
    expect(place!.units).toBeCloseTo(0.002 * 10 ** digits, 6);
    const { stdout } = await sentences(folder);
    expect(stdout).toContain("Not the same: 1 of");
    expect(stdout).toContain(
      "results/results.json was changed since the folder was made; this run gives what was there.",
    );
    expect(stdout).toContain(`${was} in the folder, ${is} in this run; off by 0.002`);
    expect(stdout).toContain("in Table 1, row “did”, column 2");
  });

  test("in a table's CSV, Markdown and LaTeX, and in the report: row, column and where results.json has it", async () => {
    const cell = readFileSync(join(made, "results/table1.md"), "utf8").match(/\| did +\| +(-?\d+)\.(\d+)/)!;
    const [, whole, decimals] = cell;
    const other = String(Number(decimals) + 1).padStart(decimals!.length, "0");
    const folder = copied((at) => {
      edit("results/table1.md", (md) => md.replace(cell[0], cell[0].replace(decimals!, other)))(at);
      edit("results/table1.tex", (tex) => tex.replace(new RegExp(`(did & ${whole} & \\.)${decimals}`), `$1${other}`))(
        at,
      );
      edit("results/table1.csv", (csv) => csv.replace(/^(did,std_error,)([^,]+)/m, "$10.5"))(at);
      edit("results/report.html", (html) =>
        html.replace(new RegExp(`(<main[\\s\\S]*?>\\.)${decimals}(<)`), `$1${other}$2`),
      )(at);
    });
    const { status, found } = await verified(folder);
    expect(status).toBe(1);
    expect(found.numbers.differ).toBe(0);
    const at = (name: string) => found.results.find((one) => one.name === name)!;
    const pointer = "/stages/table1/models/0/fit/coefficients/did/estimate";
    for (const name of ["table1.md", "table1.tex"]) {
      expect(at(name).verdict).toBe("changed");
      expect(at(name).places, name).toHaveLength(1);
      expect(at(name).places[0]).toMatchObject({
        ...{ row: "did", column: 1, was: `${whole}.${other}`, is: `${whole}.${decimals}`, record: pointer },
        units: expect.closeTo(1, 6),
      });
    }
    expect(at("table1.csv").places).toMatchObject([
      { row: "did, std_error", column: 1, was: "0.5", record: pointer.replace("estimate", "std_error"), line: 3 },
    ]);
    expect(at("report.html").places.length).toBe(1);
    expect(at("report.html").places[0]!.was).toContain(other);
    expect(found.results.filter(({ verdict }) => verdict !== "same")).toHaveLength(4);
  });

  test("in the sample, panel.csv, and in a figure", async () => {
    const folder = copied((at) => {
      edit("results/panel.csv", (csv) => csv.replace(/^(1,2011,)([^,]+)/m, "$19.25"))(at);
      edit("results/figure1.vl.json", (spec) => spec.replace(/("estimate": -?\d+\.\d)/, "$17"))(at);
    });
    const { status, found } = await verified(folder);
    expect(status).toBe(1);
    const at = (name: string) => found.results.find((one) => one.name === name)!;
    expect(at("panel.csv").places).toMatchObject([{ line: 3, was: "9.25" }]);
    expect(at("figure1.vl.json").count).toBe(1);
  });

  test("results.json that is no JSON, results that are not there, results no run wrote", async () => {
    const folder = copied((at) => {
      writeFileSync(join(at, "results/results.json"), "{ cut");
      rmSync(join(at, "results/table1.tex"));
      writeFileSync(join(at, "results/table9.tex"), "% by hand\n");
    });
    const { status, stdout } = await sentences(folder);
    expect(status).toBe(1);
    expect(stdout).toContain("results/results.json was changed since the folder was made");
    expect(stdout).toContain("results/table1.tex is missing.");
    expect(stdout).toContain("results/table9.tex is in the folder, but no run wrote it there.");
  });
});

describe("changed data", () => {
  test("one cell: file, line, column and what it is now", async () => {
    const folder = copied(editRows((lines) => lines.with(57, lines[57]!.replace(/,[^,]*$/, ",123.5"))));
    const { status, stdout } = await sentences(folder);
    expect(status).toBe(1);
    expect(stdout).toContain("data/cities.csv.gz is another file: SHA-256");
    expect(stdout).toContain(
      "  data/cities.csv.gz, line 58, row 57, column eco: the cell is not what it was; now 123.5\n",
    );
  });

  test("a row gone and a row new", async () => {
    const gone = await verified(copied(editRows((lines) => lines.toSpliced(40, 1))));
    expect(gone.found.data[0]!.rows).toEqual({
      kind: "rows",
      count: 1,
      changes: [{ kind: "gone", row: 40, line: null, column: null, is: null }],
    });
    const extra = "25,2010,0.5,0,0,1";
    const added = await verified(copied(editRows((lines) => lines.toSpliced(40, 0, extra))));
    expect(added.found.data[0]!.rows).toMatchObject({ count: 1, changes: [{ kind: "added", row: 40, line: 41 }] });
    expect([gone.status, added.status]).toEqual([1, 1]);
  });

  test("the same rows in another order", async () => {
    const folder = copied(editRows((lines) => lines.toSpliced(20, 2, lines[21]!, lines[20]!)));
    const { status, stdout } = await sentences(folder);
    expect(status).toBe(1);
    expect(stdout).toContain("  the same rows in another order, from line 21 on\n");
  });

  test("packed anew, or with the line ends of Windows: the content is the same, and so is every number", async () => {
    const packed = copied((at) => {
      const path = join(at, "data/cities.csv.gz");
      writeFileSync(path, gzipSync(gunzipSync(readFileSync(path)), { level: 1 }));
    });
    const { status, stdout } = await sentences(packed);
    expect(stdout).toMatch(
      /^Verified: all [\d,]+ numbers are the same to the last bit\. Files that are written otherwise:\n/,
    );
    expect(stdout).toContain("data/cities.csv.gz was packed anew: its bytes are other ones, its content is the same.");
    expect(status).toBe(0);
  });

  test("missing: what to put where, and status 2", async () => {
    const hash = createHash("sha256")
      .update(readFileSync(join(made, "data/cities.csv.gz")))
      .digest("hex");
    const folder = copied((at) => rmSync(join(at, "data/cities.csv.gz")));
    expect(await sentences(folder)).toMatchObject({
      status: 2,
      stdout: `data/cities.csv.gz is missing: put the file of SHA-256 ${hash} there.\n`,
    });
  });
});

describe("line ends that git converted", () => {
  test("are named as such in study and results, and no number differs", async () => {
    const folder = copied((at) => {
      for (const name of ["code/study.yaml", "results/table1.csv", "results/results.json", "LICENSE"]) {
        edit(name, (content) => content.replaceAll("\n", "\r\n"))(at);
      }
    });
    const { status, stdout } = await sentences(folder);
    expect(stdout).toContain("code/study.yaml has other line ends than it had, as git makes them with core.autocrlf");
    for (const name of ["results/table1.csv", "results/results.json", "LICENSE"]) {
      expect(stdout).toContain(`${name} has other line ends than it had`);
    }
    expect(stdout).toMatch(/^Verified: /);
    expect(status).toBe(0);
  });
});

test("a whole folder that git converted is one sentence, and the same", async () => {
  const folder = copied((at) => {
    for (const entry of readdirSync(at, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || /\.(?:gz|tgz|png|docx)$/.test(path)) continue;
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n", "\r\n"));
    }
  });
  const { status, stdout } = await sentences(folder);
  expect(stdout).toMatch(
    /^Verified: all [\d,]+ numbers[^\n]*\ncode\/study\.yaml has other line ends[^\n]*\n\d\d files have other line ends than they had[^\n]*\nRun by/,
  );
  expect(status).toBe(0);
});

describe("a changed study", () => {
  test("which lines, and what they change", async () => {
    const folder = copied(edit("code/study.yaml", (yaml) => yaml.replace("seed: 7", "seed: 8")));
    const line = text.split("\n").indexOf("seed: 7") + 1;
    const { status, stdout } = await sentences(folder);
    expect(status).toBe(1);
    expect(stdout).toContain("code/study.yaml was changed in 1 line:\n");
    expect(stdout).toContain(`  line ${line} is not what it was: seed: 8\n`);
    expect(stdout).toMatch(/results\/results\.json is not what this run gives\./);
  });

  test("a row that stops the study is named before the error, with all that was changed beside it", async () => {
    const folder = copied((at) => {
      editRows((lines) => lines.with(7, lines[7]!.replace(/,[01],/, ",9.5,")))(at);
      edit("results/table1.md", (md) => md.replace(/0\.0\d/, "0.9"))(at);
      edit("results/results.json", (json) => json.replace('"estimate": 0.', '"estimate": 0.9'))(at);
      rmSync(join(at, "results/table1.tex"));
    });
    const { status, stdout, stderr } = await sentences(folder);
    expect(status).toBe(2);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("Not verified: the study can't be run again. What has changed since the folder was made:");
    expect(lines[1]).toMatch(/^data\/cities\.csv\.gz is another file/);
    expect(lines[2]).toMatch(/^ {2}data\/cities\.csv\.gz, line 8, row 7, column \w+: .*; now 9\.5$/);
    expect(lines.slice(3).sort()).toEqual([
      "results/results.json was changed since the folder was made.",
      "results/table1.md was changed since the folder was made.",
      "results/table1.tex is missing.",
    ]);
    expect(stderr).toMatch(/^error: .*9\.5/s);
    const { found } = await verified(folder);
    expect(found).toMatchObject({
      is_same: null,
      data: [{ verdict: "changed", rows: { changes: [{ row: 7, is: "9.5" }] } }],
      error: { message: expect.stringContaining("9.5") },
    });
    expect(
      found.results.filter(({ verdict }) => verdict !== "same").map(({ name, verdict }) => [name, verdict]),
    ).toEqual(
      expect.arrayContaining([
        ["results.json", "changed_alone"],
        ["table1.md", "changed_alone"],
        ["table1.tex", "missing"],
      ]),
    );
    expect((await sentences(folder, "--language", "zh")).stdout).toMatch(/^未能核验：[^\n]*\ndata\/cities/);
  });

  test("a line that can't be read any more is named with the error", async () => {
    const folder = copied(edit("code/study.yaml", (yaml) => yaml.replace("outcome: quality", "outcome: [quality")));
    const { status, stdout, stderr } = await sentences(folder);
    expect(status).toBe(2);
    expect(stdout).toMatch(/code\/study\.yaml was changed in 1 line:\n {2}line \d+ is not what it was: .*\[quality/);
    expect(stderr).toMatch(/^error: /);
  });

  test("a result changed where the data changed, too, is not said to be what the run gives", async () => {
    const data = editRows((lines) => lines.with(7, lines[7]!.replace(/^([^,]*,[^,]*,)[\d.]+/, "$10.77")));
    const rerun = join(root, "rerun-of-changed");
    const changed = copied(data);
    const first = await sentences(changed, "--keep", rerun);
    expect(first.status).toBe(1);
    expect(first.stdout).toContain("results/results.json is not what this run gives.");
    const folder = copied((at) => {
      data(at);
      edit("results/table1.md", (md) => md.replace(/0\.0\d/, "0.9"))(at);
      writeFileSync(join(at, "results/table1.csv"), readFileSync(join(rerun, "table1.csv")));
    });
    const { status, stdout } = await sentences(folder);
    expect(status).toBe(1);
    expect(stdout).toContain(
      "results/table1.md was changed since the folder was made; this run gives neither what was there nor what is.",
    );
    expect(stdout).toContain("results/table1.csv is what this run gives, but not what replication.json says it was.");
  });

  test("that would read elsewhere, or no longer runs, is not verified", async () => {
    const outside = copied(
      edit("code/study.yaml", (yaml) => yaml.replace("../data/cities.csv.gz", "../../mine/raw/cities.csv.gz")),
    );
    expect(await sentences(outside)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("which is none of the data of this folder"),
    });
    const engine = copied(
      edit("code/study.yaml", (yaml) => yaml.replace(/\{ file:.*\}/, "{ engine: postgres://h/d, from: t }")),
    );
    expect(await sentences(engine)).toMatchObject({ status: 2, stderr: expect.stringContaining("postgres://h/d") });
    const broken = copied(edit("code/study.yaml", (yaml) => yaml.replace("outcome: quality", "outcome: qualitty")));
    expect(await sentences(broken)).toMatchObject({ status: 2, stderr: expect.stringContaining("qualitty") });
  });
});

describe("another version", () => {
  test("of wasmetrics, of the kernels and of Node is named, and results may be the same", async () => {
    const { software } = JSON.parse(readFileSync(join(made, "replication.json"), "utf8"));
    const kernels = software.kernels_sha256.replace(/^..../, "0000");
    const folder = copied((at) => {
      // as an earlier version would have written it
      const hashes: Record<string, string> = {};
      for (const name of readdirSync(join(at, "results"))) {
        const path = join(at, "results", name);
        if (/\.(json|html|md)$/.test(name) && name !== "manifest.json") {
          writeFileSync(path, stamped(readFileSync(path, "utf8"), software, kernels));
        }
        if (name !== "manifest.json") hashes[name] = sha(readFileSync(path));
      }
      const manifest = JSON.parse(stamped(readFileSync(join(at, "results/manifest.json"), "utf8"), software, kernels));
      writeFileSync(
        join(at, "results/manifest.json"),
        `${JSON.stringify({ ...manifest, outputs: { ...manifest.outputs, ...hashes } }, null, 2)}\n`,
      );
      hashes["manifest.json"] = sha(readFileSync(join(at, "results/manifest.json")));
      const record = JSON.parse(readFileSync(join(at, "replication.json"), "utf8"));
      Object.assign(record, {
        results: hashes,
        software: { ...software, version: "0.0.9", kernels_sha256: kernels, node: "18.1.0" },
      });
      writeFileSync(join(at, "replication.json"), `${JSON.stringify(record, null, 2)}\n`);
      edit("SHA256SUMS", (list) =>
        list.replace(/^.{64}(?= {2}replication.json$)/m, sha(readFileSync(join(at, "replication.json")))),
      )(at);
    });
    const { status, stdout } = await sentences(folder);
    expect(stdout).toContain("Another version: the folder was made by wasmetrics 0.0.9, this is");
    expect(stdout).toContain("Other numeric kernels: SHA-256 0000");
    expect(stdout).toContain(`Another version of Node: 18.1.0 made the folder, this is ${process.versions.node}.`);
    expect(stdout).toMatch(/^Verified: all [\d,]+ numbers/);
    expect(status).toBe(0);
    // and a number that differs is named beside it
    const estimate = JSON.parse(readFileSync(join(folder, "results/results.json"), "utf8")).stages.table1.models[0].fit
      .coefficients.did.estimate;
    edit("results/results.json", (json) => json.replace(`"estimate": ${estimate}`, `"estimate": ${estimate + 1}`))(
      folder,
    );
    const differing = await sentences(folder);
    expect(differing.stdout).toContain("Not the same: 1 of");
    expect(differing.status).toBe(1);
  });
});

const sha = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
const stamped = (
  content: string,
  { version, kernels_sha256 }: { version: string; kernels_sha256: string },
  kernels: string,
): string =>
  content
    .replaceAll(`wasmetrics ${version}`, "wasmetrics 0.0.9")
    .replaceAll(`"version": "${version}"`, '"version": "0.0.9"')
    .replaceAll(kernels_sha256, kernels);

describe("hostile folders", () => {
  test("links are not followed", async () => {
    const folder = copied((at) => {
      rmSync(join(at, "results/table1.csv"));
      symlinkSync("/etc/passwd", join(at, "results/table1.csv"));
    });
    expect(await sentences(folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("results/table1.csv is a link"),
    });
    const linked = copied((at) => {
      renameSync(join(at, "data"), join(dirname(at), `moved${copies}`));
      symlinkSync(join(dirname(at), `moved${copies}`), join(at, "data"));
    });
    expect(await sentences(linked)).toMatchObject({ status: 2, stderr: expect.stringContaining("data is a link") });
  });

  test("a record with paths out of the folder, or none, or broken, is refused", async () => {
    const out = copied(
      edit("replication.json", (json) =>
        json.replace('"data/cities.csv.gz": {', '"data/../../mine/raw/cities.csv.gz": {'),
      ),
    );
    expect(await sentences(out)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("replication.json has no such data"),
    });
    const rows = copied(edit("replication.json", (json) => json.replace('"rows/cities', '"rows/../../cities')));
    expect(await sentences(rows)).toMatchObject({ status: 2 });
    const cut = copied((at) => writeFileSync(join(at, "replication.json"), '{"kind":'));
    expect(await sentences(cut)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("replication.json is no JSON"),
    });
    const none = copied((at) => rmSync(join(at, "replication.json")));
    expect(await sentences(none)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("is no replication folder"),
    });
    expect(await sentences(join(root, "nowhere"))).toMatchObject({ status: 2 });
    const study = copied((at) => rmSync(join(at, "code/study.yaml")));
    expect(await sentences(study)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("code/study.yaml is missing"),
    });
  });

  test("a list of hashes with paths out of the folder reads nothing there", async () => {
    const folder = copied(edit("SHA256SUMS", (list) => `${list}${"0".repeat(64)}  ../../../etc/passwd\n`));
    const { status, stdout } = await sentences(folder);
    expect(status).toBe(1);
    expect(stdout).toContain("../../../etc/passwd is missing.");
  });

  test("the program, the lock and the record changed; a file beside them", async () => {
    const folder = copied((at) => {
      edit("package-lock.json", (lock) => lock.replace("sha512-", "sha512-A"))(at);
      writeFileSync(join(at, "notes.txt"), "mine\n");
    });
    const { status, stdout } = await sentences(folder);
    expect(status).toBe(1);
    expect(stdout).toContain("package-lock.json was changed since the folder was made.");
    expect(stdout).toContain("notes.txt is in the folder, but no run wrote it there.");
  });

  test("data and the record of their hash changed together: the numbers tell", async () => {
    const folder = copied((at) => {
      editRows((lines) => lines.with(57, lines[57]!.replace(/,[^,]*$/, ",123.5")))(at);
      const hash = sha(readFileSync(join(at, "data/cities.csv.gz")));
      edit("replication.json", (json) =>
        json.replace(/"sha256": "[0-9a-f]{64}",(?=\s*"content_sha256")/, `"sha256": "${hash}",`),
      )(at);
    });
    const { status, found } = await verified(folder);
    expect(status).toBe(1);
    expect(found.data[0]!.verdict).toBe("same");
    expect(found.numbers.differ).toBeGreaterThan(10);
    expect(found.others).toContainEqual({ name: "replication.json", verdict: "changed" });
  });
});

test("in Chinese", async () => {
  const folder = copied(editRows((lines) => lines.with(57, lines[57]!.replace(/,[^,]*$/, ",123.5"))));
  const { stdout } = await sentences(folder, "--language", "zh");
  expect(stdout).toContain("第 58 行，第 57 条记录，列 eco：单元格已更改，现为 123.5");
});

describe("without the data", () => {
  test("the folder has hashes alone, says where to put the file, and is verified once it is there", async () => {
    const bare = join(root, "bare");
    const { status } = await run(
      "study",
      join(root, "mine/study.yaml"),
      "--replication",
      bare,
      "--without-data",
      "--quiet",
    );
    expect(status).toBe(0);
    expect(existsSync(join(bare, "data"))).toBe(false);
    expect(existsSync(join(bare, "rows"))).toBe(false);
    const readme = readFileSync(join(bare, "README.md"), "utf8");
    expect(readme).toContain("1. Put the data that are not in this folder in their places: `data/cities.csv.gz`.");
    expect((await sentences(bare)).status).toBe(2);
    mkdirSync(join(bare, "data"));
    cpSync(join(root, "mine/raw/cities.csv.gz"), join(bare, "data/cities.csv.gz"));
    expect((await sentences(bare)).status).toBe(0);
  });

  test("provided: false of one source, in Chinese too", async () => {
    const folder = join(root, "zh");
    const study = readFileSync(join(root, "mine/study.yaml"), "utf8")
      .replace("licence: CC0-1.0", "provided: false, access: { en: Ask the office, zh: 向统计局申请 }")
      .replace("title: Small", "title: { en: Small, zh: 小研究 }\nlanguage: zh");
    writeFileSync(join(root, "mine/zh.yaml"), study);
    expect(await run("study", join(root, "mine/zh.yaml"), "--replication", folder, "--quiet")).toMatchObject({
      status: 0,
    });
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("Access: Ask the office");
    const zh = readFileSync(join(folder, "README.zh.md"), "utf8");
    expect(zh).toContain("# 复现资料：小研究");
    expect(zh).toContain("获取方式：向统计局申请");
    expect(zh).toContain("| 表1 |");
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("| Table 1 |");
  });
});
