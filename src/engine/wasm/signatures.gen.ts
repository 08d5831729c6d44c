// Generated from assembly/ by scripts/build.mjs. Do not edit.
import { addressOf as at, type InF64, type InOutF64, type InOutU32, type InOutU8, type InU32, type InU8, type OutF64, type OutU32, type OutU8, type WorkF64, type WorkU32, type WorkU8 } from "./memory.js";

/** Raw kernels: every parameter a number; addresses are byte offsets into linear memory. */
export interface KernelExports {
  centredSumOfSquares(n: number, weighted: number, x: number, w: number, work: number): number;
  columnNorms(n: number, k: number, X: number, out: number, work: number): number;
  compensatedProducts(n: number, stride: number, k: number, withLow: number, X: number, low: number, XtX: number, work: number): number;
  compensatedResiduals(n: number, stride: number, k: number, withLow: number, X: number, low: number, y: number, yLow: number, beta: number, betaLow: number, out: number): number;
  countNotFinite(n: number, x: number): number;
  crossProducts(n: number, stride: number, k: number, X: number, XtX: number, work: number): number;
  ddot(n: number, x: number, y: number, work: number): number;
  linearCombinations(n: number, stride: number, outStride: number, p: number, q: number, A: number, C: number, out: number): number;
  residuals(n: number, k: number, X: number, y: number, beta: number, out: number): number;
  scaleRows(n: number, k: number, s: number, X: number): number;
  sumParts(nParts: number, size: number, low: number, high: number, parts: number): number;
  chunkRows(low: number, high: number, p: number, stride: number, weighted: number, nClusters: number, lanes: number, first: number, count: number, X: number, centre: number, time: number, unit: number, cluster: number, rows: number, sums: number, lost: number): number;
  unitProducts(low: number, high: number, p: number, m: number, weighted: number, order: number, rows: number, w: number, unit: number, time: number, cluster: number, means: number, sums: number, buffer: number): number;
  unitMeat(low: number, high: number, k: number, m: number, words: number, levels: number, masks: number, owners: number, periods: number, scores: number, meat: number, byLevel: number, met: number, score: number): number;
  unitScores(n: number, k: number, weighted: number, task: number, nTasks: number, rows: number, w: number, unit: number, time: number, means: number, beta: number, periods: number, scores: number): number;
  unitMeans(nUnits: number, p: number, m: number, words: number, single: number, task: number, nTasks: number, levels: number, masks: number, owners: number, means: number, sums: number, counts: number, byLevel: number, met: number): number;
  unitSums(n: number, p: number, m: number, words: number, weighted: number, task: number, nTasks: number, rows: number, w: number, unit: number, time: number, cluster: number, sums: number, levels: number, masks: number, owners: number): number;
  counterfactualFits(count: number, T: number, N: number, k: number, additive: number, projected: number, tolerance: number, limit: number, nMissing: number, nLabels: number, nGroups: number, yStride: number, usedStride: number, xStride: number, wStride: number, Y: number, used: number, X: number, w: number, v: number, ranks: number, thresholds: number, labels: number, start: number, startBeta: number, status: number, beta: number, sums: number, totals: number, squares: number, common: number, period: number, values: number, vectors: number, work: number): number;
  clusterAdjustments(stride: number, nClusters: number, m: number, k: number, q: number, p: number, apart: number, power: number, tolerance: number, blocks: number, L: number, targets: number, scores: number, vectors: number, measures: number, leverage: number, products: number, work: number): number;
  clusterMeat(nClusters: number, k: number, over: number, scores: number, R: number, meat: number, work: number): number;
  clusterScores(n: number, stride: number, k: number, m: number, low: number, nCells: number, apart: number, X: number, U: number, codes: number, scores: number): number;
  hcMeat(n: number, stride: number, k: number, over: number, X: number, u: number, R: number, meat: number, work: number): number;
  leverageMeat(n: number, stride: number, k: number, hasEffects: number, power: number, slope: number, cap: number, cap2: number, least: number, X: number, u: number, R: number, effects: number, meat: number, work: number): number;
  leverages(n: number, stride: number, k: number, hasEffects: number, X: number, R: number, effects: number, h: number, work: number): number;
  nearMeat(first: number, rows: number, n: number, k: number, over: number, chord: number, band: number, latitudes: number, points: number, scores: number, R: number, meat: number, work: number): number;
  residualScores(n: number, stride: number, k: number, low: number, nCells: number, X: number, y: number, beta: number, codes: number, u: number, scores: number, work: number): number;
  turnRows(n: number, s: number, q: number, stride: number, rows: number, A: number, out: number): number;
  weightedAdjustments(n: number, nClusters: number, most: number, r: number, k: number, q: number, p: number, apart: number, hasGroups: number, tolerance: number, offsets: number, U: number, u: number, w: number, groups: number, S: number, targets: number, scores: number, vectors: number, measures: number, products: number, work: number): number;
  windowMeat(first: number, rows: number, stride: number, k: number, lag: number, over: number, X: number, u: number, places: number, R: number, meat: number, work: number): number;
  demeanByCode(n: number, k: number, nLevels: number, weighted: number, codes: number, w: number, totals: number, X: number, before: number, after: number, work: number): number;
  demeanGroups(n: number, k: number, low: number, high: number, nLevels: number, p: number, weighted: number, written: number, apart: number, coefsApart: number, offsets: number, codes: number, w: number, coefs: number, X: number, sums: number, moments: number, work: number): number;
  withinProducts(n: number, k: number, low: number, high: number, nLevels: number, p: number, weighted: number, more: number, apart: number, base: number, stride: number, X: number, origins: number, offsets: number, codes: number, w: number, sums: number, XtX: number, moments: number, work: number): number;
  withinResiduals(n: number, k: number, low: number, high: number, nLevels: number, p: number, weighted: number, scored: number, squared: number, more: number, apart: number, base: number, stride: number, X: number, offsets: number, codes: number, w: number, coefs: number, beta: number, u: number, sums: number, scores: number, meat: number, measures: number, work: number): number;
  withinScores(n: number, k: number, r: number, low: number, high: number, nLevels: number, nGroups: number, p: number, weighted: number, scored: number, apart: number, X: number, offsets: number, codes: number, w: number, coefs: number, C: number, sums: number, scores: number, measures: number, work: number): number;
  effectLeverages(n: number, low: number, high: number, nLevels: number, stride: number, p: number, weighted: number, offsets: number, codes: number, w: number, M: number, h: number, work: number, met: number): number;
  ironsTuck(nLevels: number, totals: number, once: number, twice: number, active: number, x: number, steps: number): number;
  levelMeans(nLevels: number, totals: number, sums: number, largest: number): number;
  projectEffect(n: number, nGroups: number, nLevels: number, p: number, effect: number, low: number, high: number, weighted: number, offsets: number, codes: number, w: number, totals: number, rhs: number, coefs: number, work: number): number;
  schurComplement(low: number, high: number, nLevels: number, nBlocks: number, weighted: number, offsets: number, codes: number, blocks: number, w: number, S: number, work: number, index: number): number;
  schurFactor(nBlocks: number, blocks: number, S: number): number;
  schurFold(nBlocks: number, blocks: number, S: number, diagonal: number): number;
  schurSolve(nBlocks: number, blocks: number, L: number, b: number): number;
  attCell(method: number, differences: number, weighted: number, k: number, nSegments: number, xStride: number, capacity: number, nClusters: number, trim: number, limit: number, segments: number, y1: number, y0: number, x: number, weights: number, clusters: number, influence: number, result: number, work: number, places: number): number;
  cohortMoments(nCohorts: number, t: number, sizes: number, order: number, Y: number, means: number, S: number, work: number): number;
  timingDraws(nDraws: number, n: number, t: number, nCohorts: number, nEffects: number, nPre: number, beta: number, isRefined: number, sizes: number, Y: number, loads: number, first: number, c2: number, c3: number, k0: number, k1: number, statistics: number, words: number, work: number): number;
  addLevels(n: number, nLevels: number, sloped: number, sign: number, codes: number, coefs: number, z: number, x: number): number;
  labelLevels(n: number, nLevels: number, codes: number, labels: number, out: number): number;
  propagateLevels(n: number, nA: number, nB: number, a: number, b: number, s: number, aOffsets: number, aOrder: number, bOffsets: number, bOrder: number, alpha: number, beta: number, aComponent: number, bComponent: number, work: number): number;
  rowDots(n: number, stride: number, k: number, A: number, B: number, out: number): number;
  binaryPass(n: number, stride: number, k: number, link: number, expected: number, weighted: number, X: number, y: number, w: number, beta: number, sums: number, linear: number, fitted: number, work: number): number;
  irlsPass(n: number, family: number, weighted: number, share: number, step: number, y: number, w: number, saturated: number, linear: number, direction: number, eta: number, weight: number, root: number, working: number, sums: number, residual: number, work: number): number;
  poissonSaturated(n: number, weighted: number, y: number, w: number, saturated: number, work: number): number;
  gmmCorrections(nUnits: number, low: number, high: number, plan: number, panel: number, combination: number, u: number, sums: number, work: number, flags: number): number;
  gmmProducts(nUnits: number, low: number, high: number, plan: number, panel: number, sums: number, rowCounts: number, work: number, flags: number): number;
  gmmScores(nUnits: number, nOrders: number, classical: number, low: number, high: number, plan: number, panel: number, combination: number, sums: number, work: number, flags: number): number;
  ascending(n: number, codes: number): number;
  bucketPlaces(n: number, shift: number, order: number, slots: number, places: number, inverse: number, cursor: number): number;
  csrOffsets(n: number, nLevels: number, codes: number, offsets: number): number;
  csrOrder(n: number, nLevels: number, codes: number, offsets: number, order: number, cursor: number): number;
  gatherF64(n: number, nSource: number, x: number, order: number, out: number): number;
  gatherU32(n: number, nSource: number, x: number, order: number, out: number): number;
  scatterF64(n: number, nOut: number, x: number, order: number, out: number): number;
  groupCounts(n: number, nLevels: number, codes: number, counts: number): number;
  groupQuantiles(first: number, last: number, nGroups: number, nP: number, weighted: number, offsets: number, ends: number, x: number, w: number, p: number, out: number): number;
  groupMeans(n: number, nLevels: number, weighted: number, x: number, codes: number, w: number, means: number, totals: number): number;
  groupSums(n: number, nLevels: number, weighted: number, x: number, codes: number, w: number, sums: number): number;
  hashCodes(n: number, nFound: number, nSlots: number, x: number, slots: number, levels: number, counts: number, codes: number): number;
  placeLevels(n: number, nSlots: number, levels: number, slots: number): number;
  sortLevels(n: number, levels: number, counts: number, numbers: number, keys: number, order: number, places: number): number;
  codeAscending(n: number, x: number, state: number, levels: number, ends: number, codes: number): number;
  integerRange(n: number, x: number, range: number): number;
  numberSlots(nSlots: number, low: number, counts: number, levels: number, rows: number): number;
  renumberCodes(n: number, nSlots: number, numbers: number, codes: number): number;
  slotIntegers(n: number, low: number, nSlots: number, x: number, counts: number, slots: number): number;
  nestedIn(n: number, nA: number, a: number, b: number, owner: number): number;
  pairComponents(n: number, nA: number, nB: number, a: number, b: number, components: number, work: number): number;
  placeByGroup(n: number, nGroups: number, weighted: number, x: number, codes: number, w: number, offsets: number, ends: number, outX: number, outW: number): number;
  levelRows(n: number, nLevels: number, codes: number, counts: number, rows: number): number;
  recursiveSingletons(n: number, q: number, levels: number, codes: number, counts: number, rows: number, drop: number, stack: number): number;
  tableCodes(n: number, nFound: number, nSlots: number, low: number, x: number, slots: number, levels: number, codes: number, done: number): number;
  cellProjections(low: number, high: number, n: number, nLevels: number, nCells: number, k: number, weighted: number, starts: number, level: number, cell: number, compared: number, w: number, X: number, out: number, means: number): number;
  imputeOutcomes(low: number, high: number, nLevels: number, weighted: number, starts: number, level: number, compared: number, w: number, y: number, b: number, out: number): number;
  imputedInfluence(low: number, high: number, n: number, nUnits: number, nLevels: number, nCells: number, k: number, starts: number, level: number, cell: number, share: number, e: number, X: number, B: number, out: number, sums: number): number;
  dgeqr2(m: number, n: number, A: number, tau: number, work: number): number;
  dpotrf(n: number, A: number): number;
  dtrsv(upper: number, transposed: number, n: number, A: number, x: number): number;
  dtrtri(n: number, A: number): number;
  pivotedCholesky(m: number, tolerance: number, S: number, order: number, d: number): number;
  pivotedSolve(m: number, rank: number, L: number, order: number, scale: number, b: number, y: number): number;
  qrDrop(k: number, carried: number, tolerance: number, norms: number, R: number, kept: number, combination: number): number;
  tsqr(n: number, stride: number, k: number, X: number, R: number, work: number): number;
  tsqrMerge(count: number, k: number, parts: number, R: number, work: number): number;
  abadieImbensSums(n: number, centre: number, matched: number, effect: number, used: number, squares: number, sigma2: number, sums: number, work: number): number;
  blockMoments(nBlocks: number, p: number, outcome: number, starts: number, x: number, y: number, basis: number, moments: number, work: number): number;
  boxTree(k: number, width: number, levels: number, isBottom: number, low: number, high: number, node: number, points: number, order: number, bounds: number): number;
  chosenPairs(nTreated: number, ratio: number, rows: number, chosen: number, places: number, treated: number, control: number, share: number): number;
  cutCodes(n: number, nCuts: number, x: number, cuts: number, codes: number): number;
  entropyTilt(n: number, stride: number, k: number, shift: number, C: number, eta: number, base: number, weights: number, sums: number, work: number): number;
  extremes(n: number, x: number, range: number): number;
  kernelShares(nBlocks: number, kernel: number, h: number, p: number, blockCells: number, starts: number, x: number, offsets: number, s: number, a: number, b: number, points: number, basis: number, shares: number, work: number): number;
  kernelSums(n: number, kernel: number, local: number, outcome: number, h: number, p: number, s: number, cells: number, cellBlocks: number, starts: number, x: number, y: number, moments: number, points: number, a: number, b: number, total: number, counterfactual: number): number;
  ksDistance(n: number, total1: number, total2: number, x: number, w: number, work: number): number;
  mahalanobisPoints(m: number, n: number, k: number, width: number, rows: number, X: number, score: number, centre: number, inverse: number, raw: number, points: number): number;
  nearestControls(nTreated: number, rows: number, score: number, cells: number, offsets: number, units: number, values: number, runs: number, middles: number, places: number, treated: number, control: number, share: number): number;
  nearestCounts(nTreated: number, ratio: number, limit: number, tolerance: number, rows: number, score: number, cells: number, offsets: number, values: number, middles: number, counts: number): number;
  nearestOnce(nTreated: number, m: number, nCells: number, ratio: number, limit: number, turns: number, rows: number, score: number, cells: number, offsets: number, units: number, values: number, runs: number, chosen: number, counts: number, down: number, up: number): number;
  neighbourVariances(n: number, neighbours: number, scale: number, tolerance: number, x: number, y: number, variances: number, keys: number, order: number): number;
  pairEffects(n: number, nPairs: number, treated: number, control: number, share: number, y: number, matched: number, effect: number, used: number, squares: number): number;
  pairSquares(n: number, nPairs: number, centre: number, treated: number, control: number, share: number, y: number, work: number): number;
  powerColumns(n: number, p: number, centre: number, scale: number, x: number, targets: number, out: number): number;
  runCodes(n: number, order: number, a: number, b: number, codes: number): number;
  scoreBlocks(m: number, nCells: number, width: number, offsets: number, x: number, starts: number, cellBlocks: number): number;
  scoreCells(m: number, nCells: number, order: number, sorted: number, cells: number, offsets: number, units: number, values: number, runs: number): number;
  scoreOrder(m: number, descending: number, rows: number, labels: number, score: number, order: number, sorted: number, keys: number, places: number, counts: number): number;
  stratumWeights(n: number, nStrata: number, codes: number, treated: number, treatedIn: number, controlIn: number, weights: number): number;
  treeNearest(nTreated: number, k: number, width: number, ratio: number, limit: number, window: number, slack: number, cells: number, rows: number, ends: number, offsets: number, roots: number, levels: number, bounds: number, raw: number, points: number, units: number, inverse: number, chosen: number, counts: number, last: number, keys: number, places: number): number;
  treeOnce(nTreated: number, m: number, nCells: number, nNodes: number, k: number, width: number, ratio: number, limit: number, window: number, slack: number, turns: number, cells: number, rows: number, ends: number, offsets: number, roots: number, levels: number, bounds: number, raw: number, points: number, units: number, inverse: number, chosen: number, counts: number, free: number, taken: number, keys: number, places: number): number;
  treeWithin(nTreated: number, k: number, width: number, most: number, limit: number, window: number, slack: number, cells: number, rows: number, ends: number, offsets: number, roots: number, levels: number, bounds: number, raw: number, points: number, units: number, inverse: number, reach: number, starts: number, who: number, counts: number, treated: number, control: number, share: number, keys: number, places: number): number;
  weightedMoments(n: number, stride: number, k: number, q: number, X: number, W: number, centres: number, moments: number, work: number): number;
  pchisq(x: number, df: number, upper: number): number;
  qchisq(p: number, df: number, upper: number): number;
  pf(x: number, d1: number, d2: number, upper: number): number;
  qf(p: number, d1: number, d2: number, upper: number): number;
  pnorm(x: number, upper: number): number;
  qnorm(p: number, upper: number): number;
  pt(t: number, df: number, upper: number): number;
  qt(p: number, df: number, upper: number): number;
  spherePoints(n: number, latitudes: number, longitudes: number, points: number): number;
  vexp(n: number, x: number, out: number): number;
  vlog(n: number, x: number, out: number): number;
  vpow(n: number, y: number, x: number, out: number): number;
  groupBlocks(size: number, low: number, high: number, nBlocks: number, nGroups: number, codes: number, blocks: number, sums: number): number;
  leaveOutSolve(order: number, n: number, nUnits: number, nRight: number, tolerance: number, columns: number, right: number, scale: number, total: number, part: number, X: number, kept: number, work: number): number;
  momentBlocks(low: number, high: number, n: number, p: number, m: number, behind: number, nEffects: number, weighted: number, centred: number, starts: number, groups: number, offsets: number, codes: number, w: number, X: number, blocks: number, levelWeights: number, work: number): number;
  momentSums(low: number, high: number, n: number, p: number, m: number, nEffects: number, weighted: number, centred: number, nClusters: number, offsets: number, clusterOf: number, codes: number, w: number, X: number, sums: number, work: number): number;
  momentWrite(low: number, high: number, p: number, m: number, behind: number, sums: number, blocks: number, levelWeights: number): number;
  packedFactor(n: number, tolerance: number, scale: number, A: number, kept: number, column: number): number;
  packedProducts(n: number, nBlocks: number, blocks: number, codes: number, vectors: number, products: number): number;
  packedSolve(n: number, nRight: number, L: number, X: number): number;
  specificationFits(low: number, high: number, r: number, p: number, most: number, C: number, least: number, K: number, starts: number, columns: number, regressors: number, outcomes: number, firsts: number, counts: number, fits: number, work: number, kept: number): number;
  packSnappy(n: number, bytes: number, out: number, table: number): number;
  unpackRuns(n: number, width: number, count: number, bytes: number, out: number): number;
  unpackSnappy(n: number, m: number, packed: number, out: number): number;
  pairCorrelations(first: number, end: number, nUnits: number, nPeriods: number, stride: number, e: number, seen: number, out: number, work: number): number;
  rowDifferences(m: number, n: number, rows: number, before: number, x: number, out: number): number;
  subtractLevels(n: number, nLevels: number, codes: number, shift: number, x: number): number;
  groupIv(low: number, high: number, offsets: number, order: number, clusters: number, q: number, p: number, z: number, p0: number, z0: number, out: number): number;
  weightedGroupIv(low: number, high: number, offsets: number, order: number, w: number, q: number, p: number, z: number, p0: number, z0: number, out: number): number;
  drawnQuality(n: number, nGroups: number, q: number, p: number, groups: number, sigma: number, w: number, value: number, quality: number, weights: number): number;
  leaveOutMeans(low: number, high: number, weighted: number, offsets: number, order: number, parts: number, x: number, w: number, out: number, before: number): number;
  aggregateMeans(n: number, nGroups: number, x: number, w: number, codes: number, stats: number, excluded: number): number;
  minMaxWithin(n: number, nGroups: number, x: number, codes: number, out: number, work: number): number;
  rescaleWithin(n: number, nGroups: number, x: number, codes: number, low: number, high: number, out: number): number;
  weightedGroupMeans(n: number, nGroups: number, x: number, w: number, codes: number, mean: number, weightSum: number, shareSum: number, count: number): number;
  midranks(nGroups: number, offsets: number, x: number, ranks: number, keys: number, order: number): number;
  pairCounts(nGroups: number, offsets: number, x: number, y: number, counts: number, keys: number, order: number): number;
  cgDirection(lanes: number, low: number, high: number, alpha: number, beta: number, r: number, inverse: number, x: number, p: number): number;
  cgStep(lanes: number, low: number, high: number, alpha: number, q: number, inverse: number, r: number, dots: number): number;
  edgeProduct(lanes: number, low: number, high: number, starts: number, others: number, edges: number, a: number, q: number, dots: number): number;
  eliminateLevels(m: number, nLevels: number, starts: number, others: number, edges: number, order: number, ends: number, shares: number, inverses: number, core: number, coreStarts: number, coreOthers: number, coreEdges: number, diagonal: number, halves: number, index: number): number;
  foldLevels(lanes: number, nGone: number, nCore: number, order: number, ends: number, shares: number, core: number, b: number, left: number): number;
  unfoldLevels(lanes: number, nGone: number, nCore: number, order: number, ends: number, shares: number, inverses: number, core: number, b: number, left: number, x: number): number;
  envelopeBuild(nGroups: number, nA: number, nLevels: number, p: number, stride: number, size: number, offsets: number, codes: number, weights: number, position: number, rows: number, diagonal: number, S: number, work: number, index: number): number;
  envelopeFactor(nBlocks: number, border: number, nA: number, order: number, tolerance: number, firsts: number, rows: number, S: number, pin: number, work: number, reach: number): number;
  envelopeSolve(lanes: number, nBlocks: number, nLevels: number, firsts: number, rows: number, L: number, position: number, b: number, work: number): number;
  levelGroups(nGroups: number, nA: number, offsets: number, codes: number, levelOffsets: number, groups: number): number;
  moveLanes(nLevels: number, fromLanes: number, fromAt: number, toLanes: number, toAt: number, from: number, to: number): number;
  reducedApply(lanes: number, low: number, high: number, nLevels: number, p: number, stride: number, weighted: number, offsets: number, codes: number, weights: number, inverses: number, a: number, y: number, work: number): number;
  reducedCells(n: number, nGroups: number, nLevels: number, p: number, weighted: number, offsets: number, codes: number, w: number, cellOffsets: number, cellCodes: number, cellWeights: number, work: number): number;
  reducedDiagonal(low: number, high: number, nLevels: number, p: number, stride: number, counts: number, offsets: number, codes: number, weights: number, inverses: number, totals: number, diagonal: number, work: number, index: number): number;
  reducedEdges(nGroups: number, nLevels: number, offsets: number, codes: number, weights: number, starts: number, others: number, edges: number, diagonal: number, work: number): number;
  reducedFinish(lanes: number, low: number, high: number, nLevels: number, nSlabs: number, p: number, totals: number, a: number, y: number, dots: number): number;
  reverseCuthillMcKee(nGroups: number, nA: number, most: number, cellOffsets: number, cellCodes: number, levelOffsets: number, levelGroups: number, order: number, position: number, first: number, last: number, work: number): number;
  clusterCounts(nClusters: number, nDraws: number, first: number, c2: number, c3: number, k0: number, k1: number, counts: number, work: number): number;
  drawnRows(n: number, q: number, nClusters: number, recursive: number, levels: number, codes: number, clusters: number, counts: number, weights: number, levelCounts: number, work: number): number;
  jackknifeFits(stride: number, nClusters: number, m: number, k: number, tolerance: number, blocks: number, total: number, scale: number, inverse: number, coefficients: number, leverage: number, work: number, flags: number): number;
  multiplierDraws(kind: number, n: number, p: number, first: number, nDraws: number, purpose: number, k0: number, k1: number, psi: number, draws: number, work: number, block: number): number;
  philoxU32(n: number, first: number, c1: number, c2: number, c3: number, k0: number, k1: number, out: number, work: number): number;
  philoxUniform(n: number, first: number, c1: number, c2: number, c3: number, k0: number, k1: number, out: number, work: number): number;
  philoxNormal(n: number, first: number, c1: number, c2: number, c3: number, k0: number, k1: number, out: number, work: number): number;
  placeboCells(nCells: number, r: number, nKept: number, nShared: number, stride: number, outcome: number, nPeriods: number, nDates: number, blocks: number, kept: number, periods: number, periodWeights: number, dates: number, g: number, alike: number, Ze: number, uZ: number, sums: number, work: number): number;
  placeboErrors(nDraws: number, nCells: number, nClusters: number, factor: number, clusters: number, scores: number, found: number, estimate: number, stdError: number, work: number): number;
  placeboScores(low: number, high: number, nDraws: number, nCells: number, r: number, nShared: number, stride: number, nDates: number, blocks: number, alike: number, Ze: number, uZ: number, sums: number, codes: number, slopes: number, lanes: number, products: number, found: number, scores: number, work: number): number;
  placeboSlopes(nDraws: number, nCells: number, r: number, nDates: number, L: number, uZ: number, sums: number, codes: number, slopes: number, lanes: number, products: number, found: number, work: number): number;
  randomPermutation(n: number, c1: number, c2: number, c3: number, k0: number, k1: number, order: number, work: number): number;
  reweightedFits(stride: number, nClusters: number, m: number, k: number, q: number, nWanted: number, nDraws: number, tolerance: number, blocks: number, tallies: number, floor: number, wanted: number, weights: number, coefficients: number, variances: number, totals: number, states: number, work: number, flags: number): number;
  scoreVariances(nCoarse: number, nFine: number, k: number, q: number, nDraws: number, coarse: number, fine: number, offsets: number, scores: number, G: number, A: number, P: number, out: number, work: number): number;
  wildDraws(kind: number, first: number, count: number, ld: number, nBoot: number, nRows: number, rank: number, nParts: number, entries: number, purpose: number, k0: number, k1: number, U: number, W: number, offsets: number, clusters: number, values: number, numerators: number, factors: number, out: number, work: number, block: number): number;
  wildWeights(kind: number, n: number, first: number, nDraws: number, purpose: number, k0: number, k1: number, weights: number, block: number): number;
  wreDraws(kind: number, first: number, count: number, ld: number, nBoot: number, nRows: number, rank: number, kz: number, purpose: number, k0: number, k1: number, p0: number, A: number, H: number, K: number, offsets: number, clusters: number, values: number, factors: number, out: number, work: number, block: number): number;
  simplexWeights(low: number, high: number, m: number, n: number, intercept: number, A: number, B: number, ridges: number, starts: number, left: number, w: number, results: number, work: number, places: number): number;
  syntheticDraws(low: number, high: number, nUnits: number, nPeriods: number, nGroups: number, most: number, Y: number, starts: number, members: number, firsts: number, penalties: number, effects: number, work: number, places: number): number;
  customsCounts(firstFirm: number, nFirms: number, nYears: number, mostProducts: number, mostDests: number, entry: number, exit: number, single: number, purpose: number, k0: number, k1: number, counts: number, work: number): number;
  customsDefects(n: number, firstRow: number, share: number, purpose: number, k0: number, k1: number, quantity: number, dest: number, order: number, counts: number, work: number): number;
  customsRows(firstFirm: number, nFirms: number, base: number, stride: number, nCities: number, nProducts: number, nDests: number, nYears: number, mostProducts: number, mostDests: number, entry: number, exit: number, single: number, purpose: number, k0: number, k1: number, firstYear: number, scales: number, products: number, productCodes: number, cities: number, provinces: number, destYears: number, numbers: number, codes: number, firmYears: number, firmCities: number, work: number): number;
  levelBasis(n: number, nGroups: number, low: number, high: number, nSlopes: number, centred: number, weighted: number, ordered: number, tolerance: number, offsets: number, order: number, w: number, B: number, kept: number): number;
  slopeApply(n: number, lanes: number, at: number, low: number, high: number, nLevels: number, p: number, nSlopes: number, intercept: number, weighted: number, offsets: number, codes: number, terms: number, values: number, B: number, w: number, a: number, q: number, work: number): number;
  slopeDiagonal(n: number, low: number, high: number, nLevels: number, p: number, nSlopes: number, intercept: number, weighted: number, offsets: number, codes: number, terms: number, values: number, B: number, w: number, taken: number, along: number, index: number): number;
  slopeLeverages(n: number, low: number, high: number, stride: number, nLevels: number, p: number, nSlopes: number, intercept: number, weighted: number, offsets: number, codes: number, terms: number, values: number, B: number, w: number, M: number, h: number, work: number, index: number): number;
  slopePass(n: number, k: number, low: number, high: number, nLevels: number, p: number, nSlopes: number, intercept: number, weighted: number, mode: number, offsets: number, codes: number, terms: number, values: number, B: number, w: number, coefs: number, origins: number, X: number, sums: number, moments: number, work: number): number;
  slopeFold(nLevels: number, totals: number, scale: number, S: number): number;
  slopeSchur(n: number, low: number, high: number, nLevels: number, p: number, nSlopes: number, intercept: number, weighted: number, offsets: number, codes: number, terms: number, owners: number, values: number, B: number, w: number, S: number, along: number, index: number): number;
  switchingInfluence(nUnits: number, nPeriods: number, lag: number, placebo: number, weighted: number, y: number, w: number, until: number, first: number, direction: number, set: number, cohort: number, cluster: number, flags: number, live: number, slope: number, centre: number, share: number, mean: number, used: number, influence: number): number;
  switchingMoments(nUnits: number, nPeriods: number, nSets: number, nLevels: number, p: number, k: number, weighted: number, y: number, x: number, powers: number, w: number, counts: number, first: number, set: number, level: number, cluster: number, means: number, moments: number, z: number): number;
  switchingResiduals(nUnits: number, nPeriods: number, p: number, k: number, y: number, x: number, powers: number, set: number, level: number, theta: number, out: number): number;
  switchingScores(nUnits: number, nPeriods: number, nLevels: number, nClusters: number, p: number, k: number, h: number, weighted: number, y: number, x: number, powers: number, w: number, first: number, set: number, level: number, cluster: number, means: number, theta: number, factor: number, directions: number, influence: number, z: number): number;
  switchingSums(nUnits: number, nPeriods: number, nSets: number, nCohorts: number, lag: number, placebo: number, weighted: number, y: number, w: number, counts: number, until: number, first: number, direction: number, set: number, cohort: number, cluster: number, allowed: number, cells: number, cohorts: number, flags: number, stamps: number): number;
  byteCodes(n: number, trimmed: number, maxFound: number, nSlots: number, poolBytes: number, starts: number, ends: number, bytes: number, slots: number, stops: number, pool: number, state: number, codes: number): number;
  placeBytes(n: number, nSlots: number, stops: number, pool: number, slots: number): number;
  codeCells(nParts: number, row: number, maxEntries: number, nSlots: number, poolBytes: number, parts: number, bytes: number, texts: number, entries: number, slots: number, pool: number, state: number, codes: number): number;
  csvRecords(start: number, end: number, limit: number, mode: number, delimiter: number, newline: number, nColumns: number, maxRows: number, maxOdd: number, bytes: number, plan: number, markers: number, powers: number, numbers: number, texts: number, odd: number, flags: number, report: number): number;
  formatRows(n: number, nColumns: number, kinds: number, numbers: number, codes: number, starts: number, offsets: number, bytes: number, powers: number, out: number, work: number): number;
  orderCells(n: number, entries: number, pool: number, order: number, keys: number, work: number): void;
}

