/**
 * The years of a city: what it has, what a pilot adds by each way, quality. Equations: docs/simulate.md.
 */

import { PURPOSE, philoxUniform } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { POLICIES } from "./options.js";
import { MEDIATORS } from "./verb.js";
import {
  type CitiesWorld,
  CONTROL_EFFECTS,
  CONTROL_NAMES,
  controlOf,
  deviations,
  exportsOf,
  MEDIATOR_SERIES,
  round,
  type Shocks,
  shocksOf,
  tertiaryOf,
} from "./world.js";

/** Quality of a city of mean development in the first year but for its controls, and what it grows by each year. */
const QUALITY = { level: 0.18, year: 0.006 };
/** Where controls are measured from, so that quality lies between 0 and 1. */
const CONTROL_ORIGIN: Readonly<Record<string, number>> = { eco: 10, fdi: 9.5 };

/** Numeric columns, in the order of the file. */
export const CITY_COLUMNS = [
  ...["year", "quality", "did", "treat", "g"],
  ...CONTROL_NAMES,
  ...["rugged", "tertiary", "exports"],
  ...MEDIATORS,
  ...POLICIES,
  ...["high", "true_quality", "true_effect", "true_direct", "true_indirect"],
  ...MEDIATORS.map((name) => `true_effect_${name}` as const),
] as const;
export type CityColumn = (typeof CITY_COLUMNS)[number];

/**
 * Columns of a city, f64[nYears] each; `quality` is what was measured, NaN where it was not or was lost, `true_quality` what
 * it is; columns of policies that there are not are 0.
 */
export type CityYears = Readonly<Record<CityColumn, Float64Array>>;

/** The years of city `c` (0-based). */
export function cityRows(engine: Engine, world: CitiesWorld, c: number): CityYears {
  const { parameters: p, nYears } = world;
  const [firstYear] = p.years;
  const dev = world.dev[c]!;
  const g = world.cohort[c]!;
  const shocks = shocksOf(engine, p.seed, c, nYears);
  const year = yearsFrom(firstYear, nYears);
  const did = year.map((t) => Number(isOn(world, t - g)));
  const controls = Object.fromEntries(CONTROL_NAMES.map((name) => [name, controlOf(shocks, name, dev)]));
  const policies = Object.fromEntries(POLICIES.map((name, k) => [name, policyOf(world.policies[k], year, c)] as const));
  const tau = effects(world, c, year);
  const mediators = mediatorsOf(world, shocks, dev, tau);
  const untreated = untreatedQuality(world, c, year, controls, policies);
  const error = errors(world, shocks);
  const share = MEDIATORS.reduce((sum, name) => sum + p.mediated[name], 0);
  const total = carried(tau, p.rho);
  const quality = new Float64Array(nYears);
  for (let t = 0; t < nYears; t++) {
    const ways = MEDIATORS.reduce((sum, name) => sum + MEDIATOR_SERIES[name].quality * mediators[name]![t]!, 0);
    const fresh = ways + (1 - share) * tau[t]! + error[t]!;
    quality[t] = t === 0 ? untreated[t]! + fresh : p.rho * quality[t - 1]! + (1 - p.rho) * untreated[t]! + fresh;
  }
  const lost = philoxUniform(engine, nYears, { seed: p.seed, replication: c, purpose: PURPOSE.citiesMissing });
  const lastMeasured = p.measuredTo ?? p.years[1];
  const constant = (value: number) => new Float64Array(nYears).fill(value);
  return {
    ...(controls as Record<(typeof CONTROL_NAMES)[number], Float64Array>),
    ...(policies as Record<(typeof POLICIES)[number], Float64Array>),
    ...(mediators as Record<(typeof MEDIATORS)[number], Float64Array>),
    year,
    did,
    treat: constant(Number(!Number.isNaN(g))),
    g: constant(Number.isNaN(g) ? 0 : g),
    quality: quality.map((value, t) => (year[t]! > lastMeasured || lost[t]! < p.missing ? Number.NaN : value)),
    rugged: constant(world.rugged[c]!),
    tertiary: tertiaryOf(shocks, dev),
    exports: exportsOf(shocks, dev),
    high: constant(world.high[c]!),
    true_quality: quality,
    true_effect: total,
    true_direct: total.map((effect) => (1 - share) * effect),
    true_indirect: total.map((effect) => share * effect),
    true_effect_innovation: mediatorEffect(world, "innovation", tau),
    true_effect_informatisation: mediatorEffect(world, "informatisation", tau),
    true_effect_allocation: mediatorEffect(world, "allocation", tau),
  };
}

