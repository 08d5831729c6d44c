/**
 * Layer study. The shipped example from end to end: trade rows to export quality, cards to treatment, country-years to a
 * table of difference-in-differences. Pure orchestration; what is read and written is decided by the command line.
 *
 * Quality: Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169.
 */
import type { Note } from "../base/columns.js";
import type { LongOptions } from "../base/progress.js";
import { version } from "../base/version.js";
import type { Engine } from "../kernels/engine.js";
import { feols } from "../models/feols.js";
import type { FitRecord } from "../models/fit-record.js";
import { lag } from "../panel/lag.js";
import { type Panel, panel } from "../panel/panel.js";
import { treatmentPath } from "../panel/treatment-path.js";
import { estimateQuality } from "../quality/estimate-quality.js";
import type { QualityRecord } from "../quality/quality-record.js";
import { selectRows, type Table } from "../table/table.js";
import { addColumns, countryYears } from "./country-year.js";
import { type CardFacts, type Cards, codeCards } from "./fish-cards.js";
import { stageMeter } from "./stages.js";

/** Choices of the study, in one place. */
const FISH = {
  sigma: 5,
  effects: "product + dest^year",
  normalise: "product^year",
  keys: { country: "i", year: "t", dest: "j", product: "k", value: "v_usd" },
  quantity: "q_kg",
  controls: ["log(l_exports)", "l_destinations", "l_products"],
  cluster: "i",
} as const;

const STAGES = [
  { name: "estimating quality", share: 8 },
  { name: "coding cards", share: 1 },
  { name: "estimating Table 1", share: 1 },
] as const;

export type Coding = "absorbing" | "in force";

/** A column of Table 1, and the countries whose treatment varies in its sample: all that its estimate rests on. */
export interface FishModel {
  readonly label: string;
  readonly coding: Coding;
  readonly controls: boolean;
  readonly outcome: "quality" | "quality_log";
  readonly term: "did" | "did_in_force";
  readonly treated: readonly string[];
  readonly fit: FitRecord;
}

/** What the table rests on. */
export interface FishSample {
  readonly rows: number;
  readonly rowsWithQuality: number;
  readonly valueUsd: number;
  readonly firstYear: number;
  readonly lastYear: number;
  readonly countries: number;
  readonly countryYears: number;
  /** Country-years in the rows that have no quality, and those of the countries left out. */
  readonly withoutQuality: number;
  readonly ofExcluded: number;
  /** Countries left out because they are never observed before their cohort. */
  readonly excluded: readonly string[];
}

/** The study as a record: frozen, JSON-serialisable. `models` are the columns of Table 1, `comparison` those of Table 4. */
export interface FishStudy {
  readonly kind: "study";
  readonly study: "fish";
  readonly models: readonly FishModel[];
  readonly comparison: readonly FishModel[];
  readonly sample: FishSample;
  readonly quality: QualityRecord;
  readonly cards: CardFacts;
  readonly notes: readonly Note[];
  readonly provenance: {
    readonly version: string;
    readonly kernels_sha256: string;
    readonly data: readonly { readonly name: string; readonly sha256: string | null }[];
  };
}

/** The record, and the country-years behind Table 1 with every column used. */
export interface FishResult {
  readonly study: FishStudy;
  readonly panel: Table;
}

/**
 * Runs the study on trade rows (columns t, i, j, k, v_usd, q_kg) and card events (i, event, date, confirmed, source).
 * Throws what its steps throw; an aborted signal stops it between stages.
 */