/** Direction and element type of an address, or the type of a scalar. */
export type ParamType =
  | "usize" | "u32" | "i32" | "f64"
  | `${"In" | "Out" | "InOut" | "Work"}${"F64" | "U32" | "U8"}`;

export interface Signature {
  readonly params: readonly (readonly [name: string, type: ParamType])[];
  readonly returns: string;
}

export const signatures: { readonly [name in keyof KernelExports]: Signature } = {
  centredSumOfSquares: { params: [["n", "usize"], ["weighted", "i32"], ["x", "InF64"], ["w", "InF64"], ["work", "WorkF64"]], returns: "f64" },
  columnNorms: { params: [["n", "usize"], ["k", "usize"], ["X", "InF64"], ["out", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  compensatedProducts: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["withLow", "i32"], ["X", "InF64"], ["low", "InF64"], ["XtX", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  compensatedResiduals: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["withLow", "i32"], ["X", "InF64"], ["low", "InF64"], ["y", "InF64"], ["yLow", "InF64"], ["beta", "InF64"], ["betaLow", "InF64"], ["out", "OutF64"]], returns: "i32" },
  countNotFinite: { params: [["n", "usize"], ["x", "InF64"]], returns: "u32" },
  crossProducts: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["X", "InF64"], ["XtX", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  ddot: { params: [["n", "usize"], ["x", "InF64"], ["y", "InF64"], ["work", "WorkF64"]], returns: "f64" },
  linearCombinations: { params: [["n", "usize"], ["stride", "usize"], ["outStride", "usize"], ["p", "usize"], ["q", "usize"], ["A", "InF64"], ["C", "InF64"], ["out", "OutF64"]], returns: "i32" },
  residuals: { params: [["n", "usize"], ["k", "usize"], ["X", "InF64"], ["y", "InF64"], ["beta", "InF64"], ["out", "OutF64"]], returns: "i32" },
  scaleRows: { params: [["n", "usize"], ["k", "usize"], ["s", "InF64"], ["X", "InOutF64"]], returns: "i32" },
  sumParts: { params: [["nParts", "usize"], ["size", "usize"], ["low", "usize"], ["high", "usize"], ["parts", "InOutF64"]], returns: "i32" },
  chunkRows: { params: [["low", "usize"], ["high", "usize"], ["p", "usize"], ["stride", "usize"], ["weighted", "i32"], ["nClusters", "usize"], ["lanes", "usize"], ["first", "usize"], ["count", "usize"], ["X", "InF64"], ["centre", "InF64"], ["time", "InU32"], ["unit", "InOutU32"], ["cluster", "InOutU32"], ["rows", "OutF64"], ["sums", "OutU32"], ["lost", "OutU32"]], returns: "i32" },
  unitProducts: { params: [["low", "usize"], ["high", "usize"], ["p", "usize"], ["m", "usize"], ["weighted", "i32"], ["order", "InU32"], ["rows", "InF64"], ["w", "InF64"], ["unit", "InU32"], ["time", "InU32"], ["cluster", "InU32"], ["means", "InF64"], ["sums", "InOutF64"], ["buffer", "WorkF64"]], returns: "i32" },
  unitMeat: { params: [["low", "usize"], ["high", "usize"], ["k", "usize"], ["m", "usize"], ["words", "usize"], ["levels", "InF64"], ["masks", "InU32"], ["owners", "InU32"], ["periods", "InF64"], ["scores", "InF64"], ["meat", "OutF64"], ["byLevel", "WorkF64"], ["met", "WorkU32"], ["score", "WorkF64"]], returns: "i32" },
  unitScores: { params: [["n", "usize"], ["k", "usize"], ["weighted", "i32"], ["task", "usize"], ["nTasks", "usize"], ["rows", "InF64"], ["w", "InF64"], ["unit", "InU32"], ["time", "InU32"], ["means", "InF64"], ["beta", "InF64"], ["periods", "InF64"], ["scores", "InOutF64"]], returns: "i32" },
  unitMeans: { params: [["nUnits", "usize"], ["p", "usize"], ["m", "usize"], ["words", "usize"], ["single", "i32"], ["task", "usize"], ["nTasks", "usize"], ["levels", "InF64"], ["masks", "InU32"], ["owners", "InU32"], ["means", "InOutF64"], ["sums", "InOutF64"], ["counts", "InOutF64"], ["byLevel", "WorkF64"], ["met", "WorkU32"]], returns: "i32" },
  unitSums: { params: [["n", "usize"], ["p", "usize"], ["m", "usize"], ["words", "usize"], ["weighted", "i32"], ["task", "usize"], ["nTasks", "usize"], ["rows", "InF64"], ["w", "InF64"], ["unit", "InU32"], ["time", "InU32"], ["cluster", "InU32"], ["sums", "InOutF64"], ["levels", "InOutF64"], ["masks", "InOutU32"], ["owners", "InOutU32"]], returns: "i32" },
  counterfactualFits: { params: [["count", "usize"], ["T", "usize"], ["N", "usize"], ["k", "usize"], ["additive", "i32"], ["projected", "i32"], ["tolerance", "f64"], ["limit", "usize"], ["nMissing", "usize"], ["nLabels", "usize"], ["nGroups", "usize"], ["yStride", "usize"], ["usedStride", "usize"], ["xStride", "usize"], ["wStride", "usize"], ["Y", "InF64"], ["used", "InU8"], ["X", "InF64"], ["w", "InF64"], ["v", "InF64"], ["ranks", "InU32"], ["thresholds", "InF64"], ["labels", "InU32"], ["start", "InF64"], ["startBeta", "InF64"], ["status", "OutU32"], ["beta", "OutF64"], ["sums", "OutF64"], ["totals", "OutF64"], ["squares", "OutF64"], ["common", "OutF64"], ["period", "OutF64"], ["values", "OutF64"], ["vectors", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  clusterAdjustments: { params: [["stride", "usize"], ["nClusters", "usize"], ["m", "usize"], ["k", "usize"], ["q", "usize"], ["p", "usize"], ["apart", "usize"], ["power", "i32"], ["tolerance", "f64"], ["blocks", "InF64"], ["L", "InF64"], ["targets", "InF64"], ["scores", "OutF64"], ["vectors", "OutF64"], ["measures", "OutF64"], ["leverage", "OutF64"], ["products", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  clusterMeat: { params: [["nClusters", "usize"], ["k", "usize"], ["over", "i32"], ["scores", "InF64"], ["R", "InF64"], ["meat", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  clusterScores: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["m", "usize"], ["low", "usize"], ["nCells", "usize"], ["apart", "usize"], ["X", "InF64"], ["U", "InF64"], ["codes", "InU32"], ["scores", "OutF64"]], returns: "i32" },
  hcMeat: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["over", "i32"], ["X", "InF64"], ["u", "InF64"], ["R", "InF64"], ["meat", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  leverageMeat: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["hasEffects", "i32"], ["power", "f64"], ["slope", "f64"], ["cap", "f64"], ["cap2", "f64"], ["least", "f64"], ["X", "InF64"], ["u", "InF64"], ["R", "InF64"], ["effects", "InF64"], ["meat", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  leverages: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["hasEffects", "i32"], ["X", "InF64"], ["R", "InF64"], ["effects", "InF64"], ["h", "OutF64"], ["work", "WorkF64"]], returns: "f64" },
  nearMeat: { params: [["first", "usize"], ["rows", "usize"], ["n", "usize"], ["k", "usize"], ["over", "i32"], ["chord", "f64"], ["band", "f64"], ["latitudes", "InF64"], ["points", "InF64"], ["scores", "InF64"], ["R", "InF64"], ["meat", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  residualScores: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["low", "usize"], ["nCells", "usize"], ["X", "InF64"], ["y", "InF64"], ["beta", "InF64"], ["codes", "InU32"], ["u", "OutF64"], ["scores", "OutF64"], ["work", "WorkF64"]], returns: "f64" },
  turnRows: { params: [["n", "usize"], ["s", "usize"], ["q", "usize"], ["stride", "usize"], ["rows", "InF64"], ["A", "InF64"], ["out", "OutF64"]], returns: "i32" },
  weightedAdjustments: { params: [["n", "usize"], ["nClusters", "usize"], ["most", "usize"], ["r", "usize"], ["k", "usize"], ["q", "usize"], ["p", "usize"], ["apart", "usize"], ["hasGroups", "i32"], ["tolerance", "f64"], ["offsets", "InU32"], ["U", "InF64"], ["u", "InF64"], ["w", "InF64"], ["groups", "InU32"], ["S", "InF64"], ["targets", "InF64"], ["scores", "OutF64"], ["vectors", "OutF64"], ["measures", "OutF64"], ["products", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  windowMeat: { params: [["first", "usize"], ["rows", "usize"], ["stride", "usize"], ["k", "usize"], ["lag", "usize"], ["over", "i32"], ["X", "InF64"], ["u", "InF64"], ["places", "InU32"], ["R", "InF64"], ["meat", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  demeanByCode: { params: [["n", "usize"], ["k", "usize"], ["nLevels", "usize"], ["weighted", "i32"], ["codes", "InU32"], ["w", "InF64"], ["totals", "InF64"], ["X", "InOutF64"], ["before", "OutF64"], ["after", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  demeanGroups: { params: [["n", "usize"], ["k", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["p", "usize"], ["weighted", "i32"], ["written", "i32"], ["apart", "usize"], ["coefsApart", "usize"], ["offsets", "InU32"], ["codes", "InU32"], ["w", "InF64"], ["coefs", "InF64"], ["X", "InOutF64"], ["sums", "OutF64"], ["moments", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  withinProducts: { params: [["n", "usize"], ["k", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["p", "usize"], ["weighted", "i32"], ["more", "i32"], ["apart", "usize"], ["base", "usize"], ["stride", "usize"], ["X", "InF64"], ["origins", "InF64"], ["offsets", "InU32"], ["codes", "InU32"], ["w", "InF64"], ["sums", "InOutF64"], ["XtX", "InOutF64"], ["moments", "InOutF64"], ["work", "WorkF64"]], returns: "i32" },
  withinResiduals: { params: [["n", "usize"], ["k", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["p", "usize"], ["weighted", "i32"], ["scored", "i32"], ["squared", "i32"], ["more", "i32"], ["apart", "usize"], ["base", "usize"], ["stride", "usize"], ["X", "InF64"], ["offsets", "InU32"], ["codes", "InU32"], ["w", "InF64"], ["coefs", "InF64"], ["beta", "InF64"], ["u", "OutF64"], ["sums", "InOutF64"], ["scores", "OutF64"], ["meat", "InOutF64"], ["measures", "InOutF64"], ["work", "WorkF64"]], returns: "i32" },
  withinScores: { params: [["n", "usize"], ["k", "usize"], ["r", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["nGroups", "usize"], ["p", "usize"], ["weighted", "i32"], ["scored", "i32"], ["apart", "usize"], ["X", "InF64"], ["offsets", "InU32"], ["codes", "InU32"], ["w", "InF64"], ["coefs", "InF64"], ["C", "InF64"], ["sums", "OutF64"], ["scores", "OutF64"], ["measures", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  effectLeverages: { params: [["n", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["stride", "usize"], ["p", "usize"], ["weighted", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["w", "InF64"], ["M", "InF64"], ["h", "InOutF64"], ["work", "WorkF64"], ["met", "WorkU32"]], returns: "i32" },
  ironsTuck: { params: [["nLevels", "usize"], ["totals", "InF64"], ["once", "InF64"], ["twice", "InF64"], ["active", "InF64"], ["x", "InOutF64"], ["steps", "OutF64"]], returns: "i32" },
  levelMeans: { params: [["nLevels", "usize"], ["totals", "InF64"], ["sums", "InF64"], ["largest", "OutF64"]], returns: "i32" },
  projectEffect: { params: [["n", "usize"], ["nGroups", "usize"], ["nLevels", "usize"], ["p", "usize"], ["effect", "usize"], ["low", "usize"], ["high", "usize"], ["weighted", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["w", "InF64"], ["totals", "InF64"], ["rhs", "InF64"], ["coefs", "InOutF64"], ["work", "WorkF64"]], returns: "i32" },
  schurComplement: { params: [["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["nBlocks", "usize"], ["weighted", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["blocks", "InU32"], ["w", "InF64"], ["S", "OutF64"], ["work", "WorkF64"], ["index", "WorkU32"]], returns: "i32" },
  schurFactor: { params: [["nBlocks", "usize"], ["blocks", "InU32"], ["S", "InOutF64"]], returns: "i32" },
  schurFold: { params: [["nBlocks", "usize"], ["blocks", "InU32"], ["S", "InOutF64"], ["diagonal", "WorkF64"]], returns: "i32" },
  schurSolve: { params: [["nBlocks", "usize"], ["blocks", "InU32"], ["L", "InF64"], ["b", "InOutF64"]], returns: "i32" },
  attCell: { params: [["method", "u32"], ["differences", "i32"], ["weighted", "i32"], ["k", "usize"], ["nSegments", "usize"], ["xStride", "usize"], ["capacity", "usize"], ["nClusters", "usize"], ["trim", "f64"], ["limit", "f64"], ["segments", "InU32"], ["y1", "InF64"], ["y0", "InF64"], ["x", "InF64"], ["weights", "InF64"], ["clusters", "InU32"], ["influence", "OutF64"], ["result", "OutF64"], ["work", "WorkF64"], ["places", "WorkU32"]], returns: "i32" },
  cohortMoments: { params: [["nCohorts", "usize"], ["t", "usize"], ["sizes", "InU32"], ["order", "InU32"], ["Y", "InF64"], ["means", "OutF64"], ["S", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  timingDraws: { params: [["nDraws", "usize"], ["n", "usize"], ["t", "usize"], ["nCohorts", "usize"], ["nEffects", "usize"], ["nPre", "usize"], ["beta", "f64"], ["isRefined", "usize"], ["sizes", "InU32"], ["Y", "InF64"], ["loads", "InF64"], ["first", "usize"], ["c2", "u32"], ["c3", "u32"], ["k0", "u32"], ["k1", "u32"], ["statistics", "OutF64"], ["words", "WorkU32"], ["work", "WorkF64"]], returns: "i32" },
  addLevels: { params: [["n", "usize"], ["nLevels", "usize"], ["sloped", "usize"], ["sign", "f64"], ["codes", "InU32"], ["coefs", "InF64"], ["z", "InF64"], ["x", "InOutF64"]], returns: "i32" },
  labelLevels: { params: [["n", "usize"], ["nLevels", "usize"], ["codes", "InU32"], ["labels", "InU32"], ["out", "InOutU32"]], returns: "i32" },
  propagateLevels: { params: [["n", "usize"], ["nA", "usize"], ["nB", "usize"], ["a", "InU32"], ["b", "InU32"], ["s", "InF64"], ["aOffsets", "InU32"], ["aOrder", "InU32"], ["bOffsets", "InU32"], ["bOrder", "InU32"], ["alpha", "OutF64"], ["beta", "OutF64"], ["aComponent", "OutU32"], ["bComponent", "OutU32"], ["work", "WorkU32"]], returns: "i32" },
  rowDots: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["A", "InF64"], ["B", "InF64"], ["out", "OutF64"]], returns: "i32" },
  binaryPass: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["link", "i32"], ["expected", "i32"], ["weighted", "i32"], ["X", "InF64"], ["y", "InF64"], ["w", "InF64"], ["beta", "InF64"], ["sums", "OutF64"], ["linear", "OutF64"], ["fitted", "OutF64"], ["work", "WorkF64"]], returns: "f64" },
  irlsPass: { params: [["n", "usize"], ["family", "i32"], ["weighted", "i32"], ["share", "f64"], ["step", "f64"], ["y", "InF64"], ["w", "InF64"], ["saturated", "InF64"], ["linear", "InF64"], ["direction", "InF64"], ["eta", "OutF64"], ["weight", "OutF64"], ["root", "OutF64"], ["working", "OutF64"], ["sums", "OutF64"], ["residual", "OutF64"], ["work", "WorkF64"]], returns: "f64" },
  poissonSaturated: { params: [["n", "usize"], ["weighted", "i32"], ["y", "InF64"], ["w", "InF64"], ["saturated", "OutF64"], ["work", "WorkF64"]], returns: "f64" },
  gmmCorrections: { params: [["nUnits", "usize"], ["low", "usize"], ["high", "usize"], ["plan", "InU32"], ["panel", "InF64"], ["combination", "InF64"], ["u", "InF64"], ["sums", "OutF64"], ["work", "WorkF64"], ["flags", "WorkU32"]], returns: "i32" },
  gmmProducts: { params: [["nUnits", "usize"], ["low", "usize"], ["high", "usize"], ["plan", "InU32"], ["panel", "InF64"], ["sums", "OutF64"], ["rowCounts", "OutU32"], ["work", "WorkF64"], ["flags", "WorkU32"]], returns: "i32" },
  gmmScores: { params: [["nUnits", "usize"], ["nOrders", "usize"], ["classical", "usize"], ["low", "usize"], ["high", "usize"], ["plan", "InU32"], ["panel", "InF64"], ["combination", "InF64"], ["sums", "OutF64"], ["work", "WorkF64"], ["flags", "WorkU32"]], returns: "i32" },
  ascending: { params: [["n", "usize"], ["codes", "InU32"]], returns: "i32" },
  bucketPlaces: { params: [["n", "usize"], ["shift", "usize"], ["order", "InU32"], ["slots", "OutU32"], ["places", "OutU32"], ["inverse", "WorkU32"], ["cursor", "WorkU32"]], returns: "i32" },
  csrOffsets: { params: [["n", "usize"], ["nLevels", "usize"], ["codes", "InU32"], ["offsets", "OutU32"]], returns: "i32" },
  csrOrder: { params: [["n", "usize"], ["nLevels", "usize"], ["codes", "InU32"], ["offsets", "InU32"], ["order", "OutU32"], ["cursor", "WorkU32"]], returns: "i32" },
  gatherF64: { params: [["n", "usize"], ["nSource", "usize"], ["x", "InF64"], ["order", "InU32"], ["out", "OutF64"]], returns: "i32" },
  gatherU32: { params: [["n", "usize"], ["nSource", "usize"], ["x", "InU32"], ["order", "InU32"], ["out", "OutU32"]], returns: "i32" },
  scatterF64: { params: [["n", "usize"], ["nOut", "usize"], ["x", "InF64"], ["order", "InU32"], ["out", "OutF64"]], returns: "i32" },
  groupCounts: { params: [["n", "usize"], ["nLevels", "usize"], ["codes", "InU32"], ["counts", "OutU32"]], returns: "i32" },
  groupQuantiles: { params: [["first", "usize"], ["last", "usize"], ["nGroups", "usize"], ["nP", "usize"], ["weighted", "i32"], ["offsets", "InU32"], ["ends", "InU32"], ["x", "InOutF64"], ["w", "InOutF64"], ["p", "InF64"], ["out", "OutF64"]], returns: "i32" },
  groupMeans: { params: [["n", "usize"], ["nLevels", "usize"], ["weighted", "i32"], ["x", "InF64"], ["codes", "InU32"], ["w", "InF64"], ["means", "OutF64"], ["totals", "OutF64"]], returns: "i32" },
  groupSums: { params: [["n", "usize"], ["nLevels", "usize"], ["weighted", "i32"], ["x", "InF64"], ["codes", "InU32"], ["w", "InF64"], ["sums", "OutF64"]], returns: "i32" },
  hashCodes: { params: [["n", "usize"], ["nFound", "usize"], ["nSlots", "usize"], ["x", "InF64"], ["slots", "InOutU32"], ["levels", "InOutF64"], ["counts", "InOutU32"], ["codes", "OutU32"]], returns: "i32" },
  placeLevels: { params: [["n", "usize"], ["nSlots", "usize"], ["levels", "InF64"], ["slots", "OutU32"]], returns: "i32" },
  sortLevels: { params: [["n", "usize"], ["levels", "InOutF64"], ["counts", "InOutU32"], ["numbers", "OutU32"], ["keys", "WorkF64"], ["order", "WorkU32"], ["places", "WorkU32"]], returns: "i32" },
  codeAscending: { params: [["n", "usize"], ["x", "InF64"], ["state", "InOutF64"], ["levels", "InOutF64"], ["ends", "InOutU32"], ["codes", "OutU32"]], returns: "i32" },
  integerRange: { params: [["n", "usize"], ["x", "InF64"], ["range", "InOutF64"]], returns: "i32" },
  numberSlots: { params: [["nSlots", "usize"], ["low", "f64"], ["counts", "InOutU32"], ["levels", "InOutF64"], ["rows", "InOutU32"]], returns: "u32" },
  renumberCodes: { params: [["n", "usize"], ["nSlots", "usize"], ["numbers", "InU32"], ["codes", "InOutU32"]], returns: "i32" },
  slotIntegers: { params: [["n", "usize"], ["low", "f64"], ["nSlots", "usize"], ["x", "InF64"], ["counts", "InOutU32"], ["slots", "OutU32"]], returns: "i32" },
  nestedIn: { params: [["n", "usize"], ["nA", "usize"], ["a", "InU32"], ["b", "InU32"], ["owner", "WorkU32"]], returns: "i32" },
  pairComponents: { params: [["n", "usize"], ["nA", "usize"], ["nB", "usize"], ["a", "InU32"], ["b", "InU32"], ["components", "OutU32"], ["work", "WorkU32"]], returns: "i32" },
  placeByGroup: { params: [["n", "usize"], ["nGroups", "usize"], ["weighted", "i32"], ["x", "InF64"], ["codes", "InU32"], ["w", "InF64"], ["offsets", "InU32"], ["ends", "OutU32"], ["outX", "OutF64"], ["outW", "OutF64"]], returns: "i32" },
  levelRows: { params: [["n", "usize"], ["nLevels", "usize"], ["codes", "InU32"], ["counts", "OutU32"], ["rows", "OutU32"]], returns: "i32" },
  recursiveSingletons: { params: [["n", "usize"], ["q", "usize"], ["levels", "InU32"], ["codes", "InU32"], ["counts", "InOutU32"], ["rows", "InOutU32"], ["drop", "OutU32"], ["stack", "WorkU32"]], returns: "i32" },
  tableCodes: { params: [["n", "usize"], ["nFound", "usize"], ["nSlots", "usize"], ["low", "f64"], ["x", "InF64"], ["slots", "InOutU32"], ["levels", "InOutF64"], ["codes", "InOutU32"], ["done", "OutU32"]], returns: "i32" },
  cellProjections: { params: [["low", "usize"], ["high", "usize"], ["n", "usize"], ["nLevels", "usize"], ["nCells", "usize"], ["k", "usize"], ["weighted", "i32"], ["starts", "InU32"], ["level", "InU32"], ["cell", "InU32"], ["compared", "InU8"], ["w", "InF64"], ["X", "InF64"], ["out", "OutF64"], ["means", "WorkF64"]], returns: "i32" },
  imputeOutcomes: { params: [["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["weighted", "i32"], ["starts", "InU32"], ["level", "InU32"], ["compared", "InU8"], ["w", "InF64"], ["y", "InF64"], ["b", "InF64"], ["out", "OutF64"]], returns: "i32" },
  imputedInfluence: { params: [["low", "usize"], ["high", "usize"], ["n", "usize"], ["nUnits", "usize"], ["nLevels", "usize"], ["nCells", "usize"], ["k", "usize"], ["starts", "InU32"], ["level", "InU32"], ["cell", "InU32"], ["share", "InF64"], ["e", "InF64"], ["X", "InF64"], ["B", "InF64"], ["out", "OutF64"], ["sums", "WorkF64"]], returns: "i32" },
  dgeqr2: { params: [["m", "usize"], ["n", "usize"], ["A", "InOutF64"], ["tau", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  dpotrf: { params: [["n", "usize"], ["A", "InOutF64"]], returns: "i32" },
  dtrsv: { params: [["upper", "i32"], ["transposed", "i32"], ["n", "usize"], ["A", "InF64"], ["x", "InOutF64"]], returns: "i32" },
  dtrtri: { params: [["n", "usize"], ["A", "InOutF64"]], returns: "i32" },
  pivotedCholesky: { params: [["m", "usize"], ["tolerance", "f64"], ["S", "InOutF64"], ["order", "OutU32"], ["d", "WorkF64"]], returns: "i32" },
  pivotedSolve: { params: [["m", "usize"], ["rank", "usize"], ["L", "InF64"], ["order", "InU32"], ["scale", "InF64"], ["b", "InOutF64"], ["y", "WorkF64"]], returns: "i32" },
  qrDrop: { params: [["k", "usize"], ["carried", "usize"], ["tolerance", "f64"], ["norms", "InF64"], ["R", "InOutF64"], ["kept", "OutU32"], ["combination", "OutF64"]], returns: "i32" },
  tsqr: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["X", "InF64"], ["R", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  tsqrMerge: { params: [["count", "usize"], ["k", "usize"], ["parts", "InF64"], ["R", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  abadieImbensSums: { params: [["n", "usize"], ["centre", "f64"], ["matched", "InF64"], ["effect", "InF64"], ["used", "InF64"], ["squares", "InF64"], ["sigma2", "InF64"], ["sums", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  blockMoments: { params: [["nBlocks", "usize"], ["p", "usize"], ["outcome", "i32"], ["starts", "InU32"], ["x", "InF64"], ["y", "InF64"], ["basis", "InF64"], ["moments", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  boxTree: { params: [["k", "usize"], ["width", "usize"], ["levels", "usize"], ["isBottom", "i32"], ["low", "usize"], ["high", "usize"], ["node", "usize"], ["points", "InF64"], ["order", "InOutU32"], ["bounds", "OutF64"]], returns: "i32" },
  chosenPairs: { params: [["nTreated", "usize"], ["ratio", "usize"], ["rows", "InU32"], ["chosen", "InU32"], ["places", "InU32"], ["treated", "OutU32"], ["control", "OutU32"], ["share", "OutF64"]], returns: "i32" },
  cutCodes: { params: [["n", "usize"], ["nCuts", "usize"], ["x", "InF64"], ["cuts", "InF64"], ["codes", "OutU32"]], returns: "i32" },
  entropyTilt: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["shift", "f64"], ["C", "InF64"], ["eta", "InF64"], ["base", "InF64"], ["weights", "OutF64"], ["sums", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  extremes: { params: [["n", "usize"], ["x", "InF64"], ["range", "OutF64"]], returns: "i32" },
  kernelShares: { params: [["nBlocks", "usize"], ["kernel", "i32"], ["h", "f64"], ["p", "usize"], ["blockCells", "InU32"], ["starts", "InU32"], ["x", "InF64"], ["offsets", "InU32"], ["s", "InF64"], ["a", "InF64"], ["b", "InF64"], ["points", "InF64"], ["basis", "InF64"], ["shares", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  kernelSums: { params: [["n", "usize"], ["kernel", "i32"], ["local", "i32"], ["outcome", "i32"], ["h", "f64"], ["p", "usize"], ["s", "InF64"], ["cells", "InU32"], ["cellBlocks", "InU32"], ["starts", "InU32"], ["x", "InF64"], ["y", "InF64"], ["moments", "InF64"], ["points", "InF64"], ["a", "OutF64"], ["b", "OutF64"], ["total", "OutF64"], ["counterfactual", "OutF64"]], returns: "i32" },
  ksDistance: { params: [["n", "usize"], ["total1", "f64"], ["total2", "f64"], ["x", "InF64"], ["w", "InF64"], ["work", "WorkF64"]], returns: "f64" },
  mahalanobisPoints: { params: [["m", "usize"], ["n", "usize"], ["k", "usize"], ["width", "usize"], ["rows", "InU32"], ["X", "InF64"], ["score", "InF64"], ["centre", "InF64"], ["inverse", "InF64"], ["raw", "OutF64"], ["points", "OutF64"]], returns: "i32" },
  nearestControls: { params: [["nTreated", "usize"], ["rows", "InU32"], ["score", "InF64"], ["cells", "InU32"], ["offsets", "InU32"], ["units", "InU32"], ["values", "InF64"], ["runs", "InU32"], ["middles", "InU32"], ["places", "InU32"], ["treated", "OutU32"], ["control", "OutU32"], ["share", "OutF64"]], returns: "i32" },
  nearestCounts: { params: [["nTreated", "usize"], ["ratio", "usize"], ["limit", "f64"], ["tolerance", "f64"], ["rows", "InU32"], ["score", "InF64"], ["cells", "InU32"], ["offsets", "InU32"], ["values", "InF64"], ["middles", "OutU32"], ["counts", "OutU32"]], returns: "i32" },
  nearestOnce: { params: [["nTreated", "usize"], ["m", "usize"], ["nCells", "usize"], ["ratio", "usize"], ["limit", "f64"], ["turns", "InU32"], ["rows", "InU32"], ["score", "InF64"], ["cells", "InU32"], ["offsets", "InU32"], ["units", "InU32"], ["values", "InF64"], ["runs", "InU32"], ["chosen", "OutU32"], ["counts", "OutU32"], ["down", "WorkU32"], ["up", "WorkU32"]], returns: "i32" },
  neighbourVariances: { params: [["n", "usize"], ["neighbours", "usize"], ["scale", "f64"], ["tolerance", "f64"], ["x", "InF64"], ["y", "InF64"], ["variances", "OutF64"], ["keys", "WorkF64"], ["order", "WorkU32"]], returns: "i32" },
  pairEffects: { params: [["n", "usize"], ["nPairs", "usize"], ["treated", "InU32"], ["control", "InU32"], ["share", "InF64"], ["y", "InF64"], ["matched", "OutF64"], ["effect", "OutF64"], ["used", "OutF64"], ["squares", "OutF64"]], returns: "i32" },
  pairSquares: { params: [["n", "usize"], ["nPairs", "usize"], ["centre", "f64"], ["treated", "InU32"], ["control", "InU32"], ["share", "InF64"], ["y", "InF64"], ["work", "WorkF64"]], returns: "f64" },
  powerColumns: { params: [["n", "usize"], ["p", "usize"], ["centre", "f64"], ["scale", "f64"], ["x", "InF64"], ["targets", "InF64"], ["out", "OutF64"]], returns: "i32" },
  runCodes: { params: [["n", "usize"], ["order", "InU32"], ["a", "InU32"], ["b", "InU32"], ["codes", "OutU32"]], returns: "u32" },
  scoreBlocks: { params: [["m", "usize"], ["nCells", "usize"], ["width", "f64"], ["offsets", "InU32"], ["x", "InF64"], ["starts", "OutU32"], ["cellBlocks", "OutU32"]], returns: "i32" },
  scoreCells: { params: [["m", "usize"], ["nCells", "usize"], ["order", "InU32"], ["sorted", "InF64"], ["cells", "InU32"], ["offsets", "OutU32"], ["units", "OutU32"], ["values", "OutF64"], ["runs", "OutU32"]], returns: "i32" },
  scoreOrder: { params: [["m", "usize"], ["descending", "i32"], ["rows", "InU32"], ["labels", "InU32"], ["score", "InF64"], ["order", "OutU32"], ["sorted", "OutF64"], ["keys", "WorkF64"], ["places", "WorkU32"], ["counts", "WorkU32"]], returns: "i32" },
  stratumWeights: { params: [["n", "usize"], ["nStrata", "usize"], ["codes", "InU32"], ["treated", "InF64"], ["treatedIn", "InF64"], ["controlIn", "InF64"], ["weights", "OutF64"]], returns: "i32" },
  treeNearest: { params: [["nTreated", "usize"], ["k", "usize"], ["width", "usize"], ["ratio", "usize"], ["limit", "f64"], ["window", "f64"], ["slack", "f64"], ["cells", "InU32"], ["rows", "InF64"], ["ends", "InF64"], ["offsets", "InU32"], ["roots", "InU32"], ["levels", "InU32"], ["bounds", "InF64"], ["raw", "InF64"], ["points", "InF64"], ["units", "InU32"], ["inverse", "InF64"], ["chosen", "OutU32"], ["counts", "OutU32"], ["last", "OutF64"], ["keys", "WorkF64"], ["places", "WorkU32"]], returns: "i32" },
  treeOnce: { params: [["nTreated", "usize"], ["m", "usize"], ["nCells", "usize"], ["nNodes", "usize"], ["k", "usize"], ["width", "usize"], ["ratio", "usize"], ["limit", "f64"], ["window", "f64"], ["slack", "f64"], ["turns", "InU32"], ["cells", "InU32"], ["rows", "InF64"], ["ends", "InF64"], ["offsets", "InU32"], ["roots", "InU32"], ["levels", "InU32"], ["bounds", "InF64"], ["raw", "InF64"], ["points", "InF64"], ["units", "InU32"], ["inverse", "InF64"], ["chosen", "OutU32"], ["counts", "OutU32"], ["free", "WorkU32"], ["taken", "WorkU32"], ["keys", "WorkF64"], ["places", "WorkU32"]], returns: "i32" },
  treeWithin: { params: [["nTreated", "usize"], ["k", "usize"], ["width", "usize"], ["most", "usize"], ["limit", "f64"], ["window", "f64"], ["slack", "f64"], ["cells", "InU32"], ["rows", "InF64"], ["ends", "InF64"], ["offsets", "InU32"], ["roots", "InU32"], ["levels", "InU32"], ["bounds", "InF64"], ["raw", "InF64"], ["points", "InF64"], ["units", "InU32"], ["inverse", "InF64"], ["reach", "InF64"], ["starts", "InU32"], ["who", "InU32"], ["counts", "OutU32"], ["treated", "OutU32"], ["control", "OutU32"], ["share", "OutF64"], ["keys", "WorkF64"], ["places", "WorkU32"]], returns: "i32" },
  weightedMoments: { params: [["n", "usize"], ["stride", "usize"], ["k", "usize"], ["q", "usize"], ["X", "InF64"], ["W", "InF64"], ["centres", "InF64"], ["moments", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  pchisq: { params: [["x", "f64"], ["df", "f64"], ["upper", "i32"]], returns: "f64" },
  qchisq: { params: [["p", "f64"], ["df", "f64"], ["upper", "i32"]], returns: "f64" },
  pf: { params: [["x", "f64"], ["d1", "f64"], ["d2", "f64"], ["upper", "i32"]], returns: "f64" },
  qf: { params: [["p", "f64"], ["d1", "f64"], ["d2", "f64"], ["upper", "i32"]], returns: "f64" },
  pnorm: { params: [["x", "f64"], ["upper", "i32"]], returns: "f64" },
  qnorm: { params: [["p", "f64"], ["upper", "i32"]], returns: "f64" },
  pt: { params: [["t", "f64"], ["df", "f64"], ["upper", "i32"]], returns: "f64" },
  qt: { params: [["p", "f64"], ["df", "f64"], ["upper", "i32"]], returns: "f64" },
  spherePoints: { params: [["n", "usize"], ["latitudes", "InF64"], ["longitudes", "InF64"], ["points", "OutF64"]], returns: "i32" },
  vexp: { params: [["n", "usize"], ["x", "InF64"], ["out", "OutF64"]], returns: "i32" },
  vlog: { params: [["n", "usize"], ["x", "InF64"], ["out", "OutF64"]], returns: "i32" },
  vpow: { params: [["n", "usize"], ["y", "f64"], ["x", "InF64"], ["out", "OutF64"]], returns: "i32" },
  groupBlocks: { params: [["size", "usize"], ["low", "usize"], ["high", "usize"], ["nBlocks", "usize"], ["nGroups", "usize"], ["codes", "InU32"], ["blocks", "InF64"], ["sums", "OutF64"]], returns: "i32" },
  leaveOutSolve: { params: [["order", "usize"], ["n", "usize"], ["nUnits", "usize"], ["nRight", "usize"], ["tolerance", "f64"], ["columns", "InU32"], ["right", "InU32"], ["scale", "InF64"], ["total", "InF64"], ["part", "InF64"], ["X", "OutF64"], ["kept", "OutU32"], ["work", "WorkF64"]], returns: "i32" },
  momentBlocks: { params: [["low", "usize"], ["high", "usize"], ["n", "usize"], ["p", "usize"], ["m", "usize"], ["behind", "usize"], ["nEffects", "usize"], ["weighted", "i32"], ["centred", "i32"], ["starts", "InU32"], ["groups", "InU32"], ["offsets", "InU32"], ["codes", "InU32"], ["w", "InF64"], ["X", "InF64"], ["blocks", "OutF64"], ["levelWeights", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  momentSums: { params: [["low", "usize"], ["high", "usize"], ["n", "usize"], ["p", "usize"], ["m", "usize"], ["nEffects", "usize"], ["weighted", "i32"], ["centred", "i32"], ["nClusters", "usize"], ["offsets", "InU32"], ["clusterOf", "InU32"], ["codes", "InU32"], ["w", "InF64"], ["X", "InF64"], ["sums", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  momentWrite: { params: [["low", "usize"], ["high", "usize"], ["p", "usize"], ["m", "usize"], ["behind", "usize"], ["sums", "InF64"], ["blocks", "OutF64"], ["levelWeights", "OutF64"]], returns: "i32" },
  packedFactor: { params: [["n", "usize"], ["tolerance", "f64"], ["scale", "InF64"], ["A", "InOutF64"], ["kept", "OutU32"], ["column", "WorkF64"]], returns: "i32" },
  packedProducts: { params: [["n", "usize"], ["nBlocks", "usize"], ["blocks", "InF64"], ["codes", "InU32"], ["vectors", "InF64"], ["products", "OutF64"]], returns: "i32" },
  packedSolve: { params: [["n", "usize"], ["nRight", "usize"], ["L", "InF64"], ["X", "InOutF64"]], returns: "i32" },
  specificationFits: { params: [["low", "usize"], ["high", "usize"], ["r", "usize"], ["p", "usize"], ["most", "usize"], ["C", "InF64"], ["least", "InF64"], ["K", "InF64"], ["starts", "InU32"], ["columns", "InU32"], ["regressors", "InU32"], ["outcomes", "InU32"], ["firsts", "InU32"], ["counts", "InU32"], ["fits", "OutF64"], ["work", "WorkF64"], ["kept", "WorkU32"]], returns: "i32" },
  packSnappy: { params: [["n", "usize"], ["bytes", "InU8"], ["out", "InOutU8"], ["table", "WorkU32"]], returns: "i32" },
  unpackRuns: { params: [["n", "usize"], ["width", "usize"], ["count", "usize"], ["bytes", "InU8"], ["out", "OutU32"]], returns: "i32" },
  unpackSnappy: { params: [["n", "usize"], ["m", "usize"], ["packed", "InU8"], ["out", "OutU8"]], returns: "i32" },
  pairCorrelations: { params: [["first", "usize"], ["end", "usize"], ["nUnits", "usize"], ["nPeriods", "usize"], ["stride", "usize"], ["e", "InF64"], ["seen", "InF64"], ["out", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  rowDifferences: { params: [["m", "usize"], ["n", "usize"], ["rows", "InU32"], ["before", "InU32"], ["x", "InF64"], ["out", "OutF64"]], returns: "i32" },
  subtractLevels: { params: [["n", "usize"], ["nLevels", "usize"], ["codes", "InU32"], ["shift", "InF64"], ["x", "InOutF64"]], returns: "i32" },
  groupIv: { params: [["low", "usize"], ["high", "usize"], ["offsets", "InU32"], ["order", "InU32"], ["clusters", "InU32"], ["q", "InF64"], ["p", "InF64"], ["z", "InF64"], ["p0", "InF64"], ["z0", "InF64"], ["out", "OutF64"]], returns: "i32" },
  weightedGroupIv: { params: [["low", "usize"], ["high", "usize"], ["offsets", "InU32"], ["order", "InU32"], ["w", "InF64"], ["q", "InF64"], ["p", "InF64"], ["z", "InF64"], ["p0", "InF64"], ["z0", "InF64"], ["out", "OutF64"]], returns: "i32" },
  drawnQuality: { params: [["n", "usize"], ["nGroups", "usize"], ["q", "InF64"], ["p", "InF64"], ["groups", "InU32"], ["sigma", "InF64"], ["w", "InF64"], ["value", "InF64"], ["quality", "OutF64"], ["weights", "OutF64"]], returns: "i32" },
  leaveOutMeans: { params: [["low", "usize"], ["high", "usize"], ["weighted", "i32"], ["offsets", "InU32"], ["order", "InU32"], ["parts", "InU32"], ["x", "InF64"], ["w", "InF64"], ["out", "OutF64"], ["before", "WorkF64"]], returns: "i32" },
  aggregateMeans: { params: [["n", "usize"], ["nGroups", "usize"], ["x", "InF64"], ["w", "InF64"], ["codes", "InU32"], ["stats", "OutF64"], ["excluded", "OutU32"]], returns: "i32" },
  minMaxWithin: { params: [["n", "usize"], ["nGroups", "usize"], ["x", "InF64"], ["codes", "InU32"], ["out", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  rescaleWithin: { params: [["n", "usize"], ["nGroups", "usize"], ["x", "InF64"], ["codes", "InU32"], ["low", "InF64"], ["high", "InF64"], ["out", "OutF64"]], returns: "i32" },
  weightedGroupMeans: { params: [["n", "usize"], ["nGroups", "usize"], ["x", "InF64"], ["w", "InF64"], ["codes", "InU32"], ["mean", "OutF64"], ["weightSum", "OutF64"], ["shareSum", "OutF64"], ["count", "OutU32"]], returns: "i32" },
  midranks: { params: [["nGroups", "usize"], ["offsets", "InU32"], ["x", "InF64"], ["ranks", "OutF64"], ["keys", "WorkF64"], ["order", "WorkU32"]], returns: "i32" },
  pairCounts: { params: [["nGroups", "usize"], ["offsets", "InU32"], ["x", "InF64"], ["y", "InF64"], ["counts", "OutF64"], ["keys", "WorkF64"], ["order", "WorkU32"]], returns: "i32" },
  cgDirection: { params: [["lanes", "usize"], ["low", "usize"], ["high", "usize"], ["alpha", "InF64"], ["beta", "InF64"], ["r", "InF64"], ["inverse", "InF64"], ["x", "InOutF64"], ["p", "InOutF64"]], returns: "i32" },
  cgStep: { params: [["lanes", "usize"], ["low", "usize"], ["high", "usize"], ["alpha", "InF64"], ["q", "InF64"], ["inverse", "InF64"], ["r", "InOutF64"], ["dots", "OutF64"]], returns: "i32" },
  edgeProduct: { params: [["lanes", "usize"], ["low", "usize"], ["high", "usize"], ["starts", "InU32"], ["others", "InU32"], ["edges", "InF64"], ["a", "InF64"], ["q", "OutF64"], ["dots", "OutF64"]], returns: "i32" },
  eliminateLevels: { params: [["m", "usize"], ["nLevels", "usize"], ["starts", "InU32"], ["others", "InU32"], ["edges", "InF64"], ["order", "OutU32"], ["ends", "OutU32"], ["shares", "OutF64"], ["inverses", "OutF64"], ["core", "OutU32"], ["coreStarts", "OutU32"], ["coreOthers", "OutU32"], ["coreEdges", "OutF64"], ["diagonal", "OutF64"], ["halves", "WorkF64"], ["index", "WorkU32"]], returns: "i32" },
  foldLevels: { params: [["lanes", "usize"], ["nGone", "usize"], ["nCore", "usize"], ["order", "InU32"], ["ends", "InU32"], ["shares", "InF64"], ["core", "InU32"], ["b", "InOutF64"], ["left", "OutF64"]], returns: "i32" },
  unfoldLevels: { params: [["lanes", "usize"], ["nGone", "usize"], ["nCore", "usize"], ["order", "InU32"], ["ends", "InU32"], ["shares", "InF64"], ["inverses", "InF64"], ["core", "InU32"], ["b", "InF64"], ["left", "InF64"], ["x", "OutF64"]], returns: "i32" },
  envelopeBuild: { params: [["nGroups", "usize"], ["nA", "usize"], ["nLevels", "usize"], ["p", "usize"], ["stride", "usize"], ["size", "usize"], ["offsets", "InU32"], ["codes", "InU32"], ["weights", "InF64"], ["position", "InU32"], ["rows", "InU32"], ["diagonal", "InF64"], ["S", "OutF64"], ["work", "WorkF64"], ["index", "WorkU32"]], returns: "i32" },
  envelopeFactor: { params: [["nBlocks", "usize"], ["border", "usize"], ["nA", "usize"], ["order", "usize"], ["tolerance", "f64"], ["firsts", "InU32"], ["rows", "InU32"], ["S", "InOutF64"], ["pin", "InOutU32"], ["work", "WorkF64"], ["reach", "WorkU32"]], returns: "i32" },
  envelopeSolve: { params: [["lanes", "usize"], ["nBlocks", "usize"], ["nLevels", "usize"], ["firsts", "InU32"], ["rows", "InU32"], ["L", "InF64"], ["position", "InU32"], ["b", "InOutF64"], ["work", "WorkF64"]], returns: "i32" },
  levelGroups: { params: [["nGroups", "usize"], ["nA", "usize"], ["offsets", "InU32"], ["codes", "InU32"], ["levelOffsets", "OutU32"], ["groups", "OutU32"]], returns: "i32" },
  moveLanes: { params: [["nLevels", "usize"], ["fromLanes", "usize"], ["fromAt", "usize"], ["toLanes", "usize"], ["toAt", "usize"], ["from", "InF64"], ["to", "InOutF64"]], returns: "i32" },
  reducedApply: { params: [["lanes", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["p", "usize"], ["stride", "usize"], ["weighted", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["weights", "InF64"], ["inverses", "InF64"], ["a", "InF64"], ["y", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  reducedCells: { params: [["n", "usize"], ["nGroups", "usize"], ["nLevels", "usize"], ["p", "usize"], ["weighted", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["w", "InF64"], ["cellOffsets", "OutU32"], ["cellCodes", "OutU32"], ["cellWeights", "OutF64"], ["work", "WorkU32"]], returns: "i32" },
  reducedDiagonal: { params: [["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["p", "usize"], ["stride", "usize"], ["counts", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["weights", "InF64"], ["inverses", "OutF64"], ["totals", "OutF64"], ["diagonal", "OutF64"], ["work", "WorkF64"], ["index", "WorkU32"]], returns: "i32" },
  reducedEdges: { params: [["nGroups", "usize"], ["nLevels", "usize"], ["offsets", "InU32"], ["codes", "InU32"], ["weights", "InF64"], ["starts", "OutU32"], ["others", "OutU32"], ["edges", "OutF64"], ["diagonal", "OutF64"], ["work", "WorkU32"]], returns: "i32" },
  reducedFinish: { params: [["lanes", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["nSlabs", "usize"], ["p", "usize"], ["totals", "InF64"], ["a", "InF64"], ["y", "InOutF64"], ["dots", "OutF64"]], returns: "i32" },
  reverseCuthillMcKee: { params: [["nGroups", "usize"], ["nA", "usize"], ["most", "f64"], ["cellOffsets", "InU32"], ["cellCodes", "InU32"], ["levelOffsets", "InU32"], ["levelGroups", "InU32"], ["order", "OutU32"], ["position", "OutU32"], ["first", "OutU32"], ["last", "OutU32"], ["work", "WorkU32"]], returns: "i32" },
  clusterCounts: { params: [["nClusters", "usize"], ["nDraws", "usize"], ["first", "u32"], ["c2", "u32"], ["c3", "u32"], ["k0", "u32"], ["k1", "u32"], ["counts", "OutF64"], ["work", "WorkU32"]], returns: "i32" },
  drawnRows: { params: [["n", "usize"], ["q", "usize"], ["nClusters", "usize"], ["recursive", "u32"], ["levels", "InU32"], ["codes", "InU32"], ["clusters", "InU32"], ["counts", "InF64"], ["weights", "OutF64"], ["levelCounts", "OutU32"], ["work", "WorkU32"]], returns: "i32" },
  jackknifeFits: { params: [["stride", "usize"], ["nClusters", "usize"], ["m", "usize"], ["k", "usize"], ["tolerance", "f64"], ["blocks", "InF64"], ["total", "InF64"], ["scale", "InF64"], ["inverse", "InF64"], ["coefficients", "OutF64"], ["leverage", "OutF64"], ["work", "WorkF64"], ["flags", "WorkU32"]], returns: "i32" },
  multiplierDraws: { params: [["kind", "u32"], ["n", "usize"], ["p", "usize"], ["first", "u32"], ["nDraws", "usize"], ["purpose", "u32"], ["k0", "u32"], ["k1", "u32"], ["psi", "InF64"], ["draws", "OutF64"], ["work", "WorkF64"], ["block", "WorkU32"]], returns: "i32" },
  philoxU32: { params: [["n", "usize"], ["first", "u32"], ["c1", "u32"], ["c2", "u32"], ["c3", "u32"], ["k0", "u32"], ["k1", "u32"], ["out", "OutU32"], ["work", "WorkU32"]], returns: "i32" },
  philoxUniform: { params: [["n", "usize"], ["first", "u32"], ["c1", "u32"], ["c2", "u32"], ["c3", "u32"], ["k0", "u32"], ["k1", "u32"], ["out", "OutF64"], ["work", "WorkU32"]], returns: "i32" },
  philoxNormal: { params: [["n", "usize"], ["first", "u32"], ["c1", "u32"], ["c2", "u32"], ["c3", "u32"], ["k0", "u32"], ["k1", "u32"], ["out", "OutF64"], ["work", "WorkU32"]], returns: "i32" },
  placeboCells: { params: [["nCells", "usize"], ["r", "usize"], ["nKept", "usize"], ["nShared", "usize"], ["stride", "usize"], ["outcome", "usize"], ["nPeriods", "usize"], ["nDates", "usize"], ["blocks", "InOutF64"], ["kept", "InU32"], ["periods", "InU32"], ["periodWeights", "InF64"], ["dates", "InU32"], ["g", "InF64"], ["alike", "OutU32"], ["Ze", "OutF64"], ["uZ", "OutF64"], ["sums", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  placeboErrors: { params: [["nDraws", "usize"], ["nCells", "usize"], ["nClusters", "usize"], ["factor", "f64"], ["clusters", "InU32"], ["scores", "InF64"], ["found", "InF64"], ["estimate", "OutF64"], ["stdError", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  placeboScores: { params: [["low", "usize"], ["high", "usize"], ["nDraws", "usize"], ["nCells", "usize"], ["r", "usize"], ["nShared", "usize"], ["stride", "usize"], ["nDates", "usize"], ["blocks", "InF64"], ["alike", "InU32"], ["Ze", "InF64"], ["uZ", "InF64"], ["sums", "InF64"], ["codes", "InU32"], ["slopes", "InF64"], ["lanes", "InF64"], ["products", "InF64"], ["found", "InF64"], ["scores", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  placeboSlopes: { params: [["nDraws", "usize"], ["nCells", "usize"], ["r", "usize"], ["nDates", "usize"], ["L", "InF64"], ["uZ", "InF64"], ["sums", "InF64"], ["codes", "InU32"], ["slopes", "OutF64"], ["lanes", "OutF64"], ["products", "OutF64"], ["found", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  randomPermutation: { params: [["n", "usize"], ["c1", "u32"], ["c2", "u32"], ["c3", "u32"], ["k0", "u32"], ["k1", "u32"], ["order", "OutU32"], ["work", "WorkU32"]], returns: "i32" },
  reweightedFits: { params: [["stride", "usize"], ["nClusters", "usize"], ["m", "usize"], ["k", "usize"], ["q", "usize"], ["nWanted", "usize"], ["nDraws", "usize"], ["tolerance", "f64"], ["blocks", "InF64"], ["tallies", "InF64"], ["floor", "InF64"], ["wanted", "InU32"], ["weights", "InF64"], ["coefficients", "OutF64"], ["variances", "OutF64"], ["totals", "OutF64"], ["states", "OutU32"], ["work", "WorkF64"], ["flags", "WorkU32"]], returns: "i32" },
  scoreVariances: { params: [["nCoarse", "usize"], ["nFine", "usize"], ["k", "usize"], ["q", "usize"], ["nDraws", "usize"], ["coarse", "f64"], ["fine", "f64"], ["offsets", "InU32"], ["scores", "InF64"], ["G", "InF64"], ["A", "InF64"], ["P", "InF64"], ["out", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  wildDraws: { params: [["kind", "u32"], ["first", "u32"], ["count", "usize"], ["ld", "usize"], ["nBoot", "usize"], ["nRows", "usize"], ["rank", "usize"], ["nParts", "usize"], ["entries", "usize"], ["purpose", "u32"], ["k0", "u32"], ["k1", "u32"], ["U", "InF64"], ["W", "InF64"], ["offsets", "InU32"], ["clusters", "InU32"], ["values", "InF64"], ["numerators", "InF64"], ["factors", "InF64"], ["out", "OutF64"], ["work", "WorkF64"], ["block", "WorkU32"]], returns: "i32" },
  wildWeights: { params: [["kind", "u32"], ["n", "usize"], ["first", "u32"], ["nDraws", "usize"], ["purpose", "u32"], ["k0", "u32"], ["k1", "u32"], ["weights", "OutF64"], ["block", "WorkU32"]], returns: "i32" },
  wreDraws: { params: [["kind", "u32"], ["first", "u32"], ["count", "usize"], ["ld", "usize"], ["nBoot", "usize"], ["nRows", "usize"], ["rank", "usize"], ["kz", "usize"], ["purpose", "u32"], ["k0", "u32"], ["k1", "u32"], ["p0", "InF64"], ["A", "InF64"], ["H", "InF64"], ["K", "InF64"], ["offsets", "InU32"], ["clusters", "InU32"], ["values", "InF64"], ["factors", "InF64"], ["out", "OutF64"], ["work", "WorkF64"], ["block", "WorkU32"]], returns: "i32" },
  simplexWeights: { params: [["low", "usize"], ["high", "usize"], ["m", "usize"], ["n", "usize"], ["intercept", "i32"], ["A", "InF64"], ["B", "InF64"], ["ridges", "InF64"], ["starts", "InU32"], ["left", "InU32"], ["w", "OutF64"], ["results", "OutF64"], ["work", "WorkF64"], ["places", "WorkU32"]], returns: "i32" },
  syntheticDraws: { params: [["low", "usize"], ["high", "usize"], ["nUnits", "usize"], ["nPeriods", "usize"], ["nGroups", "usize"], ["most", "usize"], ["Y", "InF64"], ["starts", "InU32"], ["members", "InU32"], ["firsts", "InU32"], ["penalties", "InF64"], ["effects", "OutF64"], ["work", "WorkF64"], ["places", "WorkU32"]], returns: "i32" },
  customsCounts: { params: [["firstFirm", "u32"], ["nFirms", "usize"], ["nYears", "usize"], ["mostProducts", "usize"], ["mostDests", "usize"], ["entry", "f64"], ["exit", "f64"], ["single", "f64"], ["purpose", "u32"], ["k0", "u32"], ["k1", "u32"], ["counts", "OutU32"], ["work", "WorkU32"]], returns: "i32" },
  customsDefects: { params: [["n", "usize"], ["firstRow", "u32"], ["share", "f64"], ["purpose", "u32"], ["k0", "u32"], ["k1", "u32"], ["quantity", "InOutF64"], ["dest", "InOutU32"], ["order", "OutU32"], ["counts", "OutU32"], ["work", "WorkU32"]], returns: "f64" },
  customsRows: { params: [["firstFirm", "u32"], ["nFirms", "usize"], ["base", "u32"], ["stride", "usize"], ["nCities", "usize"], ["nProducts", "usize"], ["nDests", "usize"], ["nYears", "usize"], ["mostProducts", "usize"], ["mostDests", "usize"], ["entry", "f64"], ["exit", "f64"], ["single", "f64"], ["purpose", "u32"], ["k0", "u32"], ["k1", "u32"], ["firstYear", "f64"], ["scales", "InF64"], ["products", "InF64"], ["productCodes", "InU32"], ["cities", "InF64"], ["provinces", "InU32"], ["destYears", "InF64"], ["numbers", "OutF64"], ["codes", "OutU32"], ["firmYears", "OutF64"], ["firmCities", "OutU32"], ["work", "WorkF64"]], returns: "i32" },
  levelBasis: { params: [["n", "usize"], ["nGroups", "usize"], ["low", "usize"], ["high", "usize"], ["nSlopes", "usize"], ["centred", "i32"], ["weighted", "i32"], ["ordered", "i32"], ["tolerance", "f64"], ["offsets", "InU32"], ["order", "InU32"], ["w", "InF64"], ["B", "InOutF64"], ["kept", "InOutU32"]], returns: "i32" },
  slopeApply: { params: [["n", "usize"], ["lanes", "usize"], ["at", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["p", "usize"], ["nSlopes", "usize"], ["intercept", "i32"], ["weighted", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["terms", "InU32"], ["values", "InF64"], ["B", "InF64"], ["w", "InF64"], ["a", "InF64"], ["q", "InOutF64"], ["work", "WorkF64"]], returns: "i32" },
  slopeDiagonal: { params: [["n", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["p", "usize"], ["nSlopes", "usize"], ["intercept", "i32"], ["weighted", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["terms", "InU32"], ["values", "InF64"], ["B", "InF64"], ["w", "InF64"], ["taken", "OutF64"], ["along", "WorkF64"], ["index", "WorkU32"]], returns: "i32" },
  slopeLeverages: { params: [["n", "usize"], ["low", "usize"], ["high", "usize"], ["stride", "usize"], ["nLevels", "usize"], ["p", "usize"], ["nSlopes", "usize"], ["intercept", "i32"], ["weighted", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["terms", "InU32"], ["values", "InF64"], ["B", "InF64"], ["w", "InF64"], ["M", "InF64"], ["h", "InOutF64"], ["work", "WorkF64"], ["index", "WorkU32"]], returns: "i32" },
  slopePass: { params: [["n", "usize"], ["k", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["p", "usize"], ["nSlopes", "usize"], ["intercept", "i32"], ["weighted", "i32"], ["mode", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["terms", "InU32"], ["values", "InF64"], ["B", "InF64"], ["w", "InF64"], ["coefs", "InF64"], ["origins", "InF64"], ["X", "InOutF64"], ["sums", "OutF64"], ["moments", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  slopeFold: { params: [["nLevels", "usize"], ["totals", "InF64"], ["scale", "InF64"], ["S", "InOutF64"]], returns: "i32" },
  slopeSchur: { params: [["n", "usize"], ["low", "usize"], ["high", "usize"], ["nLevels", "usize"], ["p", "usize"], ["nSlopes", "usize"], ["intercept", "i32"], ["weighted", "i32"], ["offsets", "InU32"], ["codes", "InU32"], ["terms", "InU32"], ["owners", "InU32"], ["values", "InF64"], ["B", "InF64"], ["w", "InF64"], ["S", "OutF64"], ["along", "WorkF64"], ["index", "WorkU32"]], returns: "i32" },
  switchingInfluence: { params: [["nUnits", "usize"], ["nPeriods", "usize"], ["lag", "usize"], ["placebo", "i32"], ["weighted", "i32"], ["y", "InF64"], ["w", "InF64"], ["until", "InU32"], ["first", "InU32"], ["direction", "InU32"], ["set", "InU32"], ["cohort", "InU32"], ["cluster", "InU32"], ["flags", "InU8"], ["live", "InU8"], ["slope", "InF64"], ["centre", "InF64"], ["share", "InF64"], ["mean", "InF64"], ["used", "InOutU8"], ["influence", "InOutF64"]], returns: "i32" },
  switchingMoments: { params: [["nUnits", "usize"], ["nPeriods", "usize"], ["nSets", "usize"], ["nLevels", "usize"], ["p", "usize"], ["k", "usize"], ["weighted", "i32"], ["y", "InF64"], ["x", "InF64"], ["powers", "InF64"], ["w", "InF64"], ["counts", "InF64"], ["first", "InU32"], ["set", "InU32"], ["level", "InU32"], ["cluster", "InU32"], ["means", "OutF64"], ["moments", "OutF64"], ["z", "WorkF64"]], returns: "i32" },
  switchingResiduals: { params: [["nUnits", "usize"], ["nPeriods", "usize"], ["p", "usize"], ["k", "usize"], ["y", "InF64"], ["x", "InF64"], ["powers", "InF64"], ["set", "InU32"], ["level", "InU32"], ["theta", "InF64"], ["out", "OutF64"]], returns: "i32" },
  switchingScores: { params: [["nUnits", "usize"], ["nPeriods", "usize"], ["nLevels", "usize"], ["nClusters", "usize"], ["p", "usize"], ["k", "usize"], ["h", "usize"], ["weighted", "i32"], ["y", "InF64"], ["x", "InF64"], ["powers", "InF64"], ["w", "InF64"], ["first", "InU32"], ["set", "InU32"], ["level", "InU32"], ["cluster", "InU32"], ["means", "InF64"], ["theta", "InF64"], ["factor", "InF64"], ["directions", "InF64"], ["influence", "InOutF64"], ["z", "WorkF64"]], returns: "i32" },
  switchingSums: { params: [["nUnits", "usize"], ["nPeriods", "usize"], ["nSets", "usize"], ["nCohorts", "usize"], ["lag", "usize"], ["placebo", "i32"], ["weighted", "i32"], ["y", "InF64"], ["w", "InF64"], ["counts", "InF64"], ["until", "InU32"], ["first", "InU32"], ["direction", "InU32"], ["set", "InU32"], ["cohort", "InU32"], ["cluster", "InU32"], ["allowed", "InU8"], ["cells", "OutF64"], ["cohorts", "OutF64"], ["flags", "OutU8"], ["stamps", "WorkU32"]], returns: "i32" },
  byteCodes: { params: [["n", "usize"], ["trimmed", "i32"], ["maxFound", "usize"], ["nSlots", "usize"], ["poolBytes", "usize"], ["starts", "InU32"], ["ends", "InU32"], ["bytes", "InU8"], ["slots", "InOutU32"], ["stops", "InOutU32"], ["pool", "InOutU8"], ["state", "InOutU32"], ["codes", "InOutU32"]], returns: "i32" },
  placeBytes: { params: [["n", "usize"], ["nSlots", "usize"], ["stops", "InU32"], ["pool", "InU8"], ["slots", "OutU32"]], returns: "i32" },
  codeCells: { params: [["nParts", "usize"], ["row", "usize"], ["maxEntries", "usize"], ["nSlots", "usize"], ["poolBytes", "usize"], ["parts", "InU32"], ["bytes", "InU8"], ["texts", "InU32"], ["entries", "InOutU32"], ["slots", "InOutU32"], ["pool", "InOutU8"], ["state", "InOutU32"], ["codes", "InOutU32"]], returns: "i32" },
  csvRecords: { params: [["start", "usize"], ["end", "usize"], ["limit", "usize"], ["mode", "u32"], ["delimiter", "u32"], ["newline", "u32"], ["nColumns", "usize"], ["maxRows", "usize"], ["maxOdd", "usize"], ["bytes", "InU8"], ["plan", "InU32"], ["markers", "InU8"], ["powers", "InU32"], ["numbers", "InOutF64"], ["texts", "InOutU32"], ["odd", "InOutU32"], ["flags", "OutU8"], ["report", "OutU32"]], returns: "i32" },
  formatRows: { params: [["n", "usize"], ["nColumns", "usize"], ["kinds", "InU32"], ["numbers", "InF64"], ["codes", "InU32"], ["starts", "InU32"], ["offsets", "InU32"], ["bytes", "InU8"], ["powers", "InU32"], ["out", "InOutU8"], ["work", "WorkU8"]], returns: "i32" },
  orderCells: { params: [["n", "usize"], ["entries", "InU32"], ["pool", "InU8"], ["order", "OutU32"], ["keys", "WorkF64"], ["work", "WorkU32"]], returns: "void" },
};

/** Arguments of every kernel by name. */
export interface KernelArguments {
  centredSumOfSquares: { n: number; weighted: number; x: InF64; w: InF64; work: WorkF64 };
  columnNorms: { n: number; k: number; X: InF64; out: OutF64; work: WorkF64 };
  compensatedProducts: { n: number; stride: number; k: number; withLow: number; X: InF64; low: InF64; XtX: OutF64; work: WorkF64 };
  compensatedResiduals: { n: number; stride: number; k: number; withLow: number; X: InF64; low: InF64; y: InF64; yLow: InF64; beta: InF64; betaLow: InF64; out: OutF64 };
  countNotFinite: { n: number; x: InF64 };
  crossProducts: { n: number; stride: number; k: number; X: InF64; XtX: OutF64; work: WorkF64 };
  ddot: { n: number; x: InF64; y: InF64; work: WorkF64 };
  linearCombinations: { n: number; stride: number; outStride: number; p: number; q: number; A: InF64; C: InF64; out: OutF64 };
  residuals: { n: number; k: number; X: InF64; y: InF64; beta: InF64; out: OutF64 };
  scaleRows: { n: number; k: number; s: InF64; X: InOutF64 };
  sumParts: { nParts: number; size: number; low: number; high: number; parts: InOutF64 };
  chunkRows: { low: number; high: number; p: number; stride: number; weighted: number; nClusters: number; lanes: number; first: number; count: number; X: InF64; centre: InF64; time: InU32; unit: InOutU32; cluster: InOutU32; rows: OutF64; sums: OutU32; lost: OutU32 };
  unitProducts: { low: number; high: number; p: number; m: number; weighted: number; order: InU32; rows: InF64; w: InF64; unit: InU32; time: InU32; cluster: InU32; means: InF64; sums: InOutF64; buffer: WorkF64 };
  unitMeat: { low: number; high: number; k: number; m: number; words: number; levels: InF64; masks: InU32; owners: InU32; periods: InF64; scores: InF64; meat: OutF64; byLevel: WorkF64; met: WorkU32; score: WorkF64 };
  unitScores: { n: number; k: number; weighted: number; task: number; nTasks: number; rows: InF64; w: InF64; unit: InU32; time: InU32; means: InF64; beta: InF64; periods: InF64; scores: InOutF64 };
  unitMeans: { nUnits: number; p: number; m: number; words: number; single: number; task: number; nTasks: number; levels: InF64; masks: InU32; owners: InU32; means: InOutF64; sums: InOutF64; counts: InOutF64; byLevel: WorkF64; met: WorkU32 };
  unitSums: { n: number; p: number; m: number; words: number; weighted: number; task: number; nTasks: number; rows: InF64; w: InF64; unit: InU32; time: InU32; cluster: InU32; sums: InOutF64; levels: InOutF64; masks: InOutU32; owners: InOutU32 };
  counterfactualFits: { count: number; T: number; N: number; k: number; additive: number; projected: number; tolerance: number; limit: number; nMissing: number; nLabels: number; nGroups: number; yStride: number; usedStride: number; xStride: number; wStride: number; Y: InF64; used: InU8; X: InF64; w: InF64; v: InF64; ranks: InU32; thresholds: InF64; labels: InU32; start: InF64; startBeta: InF64; status: OutU32; beta: OutF64; sums: OutF64; totals: OutF64; squares: OutF64; common: OutF64; period: OutF64; values: OutF64; vectors: OutF64; work: WorkF64 };
  clusterAdjustments: { stride: number; nClusters: number; m: number; k: number; q: number; p: number; apart: number; power: number; tolerance: number; blocks: InF64; L: InF64; targets: InF64; scores: OutF64; vectors: OutF64; measures: OutF64; leverage: OutF64; products: OutF64; work: WorkF64 };
  clusterMeat: { nClusters: number; k: number; over: number; scores: InF64; R: InF64; meat: OutF64; work: WorkF64 };
  clusterScores: { n: number; stride: number; k: number; m: number; low: number; nCells: number; apart: number; X: InF64; U: InF64; codes: InU32; scores: OutF64 };
  hcMeat: { n: number; stride: number; k: number; over: number; X: InF64; u: InF64; R: InF64; meat: OutF64; work: WorkF64 };
  leverageMeat: { n: number; stride: number; k: number; hasEffects: number; power: number; slope: number; cap: number; cap2: number; least: number; X: InF64; u: InF64; R: InF64; effects: InF64; meat: OutF64; work: WorkF64 };
  leverages: { n: number; stride: number; k: number; hasEffects: number; X: InF64; R: InF64; effects: InF64; h: OutF64; work: WorkF64 };
  nearMeat: { first: number; rows: number; n: number; k: number; over: number; chord: number; band: number; latitudes: InF64; points: InF64; scores: InF64; R: InF64; meat: OutF64; work: WorkF64 };
  residualScores: { n: number; stride: number; k: number; low: number; nCells: number; X: InF64; y: InF64; beta: InF64; codes: InU32; u: OutF64; scores: OutF64; work: WorkF64 };
  turnRows: { n: number; s: number; q: number; stride: number; rows: InF64; A: InF64; out: OutF64 };
  weightedAdjustments: { n: number; nClusters: number; most: number; r: number; k: number; q: number; p: number; apart: number; hasGroups: number; tolerance: number; offsets: InU32; U: InF64; u: InF64; w: InF64; groups: InU32; S: InF64; targets: InF64; scores: OutF64; vectors: OutF64; measures: OutF64; products: OutF64; work: WorkF64 };
  windowMeat: { first: number; rows: number; stride: number; k: number; lag: number; over: number; X: InF64; u: InF64; places: InU32; R: InF64; meat: OutF64; work: WorkF64 };
  demeanByCode: { n: number; k: number; nLevels: number; weighted: number; codes: InU32; w: InF64; totals: InF64; X: InOutF64; before: OutF64; after: OutF64; work: WorkF64 };
  demeanGroups: { n: number; k: number; low: number; high: number; nLevels: number; p: number; weighted: number; written: number; apart: number; coefsApart: number; offsets: InU32; codes: InU32; w: InF64; coefs: InF64; X: InOutF64; sums: OutF64; moments: OutF64; work: WorkF64 };
  withinProducts: { n: number; k: number; low: number; high: number; nLevels: number; p: number; weighted: number; more: number; apart: number; base: number; stride: number; X: InF64; origins: InF64; offsets: InU32; codes: InU32; w: InF64; sums: InOutF64; XtX: InOutF64; moments: InOutF64; work: WorkF64 };
  withinResiduals: { n: number; k: number; low: number; high: number; nLevels: number; p: number; weighted: number; scored: number; squared: number; more: number; apart: number; base: number; stride: number; X: InF64; offsets: InU32; codes: InU32; w: InF64; coefs: InF64; beta: InF64; u: OutF64; sums: InOutF64; scores: OutF64; meat: InOutF64; measures: InOutF64; work: WorkF64 };
  withinScores: { n: number; k: number; r: number; low: number; high: number; nLevels: number; nGroups: number; p: number; weighted: number; scored: number; apart: number; X: InF64; offsets: InU32; codes: InU32; w: InF64; coefs: InF64; C: InF64; sums: OutF64; scores: OutF64; measures: OutF64; work: WorkF64 };
  effectLeverages: { n: number; low: number; high: number; nLevels: number; stride: number; p: number; weighted: number; offsets: InU32; codes: InU32; w: InF64; M: InF64; h: InOutF64; work: WorkF64; met: WorkU32 };
  ironsTuck: { nLevels: number; totals: InF64; once: InF64; twice: InF64; active: InF64; x: InOutF64; steps: OutF64 };
  levelMeans: { nLevels: number; totals: InF64; sums: InF64; largest: OutF64 };
  projectEffect: { n: number; nGroups: number; nLevels: number; p: number; effect: number; low: number; high: number; weighted: number; offsets: InU32; codes: InU32; w: InF64; totals: InF64; rhs: InF64; coefs: InOutF64; work: WorkF64 };
  schurComplement: { low: number; high: number; nLevels: number; nBlocks: number; weighted: number; offsets: InU32; codes: InU32; blocks: InU32; w: InF64; S: OutF64; work: WorkF64; index: WorkU32 };
  schurFactor: { nBlocks: number; blocks: InU32; S: InOutF64 };
  schurFold: { nBlocks: number; blocks: InU32; S: InOutF64; diagonal: WorkF64 };
  schurSolve: { nBlocks: number; blocks: InU32; L: InF64; b: InOutF64 };
  attCell: { method: number; differences: number; weighted: number; k: number; nSegments: number; xStride: number; capacity: number; nClusters: number; trim: number; limit: number; segments: InU32; y1: InF64; y0: InF64; x: InF64; weights: InF64; clusters: InU32; influence: OutF64; result: OutF64; work: WorkF64; places: WorkU32 };
  cohortMoments: { nCohorts: number; t: number; sizes: InU32; order: InU32; Y: InF64; means: OutF64; S: OutF64; work: WorkF64 };
  timingDraws: { nDraws: number; n: number; t: number; nCohorts: number; nEffects: number; nPre: number; beta: number; isRefined: number; sizes: InU32; Y: InF64; loads: InF64; first: number; c2: number; c3: number; k0: number; k1: number; statistics: OutF64; words: WorkU32; work: WorkF64 };
  addLevels: { n: number; nLevels: number; sloped: number; sign: number; codes: InU32; coefs: InF64; z: InF64; x: InOutF64 };
  labelLevels: { n: number; nLevels: number; codes: InU32; labels: InU32; out: InOutU32 };
  propagateLevels: { n: number; nA: number; nB: number; a: InU32; b: InU32; s: InF64; aOffsets: InU32; aOrder: InU32; bOffsets: InU32; bOrder: InU32; alpha: OutF64; beta: OutF64; aComponent: OutU32; bComponent: OutU32; work: WorkU32 };
  rowDots: { n: number; stride: number; k: number; A: InF64; B: InF64; out: OutF64 };
  binaryPass: { n: number; stride: number; k: number; link: number; expected: number; weighted: number; X: InF64; y: InF64; w: InF64; beta: InF64; sums: OutF64; linear: OutF64; fitted: OutF64; work: WorkF64 };
  irlsPass: { n: number; family: number; weighted: number; share: number; step: number; y: InF64; w: InF64; saturated: InF64; linear: InF64; direction: InF64; eta: OutF64; weight: OutF64; root: OutF64; working: OutF64; sums: OutF64; residual: OutF64; work: WorkF64 };
  poissonSaturated: { n: number; weighted: number; y: InF64; w: InF64; saturated: OutF64; work: WorkF64 };
  gmmCorrections: { nUnits: number; low: number; high: number; plan: InU32; panel: InF64; combination: InF64; u: InF64; sums: OutF64; work: WorkF64; flags: WorkU32 };
  gmmProducts: { nUnits: number; low: number; high: number; plan: InU32; panel: InF64; sums: OutF64; rowCounts: OutU32; work: WorkF64; flags: WorkU32 };
  gmmScores: { nUnits: number; nOrders: number; classical: number; low: number; high: number; plan: InU32; panel: InF64; combination: InF64; sums: OutF64; work: WorkF64; flags: WorkU32 };
  ascending: { n: number; codes: InU32 };
  bucketPlaces: { n: number; shift: number; order: InU32; slots: OutU32; places: OutU32; inverse: WorkU32; cursor: WorkU32 };
  csrOffsets: { n: number; nLevels: number; codes: InU32; offsets: OutU32 };
  csrOrder: { n: number; nLevels: number; codes: InU32; offsets: InU32; order: OutU32; cursor: WorkU32 };
  gatherF64: { n: number; nSource: number; x: InF64; order: InU32; out: OutF64 };
  gatherU32: { n: number; nSource: number; x: InU32; order: InU32; out: OutU32 };
  scatterF64: { n: number; nOut: number; x: InF64; order: InU32; out: OutF64 };
  groupCounts: { n: number; nLevels: number; codes: InU32; counts: OutU32 };
  groupQuantiles: { first: number; last: number; nGroups: number; nP: number; weighted: number; offsets: InU32; ends: InU32; x: InOutF64; w: InOutF64; p: InF64; out: OutF64 };
  groupMeans: { n: number; nLevels: number; weighted: number; x: InF64; codes: InU32; w: InF64; means: OutF64; totals: OutF64 };
  groupSums: { n: number; nLevels: number; weighted: number; x: InF64; codes: InU32; w: InF64; sums: OutF64 };
  hashCodes: { n: number; nFound: number; nSlots: number; x: InF64; slots: InOutU32; levels: InOutF64; counts: InOutU32; codes: OutU32 };
  placeLevels: { n: number; nSlots: number; levels: InF64; slots: OutU32 };
  sortLevels: { n: number; levels: InOutF64; counts: InOutU32; numbers: OutU32; keys: WorkF64; order: WorkU32; places: WorkU32 };
  codeAscending: { n: number; x: InF64; state: InOutF64; levels: InOutF64; ends: InOutU32; codes: OutU32 };
  integerRange: { n: number; x: InF64; range: InOutF64 };
  numberSlots: { nSlots: number; low: number; counts: InOutU32; levels: InOutF64; rows: InOutU32 };
  renumberCodes: { n: number; nSlots: number; numbers: InU32; codes: InOutU32 };
  slotIntegers: { n: number; low: number; nSlots: number; x: InF64; counts: InOutU32; slots: OutU32 };
  nestedIn: { n: number; nA: number; a: InU32; b: InU32; owner: WorkU32 };
  pairComponents: { n: number; nA: number; nB: number; a: InU32; b: InU32; components: OutU32; work: WorkU32 };
  placeByGroup: { n: number; nGroups: number; weighted: number; x: InF64; codes: InU32; w: InF64; offsets: InU32; ends: OutU32; outX: OutF64; outW: OutF64 };
  levelRows: { n: number; nLevels: number; codes: InU32; counts: OutU32; rows: OutU32 };
  recursiveSingletons: { n: number; q: number; levels: InU32; codes: InU32; counts: InOutU32; rows: InOutU32; drop: OutU32; stack: WorkU32 };
  tableCodes: { n: number; nFound: number; nSlots: number; low: number; x: InF64; slots: InOutU32; levels: InOutF64; codes: InOutU32; done: OutU32 };
  cellProjections: { low: number; high: number; n: number; nLevels: number; nCells: number; k: number; weighted: number; starts: InU32; level: InU32; cell: InU32; compared: InU8; w: InF64; X: InF64; out: OutF64; means: WorkF64 };
  imputeOutcomes: { low: number; high: number; nLevels: number; weighted: number; starts: InU32; level: InU32; compared: InU8; w: InF64; y: InF64; b: InF64; out: OutF64 };
  imputedInfluence: { low: number; high: number; n: number; nUnits: number; nLevels: number; nCells: number; k: number; starts: InU32; level: InU32; cell: InU32; share: InF64; e: InF64; X: InF64; B: InF64; out: OutF64; sums: WorkF64 };
  dgeqr2: { m: number; n: number; A: InOutF64; tau: OutF64; work: WorkF64 };
  dpotrf: { n: number; A: InOutF64 };
  dtrsv: { upper: number; transposed: number; n: number; A: InF64; x: InOutF64 };
  dtrtri: { n: number; A: InOutF64 };
  pivotedCholesky: { m: number; tolerance: number; S: InOutF64; order: OutU32; d: WorkF64 };
  pivotedSolve: { m: number; rank: number; L: InF64; order: InU32; scale: InF64; b: InOutF64; y: WorkF64 };
  qrDrop: { k: number; carried: number; tolerance: number; norms: InF64; R: InOutF64; kept: OutU32; combination: OutF64 };
  tsqr: { n: number; stride: number; k: number; X: InF64; R: OutF64; work: WorkF64 };
  tsqrMerge: { count: number; k: number; parts: InF64; R: OutF64; work: WorkF64 };
  abadieImbensSums: { n: number; centre: number; matched: InF64; effect: InF64; used: InF64; squares: InF64; sigma2: InF64; sums: OutF64; work: WorkF64 };
  blockMoments: { nBlocks: number; p: number; outcome: number; starts: InU32; x: InF64; y: InF64; basis: InF64; moments: OutF64; work: WorkF64 };
  boxTree: { k: number; width: number; levels: number; isBottom: number; low: number; high: number; node: number; points: InF64; order: InOutU32; bounds: OutF64 };
  chosenPairs: { nTreated: number; ratio: number; rows: InU32; chosen: InU32; places: InU32; treated: OutU32; control: OutU32; share: OutF64 };
  cutCodes: { n: number; nCuts: number; x: InF64; cuts: InF64; codes: OutU32 };
  entropyTilt: { n: number; stride: number; k: number; shift: number; C: InF64; eta: InF64; base: InF64; weights: OutF64; sums: OutF64; work: WorkF64 };
  extremes: { n: number; x: InF64; range: OutF64 };
  kernelShares: { nBlocks: number; kernel: number; h: number; p: number; blockCells: InU32; starts: InU32; x: InF64; offsets: InU32; s: InF64; a: InF64; b: InF64; points: InF64; basis: InF64; shares: OutF64; work: WorkF64 };
  kernelSums: { n: number; kernel: number; local: number; outcome: number; h: number; p: number; s: InF64; cells: InU32; cellBlocks: InU32; starts: InU32; x: InF64; y: InF64; moments: InF64; points: InF64; a: OutF64; b: OutF64; total: OutF64; counterfactual: OutF64 };
  ksDistance: { n: number; total1: number; total2: number; x: InF64; w: InF64; work: WorkF64 };
  mahalanobisPoints: { m: number; n: number; k: number; width: number; rows: InU32; X: InF64; score: InF64; centre: InF64; inverse: InF64; raw: OutF64; points: OutF64 };
  nearestControls: { nTreated: number; rows: InU32; score: InF64; cells: InU32; offsets: InU32; units: InU32; values: InF64; runs: InU32; middles: InU32; places: InU32; treated: OutU32; control: OutU32; share: OutF64 };
  nearestCounts: { nTreated: number; ratio: number; limit: number; tolerance: number; rows: InU32; score: InF64; cells: InU32; offsets: InU32; values: InF64; middles: OutU32; counts: OutU32 };
  nearestOnce: { nTreated: number; m: number; nCells: number; ratio: number; limit: number; turns: InU32; rows: InU32; score: InF64; cells: InU32; offsets: InU32; units: InU32; values: InF64; runs: InU32; chosen: OutU32; counts: OutU32; down: WorkU32; up: WorkU32 };
  neighbourVariances: { n: number; neighbours: number; scale: number; tolerance: number; x: InF64; y: InF64; variances: OutF64; keys: WorkF64; order: WorkU32 };
  pairEffects: { n: number; nPairs: number; treated: InU32; control: InU32; share: InF64; y: InF64; matched: OutF64; effect: OutF64; used: OutF64; squares: OutF64 };
  pairSquares: { n: number; nPairs: number; centre: number; treated: InU32; control: InU32; share: InF64; y: InF64; work: WorkF64 };
  powerColumns: { n: number; p: number; centre: number; scale: number; x: InF64; targets: InF64; out: OutF64 };
  runCodes: { n: number; order: InU32; a: InU32; b: InU32; codes: OutU32 };
  scoreBlocks: { m: number; nCells: number; width: number; offsets: InU32; x: InF64; starts: OutU32; cellBlocks: OutU32 };
  scoreCells: { m: number; nCells: number; order: InU32; sorted: InF64; cells: InU32; offsets: OutU32; units: OutU32; values: OutF64; runs: OutU32 };
  scoreOrder: { m: number; descending: number; rows: InU32; labels: InU32; score: InF64; order: OutU32; sorted: OutF64; keys: WorkF64; places: WorkU32; counts: WorkU32 };
  stratumWeights: { n: number; nStrata: number; codes: InU32; treated: InF64; treatedIn: InF64; controlIn: InF64; weights: OutF64 };
  treeNearest: { nTreated: number; k: number; width: number; ratio: number; limit: number; window: number; slack: number; cells: InU32; rows: InF64; ends: InF64; offsets: InU32; roots: InU32; levels: InU32; bounds: InF64; raw: InF64; points: InF64; units: InU32; inverse: InF64; chosen: OutU32; counts: OutU32; last: OutF64; keys: WorkF64; places: WorkU32 };
  treeOnce: { nTreated: number; m: number; nCells: number; nNodes: number; k: number; width: number; ratio: number; limit: number; window: number; slack: number; turns: InU32; cells: InU32; rows: InF64; ends: InF64; offsets: InU32; roots: InU32; levels: InU32; bounds: InF64; raw: InF64; points: InF64; units: InU32; inverse: InF64; chosen: OutU32; counts: OutU32; free: WorkU32; taken: WorkU32; keys: WorkF64; places: WorkU32 };
  treeWithin: { nTreated: number; k: number; width: number; most: number; limit: number; window: number; slack: number; cells: InU32; rows: InF64; ends: InF64; offsets: InU32; roots: InU32; levels: InU32; bounds: InF64; raw: InF64; points: InF64; units: InU32; inverse: InF64; reach: InF64; starts: InU32; who: InU32; counts: OutU32; treated: OutU32; control: OutU32; share: OutF64; keys: WorkF64; places: WorkU32 };
  weightedMoments: { n: number; stride: number; k: number; q: number; X: InF64; W: InF64; centres: InF64; moments: OutF64; work: WorkF64 };
  pchisq: { x: number; df: number; upper: number };
  qchisq: { p: number; df: number; upper: number };
  pf: { x: number; d1: number; d2: number; upper: number };
  qf: { p: number; d1: number; d2: number; upper: number };
  pnorm: { x: number; upper: number };
  qnorm: { p: number; upper: number };
  pt: { t: number; df: number; upper: number };
  qt: { p: number; df: number; upper: number };
  spherePoints: { n: number; latitudes: InF64; longitudes: InF64; points: OutF64 };
  vexp: { n: number; x: InF64; out: OutF64 };
  vlog: { n: number; x: InF64; out: OutF64 };
  vpow: { n: number; y: number; x: InF64; out: OutF64 };
  groupBlocks: { size: number; low: number; high: number; nBlocks: number; nGroups: number; codes: InU32; blocks: InF64; sums: OutF64 };
  leaveOutSolve: { order: number; n: number; nUnits: number; nRight: number; tolerance: number; columns: InU32; right: InU32; scale: InF64; total: InF64; part: InF64; X: OutF64; kept: OutU32; work: WorkF64 };
  momentBlocks: { low: number; high: number; n: number; p: number; m: number; behind: number; nEffects: number; weighted: number; centred: number; starts: InU32; groups: InU32; offsets: InU32; codes: InU32; w: InF64; X: InF64; blocks: OutF64; levelWeights: OutF64; work: WorkF64 };
  momentSums: { low: number; high: number; n: number; p: number; m: number; nEffects: number; weighted: number; centred: number; nClusters: number; offsets: InU32; clusterOf: InU32; codes: InU32; w: InF64; X: InF64; sums: OutF64; work: WorkF64 };
  momentWrite: { low: number; high: number; p: number; m: number; behind: number; sums: InF64; blocks: OutF64; levelWeights: OutF64 };
  packedFactor: { n: number; tolerance: number; scale: InF64; A: InOutF64; kept: OutU32; column: WorkF64 };
  packedProducts: { n: number; nBlocks: number; blocks: InF64; codes: InU32; vectors: InF64; products: OutF64 };
  packedSolve: { n: number; nRight: number; L: InF64; X: InOutF64 };
  specificationFits: { low: number; high: number; r: number; p: number; most: number; C: InF64; least: InF64; K: InF64; starts: InU32; columns: InU32; regressors: InU32; outcomes: InU32; firsts: InU32; counts: InU32; fits: OutF64; work: WorkF64; kept: WorkU32 };
  packSnappy: { n: number; bytes: InU8; out: InOutU8; table: WorkU32 };
  unpackRuns: { n: number; width: number; count: number; bytes: InU8; out: OutU32 };
  unpackSnappy: { n: number; m: number; packed: InU8; out: OutU8 };
  pairCorrelations: { first: number; end: number; nUnits: number; nPeriods: number; stride: number; e: InF64; seen: InF64; out: OutF64; work: WorkF64 };
  rowDifferences: { m: number; n: number; rows: InU32; before: InU32; x: InF64; out: OutF64 };
  subtractLevels: { n: number; nLevels: number; codes: InU32; shift: InF64; x: InOutF64 };
  groupIv: { low: number; high: number; offsets: InU32; order: InU32; clusters: InU32; q: InF64; p: InF64; z: InF64; p0: InF64; z0: InF64; out: OutF64 };
  weightedGroupIv: { low: number; high: number; offsets: InU32; order: InU32; w: InF64; q: InF64; p: InF64; z: InF64; p0: InF64; z0: InF64; out: OutF64 };
  drawnQuality: { n: number; nGroups: number; q: InF64; p: InF64; groups: InU32; sigma: InF64; w: InF64; value: InF64; quality: OutF64; weights: OutF64 };
  leaveOutMeans: { low: number; high: number; weighted: number; offsets: InU32; order: InU32; parts: InU32; x: InF64; w: InF64; out: OutF64; before: WorkF64 };
  aggregateMeans: { n: number; nGroups: number; x: InF64; w: InF64; codes: InU32; stats: OutF64; excluded: OutU32 };
  minMaxWithin: { n: number; nGroups: number; x: InF64; codes: InU32; out: OutF64; work: WorkF64 };
  rescaleWithin: { n: number; nGroups: number; x: InF64; codes: InU32; low: InF64; high: InF64; out: OutF64 };
  weightedGroupMeans: { n: number; nGroups: number; x: InF64; w: InF64; codes: InU32; mean: OutF64; weightSum: OutF64; shareSum: OutF64; count: OutU32 };
  midranks: { nGroups: number; offsets: InU32; x: InF64; ranks: OutF64; keys: WorkF64; order: WorkU32 };
  pairCounts: { nGroups: number; offsets: InU32; x: InF64; y: InF64; counts: OutF64; keys: WorkF64; order: WorkU32 };
  cgDirection: { lanes: number; low: number; high: number; alpha: InF64; beta: InF64; r: InF64; inverse: InF64; x: InOutF64; p: InOutF64 };
  cgStep: { lanes: number; low: number; high: number; alpha: InF64; q: InF64; inverse: InF64; r: InOutF64; dots: OutF64 };
  edgeProduct: { lanes: number; low: number; high: number; starts: InU32; others: InU32; edges: InF64; a: InF64; q: OutF64; dots: OutF64 };
  eliminateLevels: { m: number; nLevels: number; starts: InU32; others: InU32; edges: InF64; order: OutU32; ends: OutU32; shares: OutF64; inverses: OutF64; core: OutU32; coreStarts: OutU32; coreOthers: OutU32; coreEdges: OutF64; diagonal: OutF64; halves: WorkF64; index: WorkU32 };
  foldLevels: { lanes: number; nGone: number; nCore: number; order: InU32; ends: InU32; shares: InF64; core: InU32; b: InOutF64; left: OutF64 };
  unfoldLevels: { lanes: number; nGone: number; nCore: number; order: InU32; ends: InU32; shares: InF64; inverses: InF64; core: InU32; b: InF64; left: InF64; x: OutF64 };
  envelopeBuild: { nGroups: number; nA: number; nLevels: number; p: number; stride: number; size: number; offsets: InU32; codes: InU32; weights: InF64; position: InU32; rows: InU32; diagonal: InF64; S: OutF64; work: WorkF64; index: WorkU32 };
  envelopeFactor: { nBlocks: number; border: number; nA: number; order: number; tolerance: number; firsts: InU32; rows: InU32; S: InOutF64; pin: InOutU32; work: WorkF64; reach: WorkU32 };
  envelopeSolve: { lanes: number; nBlocks: number; nLevels: number; firsts: InU32; rows: InU32; L: InF64; position: InU32; b: InOutF64; work: WorkF64 };
  levelGroups: { nGroups: number; nA: number; offsets: InU32; codes: InU32; levelOffsets: OutU32; groups: OutU32 };
  moveLanes: { nLevels: number; fromLanes: number; fromAt: number; toLanes: number; toAt: number; from: InF64; to: InOutF64 };
  reducedApply: { lanes: number; low: number; high: number; nLevels: number; p: number; stride: number; weighted: number; offsets: InU32; codes: InU32; weights: InF64; inverses: InF64; a: InF64; y: OutF64; work: WorkF64 };
  reducedCells: { n: number; nGroups: number; nLevels: number; p: number; weighted: number; offsets: InU32; codes: InU32; w: InF64; cellOffsets: OutU32; cellCodes: OutU32; cellWeights: OutF64; work: WorkU32 };
  reducedDiagonal: { low: number; high: number; nLevels: number; p: number; stride: number; counts: number; offsets: InU32; codes: InU32; weights: InF64; inverses: OutF64; totals: OutF64; diagonal: OutF64; work: WorkF64; index: WorkU32 };
  reducedEdges: { nGroups: number; nLevels: number; offsets: InU32; codes: InU32; weights: InF64; starts: OutU32; others: OutU32; edges: OutF64; diagonal: OutF64; work: WorkU32 };
  reducedFinish: { lanes: number; low: number; high: number; nLevels: number; nSlabs: number; p: number; totals: InF64; a: InF64; y: InOutF64; dots: OutF64 };
  reverseCuthillMcKee: { nGroups: number; nA: number; most: number; cellOffsets: InU32; cellCodes: InU32; levelOffsets: InU32; levelGroups: InU32; order: OutU32; position: OutU32; first: OutU32; last: OutU32; work: WorkU32 };
  clusterCounts: { nClusters: number; nDraws: number; first: number; c2: number; c3: number; k0: number; k1: number; counts: OutF64; work: WorkU32 };
  drawnRows: { n: number; q: number; nClusters: number; recursive: number; levels: InU32; codes: InU32; clusters: InU32; counts: InF64; weights: OutF64; levelCounts: OutU32; work: WorkU32 };
  jackknifeFits: { stride: number; nClusters: number; m: number; k: number; tolerance: number; blocks: InF64; total: InF64; scale: InF64; inverse: InF64; coefficients: OutF64; leverage: OutF64; work: WorkF64; flags: WorkU32 };
  multiplierDraws: { kind: number; n: number; p: number; first: number; nDraws: number; purpose: number; k0: number; k1: number; psi: InF64; draws: OutF64; work: WorkF64; block: WorkU32 };
  philoxU32: { n: number; first: number; c1: number; c2: number; c3: number; k0: number; k1: number; out: OutU32; work: WorkU32 };
  philoxUniform: { n: number; first: number; c1: number; c2: number; c3: number; k0: number; k1: number; out: OutF64; work: WorkU32 };
  philoxNormal: { n: number; first: number; c1: number; c2: number; c3: number; k0: number; k1: number; out: OutF64; work: WorkU32 };
  placeboCells: { nCells: number; r: number; nKept: number; nShared: number; stride: number; outcome: number; nPeriods: number; nDates: number; blocks: InOutF64; kept: InU32; periods: InU32; periodWeights: InF64; dates: InU32; g: InF64; alike: OutU32; Ze: OutF64; uZ: OutF64; sums: OutF64; work: WorkF64 };
  placeboErrors: { nDraws: number; nCells: number; nClusters: number; factor: number; clusters: InU32; scores: InF64; found: InF64; estimate: OutF64; stdError: OutF64; work: WorkF64 };
  placeboScores: { low: number; high: number; nDraws: number; nCells: number; r: number; nShared: number; stride: number; nDates: number; blocks: InF64; alike: InU32; Ze: InF64; uZ: InF64; sums: InF64; codes: InU32; slopes: InF64; lanes: InF64; products: InF64; found: InF64; scores: OutF64; work: WorkF64 };
  placeboSlopes: { nDraws: number; nCells: number; r: number; nDates: number; L: InF64; uZ: InF64; sums: InF64; codes: InU32; slopes: OutF64; lanes: OutF64; products: OutF64; found: OutF64; work: WorkF64 };
  randomPermutation: { n: number; c1: number; c2: number; c3: number; k0: number; k1: number; order: OutU32; work: WorkU32 };
  reweightedFits: { stride: number; nClusters: number; m: number; k: number; q: number; nWanted: number; nDraws: number; tolerance: number; blocks: InF64; tallies: InF64; floor: InF64; wanted: InU32; weights: InF64; coefficients: OutF64; variances: OutF64; totals: OutF64; states: OutU32; work: WorkF64; flags: WorkU32 };
  scoreVariances: { nCoarse: number; nFine: number; k: number; q: number; nDraws: number; coarse: number; fine: number; offsets: InU32; scores: InF64; G: InF64; A: InF64; P: InF64; out: OutF64; work: WorkF64 };
  wildDraws: { kind: number; first: number; count: number; ld: number; nBoot: number; nRows: number; rank: number; nParts: number; entries: number; purpose: number; k0: number; k1: number; U: InF64; W: InF64; offsets: InU32; clusters: InU32; values: InF64; numerators: InF64; factors: InF64; out: OutF64; work: WorkF64; block: WorkU32 };
  wildWeights: { kind: number; n: number; first: number; nDraws: number; purpose: number; k0: number; k1: number; weights: OutF64; block: WorkU32 };
  wreDraws: { kind: number; first: number; count: number; ld: number; nBoot: number; nRows: number; rank: number; kz: number; purpose: number; k0: number; k1: number; p0: InF64; A: InF64; H: InF64; K: InF64; offsets: InU32; clusters: InU32; values: InF64; factors: InF64; out: OutF64; work: WorkF64; block: WorkU32 };
  simplexWeights: { low: number; high: number; m: number; n: number; intercept: number; A: InF64; B: InF64; ridges: InF64; starts: InU32; left: InU32; w: OutF64; results: OutF64; work: WorkF64; places: WorkU32 };
  syntheticDraws: { low: number; high: number; nUnits: number; nPeriods: number; nGroups: number; most: number; Y: InF64; starts: InU32; members: InU32; firsts: InU32; penalties: InF64; effects: OutF64; work: WorkF64; places: WorkU32 };
  customsCounts: { firstFirm: number; nFirms: number; nYears: number; mostProducts: number; mostDests: number; entry: number; exit: number; single: number; purpose: number; k0: number; k1: number; counts: OutU32; work: WorkU32 };
  customsDefects: { n: number; firstRow: number; share: number; purpose: number; k0: number; k1: number; quantity: InOutF64; dest: InOutU32; order: OutU32; counts: OutU32; work: WorkU32 };
  customsRows: { firstFirm: number; nFirms: number; base: number; stride: number; nCities: number; nProducts: number; nDests: number; nYears: number; mostProducts: number; mostDests: number; entry: number; exit: number; single: number; purpose: number; k0: number; k1: number; firstYear: number; scales: InF64; products: InF64; productCodes: InU32; cities: InF64; provinces: InU32; destYears: InF64; numbers: OutF64; codes: OutU32; firmYears: OutF64; firmCities: OutU32; work: WorkF64 };
  levelBasis: { n: number; nGroups: number; low: number; high: number; nSlopes: number; centred: number; weighted: number; ordered: number; tolerance: number; offsets: InU32; order: InU32; w: InF64; B: InOutF64; kept: InOutU32 };
  slopeApply: { n: number; lanes: number; at: number; low: number; high: number; nLevels: number; p: number; nSlopes: number; intercept: number; weighted: number; offsets: InU32; codes: InU32; terms: InU32; values: InF64; B: InF64; w: InF64; a: InF64; q: InOutF64; work: WorkF64 };
  slopeDiagonal: { n: number; low: number; high: number; nLevels: number; p: number; nSlopes: number; intercept: number; weighted: number; offsets: InU32; codes: InU32; terms: InU32; values: InF64; B: InF64; w: InF64; taken: OutF64; along: WorkF64; index: WorkU32 };
  slopeLeverages: { n: number; low: number; high: number; stride: number; nLevels: number; p: number; nSlopes: number; intercept: number; weighted: number; offsets: InU32; codes: InU32; terms: InU32; values: InF64; B: InF64; w: InF64; M: InF64; h: InOutF64; work: WorkF64; index: WorkU32 };
  slopePass: { n: number; k: number; low: number; high: number; nLevels: number; p: number; nSlopes: number; intercept: number; weighted: number; mode: number; offsets: InU32; codes: InU32; terms: InU32; values: InF64; B: InF64; w: InF64; coefs: InF64; origins: InF64; X: InOutF64; sums: OutF64; moments: OutF64; work: WorkF64 };
  slopeFold: { nLevels: number; totals: InF64; scale: InF64; S: InOutF64 };
  slopeSchur: { n: number; low: number; high: number; nLevels: number; p: number; nSlopes: number; intercept: number; weighted: number; offsets: InU32; codes: InU32; terms: InU32; owners: InU32; values: InF64; B: InF64; w: InF64; S: OutF64; along: WorkF64; index: WorkU32 };
  switchingInfluence: { nUnits: number; nPeriods: number; lag: number; placebo: number; weighted: number; y: InF64; w: InF64; until: InU32; first: InU32; direction: InU32; set: InU32; cohort: InU32; cluster: InU32; flags: InU8; live: InU8; slope: InF64; centre: InF64; share: InF64; mean: InF64; used: InOutU8; influence: InOutF64 };
  switchingMoments: { nUnits: number; nPeriods: number; nSets: number; nLevels: number; p: number; k: number; weighted: number; y: InF64; x: InF64; powers: InF64; w: InF64; counts: InF64; first: InU32; set: InU32; level: InU32; cluster: InU32; means: OutF64; moments: OutF64; z: WorkF64 };
  switchingResiduals: { nUnits: number; nPeriods: number; p: number; k: number; y: InF64; x: InF64; powers: InF64; set: InU32; level: InU32; theta: InF64; out: OutF64 };
  switchingScores: { nUnits: number; nPeriods: number; nLevels: number; nClusters: number; p: number; k: number; h: number; weighted: number; y: InF64; x: InF64; powers: InF64; w: InF64; first: InU32; set: InU32; level: InU32; cluster: InU32; means: InF64; theta: InF64; factor: InF64; directions: InF64; influence: InOutF64; z: WorkF64 };
  switchingSums: { nUnits: number; nPeriods: number; nSets: number; nCohorts: number; lag: number; placebo: number; weighted: number; y: InF64; w: InF64; counts: InF64; until: InU32; first: InU32; direction: InU32; set: InU32; cohort: InU32; cluster: InU32; allowed: InU8; cells: OutF64; cohorts: OutF64; flags: OutU8; stamps: WorkU32 };
  byteCodes: { n: number; trimmed: number; maxFound: number; nSlots: number; poolBytes: number; starts: InU32; ends: InU32; bytes: InU8; slots: InOutU32; stops: InOutU32; pool: InOutU8; state: InOutU32; codes: InOutU32 };
  placeBytes: { n: number; nSlots: number; stops: InU32; pool: InU8; slots: OutU32 };
  codeCells: { nParts: number; row: number; maxEntries: number; nSlots: number; poolBytes: number; parts: InU32; bytes: InU8; texts: InU32; entries: InOutU32; slots: InOutU32; pool: InOutU8; state: InOutU32; codes: InOutU32 };
  csvRecords: { start: number; end: number; limit: number; mode: number; delimiter: number; newline: number; nColumns: number; maxRows: number; maxOdd: number; bytes: InU8; plan: InU32; markers: InU8; powers: InU32; numbers: InOutF64; texts: InOutU32; odd: InOutU32; flags: OutU8; report: OutU32 };
  formatRows: { n: number; nColumns: number; kinds: InU32; numbers: InF64; codes: InU32; starts: InU32; offsets: InU32; bytes: InU8; powers: InU32; out: InOutU8; work: WorkU8 };
  orderCells: { n: number; entries: InU32; pool: InU8; order: OutU32; keys: WorkF64; work: WorkU32 };
}

/** Calls every kernel with its arguments by name: the one place where they are put in order. */
export const calls: {
  readonly [name in keyof KernelExports]: (
    k: KernelExports,
    a: KernelArguments[name],
  ) => ReturnType<KernelExports[name]>;
} = {
  centredSumOfSquares: (k, a) => k.centredSumOfSquares(a.n, a.weighted, at(a.x), at(a.w), at(a.work)),
  columnNorms: (k, a) => k.columnNorms(a.n, a.k, at(a.X), at(a.out), at(a.work)),
  compensatedProducts: (k, a) => k.compensatedProducts(a.n, a.stride, a.k, a.withLow, at(a.X), at(a.low), at(a.XtX), at(a.work)),
  compensatedResiduals: (k, a) => k.compensatedResiduals(a.n, a.stride, a.k, a.withLow, at(a.X), at(a.low), at(a.y), at(a.yLow), at(a.beta), at(a.betaLow), at(a.out)),
  countNotFinite: (k, a) => k.countNotFinite(a.n, at(a.x)),
  crossProducts: (k, a) => k.crossProducts(a.n, a.stride, a.k, at(a.X), at(a.XtX), at(a.work)),
  ddot: (k, a) => k.ddot(a.n, at(a.x), at(a.y), at(a.work)),
  linearCombinations: (k, a) => k.linearCombinations(a.n, a.stride, a.outStride, a.p, a.q, at(a.A), at(a.C), at(a.out)),
  residuals: (k, a) => k.residuals(a.n, a.k, at(a.X), at(a.y), at(a.beta), at(a.out)),
  scaleRows: (k, a) => k.scaleRows(a.n, a.k, at(a.s), at(a.X)),
  sumParts: (k, a) => k.sumParts(a.nParts, a.size, a.low, a.high, at(a.parts)),
  chunkRows: (k, a) => k.chunkRows(a.low, a.high, a.p, a.stride, a.weighted, a.nClusters, a.lanes, a.first, a.count, at(a.X), at(a.centre), at(a.time), at(a.unit), at(a.cluster), at(a.rows), at(a.sums), at(a.lost)),
  unitProducts: (k, a) => k.unitProducts(a.low, a.high, a.p, a.m, a.weighted, at(a.order), at(a.rows), at(a.w), at(a.unit), at(a.time), at(a.cluster), at(a.means), at(a.sums), at(a.buffer)),
  unitMeat: (k, a) => k.unitMeat(a.low, a.high, a.k, a.m, a.words, at(a.levels), at(a.masks), at(a.owners), at(a.periods), at(a.scores), at(a.meat), at(a.byLevel), at(a.met), at(a.score)),
  unitScores: (k, a) => k.unitScores(a.n, a.k, a.weighted, a.task, a.nTasks, at(a.rows), at(a.w), at(a.unit), at(a.time), at(a.means), at(a.beta), at(a.periods), at(a.scores)),
  unitMeans: (k, a) => k.unitMeans(a.nUnits, a.p, a.m, a.words, a.single, a.task, a.nTasks, at(a.levels), at(a.masks), at(a.owners), at(a.means), at(a.sums), at(a.counts), at(a.byLevel), at(a.met)),
  unitSums: (k, a) => k.unitSums(a.n, a.p, a.m, a.words, a.weighted, a.task, a.nTasks, at(a.rows), at(a.w), at(a.unit), at(a.time), at(a.cluster), at(a.sums), at(a.levels), at(a.masks), at(a.owners)),
  counterfactualFits: (k, a) => k.counterfactualFits(a.count, a.T, a.N, a.k, a.additive, a.projected, a.tolerance, a.limit, a.nMissing, a.nLabels, a.nGroups, a.yStride, a.usedStride, a.xStride, a.wStride, at(a.Y), at(a.used), at(a.X), at(a.w), at(a.v), at(a.ranks), at(a.thresholds), at(a.labels), at(a.start), at(a.startBeta), at(a.status), at(a.beta), at(a.sums), at(a.totals), at(a.squares), at(a.common), at(a.period), at(a.values), at(a.vectors), at(a.work)),
  clusterAdjustments: (k, a) => k.clusterAdjustments(a.stride, a.nClusters, a.m, a.k, a.q, a.p, a.apart, a.power, a.tolerance, at(a.blocks), at(a.L), at(a.targets), at(a.scores), at(a.vectors), at(a.measures), at(a.leverage), at(a.products), at(a.work)),
  clusterMeat: (k, a) => k.clusterMeat(a.nClusters, a.k, a.over, at(a.scores), at(a.R), at(a.meat), at(a.work)),
  clusterScores: (k, a) => k.clusterScores(a.n, a.stride, a.k, a.m, a.low, a.nCells, a.apart, at(a.X), at(a.U), at(a.codes), at(a.scores)),
  hcMeat: (k, a) => k.hcMeat(a.n, a.stride, a.k, a.over, at(a.X), at(a.u), at(a.R), at(a.meat), at(a.work)),
  leverageMeat: (k, a) => k.leverageMeat(a.n, a.stride, a.k, a.hasEffects, a.power, a.slope, a.cap, a.cap2, a.least, at(a.X), at(a.u), at(a.R), at(a.effects), at(a.meat), at(a.work)),
  leverages: (k, a) => k.leverages(a.n, a.stride, a.k, a.hasEffects, at(a.X), at(a.R), at(a.effects), at(a.h), at(a.work)),
  nearMeat: (k, a) => k.nearMeat(a.first, a.rows, a.n, a.k, a.over, a.chord, a.band, at(a.latitudes), at(a.points), at(a.scores), at(a.R), at(a.meat), at(a.work)),
  residualScores: (k, a) => k.residualScores(a.n, a.stride, a.k, a.low, a.nCells, at(a.X), at(a.y), at(a.beta), at(a.codes), at(a.u), at(a.scores), at(a.work)),
  turnRows: (k, a) => k.turnRows(a.n, a.s, a.q, a.stride, at(a.rows), at(a.A), at(a.out)),
  weightedAdjustments: (k, a) => k.weightedAdjustments(a.n, a.nClusters, a.most, a.r, a.k, a.q, a.p, a.apart, a.hasGroups, a.tolerance, at(a.offsets), at(a.U), at(a.u), at(a.w), at(a.groups), at(a.S), at(a.targets), at(a.scores), at(a.vectors), at(a.measures), at(a.products), at(a.work)),
  windowMeat: (k, a) => k.windowMeat(a.first, a.rows, a.stride, a.k, a.lag, a.over, at(a.X), at(a.u), at(a.places), at(a.R), at(a.meat), at(a.work)),
  demeanByCode: (k, a) => k.demeanByCode(a.n, a.k, a.nLevels, a.weighted, at(a.codes), at(a.w), at(a.totals), at(a.X), at(a.before), at(a.after), at(a.work)),
  demeanGroups: (k, a) => k.demeanGroups(a.n, a.k, a.low, a.high, a.nLevels, a.p, a.weighted, a.written, a.apart, a.coefsApart, at(a.offsets), at(a.codes), at(a.w), at(a.coefs), at(a.X), at(a.sums), at(a.moments), at(a.work)),
  withinProducts: (k, a) => k.withinProducts(a.n, a.k, a.low, a.high, a.nLevels, a.p, a.weighted, a.more, a.apart, a.base, a.stride, at(a.X), at(a.origins), at(a.offsets), at(a.codes), at(a.w), at(a.sums), at(a.XtX), at(a.moments), at(a.work)),
  withinResiduals: (k, a) => k.withinResiduals(a.n, a.k, a.low, a.high, a.nLevels, a.p, a.weighted, a.scored, a.squared, a.more, a.apart, a.base, a.stride, at(a.X), at(a.offsets), at(a.codes), at(a.w), at(a.coefs), at(a.beta), at(a.u), at(a.sums), at(a.scores), at(a.meat), at(a.measures), at(a.work)),
  withinScores: (k, a) => k.withinScores(a.n, a.k, a.r, a.low, a.high, a.nLevels, a.nGroups, a.p, a.weighted, a.scored, a.apart, at(a.X), at(a.offsets), at(a.codes), at(a.w), at(a.coefs), at(a.C), at(a.sums), at(a.scores), at(a.measures), at(a.work)),
  effectLeverages: (k, a) => k.effectLeverages(a.n, a.low, a.high, a.nLevels, a.stride, a.p, a.weighted, at(a.offsets), at(a.codes), at(a.w), at(a.M), at(a.h), at(a.work), at(a.met)),
  ironsTuck: (k, a) => k.ironsTuck(a.nLevels, at(a.totals), at(a.once), at(a.twice), at(a.active), at(a.x), at(a.steps)),
  levelMeans: (k, a) => k.levelMeans(a.nLevels, at(a.totals), at(a.sums), at(a.largest)),
  projectEffect: (k, a) => k.projectEffect(a.n, a.nGroups, a.nLevels, a.p, a.effect, a.low, a.high, a.weighted, at(a.offsets), at(a.codes), at(a.w), at(a.totals), at(a.rhs), at(a.coefs), at(a.work)),
  schurComplement: (k, a) => k.schurComplement(a.low, a.high, a.nLevels, a.nBlocks, a.weighted, at(a.offsets), at(a.codes), at(a.blocks), at(a.w), at(a.S), at(a.work), at(a.index)),
  schurFactor: (k, a) => k.schurFactor(a.nBlocks, at(a.blocks), at(a.S)),
  schurFold: (k, a) => k.schurFold(a.nBlocks, at(a.blocks), at(a.S), at(a.diagonal)),
  schurSolve: (k, a) => k.schurSolve(a.nBlocks, at(a.blocks), at(a.L), at(a.b)),
  attCell: (k, a) => k.attCell(a.method, a.differences, a.weighted, a.k, a.nSegments, a.xStride, a.capacity, a.nClusters, a.trim, a.limit, at(a.segments), at(a.y1), at(a.y0), at(a.x), at(a.weights), at(a.clusters), at(a.influence), at(a.result), at(a.work), at(a.places)),
  cohortMoments: (k, a) => k.cohortMoments(a.nCohorts, a.t, at(a.sizes), at(a.order), at(a.Y), at(a.means), at(a.S), at(a.work)),
  timingDraws: (k, a) => k.timingDraws(a.nDraws, a.n, a.t, a.nCohorts, a.nEffects, a.nPre, a.beta, a.isRefined, at(a.sizes), at(a.Y), at(a.loads), a.first, a.c2, a.c3, a.k0, a.k1, at(a.statistics), at(a.words), at(a.work)),
  addLevels: (k, a) => k.addLevels(a.n, a.nLevels, a.sloped, a.sign, at(a.codes), at(a.coefs), at(a.z), at(a.x)),
  labelLevels: (k, a) => k.labelLevels(a.n, a.nLevels, at(a.codes), at(a.labels), at(a.out)),
  propagateLevels: (k, a) => k.propagateLevels(a.n, a.nA, a.nB, at(a.a), at(a.b), at(a.s), at(a.aOffsets), at(a.aOrder), at(a.bOffsets), at(a.bOrder), at(a.alpha), at(a.beta), at(a.aComponent), at(a.bComponent), at(a.work)),
  rowDots: (k, a) => k.rowDots(a.n, a.stride, a.k, at(a.A), at(a.B), at(a.out)),
  binaryPass: (k, a) => k.binaryPass(a.n, a.stride, a.k, a.link, a.expected, a.weighted, at(a.X), at(a.y), at(a.w), at(a.beta), at(a.sums), at(a.linear), at(a.fitted), at(a.work)),
  irlsPass: (k, a) => k.irlsPass(a.n, a.family, a.weighted, a.share, a.step, at(a.y), at(a.w), at(a.saturated), at(a.linear), at(a.direction), at(a.eta), at(a.weight), at(a.root), at(a.working), at(a.sums), at(a.residual), at(a.work)),
  poissonSaturated: (k, a) => k.poissonSaturated(a.n, a.weighted, at(a.y), at(a.w), at(a.saturated), at(a.work)),
  gmmCorrections: (k, a) => k.gmmCorrections(a.nUnits, a.low, a.high, at(a.plan), at(a.panel), at(a.combination), at(a.u), at(a.sums), at(a.work), at(a.flags)),
  gmmProducts: (k, a) => k.gmmProducts(a.nUnits, a.low, a.high, at(a.plan), at(a.panel), at(a.sums), at(a.rowCounts), at(a.work), at(a.flags)),
  gmmScores: (k, a) => k.gmmScores(a.nUnits, a.nOrders, a.classical, a.low, a.high, at(a.plan), at(a.panel), at(a.combination), at(a.sums), at(a.work), at(a.flags)),
  ascending: (k, a) => k.ascending(a.n, at(a.codes)),
  bucketPlaces: (k, a) => k.bucketPlaces(a.n, a.shift, at(a.order), at(a.slots), at(a.places), at(a.inverse), at(a.cursor)),
  csrOffsets: (k, a) => k.csrOffsets(a.n, a.nLevels, at(a.codes), at(a.offsets)),
  csrOrder: (k, a) => k.csrOrder(a.n, a.nLevels, at(a.codes), at(a.offsets), at(a.order), at(a.cursor)),
  gatherF64: (k, a) => k.gatherF64(a.n, a.nSource, at(a.x), at(a.order), at(a.out)),
  gatherU32: (k, a) => k.gatherU32(a.n, a.nSource, at(a.x), at(a.order), at(a.out)),
  scatterF64: (k, a) => k.scatterF64(a.n, a.nOut, at(a.x), at(a.order), at(a.out)),
  groupCounts: (k, a) => k.groupCounts(a.n, a.nLevels, at(a.codes), at(a.counts)),
  groupQuantiles: (k, a) => k.groupQuantiles(a.first, a.last, a.nGroups, a.nP, a.weighted, at(a.offsets), at(a.ends), at(a.x), at(a.w), at(a.p), at(a.out)),
  groupMeans: (k, a) => k.groupMeans(a.n, a.nLevels, a.weighted, at(a.x), at(a.codes), at(a.w), at(a.means), at(a.totals)),
  groupSums: (k, a) => k.groupSums(a.n, a.nLevels, a.weighted, at(a.x), at(a.codes), at(a.w), at(a.sums)),
  hashCodes: (k, a) => k.hashCodes(a.n, a.nFound, a.nSlots, at(a.x), at(a.slots), at(a.levels), at(a.counts), at(a.codes)),
  placeLevels: (k, a) => k.placeLevels(a.n, a.nSlots, at(a.levels), at(a.slots)),
  sortLevels: (k, a) => k.sortLevels(a.n, at(a.levels), at(a.counts), at(a.numbers), at(a.keys), at(a.order), at(a.places)),
  codeAscending: (k, a) => k.codeAscending(a.n, at(a.x), at(a.state), at(a.levels), at(a.ends), at(a.codes)),
  integerRange: (k, a) => k.integerRange(a.n, at(a.x), at(a.range)),
  numberSlots: (k, a) => k.numberSlots(a.nSlots, a.low, at(a.counts), at(a.levels), at(a.rows)),
  renumberCodes: (k, a) => k.renumberCodes(a.n, a.nSlots, at(a.numbers), at(a.codes)),
  slotIntegers: (k, a) => k.slotIntegers(a.n, a.low, a.nSlots, at(a.x), at(a.counts), at(a.slots)),
  nestedIn: (k, a) => k.nestedIn(a.n, a.nA, at(a.a), at(a.b), at(a.owner)),
  pairComponents: (k, a) => k.pairComponents(a.n, a.nA, a.nB, at(a.a), at(a.b), at(a.components), at(a.work)),
  placeByGroup: (k, a) => k.placeByGroup(a.n, a.nGroups, a.weighted, at(a.x), at(a.codes), at(a.w), at(a.offsets), at(a.ends), at(a.outX), at(a.outW)),
  levelRows: (k, a) => k.levelRows(a.n, a.nLevels, at(a.codes), at(a.counts), at(a.rows)),
  recursiveSingletons: (k, a) => k.recursiveSingletons(a.n, a.q, at(a.levels), at(a.codes), at(a.counts), at(a.rows), at(a.drop), at(a.stack)),
  tableCodes: (k, a) => k.tableCodes(a.n, a.nFound, a.nSlots, a.low, at(a.x), at(a.slots), at(a.levels), at(a.codes), at(a.done)),
  cellProjections: (k, a) => k.cellProjections(a.low, a.high, a.n, a.nLevels, a.nCells, a.k, a.weighted, at(a.starts), at(a.level), at(a.cell), at(a.compared), at(a.w), at(a.X), at(a.out), at(a.means)),
  imputeOutcomes: (k, a) => k.imputeOutcomes(a.low, a.high, a.nLevels, a.weighted, at(a.starts), at(a.level), at(a.compared), at(a.w), at(a.y), at(a.b), at(a.out)),
  imputedInfluence: (k, a) => k.imputedInfluence(a.low, a.high, a.n, a.nUnits, a.nLevels, a.nCells, a.k, at(a.starts), at(a.level), at(a.cell), at(a.share), at(a.e), at(a.X), at(a.B), at(a.out), at(a.sums)),
  dgeqr2: (k, a) => k.dgeqr2(a.m, a.n, at(a.A), at(a.tau), at(a.work)),
  dpotrf: (k, a) => k.dpotrf(a.n, at(a.A)),
  dtrsv: (k, a) => k.dtrsv(a.upper, a.transposed, a.n, at(a.A), at(a.x)),
  dtrtri: (k, a) => k.dtrtri(a.n, at(a.A)),
  pivotedCholesky: (k, a) => k.pivotedCholesky(a.m, a.tolerance, at(a.S), at(a.order), at(a.d)),
  pivotedSolve: (k, a) => k.pivotedSolve(a.m, a.rank, at(a.L), at(a.order), at(a.scale), at(a.b), at(a.y)),
  qrDrop: (k, a) => k.qrDrop(a.k, a.carried, a.tolerance, at(a.norms), at(a.R), at(a.kept), at(a.combination)),
  tsqr: (k, a) => k.tsqr(a.n, a.stride, a.k, at(a.X), at(a.R), at(a.work)),
  tsqrMerge: (k, a) => k.tsqrMerge(a.count, a.k, at(a.parts), at(a.R), at(a.work)),
  abadieImbensSums: (k, a) => k.abadieImbensSums(a.n, a.centre, at(a.matched), at(a.effect), at(a.used), at(a.squares), at(a.sigma2), at(a.sums), at(a.work)),
  blockMoments: (k, a) => k.blockMoments(a.nBlocks, a.p, a.outcome, at(a.starts), at(a.x), at(a.y), at(a.basis), at(a.moments), at(a.work)),
  boxTree: (k, a) => k.boxTree(a.k, a.width, a.levels, a.isBottom, a.low, a.high, a.node, at(a.points), at(a.order), at(a.bounds)),
  chosenPairs: (k, a) => k.chosenPairs(a.nTreated, a.ratio, at(a.rows), at(a.chosen), at(a.places), at(a.treated), at(a.control), at(a.share)),
  cutCodes: (k, a) => k.cutCodes(a.n, a.nCuts, at(a.x), at(a.cuts), at(a.codes)),
  entropyTilt: (k, a) => k.entropyTilt(a.n, a.stride, a.k, a.shift, at(a.C), at(a.eta), at(a.base), at(a.weights), at(a.sums), at(a.work)),
  extremes: (k, a) => k.extremes(a.n, at(a.x), at(a.range)),
  kernelShares: (k, a) => k.kernelShares(a.nBlocks, a.kernel, a.h, a.p, at(a.blockCells), at(a.starts), at(a.x), at(a.offsets), at(a.s), at(a.a), at(a.b), at(a.points), at(a.basis), at(a.shares), at(a.work)),
  kernelSums: (k, a) => k.kernelSums(a.n, a.kernel, a.local, a.outcome, a.h, a.p, at(a.s), at(a.cells), at(a.cellBlocks), at(a.starts), at(a.x), at(a.y), at(a.moments), at(a.points), at(a.a), at(a.b), at(a.total), at(a.counterfactual)),
  ksDistance: (k, a) => k.ksDistance(a.n, a.total1, a.total2, at(a.x), at(a.w), at(a.work)),
  mahalanobisPoints: (k, a) => k.mahalanobisPoints(a.m, a.n, a.k, a.width, at(a.rows), at(a.X), at(a.score), at(a.centre), at(a.inverse), at(a.raw), at(a.points)),
  nearestControls: (k, a) => k.nearestControls(a.nTreated, at(a.rows), at(a.score), at(a.cells), at(a.offsets), at(a.units), at(a.values), at(a.runs), at(a.middles), at(a.places), at(a.treated), at(a.control), at(a.share)),
  nearestCounts: (k, a) => k.nearestCounts(a.nTreated, a.ratio, a.limit, a.tolerance, at(a.rows), at(a.score), at(a.cells), at(a.offsets), at(a.values), at(a.middles), at(a.counts)),
  nearestOnce: (k, a) => k.nearestOnce(a.nTreated, a.m, a.nCells, a.ratio, a.limit, at(a.turns), at(a.rows), at(a.score), at(a.cells), at(a.offsets), at(a.units), at(a.values), at(a.runs), at(a.chosen), at(a.counts), at(a.down), at(a.up)),
  neighbourVariances: (k, a) => k.neighbourVariances(a.n, a.neighbours, a.scale, a.tolerance, at(a.x), at(a.y), at(a.variances), at(a.keys), at(a.order)),
  pairEffects: (k, a) => k.pairEffects(a.n, a.nPairs, at(a.treated), at(a.control), at(a.share), at(a.y), at(a.matched), at(a.effect), at(a.used), at(a.squares)),
  pairSquares: (k, a) => k.pairSquares(a.n, a.nPairs, a.centre, at(a.treated), at(a.control), at(a.share), at(a.y), at(a.work)),
  powerColumns: (k, a) => k.powerColumns(a.n, a.p, a.centre, a.scale, at(a.x), at(a.targets), at(a.out)),
  runCodes: (k, a) => k.runCodes(a.n, at(a.order), at(a.a), at(a.b), at(a.codes)),
  scoreBlocks: (k, a) => k.scoreBlocks(a.m, a.nCells, a.width, at(a.offsets), at(a.x), at(a.starts), at(a.cellBlocks)),
  scoreCells: (k, a) => k.scoreCells(a.m, a.nCells, at(a.order), at(a.sorted), at(a.cells), at(a.offsets), at(a.units), at(a.values), at(a.runs)),
  scoreOrder: (k, a) => k.scoreOrder(a.m, a.descending, at(a.rows), at(a.labels), at(a.score), at(a.order), at(a.sorted), at(a.keys), at(a.places), at(a.counts)),
  stratumWeights: (k, a) => k.stratumWeights(a.n, a.nStrata, at(a.codes), at(a.treated), at(a.treatedIn), at(a.controlIn), at(a.weights)),
  treeNearest: (k, a) => k.treeNearest(a.nTreated, a.k, a.width, a.ratio, a.limit, a.window, a.slack, at(a.cells), at(a.rows), at(a.ends), at(a.offsets), at(a.roots), at(a.levels), at(a.bounds), at(a.raw), at(a.points), at(a.units), at(a.inverse), at(a.chosen), at(a.counts), at(a.last), at(a.keys), at(a.places)),
  treeOnce: (k, a) => k.treeOnce(a.nTreated, a.m, a.nCells, a.nNodes, a.k, a.width, a.ratio, a.limit, a.window, a.slack, at(a.turns), at(a.cells), at(a.rows), at(a.ends), at(a.offsets), at(a.roots), at(a.levels), at(a.bounds), at(a.raw), at(a.points), at(a.units), at(a.inverse), at(a.chosen), at(a.counts), at(a.free), at(a.taken), at(a.keys), at(a.places)),
  treeWithin: (k, a) => k.treeWithin(a.nTreated, a.k, a.width, a.most, a.limit, a.window, a.slack, at(a.cells), at(a.rows), at(a.ends), at(a.offsets), at(a.roots), at(a.levels), at(a.bounds), at(a.raw), at(a.points), at(a.units), at(a.inverse), at(a.reach), at(a.starts), at(a.who), at(a.counts), at(a.treated), at(a.control), at(a.share), at(a.keys), at(a.places)),
  weightedMoments: (k, a) => k.weightedMoments(a.n, a.stride, a.k, a.q, at(a.X), at(a.W), at(a.centres), at(a.moments), at(a.work)),
  pchisq: (k, a) => k.pchisq(a.x, a.df, a.upper),
  qchisq: (k, a) => k.qchisq(a.p, a.df, a.upper),
  pf: (k, a) => k.pf(a.x, a.d1, a.d2, a.upper),
  qf: (k, a) => k.qf(a.p, a.d1, a.d2, a.upper),
  pnorm: (k, a) => k.pnorm(a.x, a.upper),
  qnorm: (k, a) => k.qnorm(a.p, a.upper),
  pt: (k, a) => k.pt(a.t, a.df, a.upper),
  qt: (k, a) => k.qt(a.p, a.df, a.upper),
  spherePoints: (k, a) => k.spherePoints(a.n, at(a.latitudes), at(a.longitudes), at(a.points)),
  vexp: (k, a) => k.vexp(a.n, at(a.x), at(a.out)),
  vlog: (k, a) => k.vlog(a.n, at(a.x), at(a.out)),
  vpow: (k, a) => k.vpow(a.n, a.y, at(a.x), at(a.out)),
  groupBlocks: (k, a) => k.groupBlocks(a.size, a.low, a.high, a.nBlocks, a.nGroups, at(a.codes), at(a.blocks), at(a.sums)),
  leaveOutSolve: (k, a) => k.leaveOutSolve(a.order, a.n, a.nUnits, a.nRight, a.tolerance, at(a.columns), at(a.right), at(a.scale), at(a.total), at(a.part), at(a.X), at(a.kept), at(a.work)),
  momentBlocks: (k, a) => k.momentBlocks(a.low, a.high, a.n, a.p, a.m, a.behind, a.nEffects, a.weighted, a.centred, at(a.starts), at(a.groups), at(a.offsets), at(a.codes), at(a.w), at(a.X), at(a.blocks), at(a.levelWeights), at(a.work)),
  momentSums: (k, a) => k.momentSums(a.low, a.high, a.n, a.p, a.m, a.nEffects, a.weighted, a.centred, a.nClusters, at(a.offsets), at(a.clusterOf), at(a.codes), at(a.w), at(a.X), at(a.sums), at(a.work)),
  momentWrite: (k, a) => k.momentWrite(a.low, a.high, a.p, a.m, a.behind, at(a.sums), at(a.blocks), at(a.levelWeights)),
  packedFactor: (k, a) => k.packedFactor(a.n, a.tolerance, at(a.scale), at(a.A), at(a.kept), at(a.column)),
  packedProducts: (k, a) => k.packedProducts(a.n, a.nBlocks, at(a.blocks), at(a.codes), at(a.vectors), at(a.products)),
  packedSolve: (k, a) => k.packedSolve(a.n, a.nRight, at(a.L), at(a.X)),
  specificationFits: (k, a) => k.specificationFits(a.low, a.high, a.r, a.p, a.most, at(a.C), at(a.least), at(a.K), at(a.starts), at(a.columns), at(a.regressors), at(a.outcomes), at(a.firsts), at(a.counts), at(a.fits), at(a.work), at(a.kept)),
  packSnappy: (k, a) => k.packSnappy(a.n, at(a.bytes), at(a.out), at(a.table)),
  unpackRuns: (k, a) => k.unpackRuns(a.n, a.width, a.count, at(a.bytes), at(a.out)),
  unpackSnappy: (k, a) => k.unpackSnappy(a.n, a.m, at(a.packed), at(a.out)),
  pairCorrelations: (k, a) => k.pairCorrelations(a.first, a.end, a.nUnits, a.nPeriods, a.stride, at(a.e), at(a.seen), at(a.out), at(a.work)),
  rowDifferences: (k, a) => k.rowDifferences(a.m, a.n, at(a.rows), at(a.before), at(a.x), at(a.out)),
  subtractLevels: (k, a) => k.subtractLevels(a.n, a.nLevels, at(a.codes), at(a.shift), at(a.x)),
  groupIv: (k, a) => k.groupIv(a.low, a.high, at(a.offsets), at(a.order), at(a.clusters), at(a.q), at(a.p), at(a.z), at(a.p0), at(a.z0), at(a.out)),
  weightedGroupIv: (k, a) => k.weightedGroupIv(a.low, a.high, at(a.offsets), at(a.order), at(a.w), at(a.q), at(a.p), at(a.z), at(a.p0), at(a.z0), at(a.out)),
  drawnQuality: (k, a) => k.drawnQuality(a.n, a.nGroups, at(a.q), at(a.p), at(a.groups), at(a.sigma), at(a.w), at(a.value), at(a.quality), at(a.weights)),
  leaveOutMeans: (k, a) => k.leaveOutMeans(a.low, a.high, a.weighted, at(a.offsets), at(a.order), at(a.parts), at(a.x), at(a.w), at(a.out), at(a.before)),
  aggregateMeans: (k, a) => k.aggregateMeans(a.n, a.nGroups, at(a.x), at(a.w), at(a.codes), at(a.stats), at(a.excluded)),
  minMaxWithin: (k, a) => k.minMaxWithin(a.n, a.nGroups, at(a.x), at(a.codes), at(a.out), at(a.work)),
  rescaleWithin: (k, a) => k.rescaleWithin(a.n, a.nGroups, at(a.x), at(a.codes), at(a.low), at(a.high), at(a.out)),
  weightedGroupMeans: (k, a) => k.weightedGroupMeans(a.n, a.nGroups, at(a.x), at(a.w), at(a.codes), at(a.mean), at(a.weightSum), at(a.shareSum), at(a.count)),
  midranks: (k, a) => k.midranks(a.nGroups, at(a.offsets), at(a.x), at(a.ranks), at(a.keys), at(a.order)),
  pairCounts: (k, a) => k.pairCounts(a.nGroups, at(a.offsets), at(a.x), at(a.y), at(a.counts), at(a.keys), at(a.order)),
  cgDirection: (k, a) => k.cgDirection(a.lanes, a.low, a.high, at(a.alpha), at(a.beta), at(a.r), at(a.inverse), at(a.x), at(a.p)),
  cgStep: (k, a) => k.cgStep(a.lanes, a.low, a.high, at(a.alpha), at(a.q), at(a.inverse), at(a.r), at(a.dots)),
  edgeProduct: (k, a) => k.edgeProduct(a.lanes, a.low, a.high, at(a.starts), at(a.others), at(a.edges), at(a.a), at(a.q), at(a.dots)),
  eliminateLevels: (k, a) => k.eliminateLevels(a.m, a.nLevels, at(a.starts), at(a.others), at(a.edges), at(a.order), at(a.ends), at(a.shares), at(a.inverses), at(a.core), at(a.coreStarts), at(a.coreOthers), at(a.coreEdges), at(a.diagonal), at(a.halves), at(a.index)),
  foldLevels: (k, a) => k.foldLevels(a.lanes, a.nGone, a.nCore, at(a.order), at(a.ends), at(a.shares), at(a.core), at(a.b), at(a.left)),
  unfoldLevels: (k, a) => k.unfoldLevels(a.lanes, a.nGone, a.nCore, at(a.order), at(a.ends), at(a.shares), at(a.inverses), at(a.core), at(a.b), at(a.left), at(a.x)),
  envelopeBuild: (k, a) => k.envelopeBuild(a.nGroups, a.nA, a.nLevels, a.p, a.stride, a.size, at(a.offsets), at(a.codes), at(a.weights), at(a.position), at(a.rows), at(a.diagonal), at(a.S), at(a.work), at(a.index)),
  envelopeFactor: (k, a) => k.envelopeFactor(a.nBlocks, a.border, a.nA, a.order, a.tolerance, at(a.firsts), at(a.rows), at(a.S), at(a.pin), at(a.work), at(a.reach)),
  envelopeSolve: (k, a) => k.envelopeSolve(a.lanes, a.nBlocks, a.nLevels, at(a.firsts), at(a.rows), at(a.L), at(a.position), at(a.b), at(a.work)),
  levelGroups: (k, a) => k.levelGroups(a.nGroups, a.nA, at(a.offsets), at(a.codes), at(a.levelOffsets), at(a.groups)),
  moveLanes: (k, a) => k.moveLanes(a.nLevels, a.fromLanes, a.fromAt, a.toLanes, a.toAt, at(a.from), at(a.to)),
  reducedApply: (k, a) => k.reducedApply(a.lanes, a.low, a.high, a.nLevels, a.p, a.stride, a.weighted, at(a.offsets), at(a.codes), at(a.weights), at(a.inverses), at(a.a), at(a.y), at(a.work)),
  reducedCells: (k, a) => k.reducedCells(a.n, a.nGroups, a.nLevels, a.p, a.weighted, at(a.offsets), at(a.codes), at(a.w), at(a.cellOffsets), at(a.cellCodes), at(a.cellWeights), at(a.work)),
  reducedDiagonal: (k, a) => k.reducedDiagonal(a.low, a.high, a.nLevels, a.p, a.stride, a.counts, at(a.offsets), at(a.codes), at(a.weights), at(a.inverses), at(a.totals), at(a.diagonal), at(a.work), at(a.index)),
  reducedEdges: (k, a) => k.reducedEdges(a.nGroups, a.nLevels, at(a.offsets), at(a.codes), at(a.weights), at(a.starts), at(a.others), at(a.edges), at(a.diagonal), at(a.work)),
  reducedFinish: (k, a) => k.reducedFinish(a.lanes, a.low, a.high, a.nLevels, a.nSlabs, a.p, at(a.totals), at(a.a), at(a.y), at(a.dots)),
  reverseCuthillMcKee: (k, a) => k.reverseCuthillMcKee(a.nGroups, a.nA, a.most, at(a.cellOffsets), at(a.cellCodes), at(a.levelOffsets), at(a.levelGroups), at(a.order), at(a.position), at(a.first), at(a.last), at(a.work)),
  clusterCounts: (k, a) => k.clusterCounts(a.nClusters, a.nDraws, a.first, a.c2, a.c3, a.k0, a.k1, at(a.counts), at(a.work)),
  drawnRows: (k, a) => k.drawnRows(a.n, a.q, a.nClusters, a.recursive, at(a.levels), at(a.codes), at(a.clusters), at(a.counts), at(a.weights), at(a.levelCounts), at(a.work)),
  jackknifeFits: (k, a) => k.jackknifeFits(a.stride, a.nClusters, a.m, a.k, a.tolerance, at(a.blocks), at(a.total), at(a.scale), at(a.inverse), at(a.coefficients), at(a.leverage), at(a.work), at(a.flags)),
  multiplierDraws: (k, a) => k.multiplierDraws(a.kind, a.n, a.p, a.first, a.nDraws, a.purpose, a.k0, a.k1, at(a.psi), at(a.draws), at(a.work), at(a.block)),
  philoxU32: (k, a) => k.philoxU32(a.n, a.first, a.c1, a.c2, a.c3, a.k0, a.k1, at(a.out), at(a.work)),
  philoxUniform: (k, a) => k.philoxUniform(a.n, a.first, a.c1, a.c2, a.c3, a.k0, a.k1, at(a.out), at(a.work)),
  philoxNormal: (k, a) => k.philoxNormal(a.n, a.first, a.c1, a.c2, a.c3, a.k0, a.k1, at(a.out), at(a.work)),
  placeboCells: (k, a) => k.placeboCells(a.nCells, a.r, a.nKept, a.nShared, a.stride, a.outcome, a.nPeriods, a.nDates, at(a.blocks), at(a.kept), at(a.periods), at(a.periodWeights), at(a.dates), at(a.g), at(a.alike), at(a.Ze), at(a.uZ), at(a.sums), at(a.work)),
  placeboErrors: (k, a) => k.placeboErrors(a.nDraws, a.nCells, a.nClusters, a.factor, at(a.clusters), at(a.scores), at(a.found), at(a.estimate), at(a.stdError), at(a.work)),
  placeboScores: (k, a) => k.placeboScores(a.low, a.high, a.nDraws, a.nCells, a.r, a.nShared, a.stride, a.nDates, at(a.blocks), at(a.alike), at(a.Ze), at(a.uZ), at(a.sums), at(a.codes), at(a.slopes), at(a.lanes), at(a.products), at(a.found), at(a.scores), at(a.work)),
  placeboSlopes: (k, a) => k.placeboSlopes(a.nDraws, a.nCells, a.r, a.nDates, at(a.L), at(a.uZ), at(a.sums), at(a.codes), at(a.slopes), at(a.lanes), at(a.products), at(a.found), at(a.work)),
  randomPermutation: (k, a) => k.randomPermutation(a.n, a.c1, a.c2, a.c3, a.k0, a.k1, at(a.order), at(a.work)),
  reweightedFits: (k, a) => k.reweightedFits(a.stride, a.nClusters, a.m, a.k, a.q, a.nWanted, a.nDraws, a.tolerance, at(a.blocks), at(a.tallies), at(a.floor), at(a.wanted), at(a.weights), at(a.coefficients), at(a.variances), at(a.totals), at(a.states), at(a.work), at(a.flags)),
  scoreVariances: (k, a) => k.scoreVariances(a.nCoarse, a.nFine, a.k, a.q, a.nDraws, a.coarse, a.fine, at(a.offsets), at(a.scores), at(a.G), at(a.A), at(a.P), at(a.out), at(a.work)),
  wildDraws: (k, a) => k.wildDraws(a.kind, a.first, a.count, a.ld, a.nBoot, a.nRows, a.rank, a.nParts, a.entries, a.purpose, a.k0, a.k1, at(a.U), at(a.W), at(a.offsets), at(a.clusters), at(a.values), at(a.numerators), at(a.factors), at(a.out), at(a.work), at(a.block)),
  wildWeights: (k, a) => k.wildWeights(a.kind, a.n, a.first, a.nDraws, a.purpose, a.k0, a.k1, at(a.weights), at(a.block)),
  wreDraws: (k, a) => k.wreDraws(a.kind, a.first, a.count, a.ld, a.nBoot, a.nRows, a.rank, a.kz, a.purpose, a.k0, a.k1, at(a.p0), at(a.A), at(a.H), at(a.K), at(a.offsets), at(a.clusters), at(a.values), at(a.factors), at(a.out), at(a.work), at(a.block)),
  simplexWeights: (k, a) => k.simplexWeights(a.low, a.high, a.m, a.n, a.intercept, at(a.A), at(a.B), at(a.ridges), at(a.starts), at(a.left), at(a.w), at(a.results), at(a.work), at(a.places)),
  syntheticDraws: (k, a) => k.syntheticDraws(a.low, a.high, a.nUnits, a.nPeriods, a.nGroups, a.most, at(a.Y), at(a.starts), at(a.members), at(a.firsts), at(a.penalties), at(a.effects), at(a.work), at(a.places)),
  customsCounts: (k, a) => k.customsCounts(a.firstFirm, a.nFirms, a.nYears, a.mostProducts, a.mostDests, a.entry, a.exit, a.single, a.purpose, a.k0, a.k1, at(a.counts), at(a.work)),
  customsDefects: (k, a) => k.customsDefects(a.n, a.firstRow, a.share, a.purpose, a.k0, a.k1, at(a.quantity), at(a.dest), at(a.order), at(a.counts), at(a.work)),
  customsRows: (k, a) => k.customsRows(a.firstFirm, a.nFirms, a.base, a.stride, a.nCities, a.nProducts, a.nDests, a.nYears, a.mostProducts, a.mostDests, a.entry, a.exit, a.single, a.purpose, a.k0, a.k1, a.firstYear, at(a.scales), at(a.products), at(a.productCodes), at(a.cities), at(a.provinces), at(a.destYears), at(a.numbers), at(a.codes), at(a.firmYears), at(a.firmCities), at(a.work)),
  levelBasis: (k, a) => k.levelBasis(a.n, a.nGroups, a.low, a.high, a.nSlopes, a.centred, a.weighted, a.ordered, a.tolerance, at(a.offsets), at(a.order), at(a.w), at(a.B), at(a.kept)),
  slopeApply: (k, a) => k.slopeApply(a.n, a.lanes, a.at, a.low, a.high, a.nLevels, a.p, a.nSlopes, a.intercept, a.weighted, at(a.offsets), at(a.codes), at(a.terms), at(a.values), at(a.B), at(a.w), at(a.a), at(a.q), at(a.work)),
  slopeDiagonal: (k, a) => k.slopeDiagonal(a.n, a.low, a.high, a.nLevels, a.p, a.nSlopes, a.intercept, a.weighted, at(a.offsets), at(a.codes), at(a.terms), at(a.values), at(a.B), at(a.w), at(a.taken), at(a.along), at(a.index)),
  slopeLeverages: (k, a) => k.slopeLeverages(a.n, a.low, a.high, a.stride, a.nLevels, a.p, a.nSlopes, a.intercept, a.weighted, at(a.offsets), at(a.codes), at(a.terms), at(a.values), at(a.B), at(a.w), at(a.M), at(a.h), at(a.work), at(a.index)),
  slopePass: (k, a) => k.slopePass(a.n, a.k, a.low, a.high, a.nLevels, a.p, a.nSlopes, a.intercept, a.weighted, a.mode, at(a.offsets), at(a.codes), at(a.terms), at(a.values), at(a.B), at(a.w), at(a.coefs), at(a.origins), at(a.X), at(a.sums), at(a.moments), at(a.work)),
  slopeFold: (k, a) => k.slopeFold(a.nLevels, at(a.totals), at(a.scale), at(a.S)),
  slopeSchur: (k, a) => k.slopeSchur(a.n, a.low, a.high, a.nLevels, a.p, a.nSlopes, a.intercept, a.weighted, at(a.offsets), at(a.codes), at(a.terms), at(a.owners), at(a.values), at(a.B), at(a.w), at(a.S), at(a.along), at(a.index)),
  switchingInfluence: (k, a) => k.switchingInfluence(a.nUnits, a.nPeriods, a.lag, a.placebo, a.weighted, at(a.y), at(a.w), at(a.until), at(a.first), at(a.direction), at(a.set), at(a.cohort), at(a.cluster), at(a.flags), at(a.live), at(a.slope), at(a.centre), at(a.share), at(a.mean), at(a.used), at(a.influence)),
  switchingMoments: (k, a) => k.switchingMoments(a.nUnits, a.nPeriods, a.nSets, a.nLevels, a.p, a.k, a.weighted, at(a.y), at(a.x), at(a.powers), at(a.w), at(a.counts), at(a.first), at(a.set), at(a.level), at(a.cluster), at(a.means), at(a.moments), at(a.z)),
  switchingResiduals: (k, a) => k.switchingResiduals(a.nUnits, a.nPeriods, a.p, a.k, at(a.y), at(a.x), at(a.powers), at(a.set), at(a.level), at(a.theta), at(a.out)),
  switchingScores: (k, a) => k.switchingScores(a.nUnits, a.nPeriods, a.nLevels, a.nClusters, a.p, a.k, a.h, a.weighted, at(a.y), at(a.x), at(a.powers), at(a.w), at(a.first), at(a.set), at(a.level), at(a.cluster), at(a.means), at(a.theta), at(a.factor), at(a.directions), at(a.influence), at(a.z)),
  switchingSums: (k, a) => k.switchingSums(a.nUnits, a.nPeriods, a.nSets, a.nCohorts, a.lag, a.placebo, a.weighted, at(a.y), at(a.w), at(a.counts), at(a.until), at(a.first), at(a.direction), at(a.set), at(a.cohort), at(a.cluster), at(a.allowed), at(a.cells), at(a.cohorts), at(a.flags), at(a.stamps)),
  byteCodes: (k, a) => k.byteCodes(a.n, a.trimmed, a.maxFound, a.nSlots, a.poolBytes, at(a.starts), at(a.ends), at(a.bytes), at(a.slots), at(a.stops), at(a.pool), at(a.state), at(a.codes)),
  placeBytes: (k, a) => k.placeBytes(a.n, a.nSlots, at(a.stops), at(a.pool), at(a.slots)),
  codeCells: (k, a) => k.codeCells(a.nParts, a.row, a.maxEntries, a.nSlots, a.poolBytes, at(a.parts), at(a.bytes), at(a.texts), at(a.entries), at(a.slots), at(a.pool), at(a.state), at(a.codes)),
  csvRecords: (k, a) => k.csvRecords(a.start, a.end, a.limit, a.mode, a.delimiter, a.newline, a.nColumns, a.maxRows, a.maxOdd, at(a.bytes), at(a.plan), at(a.markers), at(a.powers), at(a.numbers), at(a.texts), at(a.odd), at(a.flags), at(a.report)),
  formatRows: (k, a) => k.formatRows(a.n, a.nColumns, at(a.kinds), at(a.numbers), at(a.codes), at(a.starts), at(a.offsets), at(a.bytes), at(a.powers), at(a.out), at(a.work)),
  orderCells: (k, a) => k.orderCells(a.n, at(a.entries), at(a.pool), at(a.order), at(a.keys), at(a.work)),
};
