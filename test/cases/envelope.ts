/**
 * Registry rows of the kernels of the exact factor of the reduced system: random graphs of up to a few
 * hundred levels, in several components, with a border of no, one or two effects; some with a group that
 * spans many levels, some with weights of 1 to 1e6.
 */
import {
  envelopeBuildWork,
  envelopeFactorWork,
  envelopeLayout,
  envelopeSolveWork,
  reverseCuthillMcKeeWork,
} from "../../src/engine/kernels/reduced.js";
import * as twins from "../reference/envelope.js";
import * as reduced from "../reference/reduced.js";
import { byName, centred, type KernelRow, type Random } from "./row.js";

/** Entries are sums of up to a thousand terms of size 1, or of ten of size 1e6 less the share they have in common. */
const ENTRY = 1e-9;
/** Entries of a factor of condition up to 1e4. */
const FACTOR = 1e-9;
const TOLERANCE = 1e-10;

/** Cells of groups of two to six on n levels of the first effect that lie near each other, and p - 1 effects beside. */
function graphOf(n: number, random: Random) {
  const p = 1 + (n % 3);
  const nA = Math.min(n, 300);
  const border = p > 1 && nA > 0 ? 1 + Math.floor(random() * 5) : 0;
  const nLevels = nA + (p - 1) * border;
  const nGroups = nA < 2 ? 0 : Math.floor(0.8 * nA);
  const offsets = new Uint32Array(nGroups + 1);
  const cells: number[][] = [];
  for (let g = 0; g < nGroups; g++) {
    const centre = Math.floor(random() * nA);
    const mine = new Map<string, number[]>();
    const wide = g === 0 && n % 5 === 0;
    while (mine.size < 2 || random() < (wide ? 0.98 : 0.5)) {
      const cell = [(centre + Math.floor(random() * (wide ? nA : 9))) % nA];
      for (let f = 1; f < p; f++) cell.push(nA + (f - 1) * border + Math.floor(random() * border));
      mine.set(cell.join(), cell);
    }
    cells.push(...mine.values());
    offsets[g + 1] = cells.length;
  }
  const stride = cells.length;
  const codes = Uint32Array.from({ length: p * stride }, (_, at) => cells[at % stride]![Math.floor(at / stride)]!);
  const scale = n % 7 < 2 ? 1e6 : 1;
  const weights = Float64Array.from({ length: stride }, () => (random() < 0.3 ? scale : 1) * (0.5 + random()));
  return { p, nA, nLevels, nGroups, offsets, codes, stride, weights };
}

type Graph = ReturnType<typeof graphOf>;

const incidence = ({ nA, stride }: Graph) => [new Uint32Array(nA + 1), new Uint32Array(stride)] as const;

/** The graph in its order, with the layout of the envelope, by the twins. */
function orderedOf(n: number, random: Random) {
  const graph = graphOf(n, random);
  const { nGroups, nA, nLevels, offsets, codes } = graph;
  const [levelOffsets, groups] = incidence(graph);
  twins.levelGroups({ nGroups, nA, offsets, codes: codes.subarray(0, graph.stride), levelOffsets, groups });
  const position = Uint32Array.from({ length: nLevels }, (_, level) => level);
  const pin = new Uint32Array(nLevels);
  const [order, first, none] = [new Uint32Array(nA), new Uint32Array(nA), new Uint32Array(0)];
  const codesA = codes.subarray(0, graph.stride);
  twins.reverseCuthillMcKee({
    nGroups,
    nA,
    most: Number.POSITIVE_INFINITY,
    cellOffsets: offsets,
    cellCodes: codesA,
    levelOffsets,
    levelGroups: groups,
    order,
    position,
    first,
    last: pin.subarray(0, nA),
    work: none,
  });
  return { graph, position, pin, layout: envelopeLayout(first, nLevels) };
}

/** The system in its envelope, by the twin. */
function systemOf(n: number, random: Random) {
  const ordered = orderedOf(n, random);
  const S = new Float64Array(ordered.layout.size);
  twins.envelopeBuild(byName("envelopeBuild", buildArguments(ordered, S)));
  return { ...ordered, S };
}

