import { spawnSync } from "node:child_process";
import { Readable } from "node:stream";
import { main } from "../../src/cli/main.js";

/** What a run of the command line printed and its exit status. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, on one thread unless --threads says otherwise. */
export const run = (...args: string[]): Promise<Run> => watched(() => {}, ...args);

/** As `run`; `watch` sees what is on stderr whenever something is written there, and what it throws ends the run. */
export async function watched(watch: (stderr: string) => void, ...args: string[]): Promise<Run> {
  const printed = { stdout: "", stderr: "" };
  const output = (name: keyof typeof printed) => ({
    write(chunk: string | Uint8Array) {
      printed[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      if (name === "stderr") watch(printed.stderr);
    },
  });
  const io = {
    stdin: Readable.from([]),
    stdout: output("stdout"),
    stderr: output("stderr"),
    exitCode: 0,
    threads: 1,
  };
  await main(args, io);
  return { status: io.exitCode, ...printed };
}

const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;

/** Runs the built command line in a process of its own: for what this process can't stand in for, such as its own outputs. */
export function spawned(...args: string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}
