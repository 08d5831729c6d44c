/**
 * No output takes the place of an input: every option and argument that names what a command writes, found in the declarations, against
 * every way to name what it reads. And every option of a file says which of the two it is.
 */
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Argument, Command, type Option } from "commander";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.js";
import { claimNamed, roleOf } from "../../src/cli/named-files.js";
import { claims } from "../../src/data/disk/identity.js";

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
