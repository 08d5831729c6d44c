/**
 * Peers `within` and `pyfixest` in one Python process a problem and number of threads, which their libraries take from the
 * environment once: data go over by binary files, times are taken in Python. Each works by the fastest of its own methods on the
 * problem, `within` of its two preconditioners, `pyfixest` of its backends; the rows are named after it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchFile } from "../bench-file.js";
import type { Estimate } from "./estimate.js";
import { type GivenProblem, readColumns, writeProblem } from "./given-problem.js";
import { RSession } from "./r-session.js";

export const pythonAbsorbers = ["pyfixest", "within"] as const;
export type PythonAbsorberName = (typeof pythonAbsorbers)[number];

/** The method each peer was found fastest by; other numbers of threads keep to it. */
export type ChosenMethods = Map<PythonAbsorberName, string>;

/** A problem loaded in Python. Close it to end the process. */
export class PythonAbsorber {
  readonly #session: RSession;
  readonly #folder = mkdtempSync(join(tmpdir(), "wasmetrics-python-"));
  readonly #n: number;
  readonly #nColumns: number;
  #backend: string;

  private constructor(peer: PythonAbsorberName, { n, columns }: GivenProblem, threads: number) {
    const count = String(threads);
    const env = { RAYON_NUM_THREADS: count, NUMBA_NUM_THREADS: count, OMP_NUM_THREADS: count };
    this.#session = new RSession(benchFile("peers/absorbers.py"), "Python", env);
    this.#backend = peer;
    this.#n = n;
    this.#nColumns = columns.length;
  }

  /** Starts Python, hands the problem over, and takes the peer's method of `chosen`, or adds it there. Throws NumericalError `r_failed`. */
  static async open(
    peer: PythonAbsorberName,
    problem: GivenProblem,
    threads: number,
    chosen: ChosenMethods,
  ): Promise<PythonAbsorber> {
    const absorber = new PythonAbsorber(peer, problem, threads);
    try {
      writeProblem(problem, absorber.#folder);
      await absorber.#session.ask(`load ${peer} ${absorber.#folder}`);
      await absorber.#takeMethod(peer, chosen);
    } catch (error) {
      await absorber.close();
      throw error;
    }
    return absorber;
  }

  async #takeMethod(peer: PythonAbsorberName, chosen: ChosenMethods): Promise<void> {
    const known = chosen.get(peer);
    const method = known ?? (await this.#session.ask("choose"))[0]!;
    if (known !== undefined) await this.#session.ask(`use ${known}`);
    chosen.set(peer, method);
    this.#backend = `${peer}-${method}`;
  }

  /** Such as `pyfixest-numba`. */
  get backend(): string {
    return this.#backend;
  }

  /** Demeans all columns for about a round; milliseconds of each call. */
  demean(tolerance?: number): Promise<number[]> {
    return this.#session.numbers(tolerance === undefined ? "demean" : `demean ${tolerance}`);
  }

  /** Calls `use` with each column of the last demean in turn; the array is the same every time. */
  async readDemeaned(use: (column: Float64Array, j: number) => void): Promise<void> {
    const path = join(this.#folder, "demeaned.f64");
    await this.#session.ask(`save ${path}`);
    readColumns(path, this.#n, this.#nColumns, use);
  }

  /** How the last demean ended; pyfixest tells no iterations. */
  async verdict(): Promise<{ readonly iterations: number | null; readonly converged: boolean }> {
    const [iterations, converged] = await this.#session.numbers("verdict");
    return { iterations: Number.isNaN(iterations) ? null : iterations!, converged: converged === 1 };
  }

  /** The whole regression by pyfixest for about a round; milliseconds of each call. */
  regress(): Promise<number[]> {
    return this.#session.numbers("feols");
  }

  /** What the last `regress` found. */
  async estimate(): Promise<Estimate> {
    const numbers = Float64Array.from(await this.#session.numbers("estimate"));
    return { beta: numbers.slice(0, numbers.length / 2), se: numbers.slice(numbers.length / 2) };
  }

  async close(): Promise<void> {
    await this.#session.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
