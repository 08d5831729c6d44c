/**
 * Words round every table and figure of a study: numbers of captions, what they rest on.
 */
import { catalogue } from "../../base/messages.js";

export const exhibitWords = catalogue({
  tableName: { en: (n: string) => `Table ${n}`, zh: (n: string) => `表${n}` },
  figureName: { en: (n: string) => `Figure ${n}`, zh: (n: string) => `图${n}` },
  table: {
    en: (n: string, caption: string) => `Table ${n}. ${caption}`,
    zh: (n: string, caption: string) => `表${n}　${caption}`,
  },
  figure: {
    en: (n: string, caption: string) => `Figure ${n}. ${caption}`,
    zh: (n: string, caption: string) => `图${n}　${caption}`,
  },
  sample: {
    en: (rows: string, units: string, first: number, last: number) => `${rows} rows, ${units}, ${first} to ${last}`,
    zh: (rows: string, units: string, first: number, last: number) => `${rows} 行，${units}，${first}–${last}`,
  },
});
