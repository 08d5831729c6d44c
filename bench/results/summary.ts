/**
 * The first page of the results: a line for each problem and independent program, with how many times our time
 * it takes, and how far each of the two is from the reference. Rows in, Markdown out.
 */
import { peerNames } from "../peers/names.js";
import { baselineOf, markdown, ratioText, scientific, timeOf } from "../print.js";
import type { StampedRow } from "../row.js";

/** Plain TypeScript of ours and dense solvers, which are baselines of kernels and no rivals. */
const BASELINES = new Set(["js", "ml-matrix", "webr"]);
const HEADINGS = [
  "work",
  "program",
  "rows",
  "ours, ms",
  "ratio",
  "ratio, two threads",
  "ours off by",
  "off by",
  "measured",
];
const LEFT = new Set(["work", "program", "measured"]);

/** A peer's row beside ours of the same problem. */
interface Comparison {
  readonly peer: StampedRow;
  readonly ours: StampedRow;
}

/** The section, with a sentence that counts where we are slower. */
export function summary(rows: readonly StampedRow[], measured: (row: StampedRow) => string): string[] {
  const all = rows.flatMap((peer): Comparison[] => {
    const ours = isRival(peer) ? baselineOf(peer, rows) : undefined;
    return ours === undefined ? [] : [{ peer, ours }];
  });
  if (all.length === 0) return [];
  const first = all.filter(({ peer }) => peer.threads === 1);
  return ["## summary", "", ...verdict(all), "", markdown(HEADINGS, first.map(cellsOf(all, measured)), isLeft)];
}

const isLeft = (heading: string): boolean => LEFT.has(heading);

function isRival({ backend }: StampedRow): boolean {
  return peerNames.some((name) => !BASELINES.has(name) && (backend === name || backend.startsWith(`${name}-`)));
}

function cellsOf(all: readonly Comparison[], measured: (row: StampedRow) => string) {
  return ({ peer, ours }: Comparison): string[] => {
    const onTwo = all.find(
      ({ peer: other }) =>
        other.threads === 2 &&
        other.suite === peer.suite &&
        other.problem === peer.problem &&
        other.backend === peer.backend,
    );
    return [
      `${peer.suite}: ${peer.problem}`,
      peer.backend,
      peer.n.toLocaleString("en"),
      timeOf(ours, ours.ms),
      ratioText(peer, ours),
      onTwo === undefined ? "" : ratioText(onTwo.peer, onTwo.ours),
      scientific(ours.difference),
      scientific(peer.difference),
      measured(peer),
    ];
  };
}

/** What the table says, in words: how the ratio is to be read, and every comparison that we lose. */
function verdict(all: readonly Comparison[]): string[] {
  const lost = all.filter(({ peer, ours }) => peer.ms < ours.ms);
  const named = lost.map(({ peer }) => `${peer.problem} against ${peer.backend} (threads: ${peer.threads})`);
  return [
    "How many times our time a program takes: the median over the rounds, each of which times both programs in turn, and in brackets",
    "the least and the most. *Off by* is the largest relative difference from the reference solution, so that speed is read",
    "beside accuracy; `fixest` runs at its default tolerance, `fixest-1e-11` at one that makes it as accurate as ours, timed once.",
    "",
    lost.length === 0
      ? `Ours is the faster in all ${all.length} comparisons.`
      : `Ours is the slower in ${lost.length} of ${all.length} comparisons: ${named.join("; ")}.`,
  ];
}
