/**
 * Names of what is numbered: eight-digit product codes in their hierarchy, and places. Labels ascend with
 * the numbers, so that a number is the code of its label.
 */

/** Chapters of the Harmonized System in use: 01 to 97. */
const CHAPTERS = 97;
/** Products of an HS6, HS6 of an HS4 and HS4 of a chapter, where there are few products. */
const IN_HS6 = 2;
const IN_HS4 = 3;
const IN_CHAPTER = 4;
/** HS4 of a chapter at most. */
const MOST_HS4 = 99;

/** Codes of products as text with leading zeros, and for each product the number of its HS6 in `hs6`. */
export interface ProductCodes {
  readonly hs8: readonly string[];
  readonly hs6: readonly string[];
  readonly hs6Of: Uint32Array;
}

/** Codes of n products, 1 <= n <= 1e6, over as many chapters as keep an HS6 at two products, then in larger HS6. */
export function productCodes(n: number): ProductCodes {
  const nChapters = Math.min(CHAPTERS, Math.ceil(n / (IN_HS6 * IN_HS4 * IN_CHAPTER)));
  const inChapter = Math.ceil(n / nChapters);
  const inHs6 = Math.max(IN_HS6, Math.ceil(inChapter / (MOST_HS4 * IN_HS4)));
  const [hs8, hs6]: [string[], string[]] = [[], []];
  const hs6Of = new Uint32Array(n);
  for (let k = 0; k < n; k++) {
    const within = k % inChapter;
    const chapter = 1 + Math.floor((Math.floor(k / inChapter) * CHAPTERS) / nChapters);
    const heading = 1 + Math.floor(within / (inHs6 * IN_HS4));
    const sub = 10 * (1 + (Math.floor(within / inHs6) % IN_HS4));
    const six = two(chapter) + two(heading) + two(sub);
    if (hs6.at(-1) !== six) hs6.push(six);
    hs8.push(six + two(within % inHs6));
    hs6Of[k] = hs6.length - 1;
  }
  return { hs8, hs6, hs6Of };
}

/** Labels of n places: the letter and a number from 1, of one width. */
export function placeLabels(letter: string, n: number): string[] {
  const width = String(n).length;
  return Array.from({ length: n }, (_, i) => letter + String(i + 1).padStart(width, "0"));
}

const two = (number: number): string => String(number).padStart(2, "0");
