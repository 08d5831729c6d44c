/**
 * `quality-sensitivity`, declared: the options of quality, those that vary as lists, and what its command says of it.
 */
import { type OptionsOf, text, value, values } from "../../declare/option.js";
import { type Declaration, declare } from "../../verbs/verb.js";
import { DEFAULT_CELLS, readSigma } from "../quality/options.js";
import { ABOUT_QUALITY_OPTIONS, type EstimateQualityOptions, sharedQualityOptions } from "../quality/verb.js";

type Sigma = NonNullable<EstimateQualityOptions["sigma"]>;

/** A source of sigma and the name it has in tables and figures. */
export interface NamedSigma {
  readonly label: string;
  readonly sigma: Sigma;
}

/** A source of sigma as `estimateQuality` takes it, with a label where its own text or file is not the one wanted. */
export type SigmaChoice = Sigma | NamedSigma;

/** Options of `estimateQuality` that make a normalisation, and its name. */
export interface NamedNormalisation {
  readonly label: string;
  readonly options: Partial<EstimateQualityOptions>;
}

/**
 * A normalisation: the keys of its cells, with a rule after a colon where it is not min-max (`product^year:percentile=0.01`,
 * `product^year:none`; `none` alone leaves quality as it is), or a label and the options of `estimateQuality` that make it.
 */
export type NormalisationChoice = string | NamedNormalisation;

/**
 * Sigmas of an analysis that names none: about the median of Broda & Weinstein's (2006) elasticities of ten-digit goods,
 * 3.1, and the ends of the range that Anderson & van Wincoop (2004) find likely.
 */
export const DEFAULT_SIGMAS: readonly number[] = [3, 5, 10];

const { sigma: _sigma, normalise: _normalise, normaliseRule: _rule, ...shared } = sharedQualityOptions;

const options = {
  sigmas: values(
    `sources of sigma, separated by commas: numbers above 1, iv, ols, table:FILE (default: ${DEFAULT_SIGMAS.join(",")})`,
    // parts of a table, as in FILE,code=COLUMN, stay with it
    (text) => items(text.split(/,(?!\s*(?:code|sigma|country)=)/)),
    (text): SigmaChoice | ReturnType<typeof readSigma> => readSigma(text),
  ),
  normalisations: values(
    "cells of the normalisation, separated by commas, with a rule after a colon if not min-max",
    (text) => items(text.split(",")),
    (text): NormalisationChoice => text,
    { default: [DEFAULT_CELLS] },
  ),
  by: text("cells whose ranks are compared (default: city^year, else firm^year)", { shape: "keys" }),
  base: value(
    "the choice others are compared with: its sigma, its label or its number from 0 (default: the first)",
    (text): number | string => text,
    { shape: "choice" },
  ),
  ...shared,
};

const items = (parts: readonly string[]): string[] => parts.map((part) => part.trim()).filter((part) => part !== "");

export interface QualitySensitivityOptions extends OptionsOf<typeof options> {}

export const qualitySensitivityVerb: Declaration<typeof options> = declare({
  name: "quality-sensitivity",
  page: "sensitivity",
  takes: "table",
  tableAlone: true,
  formula: null,
  summary: "does quality rank cities the same under other sigmas and normalisations?",
  description: "Quality under every combination of the sigmas and normalisations given, compared by rank.",
  options,
  filesNamed: "sensitivity",
  plainTables: true,
  about: `${ABOUT_QUALITY_OPTIONS}
Options of one source of sigma (--sigma-by, --sigma-cap, ...) go to the choices that source is of. A normalisation is keys
and, after a colon, percentile=SHARE or none: product^year:percentile=0.01.
Every sigma is combined with every normalisation. Each choice is compared with the base, and with every other, on the
cells of --by that both have: rank correlations (Spearman, Kendall's tau-b), the share of pairs of cells that change
order, over all pairs and over those of one year, the cell that moves most, cells that end up in another quintile.
--out FOLDER writes sensitivity.json, sensitivity.csv (a row a choice), pairs.csv (a row a pair of choices) and the figure
(.svg, .png, .vl.json), all or none.`,
  examples: [
    "customs.csv.gz --product hs8                 # sigmas 3, 5, 10",
    "customs.csv.gz --product hs6 --sigmas 3,5,10 --base 5",
    "customs.csv.gz --sigmas 5,iv,table:broda_weinstein.csv --sigma-by hs4 --sigma-invalid 5",
    'fish.csv.gz --firm i --product k --dest j --year t --value v_usd --quantity q_kg \\\n    --sigmas 3,5,10 --normalisations "product^year,product" --by firm^year --base "5 / product^year" --out sensitivity',
  ],
});
