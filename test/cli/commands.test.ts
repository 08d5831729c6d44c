/** What `--help` says of commands that are not loaded is what they say of themselves. */
import { Command } from "commander";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.js";
import { main } from "../../src/cli/main.js";
import { roleOf } from "../../src/cli/named-files.js";

test.each(COMMANDS.map((command) => [command.name, command] as const))("%s", async (name, { operands, load }) => {
  const program = new Command();
  (await load())(program, main);
  const command = program.commands.find((one) => one.name() === name)!;
  expect(program.createHelp().subcommandTerm(command)).toBe(`${name} ${operands}`.trim());
});

/** Commands whose inputs are records, papers and specifications of jobs: they read no data. */
const NO_DATA = ["audit", "coefplot", "explain", "jobs", "serve", "table"];

test.each(COMMANDS.filter(({ name }) => !NO_DATA.includes(name)).map((command) => [command.name, command] as const))(
  "%s bounds what its inputs may ask for in memory, where it has any",
  async (_, { load }) => {
    const program = new Command();
    (await load())(program, main);
    for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
      const named = [...command.options, ...command.registeredArguments].map(roleOf);
      const reads = named.some((role) => role === "read" || role === "read-whole");
      const bounds = command.options.some(({ long }) => long === "--max-memory");
      expect(bounds || !reads, command.name()).toBe(true);
    }
  },
);
