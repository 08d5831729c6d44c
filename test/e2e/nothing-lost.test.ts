/**
 * What a run may not take from its user, as built: inputs stay as they are by whatever names outputs lead to them; a run that
 * fails leaves what was there.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { csvOf, STUDY, smallRows } from "../study/small-study.js";
import { run, spawned } from "../support/run-cli.js";

let root: string;
let folder: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
});
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  write("p.csv", csvOf(smallRows()));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const write = (name: string, text: string): string => {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
  return at(name);
};

/** Every file and its bytes. */
const everything = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), "latin1")]),
  );

/** Expects wrong use that names `file`, and nothing touched. */
async function refused(file: string, ...args: string[]): Promise<void> {
  const before = everything();
  const { status, stdout, stderr } = await run(...args);
  expect([stderr, stdout, status]).toEqual([expect.stringMatching(`would overwrite .*${file}`), "", 2]);
  expect(everything()).toEqual(before);
}

const feols = (...options: string[]) => ["feols", at("p.csv"), "quality ~ eco | city", "--vcov", "iid", ...options];

const trade = (): string =>
  [
    "firm,product,dest,year,value,quantity",
    "a,01,US,2010,10,5",
    "a,01,DE,2010,30,5",
    "b,01,US,2010,20,4",
    "b,01,DE,2010,12,3",
    "c,01,US,2010,13,3",
    "",
  ].join("\n");

