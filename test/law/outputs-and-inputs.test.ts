/**
 * No output takes the place of an input: every option and argument that names what a command writes, found in the declarations, against
 * every way to name what it reads. And every option of a file says which of the two it is.
 */
import { spawnSync } from "node:child_process";
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Argument, Command, type Option } from "commander";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { openCacheFolder } from "../../src/cli/cache-folder.js";
import { COMMANDS } from "../../src/cli/commands.js";
import { claimNamed, roleOf } from "../../src/cli/named-files.js";
import { claims } from "../../src/data/disk/identity.js";
import { ENDING } from "../../src/data/disk/owned-folder.js";
import { run } from "../support/run-cli.js";

let folder: string;
let commands: Command[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
  const program = new Command();
  for (const { load } of COMMANDS) (await load())(program, async () => {});
  const all = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(all);
  commands = all(program);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BYTES = "id,year,x,y\n1,1,1,1\n";
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(at("parts"), { recursive: true });
  writeFileSync(at("p.parquet"), BYTES);
  writeFileSync(at("parts/1.parquet"), BYTES);
  linkSync(at("p.parquet"), at("hard.parquet"));
  symlinkSync("p.parquet", at("soft.parquet"));
  symlinkSync(".", at("here"));
});

/** An input, and an output that would take its place or that the next run would read. */
const PAIRS: readonly (readonly [input: string, output: string])[] = [
  ["p.parquet", "p.parquet"],
  ["p.parquet", "./p.parquet"],
  ["p.parquet", "parts/../p.parquet"],
  ["p.parquet", "hard.parquet"],
  ["p.parquet", "soft.parquet"],
  ["soft.parquet", "p.parquet"],
  ["p.parquet", "here/p.parquet"],
  ["parts/*.parquet", "parts/1.parquet"],
  ["parts/*.parquet", "parts/new.parquet"],
  ["here/parts/?.parquet", "parts/2.parquet"],
  ["**/*.parquet", "parts/below/new.parquet"],
  ["parts", "parts/below/new.parquet"],
];

const ways = (): [string, string][] => [
  ...PAIRS.map(([input, output]): [string, string] => [at(input), `${folder}/${output}`]),
  [`SELECT * FROM '${at("p.parquet")}'`, at("p.parquet")],
  [`duckdb:${at("p.parquet")}`, at("hard.parquet")],
];

