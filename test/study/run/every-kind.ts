/** A study with a stage of every kind on the simulated cities. */

import type { Table } from "../../../src/data/table/table.js";
import { parseStudy, type StudyFile } from "../../../src/study/file/study-file.js";
import { readExample } from "../read-example.js";

export const EVERY_KIND = `title: Every kind
summary: [Words]
data: { cities: cities.csv, customs: customs.csv }
quality:
  data: customs
  columns: { product: hs8, dest: country }
  sigma: 5
  fe: product + dest^year
  normalise: product^year
  by: [city^year]
  truth: true_lnquality
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco, fin] }
treatment:
  cohort: g
  codings:
    did: { coding: absorbing, label: Pilot }
    common: { coding: common, label: Since 2012 }
variance: cluster:city
seed: 3
stages:
  table1:
    stage: regressions
    caption: Words
    notes: [Words]
    columns: [{ treatment: did, label: Words }, { treatment: common, controls: true }]
  wild:
    stage: regressions
    bootstrap: { fewer_than: 1000, draws: 99 }
    columns: [{ treatment: did, controls: [eco] }]
  figure1: { stage: event-study, controls: true, window: [-3, 3], bin: true, band: uniform, draws: 99, caption: Words }
  staggered:
    stage: did
    estimators: [twfe, cs, bjs]
    window: [-2, 2]
    band: uniform
    draws: 99
    caption: Words
    notes: [Words]
  figure2: { stage: placebo, draws: 19, caption: Words }
  table2:
    stage: iv
    labels: { did: Words }
    columns: [{ treatment: did, instruments: [rugged], fe: year, controls: true, label: Words }]
  matched: { stage: psmatch, match: averages, pre: year <= 2011, replace: true, columns: [{}, { controls: true }] }
  table3: { stage: pgmm, columns: [{ treatment: did, instrument_lags: [2, 3], label: Words, sensitivity: true }] }
  split: { stage: group-difference, treatment: did, splits: [{ by: eco }], permutations: 19, caption: Words }
  checks:
    stage: robustness
    base: { treatment: did, controls: true }
    variants: [{ label: Few, bootstrap: { draws: 19 } }, { label: Winsorised, winsorise: 0.01 }]
  ways: { stage: mediation, treatment: did, mediators: [innovation], mediation: { draws: 19 }, caption: Words }
  counts: { stage: fepois, outcome: innovation, controls: true, labels: { did: Words }, caption: Words, notes: [Words] }
  varies: { stage: xtsum, variables: [quality, eco], labels: { quality: Words }, caption: Words }
  could: { stage: power, draws: 49, effects: [0.1], labels: { quality: Words }, caption: Words, notes: [Words] }
  odds: { stage: felogit, formula: "did ~ eco | year", caption: Words }
  facts: { stage: descriptives, caption: Words }
  beside: { stage: table, columns: [{ from: wild, label: Words }, { from: table2 }, { from: table3 }], caption: Words }
  drawn: { stage: coefplot, from: [wild, table2, checks], caption: Words }
  asked: { stage: referee, draws: 19, outcomes: [innovation], placebo_outcomes: [tertiary], caption: Words, notes: [Words] }
  customs: { stage: quality, sensitivity: [3], caption: Words }
  change: { stage: decomposition, by: city, pairs: first-last, caption: Words }
labels: { quality: Words }
words: { unit: city, units: cities }
cautions: [Words]
sources: [Words]
`;

export async function everyKind(
  text = EVERY_KIND,
): Promise<{ readonly file: StudyFile; readonly tables: ReadonlyMap<string, Table> }> {
  const { tables } = await readExample("smart-city");
  return { file: parseStudy(text, "study.yaml"), tables };
}
