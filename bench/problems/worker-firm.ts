/**
 * `akm-ring-SIZE`, `akm-2pct-SIZE`, `akm-10pct-SIZE`: workers observed ten years, who move between firms
 * (named after Abowd, Kramarz and Margolis 1999, Econometrica 67(2)). On the ring moves are short and the graph mixes
 * slowly; elsewhere firms have skewed sizes and sectors that movers seldom leave.
 */
import { type Market, ring, sectors } from "./labour-market.js";
import { type Design, dense, type ProblemData, ROWS } from "./problem.js";
import { draws, normals } from "./random.js";

const SEED = 20_241_102;
/** Streams under SEED; the noise of regressor j is stream x + j. */
const Stream = { moves: 1, worker: 2, firm: 3, y: 4, x: 10 } as const;
const YEARS = 10;

const columns = { usual: 3, most: 100 } as const;

export const akmRing: Design = {
  name: "akm-ring",
  sizes: ["1e6"],
  size: ROWS,
  columns,
  about: "n/10 workers of ten years, n/100 firms on a ring, 3% a year move to a firm within 3",
  make: (size, nColumns) => make(Number(size), 0.03, ring(Number(size) / 100), nColumns),
};

export const akm2pct = sectorDesign("akm-2pct", 0.02, 0.95);
export const akm10pct = sectorDesign("akm-10pct", 0.1, 0.9);

function sectorDesign(name: string, moving: number, within: number): Design {
  return {
    name,
    sizes: ["1e6"],
    size: ROWS,
    columns,
    about: `n/10 workers of ten years, n/50 firms of skewed size in 40 sectors, ${100 * moving}% move a year, ${100 * within}% of them within their sector`,
    make: (size, nColumns) => make(Number(size), moving, sectors(Number(size) / 50, within), nColumns),
  };
}

function make(n: number, moving: number, market: Market, nColumns: number): ProblemData {
  const nWorkers = n / YEARS;
  const moves = draws(SEED, Stream.moves);
  const worker = new Uint32Array(n);
  const firm = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    worker[i] = Math.floor(i / YEARS);
    if (i % YEARS === 0) firm[i] = market.start(worker[i]!);
    else firm[i] = moves.uniform(i) < moving ? market.move(firm[i - 1]!, i) : firm[i - 1]!;
  }
  const effects = [dense("worker", worker, nWorkers), dense("firm", firm, market.nFirms)];
  return { n, ...regression(n, nColumns, worker, firm, market.nFirms), effects };
}

/** Regressors N(0,1) + 0.5 worker effect + 0.5 firm effect; y = N(0,1) + both effects + 0.3 times their sum. */
function regression(n: number, nColumns: number, worker: Uint32Array, firm: Uint32Array, nFirms: number) {
  const workerEffect = normals(n / YEARS, SEED, Stream.worker);
  const firmEffect = normals(nFirms, SEED, Stream.firm);
  const y = normals(n, SEED, Stream.y);
  for (let i = 0; i < n; i++) y[i] = y[i]! + workerEffect[worker[i]!]! + firmEffect[firm[i]!]!;
  const x = Array.from({ length: nColumns - 1 }, (_, j) => {
    const column = normals(n, SEED, Stream.x + j);
    for (let i = 0; i < n; i++) {
      column[i] = column[i]! + 0.5 * (workerEffect[worker[i]!]! + firmEffect[firm[i]!]!);
      y[i] = y[i]! + 0.3 * column[i]!;
    }
    return column;
  });
  return { names: ["y", ...x.map((_, j) => `x${j + 1}`)], columns: [y, ...x] };
}
