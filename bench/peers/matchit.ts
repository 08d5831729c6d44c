/**
 * Peer `matchit`, the R package, in one R process a problem: data go over by binary files, times are taken in R round
 * `matchit`, and pairs and weights come back by a binary file.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchFile } from "../bench-file.js";
import type { MatchingProblem } from "../problems/matching.js";
import { RSession } from "./r-session.js";

/** A problem loaded in R. Close it to end the process and to remove its files. */
export class MatchIt {
  readonly #R: RSession;
  readonly #folder: string;
  readonly #n: number;

  private constructor(R: RSession, folder: string, n: number) {
    this.#R = R;
    this.#folder = folder;
    this.#n = n;
  }

  /** Starts R and hands the problem over. Throws NumericalError `r_failed`. */
  static async open({ n, treated, score }: MatchingProblem): Promise<MatchIt> {
    const folder = mkdtempSync(join(tmpdir(), "wasmetrics-matchit-"));
    const peer = new MatchIt(new RSession(benchFile("peers/matchit.R")), folder, n);
    try {
      writeFileSync(join(folder, "manifest"), `${n}\n`);
      writeFileSync(join(folder, "score.f64"), score);
      writeFileSync(join(folder, "treated.i32"), Int32Array.from(treated));
      await peer.#R.ask(`load ${folder}`);
    } catch (error) {
      await peer.close();
      throw error;
    }
    return peer;
  }

  /** One nearest control each, in the order of the data; milliseconds of the call. */
  match(replace: boolean, caliper: number): Promise<number[]> {
    return this.#R.numbers(`match ${replace ? 1 : 0} ${caliper}`);
  }

  /** The control of each unit of the last `match`, 0xffffffff for none, and the weights as MatchIt scales them. */
  async matched(): Promise<{ readonly control: Uint32Array; readonly weights: Float64Array }> {
    const path = join(this.#folder, "matched");
    await this.#R.ask(`save ${path}`);
    const bytes = new Uint8Array(readFileSync(path)).buffer;
    return { control: new Uint32Array(bytes, 0, this.#n), weights: new Float64Array(bytes.slice(4 * this.#n)) };
  }

  async close(): Promise<void> {
    await this.#R.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
