/**
 * Options that belong to some estimators alone, by the name of each: what `did` takes of them, and what it refuses where none of the
 * estimators asked for has the option. Imports declarations alone.
 */
import type { Options } from "../../../declare/option.js";
import { cdidOptions } from "../estimators/cdid/options.js";
import {
  counterfactualOptions,
  fectOptions,
  gsynthOptions,
  ifeOptions,
  mcOptions,
} from "../estimators/counterfactual/options.js";
import { csOptions } from "../estimators/cs/options.js";
import { dcdhOptions } from "../estimators/dcdh/options.js";
import { dddOptions } from "../estimators/ddd/options.js";
import { edidOptions } from "../estimators/edid/options.js";
import { bjsOptions } from "../estimators/imputation/options.js";
import { lpdidOptions } from "../estimators/lpdid/options.js";
import { rsOptions } from "../estimators/rs/options.js";
import { scOptions } from "../estimators/sc/options.js";
import { sdidOptions } from "../estimators/sdid/options.js";
import { stackedOptions } from "../estimators/stacked/options.js";
import { etwfeOptions } from "../estimators/two-way/etwfe-options.js";
import { lateEntrantOptions } from "../shared/late-entrants.js";
import type { EstimatorName } from "../shared/names.js";

/** An option that several estimators have is the same object in each. */
const OPTIONS_OF: Partial<Readonly<Record<EstimatorName, Options>>> = {
  cs: csOptions,
  bjs: bjsOptions,
  sunab: lateEntrantOptions,
  etwfe: { ...etwfeOptions, ...lateEntrantOptions },
  stacked: stackedOptions,
  lpdid: lpdidOptions,
  ddd: dddOptions,
  sc: scOptions,
  rs: rsOptions,
  dcdh: dcdhOptions,
  fect: fectOptions,
  ife: ifeOptions,
  mc: mcOptions,
  gsynth: gsynthOptions,
  edid: edidOptions,
  sdid: sdidOptions,
  cdid: cdidOptions,
};

/** Estimators whose errors, or tests, are of regressions, so that a small-sample rule is part of them. */
export const BY_REGRESSION: readonly string[] = ["twfe", "sunab", "etwfe", "stacked", "lpdid", "bjs"];

/** Estimators whose errors or tests are drawn, so that `draws` is an option of theirs. */
export const DRAWING: readonly string[] = ["rs", "dcdh", "fect", "ife", "mc", "gsynth", "sdid", "cdid", "sc"];

const together = {
  ...csOptions,
  ...etwfeOptions,
  ...lateEntrantOptions,
  ...stackedOptions,
  ...lpdidOptions,
  ...bjsOptions,
  ...dddOptions,
  ...scOptions,
  ...rsOptions,
  ...dcdhOptions,
  ...counterfactualOptions,
  ...edidOptions,
  ...sdidOptions,
  ...cdidOptions,
};

/** Options without which an estimator means nothing. */
export const NEEDED: readonly { readonly estimator: EstimatorName; readonly option: keyof typeof estimatorOptions }[] =
  [{ estimator: "ddd", option: "eligible" }];

/** Estimators that have an option of their own by this name; none where it is an option of all. */
export const ownersOf = (option: string): readonly string[] =>
  Object.entries(OPTIONS_OF).flatMap(([name, own]) => (Object.hasOwn(own, option) ? [name] : []));

/** The options of `given` that all estimators have, or one of `asked`. */
export const belonging = <T extends object>(given: T, asked: readonly string[]): T =>
  Object.fromEntries(
    Object.entries(given).filter(([option]) => {
      const owners = ownersOf(option);
      return owners.length === 0 || owners.some((name) => asked.includes(name));
    }),
  ) as T;

/** All of them, each with the estimators that have it. */
export const estimatorOptions = Object.fromEntries(
  Object.entries(together).map(([name, option]) => [name, { ...option, of: ownersOf(name) }]),
) as typeof together;
