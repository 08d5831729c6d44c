/** A small panel of cities with staggered treatment, and a study of it, as texts. */
export const CITIES = 24;
const YEARS = [2010, 2011, 2012, 2013, 2014, 2015, 2016, 2017];

/** First treated year of a city; 0 never. */
export const cohortOf = (city: number): number => (city % 3 === 0 ? 2013 : city % 3 === 1 ? 2015 : 0);

export interface Row {
  readonly city: number;
  readonly year: number;
  readonly quality: number;
  readonly did: number;
  readonly g: number;
  readonly eco: number;
}

/** Rows in order of city and year; `edit` changes some. */
export function smallRows(edit: (row: Row) => Row = (row) => row): Row[] {
  return Array.from({ length: CITIES }, (_, c) => c + 1).flatMap((city) =>
    YEARS.map((year) => {
      const g = cohortOf(city);
      const did = Number(g > 0 && year >= g);
      const eco = ((city * 31 + year * 17) % 23) / 10;
      const noise = ((city * city * 7 + year * year * 3 + city * year) % 41) / 100;
      return edit({ city, year, g, did, eco, quality: 0.3 * did + 0.1 * eco + city / 50 + noise });
    }),
  );
}

export const csvOf = (rows: readonly Row[]): string =>
  `city,year,quality,did,g,eco\n${rows.map(({ city, year, quality, did, g, eco }) => [city, year, quality, did, g, eco].join(",")).join("\n")}\n`;

export const STUDY = `title: Small
data:
  cities: cities.csv
panel:
  data: cities
  unit: city
  time: year
  outcome: quality
  controls: [eco]
treatment:
  cohort: g
  codings:
    did: { coding: absorbing }
variance: cluster:city
seed: 7
stages:
  table1:
    stage: regressions
    columns:
      - { treatment: did }
      - { treatment: did, controls: true }
  figure1:
    stage: event-study
    window: [-2, 2]
    bin: true
  figure2:
    stage: placebo
    draws: 40
`;
