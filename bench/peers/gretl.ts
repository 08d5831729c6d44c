/**
 * Peer `gretl`: `dpanel` by `gretlcli`, a process a round, which reads the panel from a file and times its calls by its own
 * stopwatch. The first call of a process, which is not counted, loads what the others need.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { NumericalError } from "../../src/base/errors.js";
import type { DynamicPanel } from "../problems/dynamic-panel.js";
import type { Estimate } from "./estimate.js";

const CALLS = 3;

/** A panel written for gretl. Close it to remove its files. */
export class Gretl {
  readonly #folder = mkdtempSync(join(tmpdir(), "wasmetrics-gretl-"));
  readonly #names: readonly string[];
  #estimate: Estimate | undefined;

  constructor(data: DynamicPanel) {
    this.#names = data.names;
    const lines = [["unit", "period", ...data.names].join(",")];
    for (let row = 0; row < data.n; row++) {
      lines.push([data.unit[row], data.period[row], ...data.columns.map((column) => column[row])].join(","));
    }
    writeFileSync(join(this.#folder, "panel.csv"), `${lines.join("\n")}\n`);
  }

  /** Two-step GMM with collapsed lags; milliseconds of each call. Throws NumericalError `gretl_failed`. */
  async fit(
    model: "difference" | "system",
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<number[]> {
    const [y, ...x] = this.#names;
    const levels = model === "system" ? ` GMMlevel(${y},${from - 1},${from - 1})` : "";
    const flags = `--two-step --collapse${model === "system" ? " --system" : ""}`;
    const script = [
      "set verbose off",
      "open panel.csv --quiet",
      "setobs unit period --panel-vars",
      `loop i=0..${CALLS} --quiet`,
      "  set stopwatch",
      `  dpanel 1 ; ${y} ${x.join(" ")} ; ${x.join(" ")} GMM(${y},${from},${to})${levels} ${flags} --quiet`,
      '  printf "time %.9g\\n", $stopwatch',
      "endloop",
      "matrix b = $coeff",
      "matrix s = $stderr",
      "loop i=1..rows(b) --quiet",
      '  printf "coefficient %.17g %.17g\\n", b[i], s[i]',
      "endloop",
    ];
    const path = join(this.#folder, "fit.inp");
    writeFileSync(path, `${script.join("\n")}\n`);
    const { stdout } = await promisify(execFile)("gretlcli", ["-b", path], {
      maxBuffer: 2 ** 26,
      cwd: this.#folder,
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
    const numbers = (word: string) =>
      stdout.split("\n").flatMap((line) => (line.startsWith(`${word} `) ? [line.split(" ").slice(1).map(Number)] : []));
    const [times, found] = [numbers("time"), numbers("coefficient")];
    if (times.length !== CALLS + 1 || found.length !== this.#names.length) {
      throw new NumericalError("gretl_failed", `gretl did not finish: ${stdout.slice(-500)}`, { got: found.length });
    }
    this.#estimate = {
      beta: Float64Array.from(found, ([beta]) => beta!),
      se: Float64Array.from(found, ([, se]) => se!),
    };
    return times.slice(1).map(([seconds]) => 1e3 * seconds!);
  }

  /** What the last `fit` found: the lag, then the regressors. */
  get estimate(): Estimate {
    return this.#estimate!;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
