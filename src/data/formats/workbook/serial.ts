/**
 * Days that spreadsheets count, as milliseconds since 1970. Counted from 1900, a day 60 is 29 February 1900, which never was: days before
 * it are one further from 1970 than those after it. Source: ECMA-376, Office Open XML File Formats, part 1, section 18.17.4.
 */

const DAY_MS = 86_400_000;

/** The number of 1 January 1970, counted from 1900 and from 1904. */
const EPOCH_1900 = 25_569;
const EPOCH_1904 = 24_107;
/** The day that never was. */
export const FALSE_DAY = 60;

/** Days beyond the year 9999, which no program shows as dates. */
export const LAST_SERIAL = 2_958_466;

/** Milliseconds since 1970 of a day and its part, to the millisecond. */
export function serialMs(serial: number, from1904: boolean): number {
  const day = Math.floor(serial);
  const part = Math.round((serial - day) * DAY_MS);
  const epoch = from1904 ? EPOCH_1904 : EPOCH_1900;
  return (day - epoch + (!from1904 && day >= 0 && day < FALSE_DAY ? 1 : 0)) * DAY_MS + part;
}

/** Milliseconds of a time of day or a duration, in days. */
export const durationMs = (days: number): number => Math.round(days * DAY_MS);
