/**
 * Nearest name by edit distance (Levenshtein 1966), for "did you mean" in messages.
 */

/**
 * The candidate nearest to `name`, ignoring case, or undefined when none is within a third of its length (at least 2)
 * or shares nothing with it.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance && distance < Math.max(name.length, candidate.length)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The end of a sentence about `name`: `; did you mean 'x'?` when a near name exists, else a full stop. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = nearest(name, candidates);
  return near === undefined ? "." : `; did you mean '${near}'?`;
}

/** Names listed in a message at most. */
const MOST_LISTED = 12;

/** As `didYouMean`; when nothing is near, `; its columns are a, b, c and 5 more.`, where `kind` is "columns". */
export function didYouMeanOrKnown(name: string, kind: string, known: readonly string[]): string {
  if (known.length === 0 || nearest(name, known) !== undefined) return didYouMean(name, known);
  return `; its ${kind} are ${listed(known)}.`;
}

/** The names as `a, b, c`; of many the first and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return `${names.slice(0, MOST_LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] as number) + 1, (current[j - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
}
