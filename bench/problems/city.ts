/**
 * `city-CxT`: a balanced panel of C cities and T years in which 92 of every 220 cities adopt a policy in
 * three batches, sorted by city and year; y and eight controls with city and year effects, the policy's effect 0.04.
 */
import { type Design, dense } from "./problem.js";
import { draws, shuffledOrder } from "./random.js";

const SEED = 20_240_902;
const SHARE_TREATED = 92 / 220;
/** Positions of the first treated year, from 0, one a batch. */
const BATCHES = [2, 3, 4] as const;
const EFFECT = 0.04;
const CONTROLS = ["eco", "fin", "fdi", "open", "urban", "ia", "edu", "infra"] as const;
/** Streams under SEED; the noise of control j is stream `controls + j`. */
const Stream = { treated: 1, cityEffect: 2, yearEffect: 3, y: 4, controls: 10 } as const;

export const city: Design = {
  name: "city",
  sizes: ["220x12"],
  size: /^[1-9]\d{1,5}x([6-9]|[1-9]\d)$/,
  columns: { usual: 2 + CONTROLS.length, most: 2 + CONTROLS.length },
  about: "a balanced city panel, 92 of 220 cities treated in three batches, y, did and eight controls",
  make(size, nColumns) {
    const [nCities, nYears] = size.split("x").map(Number) as [number, number];
    const n = nCities * nYears;
    const cityCodes = Uint32Array.from({ length: n }, (_, i) => Math.floor(i / nYears));
    const yearCodes = Uint32Array.from({ length: n }, (_, i) => i % nYears);

    const firstTreated = new Float64Array(nCities).fill(Number.POSITIVE_INFINITY);
    const order = shuffledOrder(nCities, SEED, Stream.treated);
    const nTreated = Math.round(nCities * SHARE_TREATED);
    for (let c = 0; c < nTreated; c++) firstTreated[order[c]!] = BATCHES[c % BATCHES.length]!;

    const cityEffect = draws(SEED, Stream.cityEffect);
    const yearEffect = draws(SEED, Stream.yearEffect);
    const effects = (i: number) => cityEffect.normal(cityCodes[i]!) + 0.3 * yearEffect.normal(yearCodes[i]!);
    const did = Float64Array.from({ length: n }, (_, i) => (yearCodes[i]! >= firstTreated[cityCodes[i]!]! ? 1 : 0));
    const controls = CONTROLS.map((_, j) => {
      const noise = draws(SEED, Stream.controls + j);
      return Float64Array.from({ length: n }, (_, i) => noise.normal(i) + 0.5 * effects(i));
    });
    const noise = draws(SEED, Stream.y);
    const y = Float64Array.from({ length: n }, (_, i) => {
      let value = 0.2 * noise.normal(i) + 0.1 * effects(i) + EFFECT * did[i]!;
      for (const control of controls) value += 0.01 * control[i]!;
      return value;
    });
    return {
      n,
      names: ["quality", "did", ...CONTROLS].slice(0, nColumns),
      columns: [y, did, ...controls].slice(0, nColumns),
      effects: [dense("city", cityCodes, nCities), dense("year", yearCodes, nYears)],
    };
  },
};
