/** What `--help` says of commands that are not loaded is what they say of themselves. */
import { Command } from "commander";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.js";
import { main } from "../../src/cli/main.js";

test.each(COMMANDS.map((command) => [command.name, command] as const))("%s", async (name, { operands, load }) => {
  const program = new Command();
  (await load())(program, main);
  const command = program.commands.find((one) => one.name() === name)!;
  expect(program.createHelp().subcommandTerm(command)).toBe(`${name} ${operands}`.trim());
});
