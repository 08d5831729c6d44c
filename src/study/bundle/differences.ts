/** Where two records differ: each place by its path, with what stood there and what stands there now, all digits; and where two reports do. */

/** Keys and positions, from the outside. */
export type RecordPath = readonly (string | number)[];

/** A place that differs. Values are JSON, "" where there is none; `by` is how much a number moved. */
export interface Difference {
  readonly path: RecordPath;
  readonly was: string;
  readonly is: string;
  readonly by: number | null;
}

export interface Differences {
  /** All of them. */
  readonly count: number;
  /** The first. */
  readonly places: readonly Difference[];
}

/** Places listed at most. */
const MOST = 200;

export function differences(was: unknown, is: unknown): Differences {
  const places: Difference[] = [];
  let count = 0;
  const visit = (path: RecordPath, a: unknown, b: unknown): void => {
    if (Object.is(a, b)) return;
    if (isPlain(a) && isPlain(b) && Array.isArray(a) === Array.isArray(b)) {
      const isList = Array.isArray(a);
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        visit([...path, isList ? Number(key) : key], a[key], b[key]);
      }
      return;
    }
    count++;
    if (places.length < MOST) places.push(differenceAt(path, a, b));
  };
  visit([], was, is);
  return { count, places };
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const differenceAt = (path: RecordPath, was: unknown, is: unknown): Difference => ({
  path,
  was: shown(was),
  is: shown(is),
  by: typeof was === "number" && typeof is === "number" ? is - was : null,
});

const shown = (value: unknown): string => (value === undefined ? "" : JSON.stringify(value));

/** Places of two pages of HTML whose words differ, each under the nearest `id` and head of a row before it. */
export function pageDifferences(was: string, is: string): Differences {
  const [a, b] = [wordsOf(was), wordsOf(is)];
  if (a.length !== b.length) return { count: 1, places: [differenceAt([], a.length, b.length)] };
  const places = a.flatMap(({ at, word }, i) => (word === b[i]!.word ? [] : [differenceAt(at, word, b[i]!.word)]));
  return { count: places.length, places: places.slice(0, MOST) };
}

/** What a reader reads of a page: neither its style nor its script, nor what its buttons copy. */
const readPart = (page: string): string =>
  (/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? page).replaceAll(/<(style|script|template)\b[\s\S]*?<\/\1>/g, "");

/** Every text between tags but those that only set a number, and every tag, with where it stands. */
function wordsOf(page: string): { readonly at: RecordPath; readonly word: string }[] {
  let [id, head, isHead] = ["", "", false];
  return readPart(page)
    .replaceAll(/<\/?span[^>]*>/g, "")
    .split(/(<[^>]*>)/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "")
    .map((word) => {
      const own = word.startsWith("<") ? / id="([^"]+)"/.exec(word)?.[1] : undefined;
      if (own !== undefined) [id, head] = [own, ""];
      else if (isHead && !word.startsWith("<")) head = word;
      isHead = word.startsWith('<th scope="row"');
      return { at: head === "" ? [id] : [id, head], word };
    });
}