/** Whether a pilot is in force `h` years after its start; never where `h` is NaN. */
const isOn = ({ parameters: { lasts } }: CitiesWorld, h: number): boolean => h >= 0 && (lasts === null || h < lasts);

/** What the pilot adds to quality in each year, before anything of it carries over. */
function effects(world: CitiesWorld, c: number, year: Float64Array): Float64Array {
  const { effect, effectCohort, anticipation, heterogeneity } = world.parameters;
  const g = world.cohort[c]!;
  const own = effectCohort[g] ?? effect;
  const factor = heterogeneity[world.high[c] === 1 ? 0 : 1];
  return year.map((t) => {
    const h = t - g;
    if (isOn(world, h)) return factor * own[Math.min(h, own.length - 1)]!;
    return h < 0 && -h <= anticipation.length ? factor * anticipation[-h - 1]! : 0;
  });
}

/** `x` of every year and what of it the years before left, of which `rho` stays. */
function carried(x: Float64Array, rho: number): Float64Array {
  const total = new Float64Array(x.length);
  x.forEach((fresh, t) => {
    total[t] = t === 0 ? fresh : rho * total[t - 1]! + fresh;
  });
  return total;
}

/** What a pilot adds to the mediator `name`: its share of the effect, in units of the mediator. */
const mediatorEffect = ({ parameters }: CitiesWorld, name: (typeof MEDIATORS)[number], tau: Float64Array) =>
  tau.map((effect) => (parameters.mediated[name] * effect) / MEDIATOR_SERIES[name].quality);

function mediatorsOf(
  world: CitiesWorld,
  shocks: Shocks,
  dev: number,
  tau: Float64Array,
): Readonly<Record<string, Float64Array>> {
  const { mediatorNoise, mediatorConfounding } = world.parameters;
  const shared = deviations(shocks("shared"));
  return Object.fromEntries(
    MEDIATORS.map((name) => {
      const series = MEDIATOR_SERIES[name];
      const [own, effect] = [deviations(shocks(name)), mediatorEffect(world, name, tau)];
      const values = own.map((x, t) => {
        const deviation = series.sd * (mediatorNoise * x + mediatorConfounding * shared[t]!);
        return round(series.level + series.dev * dev + series.year * t + deviation) + effect[t]!;
      });
      return [name, values];
    }),
  );
}

/** What no pilot and no mediator moves, without the error. */
function untreatedQuality(
  world: CitiesWorld,
  c: number,
  year: Float64Array,
  controls: Readonly<Record<string, Float64Array>>,
  policies: Readonly<Record<string, Float64Array>>,
): Float64Array {
  const { parameters: p, nYears, firstBatch } = world;
  const shock = world.provinceShocks.subarray(world.province[c]! * nYears);
  const isPilot = Number(!Number.isNaN(world.cohort[c]!));
  return year.map((calendar, t) => {
    let quality = QUALITY.level + QUALITY.year * t + p.cityLevel * world.level[c]! + p.provinceShock * shock[t]!;
    for (const [name, effect] of Object.entries(CONTROL_EFFECTS)) {
      quality += effect * (controls[name]![t]! - (CONTROL_ORIGIN[name] ?? 0));
    }
    for (const policy of Object.values(policies)) quality += p.policyEffect * policy[t]!;
    quality += p.developmentTrend * world.dev[c]! * t + p.preTrend * isPilot * t;
    quality += (p.exclusion * world.rugged[c]! * (t + 1)) / nYears;
    return quality + (calendar >= firstBatch ? p.endogeneity * world.unseen[c]! : 0);
  });
}

/** Errors that carry over, from their stationary distribution on; with what mediators share where they are confounded. */
function errors({ parameters: p }: CitiesWorld, shocks: Shocks): Float64Array {
  const shared = deviations(shocks("shared"));
  const own = new Float64Array(shared.length);
  shocks("error").forEach((z, t) => {
    const fresh = p.noise * z;
    own[t] = t === 0 ? fresh / Math.sqrt(1 - p.errorRho * p.errorRho) : p.errorRho * own[t - 1]! + fresh;
  });
  return own.map((error, t) => error + p.noise * p.mediatorConfounding * shared[t]!);
}

const policyOf = (starts: Float64Array | undefined, year: Float64Array, c: number): Float64Array =>
  year.map((t) => Number(starts !== undefined && t >= starts[c]!));

const yearsFrom = (first: number, n: number): Float64Array => Float64Array.from({ length: n }, (_, t) => first + t);
