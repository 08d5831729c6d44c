/**
 * One R process, or one of Python, that lives as long as a problem and answers commands, a line each: `ok WORDS` or `error
 * TEXT`. Its clock is its own, so that no time is lost or won on the way. Knows nothing of what is asked.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { NumericalError } from "../../src/base/errors.js";
import { benchFile } from "../bench-file.js";

/** Characters of R's messages kept for an error. */
const KEPT_MESSAGES = 2_000;

/** The Python that is asked: WASMETRICS_PYTHON, or that of the PATH. */
export const PYTHON = process.env.WASMETRICS_PYTHON ?? "python3";

const PROGRAMS = { R: ["Rscript", "--vanilla", benchFile("peers/answering.R")], Python: [PYTHON] } as const;

export class RSession {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  #messages = "";

  /** Starts `Rscript` of the PATH, or Python, on a script, with `env` besides the environment; R_LIBS is honoured. */
  constructor(script: string, language: keyof typeof PROGRAMS = "R", env: Readonly<Record<string, string>> = {}) {
    const [program, ...options] = PROGRAMS[language];
    this.#process = spawn(program, [...options, script], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#messages = (this.#messages + text).slice(-KEPT_MESSAGES);
    });
    this.#process.stdin.on("error", () => {}); // a process that died is noticed when its answer is missing
  }

  /** The words R answers. Throws NumericalError `r_failed` when it answers with an error or not at all. */
  async ask(command: string): Promise<readonly string[]> {
    this.#process.stdin.write(`${command}\n`);
    const { value, done } = await this.#answers.next();
    const answer = done ? `R ended. ${this.#messages}` : (value as string);
    const [status, ...words] = answer.trim().split(" ");
    if (status === "ok") return words;
    throw new NumericalError("r_failed", `R can't do '${command}': ${answer.trim()}`, { got: answer, expected: "ok" });
  }

  /** Numbers R answers. */
  async numbers(command: string): Promise<number[]> {
    return (await this.ask(command)).map(Number);
  }

  /** Ends the process by ending its input. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#process.exitCode !== null) resolve();
      else this.#process.once("close", () => resolve());
      this.#process.stdin.end();
    });
  }
}
