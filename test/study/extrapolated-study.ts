/** The small study with its outcome measured to 2014 and continued by a formula, as texts. */
import { csvOf, STUDY, smallRows } from "./small-study.js";

export const LAST = 2014;

/** Rows with a covariate `tertiary` and provinces of six cities; outcomes after 2014 blanked. */
export const EXTRAPOLATED_CSV = csvOf(smallRows())
  .trimEnd()
  .split("\n")
  .map((line, i) => {
    if (i === 0) return `${line},tertiary,province`;
    const [city, year, quality, ...rest] = line.split(",").map(Number) as [number, number, number, ...number[]];
    const tertiary = 0.4 + 0.01 * (year - 2010) + ((city * 13 + year * 5) % 7) / 50;
    return [city, year, year > LAST ? "" : quality, ...rest, tertiary, `p${city % 4}`].join(",");
  })
  .join("\n");

/** A study of them; `rows` is set in every stage, and `edit` changes the text. */
export const extrapolatedStudy = (rows: string | null, edit: (text: string) => string = (text) => text): string =>
  edit(
    STUDY.replace(
      "  controls: [eco]\n",
      `  controls: [eco]\n  extrapolate: { formula: tertiary * province_quality, last: ${LAST}, province: province }\n`,
    )
      .replace("    columns:\n", rows === null ? "    columns:\n" : `    rows: ${rows}\n    columns:\n`)
      .replace("    window:", rows === null || rows === "both" ? "    window:" : `    rows: ${rows}\n    window:`)
      .replace("    draws:", rows === null || rows === "both" ? "    draws:" : `    rows: ${rows}\n    draws:`),
  );
