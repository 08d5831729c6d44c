/**
 * Peer `webr`: R compiled to WebAssembly, its base `lm` on dummies, errors clustered by the first effect in
 * base R. Timed by R's clock. Installed by `npm install --prefix bench/peers`, never with the repository.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { benchFile } from "../bench-file.js";
import type { Problem } from "../problems/problem.js";
import { clusterFactor, type Estimate } from "./estimate.js";

/** What is used of the package: its types are not installed with the repository. */
interface WebR {
  init(): Promise<void>;
  readonly RDouble: new (values: readonly number[]) => PromiseLike<unknown>;
  readonly objs: { readonly globalEnv: { bind(name: string, value: unknown): Promise<void> } };
  evalRVoid(code: string): Promise<void>;
  evalRRaw(code: string, type: "number[]"): Promise<number[]>;
  close(): void;
}

const ROUND_MS = 20;

/** `regress` keeps what the last call found in `beta` and `se`; K is the number of slopes. */
const SETUP = `
regress <- function() {
  model <- lm(formula, data)
  X <- model.matrix(model)
  scores <- rowsum(X * residuals(model), data[[cluster]], reorder = FALSE)
  bread <- chol2inv(qr.R(model$qr))
  errors <- sqrt(adjustment * diag(bread %*% crossprod(scores) %*% bread))
  list(beta = coef(model)[1 + seq_len(K)], se = errors[1 + seq_len(K)])
}
timed <- function() {
  gc(FALSE)
  times <- numeric()
  repeat {
    start <- Sys.time()
    result <<- regress()
    times <- c(times, 1e3 * as.numeric(Sys.time() - start, units = "secs"))
    if (sum(times) >= ${ROUND_MS}) break
  }
  times
}`;

/** A problem loaded in webR. Close it to end its worker. */
export class WebRLm {
  readonly #webR: WebR;

  private constructor(webR: WebR) {
    this.#webR = webR;
  }

  /** Starts webR and hands the problem over. */
  static async open(problem: Problem): Promise<WebRLm> {
    const entry = createRequire(benchFile("peers/package.json"))
      .resolve("webr")
      .replace(/\.cjs$/, ".mjs");
    const { WebR } = (await import(pathToFileURL(entry).href)) as {
      WebR: new (options: { interactive: boolean }) => WebR;
    };
    const webR = new WebR({ interactive: false });
    await webR.init();
    await load(webR, problem);
    return new WebRLm(webR);
  }

  /** The whole regression for about a round; milliseconds of each call. */
  regress(): Promise<number[]> {
    return this.#webR.evalRRaw("timed()", "number[]");
  }

  /** What the last `regress` found. */
  async estimate(): Promise<Estimate> {
    return {
      beta: Float64Array.from(await this.#webR.evalRRaw("unname(result$beta)", "number[]")),
      se: Float64Array.from(await this.#webR.evalRRaw("unname(result$se)", "number[]")),
    };
  }

  close(): void {
    this.#webR.close();
  }
}

async function load(webR: WebR, problem: Problem): Promise<void> {
  const { names, columns, effects } = problem;
  const bind = async (name: string, values: ArrayLike<number>) =>
    webR.objs.globalEnv.bind(name, await new webR.RDouble(Array.from(values)));
  for (const [j, name] of names.entries()) await bind(name, columns[j]!);
  for (const { name, codes } of effects) await bind(name, codes);
  const regressors = [...names.slice(1), ...effects.map(({ name }) => `factor(${name})`)];
  await bind("K", [names.length - 1]);
  await bind("adjustment", [clusterFactor(problem)]);
  await webR.evalRVoid(SETUP);
  await webR.evalRVoid(`data <- data.frame(${[...names, ...effects.map(({ name }) => name)].join(", ")})`);
  await webR.evalRVoid(`formula <- ${names[0]} ~ ${regressors.join(" + ")}; cluster <- "${effects[0]!.name}"`);
}