export function fishStudy(engine: Engine, trade: Table, cards: Table, options: LongOptions = {}): FishResult {
  const enter = stageMeter(STAGES, options.onProgress ?? (() => {}));
  const begin = (stage: (typeof STAGES)[number]["name"]): void => {
    options.signal?.throwIfAborted();
    enter(stage);
  };
  begin("estimating quality");
  const quality = estimateQuality(engine, trade, {
    firm: FISH.keys.country,
    product: FISH.keys.product,
    dest: FISH.keys.dest,
    year: FISH.keys.year,
    value: FISH.keys.value,
    quantity: FISH.quantity,
    sigma: FISH.sigma,
    fe: FISH.effects,
    normalise: FISH.normalise,
    singletons: "drop",
    by: "",
    onProgress: ({ fraction }) => enter("estimating quality", fraction),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  begin("coding cards");
  const every = withLags(
    countryYears(engine, trade, FISH.keys, {
      rows: quality.sample,
      quality: quality.quality,
      normalised: quality.rQuality,
    }),
  );
  const observed = keep(every, (row) => !Number.isNaN(every.table.numeric("quality")[row]!));
  const coded = codeCards(observed, cards);
  const sample = withTreatment(observed, coded);
  begin("estimating Table 1");
  const column = modelFitter(engine, sample);
  const models = [
    column("absorbing", false, "quality"),
    column("absorbing", true, "quality"),
    column("in force", false, "quality"),
    column("in force", true, "quality"),
  ];
  const comparison = [models[0]!, column("absorbing", false, "quality_log")];
  enter("estimating Table 1", 1);
  const study: FishStudy = {
    kind: "study",
    study: "fish",
    models,
    comparison,
    sample: describeSample(trade, quality.sample.length, every, observed, sample, coded),
    quality: quality.record,
    cards: coded.facts,
    notes: [...trade.notes, ...cards.notes],
    provenance: {
      version,
      kernels_sha256: engine.sha256,
      data: [trade, cards].map(({ source }) => ({ name: source.name, sha256: source.sha256 })),
    },
  };
  return { study: Object.freeze(study), panel: sample.table };
}

/** Controls of the year before: NaN after a gap. */
function withLags(data: Panel): Panel {
  const before = (name: string): Float64Array => lag(data, data.table.numeric(name), 1);
  return addColumns(data, {
    l_exports: before("exports"),
    l_destinations: before("destinations"),
    l_products: before("products"),
  });
}

/** Both treatment columns; countries never observed before their cohort are left out. */
function withTreatment(data: Panel, { absorbing, inForce, excluded }: Cards): Panel {
  const coded = addColumns(data, { did: absorbing, did_in_force: inForce });
  return keep(coded, (row) => !excluded.includes(coded.unit.label(coded.unit.codes[row]!)));
}

function keep(data: Panel, wanted: (row: number) => boolean): Panel {
  const rows = Uint32Array.from(Array.from({ length: data.table.nRows }, (_, row) => row).filter(wanted));
  return panel(selectRows(data.table, rows), { unit: data.unit.name, time: data.time.name });
}

function modelFitter(engine: Engine, sample: Panel) {
  const complete = Uint8Array.from(sample.table.numeric("l_exports"), (value) => (Number.isNaN(value) ? 0 : 1));
  return (coding: Coding, controls: boolean, outcome: FishModel["outcome"]): FishModel => {
    const term = coding === "absorbing" ? "did" : "did_in_force";
    const regressors = [term, ...(controls ? FISH.controls : [])];
    const fit = feols(engine, sample, `${outcome} ~ ${regressors.join(" + ")} | i + t`, {
      vcov: { cluster: [FISH.cluster] },
    });
    const path = treatmentPath(sample, sample.table.numeric(term), controls ? complete : undefined);
    return { label: coding, coding, controls, outcome, term, treated: path.varying, fit };
  };
}

function describeSample(
  trade: Table,
  rowsWithQuality: number,
  every: Panel,
  observed: Panel,
  sample: Panel,
  { excluded }: Cards,
): FishSample {
  const years = Array.from({ length: every.nPeriods }, (_, t) => Number(every.time.label(t)));
  return {
    rows: trade.nRows,
    rowsWithQuality,
    valueUsd: trade.numeric(FISH.keys.value).reduce((sum, value) => sum + value, 0),
    firstYear: years[0]!,
    lastYear: years.at(-1)!,
    countries: every.nUnits,
    countryYears: sample.table.nRows,
    withoutQuality: every.table.nRows - observed.table.nRows,
    ofExcluded: observed.table.nRows - sample.table.nRows,
    excluded,
  };
}