function buildArguments({ graph, position, layout }: ReturnType<typeof orderedOf>, S: Float64Array) {
  const { nGroups, nA, nLevels, p, stride, offsets, codes, weights } = graph;
  const [inverses, totals, diagonal] = [
    new Float64Array(nGroups),
    new Float64Array(nLevels),
    new Float64Array(nLevels),
  ];
  const [noF64, noU32] = [new Float64Array(0), new Uint32Array(0)];
  reduced.reducedDiagonal({
    low: 0,
    high: nGroups,
    nLevels,
    p,
    stride,
    counts: 0,
    offsets,
    codes,
    weights,
    inverses,
    totals,
    diagonal,
    work: noF64,
    index: noU32,
  });
  const size = envelopeBuildWork(nLevels);
  const [work, index] = [new Float64Array(size.f64), new Uint32Array(size.u32)];
  const rows = layout.rows.slice(0, nLevels);
  return [
    nGroups,
    nA,
    nLevels,
    p,
    stride,
    layout.size,
    offsets,
    codes,
    weights,
    position,
    rows,
    diagonal,
    S,
    work,
    index,
  ] as const;
}

export const envelopeRows: readonly KernelRow[] = [
  {
    name: "levelGroups",
    family: "reduced",
    cost: "O(n + L)",
    twin: twins.levelGroups,
    problem: (n, random) => {
      const graph = graphOf(n, random);
      const { nGroups, nA, offsets, codes, stride } = graph;
      return [nGroups, nA, offsets, codes.slice(0, stride), ...incidence(graph)];
    },
    bound: 0,
  },
  {
    name: "reverseCuthillMcKee",
    family: "reduced",
    cost: "O(n)",
    twin: twins.reverseCuthillMcKee,
    problem: (n, random) => {
      const graph = graphOf(n, random);
      const { nGroups, nA, offsets, stride } = graph;
      const [levelOffsets, groups] = incidence(graph);
      const codes = graph.codes.slice(0, stride);
      twins.levelGroups({ nGroups, nA, offsets, codes, levelOffsets, groups });
      const [order, position] = [new Uint32Array(nA), new Uint32Array(nA)];
      const [first, last] = [new Uint32Array(nA), new Uint32Array(nA)];
      const work = new Uint32Array(reverseCuthillMcKeeWork(nGroups, nA));
      // often enough it gives up on an order from any level, or on the last one
      const most = n % 2 === 0 ? Number.POSITIVE_INFINITY : random() * 100 * nA;
      return [nGroups, nA, most, offsets, codes, levelOffsets, groups, order, position, first, last, work];
    },
    bound: 0,
  },
  {
    name: "envelopeBuild",
    family: "reduced",
    cost: "O(n q^2)",
    twin: twins.envelopeBuild,
    problem: (n, random) => {
      const ordered = orderedOf(n, random);
      return [...buildArguments(ordered, new Float64Array(ordered.layout.size))];
    },
    bound: ENTRY,
  },
  {
    name: "envelopeFactor",
    family: "reduced",
    cost: "O(L^3)",
    twin: twins.envelopeFactor,
    problem: (n, random) => {
      const { graph, layout, pin, S } = systemOf(n, random);
      const { nBlocks, border, firsts, rows } = layout;
      const size = envelopeFactorWork(nBlocks);
      const [work, reach] = [new Float64Array(size.f64), new Uint32Array(size.u32)];
      return [nBlocks, border, graph.nA, graph.nLevels, TOLERANCE, firsts, rows, S, pin, work, reach];
    },
    bound: FACTOR,
  },
  {
    name: "envelopeSolve",
    family: "reduced",
    cost: "O(L^2 k)",
    twin: twins.envelopeSolve,
    problem: (n, random) => {
      const { graph, position, layout, pin, S } = systemOf(n, random);
      const { nBlocks, border, firsts, rows } = layout;
      const [noF64, noU32] = [new Float64Array(0), new Uint32Array(0)];
      const { nA, nLevels } = graph;
      twins.envelopeFactor({
        nBlocks,
        border,
        nA,
        order: nLevels,
        tolerance: TOLERANCE,
        firsts,
        rows,
        S,
        pin,
        work: noF64,
        reach: noU32,
      });
      const lanes = 4 + 4 * (Math.floor(n / 3) % 3);
      const work = new Float64Array(envelopeSolveWork(nBlocks, lanes));
      return [lanes, nBlocks, nLevels, firsts, rows, S, position, centred(nLevels * lanes, random), work];
    },
    bound: FACTOR,
  },
];