describe("an input is never overwritten", () => {
  it.each(["--out", "--residuals", "--predict", "--fixef"])("by %s of feols", async (option) => {
    await refused("p.csv", ...feols(option, at("p.csv")));
  });

  it("by a hard link, a symbolic link, a folder that is one, or another spelling of the path", async () => {
    linkSync(at("p.csv"), at("hard.csv"));
    symlinkSync("p.csv", at("soft.csv"));
    symlinkSync(".", at("here"));
    for (const name of ["hard.csv", "soft.csv", "here/p.csv", "here/../p.csv"]) {
      await refused("p.csv", ...feols("--residuals", `${folder}/${name}`));
      expect(lstatSync(at("soft.csv")).isSymbolicLink()).toBe(true);
    }
  });

  it("by predictions for other rows, which are an input too", async () => {
    const next = write("next.csv", readFileSync(at("p.csv"), "utf8"));
    await refused("next.csv", ...feols("--newdata", next, "--predict", next));
    await refused("next.csv", ...feols("--newdata", next, "--predict", at("new.csv"), "--residuals", next));
  });

  it("by the rows of quality, in memory or streamed, and by its aggregates", async () => {
    const rows = write("rows.csv", trade());
    await refused("rows.csv", "quality", rows, "--out", folder);
    await refused("rows.csv", "quality", rows, "--out", folder, "--stream", "--rows-format", "csv");
    const aggregate = write("firm_year.csv", trade());
    await refused("firm_year.csv", "quality", aggregate, "--out", folder, "--by", "firm^year");
    await refused("firm_year.csv", "quality", aggregate, "--out", folder);
    const sigma = write("quality.json", "");
    rmSync(sigma);
    linkSync(write("sigma-table.csv", "product,sigma\n01,5\n"), at("quality.json"));
    const data = write("data.csv", trade());
    await refused("sigma-table.csv", "quality", data, "--out", folder, "--sigma", `table:${at("sigma-table.csv")}`);
  });

  it("by a study: its data, by fixed names and by those of its stages; nor the study itself", async () => {
    for (const name of ["panel.csv", "table1.csv"]) {
      const data = write(name, readFileSync(at("p.csv"), "utf8"));
      const study = write("study.yaml", STUDY.replace("cities.csv", name));
      await refused(name, "study", study, "--out", folder, "--quiet");
      rmSync(data);
    }
    const odd = write("figure2_draws.csv", readFileSync(at("p.csv"), "utf8"));
    const study = write("study.yaml", STUDY.replace("cities.csv", "figure2_draws.csv"));
    await refused("figure2_draws.csv", "study", study, "--out", folder, "--quiet", "--no-cache");
    rmSync(odd);
    write("cities.csv", readFileSync(at("p.csv"), "utf8"));
    const itself = write("report.md", STUDY);
    await refused("report.md", "study", itself, "--out", folder, "--quiet");
  });

  it("by tables and figures of results", async () => {
    const { stdout } = await run(...feols("--json"));
    const result = write("coefplot.json", stdout);
    await refused("coefplot.json", "table", result, "--out", result);
    await refused("coefplot.json", "coefplot", result, "--out", folder);
  });

  it("by the numbers of a bootstrap, and of a decomposition", async () => {
    const draws = write("draws.csv", readFileSync(at("p.csv"), "utf8"));
    const options = ["--term", "eco", "--cluster", "city", "--kind", "pairs", "--draws", "20"];
    await refused("draws.csv", "bootstrap", draws, "quality ~ eco | city", ...options, "--out", folder);
    const parts = write("decomposition.csv", readFileSync(at("p.csv"), "utf8"));
    const keys = ["--outcome", "quality", "--unit", "city", "--time", "year", "--weight", "eco"];
    await refused("decomposition.csv", "decompose", parts, ...keys, "--out", folder);
  });

  it.skipIf(process.platform === "win32")("by what the standard input was redirected from, read or not", () => {
    const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
    const fit = ["-", "quality ~ eco | city", "--vcov", "iid"];
    const calls = [
      ["convert", "-", at("p.csv"), "--subset", "year > 2010"],
      ["convert", "/dev/stdin", at("p.csv")],
      ["feols", ...fit, "--residuals", at("p.csv")],
      ["feols", ...fit, "--out", "/dev/fd/0"],
      ["feols", at("other.csv"), ...fit.slice(1), "--out", at("p.csv")],
    ];
    write("other.csv", readFileSync(at("p.csv"), "utf8"));
    const before = everything();
    for (const call of calls) {
      const input = openSync(at("p.csv"), "r");
      const { stderr, status } = spawnSync(process.execPath, [script, ...call], {
        encoding: "utf8",
        stdio: [input, "pipe", "pipe"],
      });
      closeSync(input);
      expect([stderr, status]).toEqual([expect.stringContaining("would overwrite"), 2]);
      expect(everything()).toEqual(before);
    }
  });

  it.skipIf(process.platform === "win32")("by the refusal itself, where the outputs lead to the data", () => {
    const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
    const call = [script, ...feols()];
    const before = everything();
    for (const [more, streams, said] of [
      [[], ["ignore", "pipe", "append"], "stdout"],
      [["--json"], ["ignore", "append", "pipe"], "stderr"],
      [[], ["ignore", "append", "append"], null],
    ] as const) {
      const data = openSync(at("p.csv"), "a");
      const stdio = streams.map((stream) => (stream === "append" ? data : stream));
      const ended = spawnSync(process.execPath, [...call, ...more], { encoding: "utf8", stdio });
      closeSync(data);
      expect([ended.status, everything()]).toEqual([2, before]);
      if (said !== null) expect(ended[said]).toContain("would overwrite");
    }
  });

  it("by what explain prints: the data that it compares with their hashes", async () => {
    write("cities.csv", readFileSync(at("p.csv"), "utf8"));
    const study = write("study.yaml", STUDY);
    await run("study", study, "--out", at("out"), "--only", "table1", "--quiet", "--no-cache");
    await run("study", study, "--out", at("out"), "--quiet", "--no-cache");
    const ask = ["explain", "--from", at("out"), "--study", study, "--quiet"];
    await refused("cities.csv", ...ask, "--out", at("cities.csv"));
  });

  it("by a job: the results of many files, what a task writes, plan and logs", async () => {
    for (const name of ["d/a.csv", "d/b.csv"]) write(name, readFileSync(at("p.csv"), "utf8"));
    const command = ["feols", "{file}", "quality ~ eco | city", "--vcov", "iid"];
    const job = (spec: object): string =>
      write("job.yaml", JSON.stringify({ command, files: at("d/*.csv"), folder: at("job"), workers: 1, ...spec }));
    await refused("d/\\*.csv", "jobs", "run", job({ out: at("d/a.csv") }));
    await refused("d/\\*.csv", "jobs", "run", job({ out: at("d/c.csv") }));
    const spec = readFileSync(job({ folder }), "utf8");
    const planned = await run("jobs", "plan", write("plan.json", spec));
    expect([planned.stderr, planned.status]).toEqual([expect.stringMatching("plan.json is not the plan of a job"), 1]);
    expect(readFileSync(at("plan.json"), "utf8")).toBe(spec);
    rmSync(at("plan.json"));
    mkdirSync(at("job/logs"), { recursive: true });
    linkSync(at("d/a.csv"), at("job/logs/task-00001.txt"));
    const data = readFileSync(at("d/a.csv"), "utf8");
    const logged = await run("jobs", "run", job({}));
    expect([logged.stderr, logged.status]).toEqual([expect.stringMatching("would overwrite .*d/a.csv"), 2]);
    rmSync(at("job"), { recursive: true });
    const written = await run("jobs", "run", job({ command: [...command, "--residuals", at("d/{name}.csv")] }));
    expect([written.stderr, written.status]).toEqual([expect.stringMatching("would overwrite .*d/a.csv"), 1]);
    expect(["d/a.csv", "d/b.csv"].map((name) => readFileSync(at(name), "utf8"))).toEqual([data, data]);
  });

  it("but a file beside it is written, and one that no run reads is replaced", async () => {
    write("rows.out.csv", "old");
    const { status, stderr } = await run(...feols("--residuals", at("rows.out.csv"), "--out", at("new/result.txt")));
    expect([stderr.includes("wrote"), status]).toEqual([true, 0]);
    expect(readFileSync(at("rows.out.csv"), "utf8")).toMatch(/^row,residual/);
    expect(existsSync(at("new/result.txt"))).toBe(true);
  });
});

