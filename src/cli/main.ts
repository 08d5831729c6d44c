/**
 * The command line: the command that is called is loaded and run; of the others `--help` needs names and summaries alone.
 */
import { Command, CommanderError } from "commander";
import { UsageError } from "../base/errors.js";
import { version } from "../base/version.js";
import { claims } from "../data/disk/identity.js";
import { COMMANDS } from "./commands.js";
import { claimNamed, claimStandardStreams, writtenBy } from "./named-files.js";
import { hearLibraries, type ProcessIo, printAs, processIo, say, watchStandardStreams, withIo } from "./process-io.js";
import { reportError } from "./shared.js";
import { initCommand, isNamedAsData } from "./start-with-init.js";

/**
 * Runs the command line `args` (without node and script) and sets the exit status: of the process, or of `io` in its place, to which
 * all it prints goes then. A command that something outside ends, such as a signal or a reader that has gone, needs a process.
 */
export async function main(args: readonly string[], io?: ProcessIo): Promise<void> {
  if (io !== undefined) return withIo(io, () => runProgram(args));
  hearLibraries(args.includes("--verbose") && !args.includes("--quiet"));
  watchStandardStreams();
  process.on("uncaughtException", (error) => {
    process.exit(reportError(error, args.includes("--json")));
  });
  await runProgram(args);
}

const runProgram = (args: readonly string[]): Promise<void> => claims.during(() => runClaiming(args));

async function runClaiming(args: readonly string[]): Promise<void> {
  try {
    if (processIo() === process) claimStandardStreams();
    const program = await programFor(args);
    program.hook("preAction", async (_, command) => {
      (await import("../catalogue/every-note.js")).knowEveryNote();
      const { onWritten } = processIo();
      if (onWritten === undefined) return claimNamed(command);
      onWritten(writtenBy(command));
      throw new CommanderError(0, "wasmetrics.written", "");
    });
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      processIo().exitCode = reportError(error, args.includes("--json"));
      return;
    }
    if (error.exitCode === 0) return;
    processIo().exitCode = 2;
    if (args.includes("--json")) {
      reportError(new UsageError("command_line", error.message.replace(/^error: /, ""), { got: args }), true);
    }
  }
}

/** The program, in which the command that `args` call is whole and the others are as `--help` shows them. */
async function programFor(args: readonly string[]): Promise<Command> {
  const program = new Command("wasmetrics")
    .description(
      `Panel econometrics with a WebAssembly core.\n\nStart with: ${initCommand()}, which writes study.yaml, a first study of your data; then wasmetrics study study.yaml. DATA is a file of CSV, Stata, SPSS, SAS, R, Excel, OpenDocument, Parquet, Feather or JSON.`,
    )
    .version(version)
    .showHelpAfterError(
      `(add --help for the options and examples; with data and no study yet, begin with ${initCommand()})`,
    )
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({ writeOut: (text) => printAs("words", text), writeErr: say });
  if (processIo() !== process) {
    program.configureOutput({
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  }
  const words = args.filter((arg) => !arg.startsWith("-"));
  const called = words[0] === "help" ? words[1] : words[0];
  if (called !== undefined && isNamedAsData(called)) throw dataAlone(called);
  for (const { name, formerly = [], operands, summary, load } of COMMANDS) {
    if (called !== undefined && [name, ...formerly].includes(called)) (await load())(program, main);
    else program.command(`${name} ${operands}`).summary(summary).description(summary);
  }
  return program;
}

const dataAlone = (data: string): UsageError =>
  new UsageError(
    "command_line",
    `'${data}' is data, and no command says what to do with it. Start with ${initCommand(data)}, which writes a first study, or name a command before it: wasmetrics --help lists them.`,
    { got: data, expected: "a command" },
  );
