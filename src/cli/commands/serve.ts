/**
 * `wasmetrics serve [FOLDER]`: the page of this package, on this machine and for it alone, with the data of a folder at hand.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../base/errors.js";
import { ENDING } from "../../data/disk/owned-folder.js";
import { PACKAGE_ROOT } from "../package-root.js";
import { type Listening, listen } from "../serve/listen.js";
import { pageFiles } from "../serve/page-files.js";
import { type CommandIo, parseWholeNumber, runCommand } from "../shared.js";

interface ServeFlags {
  readonly port?: number;
  readonly open?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  wasmetrics serve                          the page, on the files of this folder
  wasmetrics serve data --open              opens it in the browser, too
  wasmetrics serve data --port 8000         at the same port each time, so that the browser knows the last session
  ssh -L 8000:127.0.0.1:8000 me@host wasmetrics serve /data --port 8000     of another machine: open the address it prints

Data files of the folder and of folders in it, and studies, are read by the page and by nobody else: the address holds a token that is another each
time, the port is open to this machine alone, nothing is written. Hidden files, and links that lead out of the folder, are not there. Ctrl+C ends it.
`;

/** Adds the command. */
export function registerServe(program: Command): void {
  program
    .command("serve")
    .description("The page in your browser, on a folder of data; nothing leaves this machine. Prints its address.")
    .argument("[folder]", "folder of data", ".")
    .option("--port <n>", "port of this machine (default: a free one)", parsePort)
    .option("--open", "open the page in the browser")
    .option("--json", "print the address as one JSON document")
    .addHelpText("after", EXAMPLES)
    .action((folder: string, flags: ServeFlags) =>
      runCommand({ format: flags.json === true ? "json" : "text" }, (io) => serve(folder, flags, io)),
    );
}

async function serve(
  given: string,
  { port = 0, open = false, json = false }: ServeFlags,
  io: CommandIo,
): Promise<void> {
  const folder = await folderAt(given);
  const page = pageFiles(PACKAGE_ROOT, basename(folder) || folder);
  const listening = await listen({ page, folder, token: randomBytes(TOKEN_BYTES).toString("base64url") }, port);
  const { address } = listening;
  if (json) io.printJson({ kind: "serve", address, folder });
  else io.print(address);
  io.warn(`The page on ${folder}, for this machine alone. Ctrl+C ends it.`);
  const remove = open ? await openInBrowser(address, io) : undefined;
  await untilStopped(listening);
  await remove?.();
  io.warn("Ended.");
}

const TOKEN_BYTES = 24;

/** The real path of a folder. Throws UsageError `not_a_folder`. */
async function folderAt(given: string): Promise<string> {
  if (statSync(given, { throwIfNoEntry: false })?.isDirectory() === true) return realpath(given);
  const message = `'${given}' is no folder: give the folder in which the data lie, or none for this one.`;
  throw new UsageError("not_a_folder", message, { got: given, expected: "a folder" });
}

const LAST_PORT = 65_535;

function parsePort(text: string): number {
  const port = parseWholeNumber(text);
  if (port < 1 || port > LAST_PORT) throw new InvalidArgumentError(`expected a port from 1 to ${LAST_PORT}`);
  return port;
}

/** Ctrl+C, or whoever else ends the process, closes what is open first. */
async function untilStopped(listening: Listening): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ENDING) process.once(signal, () => resolve());
  });
  await listening.stop();
}

/** What opens a file in the browser, by system. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["explorer"],
};

/**
 * Opens the page by a file that leads there: all who use the machine see what a program was started with, only its owner sees this file. Returns
 * what removes it.
 */
async function openInBrowser(address: string, io: CommandIo): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "wasmetrics-"));
  const file = join(folder, "open.html");
  await writeFile(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${address}">\n`, { mode: 0o600 });
  const [command, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  spawn(command, [...args, pathToFileURL(file).href], { stdio: "ignore", detached: true })
    .once("error", () => io.warn("No browser could be opened: open the address yourself."))
    .unref();
  return () => rm(folder, { recursive: true, force: true });
}
