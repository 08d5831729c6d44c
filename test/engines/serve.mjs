/**
 * What the start scripts of test/engines share: a cache of downloaded packages outside the repository, free ports, servers that end with
 * the script. A script prints one line of JSON once its servers serve, and stops them on SIGTERM or when who started it is gone. It
 * exits with SKIPPED where packages can't be had: its tests are left out, by name. Anything else that fails is a failure.
 */
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Either says that packages can't be had: 3, or EX_TEMPFAIL. */
export const SKIPPED = [3, 75];

const cache = process.env.WASMETRICS_ENGINES ?? join(homedir(), ".cache", "wasmetrics-engines");

/**
 * Ends the script: this engine's tests are left out for `reason`.
 * @param {string} reason
 * @returns {never}
 */
export function skip(reason) {
  console.error(reason);
  process.exit(SKIPPED[0]);
}

/**
 * The folder `name` of the cache, which `download` fills once; what goes wrong with it is a skip.
 * @param {string} name
 * @param {(folder: string) => void} download
 */
export function fetched(name, download) {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    download(partial);
    renameSync(partial, folder);
  } catch (cause) {
    rmSync(partial, { recursive: true, force: true });
    skip(`${name} can't be had: ${wordsOf(cause)}`);
  }
  return folder;
}

/**
 * The folder of an npm package, by npm's own configuration.
 * @param {string} name
 * @param {string} version
 */
export function npmPackage(name, version) {
  const folder = fetched(`npm/${name.replace("/", "+")}@${version}`, (prefix) =>
    run("npm", ["install", "--prefix", prefix, "--no-audit", "--no-fund", "--no-save", `${name}@${version}`]),
  );
  return join(folder, "node_modules", name);
}

/**
 * What a program that ends prints; throws with what it complained of.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").ExecFileSyncOptions} [options]
 */
export const run = (program, args, options = {}) =>
  String(execFileSync(program, args, { stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26, ...options }));

/** @param {unknown} cause */
export function wordsOf(cause) {
  const { stderr, message } = /** @type {{ stderr?: Buffer, message: string }} */ (cause);
  const said = String(stderr ?? "").trim();
  return said === "" ? message : said.split("\n").slice(0, 4).join(" ");
}

/**
 * The user and group of a name, for servers that refuse to run as root; nothing where this is no root.
 * @param {string} name
 */
export function asUser(name) {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined) skip(`the server refuses to run as root, and there is no user ${name}`);
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

/** @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });

/** @type {(() => unknown)[]} */
const endings = [];

/**
 * Runs `ending` when the script ends, the last one first.
 * @param {() => unknown} ending
 */
export const atEnd = (ending) => void endings.push(ending);

/** A folder that is gone with the script. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "wasmetrics-engine-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A server that ends with the script, what it says in the file `log`.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions & { log: string }} options
 */
export function server(program, args, { log, ...options }) {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const file = createWriteStream(log);
  child.stdout?.pipe(file);
  child.stderr?.pipe(file);
  atEnd(() => stopped(child));
  return child;
}

/**
 * Asks a server to stop, and makes it after a while.
 * @param {import("node:child_process").ChildProcess} child
 */
export async function stopped(child, patience = 10_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  await ended;
  clearTimeout(timer);
}

/**
 * Waits until `asked` does not throw.
 * @param {() => Promise<unknown>} asked
 * @param {number} [patience] milliseconds
 */
export async function until(asked, patience = 60_000) {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await asked();
    } catch (cause) {
      if (Date.now() > end) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

let isEnding = false;
/** @param {number} status */
async function end(status) {
  if (isEnding) return;
  isEnding = true;
  for (const ending of endings.reverse()) {
    try {
      await ending();
    } catch (cause) {
      console.error(cause);
    }
  }
  process.exit(status);
}

/**
 * Runs `start`, prints the facts it returns as a line of JSON, and ends all when asked to. A line of JSON on its input, `[command,
 * ...arguments]`, runs one of `commands` and is answered by a line.
 * @param {() => Promise<object>} start
 * @param {Readonly<Record<string, (...args: any[]) => unknown>>} [commands]
 */
export async function serve(start, commands = {}) {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.once(signal, () => void end(0));
  try {
    console.log(JSON.stringify(await start()));
  } catch (cause) {
    console.error(cause);
    await end(1);
  }
  try {
    for await (const line of createInterface(process.stdin)) {
      const [command, ...args] = JSON.parse(line);
      console.log(JSON.stringify((await commands[command]?.(...args)) ?? null));
    }
  } catch (cause) {
    console.error(cause);
    await end(1);
  }
  await end(0);
}
