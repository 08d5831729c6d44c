import { spawnSync } from "node:child_process";

/** What a run of the command line printed and its exit status. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;

/** Runs the built command line; progress is silenced, warnings and errors stay on stderr. */
export function run(...args: string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}
