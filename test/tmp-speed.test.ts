import { it } from "vitest";
import { mahalanobisPairs } from "../src/estimators/matching/mahalanobis.js";
import { nearestPairs } from "../src/estimators/matching/nearest.js";
import { loadEngine } from "../src/kernels/engine.js";
import { seeded } from "./support/random.js";

it("speed", async () => {
  for (const threads of [1, 2]) {
    const engine = await loadEngine({ threads });
    const n = 1_100_000;
    const r = seeded(1);
    const treated = Uint8Array.from({ length: n }, () => 0);
    let c = 0;
    while (c < 100_000) {
      const i = Math.floor(n * r());
      if (!treated[i]) {
        treated[i] = 1;
        c++;
      }
    }
    const cand = { treated, eligible: new Uint8Array(n).fill(1), cells: new Uint32Array(n), nCells: 1 };
    const norm = () => {
      let s = 0;
      for (let i = 0; i < 6; i++) s += r();
      return (s - 3) * Math.SQRT2;
    };
    const score = Float64Array.from({ length: n }, (_, i) => norm() + 0.8 * treated[i]!);
    const o = { ratio: 1, replace: true, order: "data", seed: 1, ties: "first", caliper: 0.2 } as const;
    for (const [name, x] of [
      ["rep", {}],
      ["rep4avg", { ratio: 4, ties: "average", tieTolerance: 1e-12 }],
      ["norep", { replace: false }],
      ["norep largest 3", { replace: false, order: "largest", ratio: 3 }],
    ] as const) {
      for (let k = 0; k < 2; k++) {
        const t = performance.now();
        const p = nearestPairs(engine, cand, score, { ...o, ...x });
        console.log(threads, name, p.treated.length, (performance.now() - t).toFixed(0), "ms");
      }
    }
    for (const k of [3, 6]) {
      const X = Array.from({ length: k }, () => Float64Array.from({ length: n }, (_, i) => norm() + 0.5 * treated[i]!));
      for (const [name, x] of [
        ["maha rep", {}],
        ["maha norep", { replace: false }],
      ] as const) {
        const t = performance.now();
        const p = mahalanobisPairs(engine, cand, X, { ...o, caliper: null, ...x });
        console.log(threads, k, name, p.treated.length, (performance.now() - t).toFixed(0), "ms");
      }
    }
    await engine.close();
  }
}, 600000);
