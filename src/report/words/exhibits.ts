/**
 * Layer report. Words round every table and figure of a study: numbers of captions, what they rest on.
 */
import { catalogue } from "./language.js";

export const exhibitWords = catalogue({
  table: {
    en: (n: number, caption: string) => `Table ${n}. ${caption}`,
    zh: (n: number, caption: string) => `表 ${n}　${caption}`,
  },
  figure: {
    en: (n: number, caption: string) => `Figure ${n}. ${caption}`,
    zh: (n: number, caption: string) => `图 ${n}　${caption}`,
  },
  sample: {
    en: (rows: string, units: string, first: number, last: number) => `${rows} rows, ${units}, ${first} to ${last}`,
    zh: (rows: string, units: string, first: number, last: number) => `${rows} 行，${units}，${first}–${last}`,
  },
});