describe("all files of a command appear, or none", () => {
  it("of feols: where the last can't be written, the first is as it was", async () => {
    write("rows.csv", "old\n");
    mkdirSync(at("levels"));
    mkdirSync(at("levels/city.csv"));
    const before = everything();
    const { status, stderr } = await run(
      ...feols("--residuals", at("rows.csv"), "--fixef", at("levels"), "--out", at("r.txt")),
    );
    expect([stderr, status]).toEqual([expect.stringContaining("city.csv"), expect.any(Number)]);
    expect(status).not.toBe(0);
    expect(everything()).toEqual(before);
  });

  it("of a study: where one of them can't be written, every other is as it was", async () => {
    write("cities.csv", readFileSync(at("p.csv"), "utf8"));
    const study = write("study.yaml", STUDY);
    const out = at("out");
    mkdirSync(join(out, "table1.tex", "kept"), { recursive: true });
    writeFileSync(join(out, "report.md"), "old");
    const { status, stderr } = await run("study", study, "--out", out, "--quiet", "--no-cache");
    expect([stderr, status]).toEqual([expect.stringContaining("table1.tex"), expect.any(Number)]);
    expect(readdirSync(out).sort()).toEqual(["report.md", "table1.tex"]);
    expect(readFileSync(join(out, "report.md"), "utf8")).toBe("old");
  });

  it("devices and pipes are written to and stay", async () => {
    for (const name of ["stdout", "null"]) symlinkSync(`/dev/${name}`, at(name));
    spawnSync("bash", ["-c", `mkfifo '${at("pipe")}'`]);
    const shown = spawned(...feols("--out", at("stdout")));
    expect([shown.stdout, shown.status]).toEqual([expect.stringContaining("eco"), 0]);
    expect((await run(...feols("--out", at("null")))).status).toBe(0);
    const reader = spawn("cat", [at("pipe")], { stdio: ["ignore", "pipe", "ignore"] });
    let got = "";
    reader.stdout.on("data", (piece) => {
      got += piece;
    });
    const read = new Promise((done) => reader.on("close", done));
    expect((await run(...feols("--out", at("pipe")))).status).toBe(0);
    await read;
    expect(got).toBe(shown.stdout);
    expect(["stdout", "null"].map((name) => lstatSync(at(name)).isSymbolicLink())).toEqual([true, true]);
    expect(lstatSync(at("pipe")).isFIFO()).toBe(true);
  });

  it.skipIf(process.platform !== "linux")(
    "a descriptor of the shell is written to, one of Node's own is refused",
    () => {
      const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
      const shell = (args: string[], redirection = "") =>
        spawnSync("bash", ["-c", `"$0" "$@" ${redirection}`, process.execPath, script, ...args], { encoding: "utf8" });
      const { stderr, status } = shell([...feols("--out", "/dev/fd/9"), "--quiet"], `9>'${at("nine.txt")}'`);
      expect([stderr, status]).toEqual(["", 0]);
      expect(readFileSync(at("nine.txt"), "utf8")).toContain("eco");
      for (let descriptor = 3; descriptor < 30; descriptor++) {
        const tried = shell(feols("--out", `/dev/fd/${descriptor}`));
        expect([descriptor, tried.signal]).toEqual([descriptor, null]);
      }
    },
  );
});