const isText = (named: Option | Argument): boolean => !("negate" in named) || !/\[/.test(named.flags);

/** A call of `command` in which `read` is `input`, and `written` is `output`, as commander leaves it. */
function called(command: Command, given: ReadonlyMap<Option | Argument, string>): Command {
  const call = new Command(command.name());
  for (const option of command.options) {
    call.addOption(option);
    const value = given.get(option);
    if (value !== undefined) call.setOptionValue(option.attributeName(), value);
  }
  for (const argument of command.registeredArguments) call.addArgument(argument);
  call.processedArgs = command.registeredArguments.map((argument) => given.get(argument));
  return call;
}

it("every output of every command, by every name of every input", async () => {
  let tried = 0;
  for (const command of commands) {
    const named = [...command.options, ...command.registeredArguments].filter(isText);
    const [read, written] = (["read", "written"] as const).map((role) => named.filter((one) => roleOf(one) === role));
    for (const input of read!)
      for (const output of written!)
        for (const [from, to] of ways()) {
          const call = called(
            command,
            new Map([
              [input, from],
              [output, to],
            ]),
          );
          const claiming = claims.during(async () => claimNamed(call));
          await expect(claiming, `${command.name()}: ${from} to ${to}`).rejects.toMatchObject({
            code: "output_is_input",
          });
          tried++;
        }
  }
  expect(tried).toBeGreaterThan(1000);
  for (const name of ["p.parquet", "parts/1.parquet"]) expect(readFileSync(at(name), "utf8")).toBe(BYTES);
});

it("- is no output of any command", async () => {
  let tried = 0;
  for (const command of commands)
    for (const output of [...command.options, ...command.registeredArguments].filter(isText)) {
      if (roleOf(output) !== "written") continue;
      const claiming = claims.during(async () => claimNamed(called(command, new Map([[output, "-"]]))));
      await expect(claiming, `${command.name()} ${output.name()}`).rejects.toMatchObject({
        code: "output_dash",
        message: expect.stringContaining("redirect that with >"),
      });
      await claims.during(async () => claimNamed(called(command, new Map([[output, "./-"]]))));
      tried++;
    }
  expect(tried).toBeGreaterThan(30);
});

it.each(["tasks: 2\nfolder: '-'", "files: d.csv\nout: '-'"])("nor of a job: %s", async (line) => {
  writeFileSync(at("job.yaml"), `command: [placebo, d.csv, "y ~ x", --term, x]\n${line}\n`);
  const { status, stderr } = await run("jobs", "plan", at("job.yaml"));
  expect([status, stderr]).toEqual([2, expect.stringContaining("- is not the standard output")]);
});

it("a place beside the inputs is taken", async () => {
  const feols = commands.find((command) => command.name() === "feols")!;
  const option = (long: string) => feols.options.find((one) => one.long === long)!;
  const data = feols.registeredArguments[0]!;
  const one = new Map<Option | Argument, string>([
    [data, at("parts/*.parquet")],
    [option("--out"), at("new.parquet")],
  ]);
  await claims.during(async () => claimNamed(called(feols, one)));
});

/** Folders in which a run finds or leaves nothing that a user made. */
const OWN = ["--temp", "--from"];

it("every option of a file or folder says whether it is read or written", () => {
  for (const command of commands)
    for (const option of command.options)
      if (/<(file|folder|dir)>/.test(option.flags) && !OWN.includes(option.long!))
        expect(roleOf(option), `${command.name()} ${option.flags}`).toBeDefined();
});

it("an input that is refused is known on every stream that leads to it, so that the refusal is not added to it", async () => {
  await claims.during(async () => {
    const stream = openSync(at("p.parquet"), "a");
    try {
      claims.output(at("p.parquet"), "--out");
      const input = () => claims.input("p", at("p.parquet"), statSync(at("p.parquet"), { bigint: true }));
      expect(input).toThrow("would overwrite");
      expect(claims.reads(stream)).toBe(true);
    } finally {
      closeSync(stream);
    }
  });
});

it("what a study says as it begins is not added to its data", () => {
  writeFileSync(at("d.csv"), BYTES);
  const stream = openSync(at("d.csv"), "a");
  try {
    writeFileSync(
      at("study.yaml"),
      "title: t\ndata: { d: d.csv }\npanel: { data: d, unit: id, time: year, outcome: y }\ntreatment: { dummy: x, codings: { x: { coding: absorbing } } }\nvariance: cluster:id\nstages:\n  t1: { stage: regressions, columns: [{ treatment: x }] }\n",
    );
    const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
    const { status, stdout } = spawnSync(process.execPath, [script, "study", at("study.yaml"), "--out", at("o")], {
      stdio: ["ignore", "pipe", stream],
      encoding: "utf8",
    });
    expect([status, stdout]).toEqual([2, expect.stringContaining("the standard error would overwrite")]);
    expect(readFileSync(at("d.csv"), "utf8")).toBe(BYTES);
  } finally {
    closeSync(stream);
  }
});

it("the sign of a run in a cache goes with every end that can be heard", () => {
  const heard = () => ENDING.map((signal) => process.listenerCount(signal));
  const before = heard();
  const cache = openCacheFolder(at("cache"), () => {});
  cache.write("stage", "0".repeat(64), Uint8Array.of(1));
  expect(heard()).toEqual(before.map((count) => count + 1));
  cache.close();
  expect(heard()).toEqual(before);
});
