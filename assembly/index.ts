// The kernel ABI: exports only, one line a file.
export { ddot } from "./blas/ddot";
export { csrOffsets, csrOrder } from "./groups/csr";
export { gatherF64, gatherU32, scatterF64 } from "./groups/gather";
export { groupCounts } from "./groups/group-counts";
export { groupMeans, groupSums } from "./groups/group-sums";
export { nestedIn } from "./groups/nested-in";
export { pairComponents } from "./groups/pair-components";
export { recursiveSingletons } from "./groups/recursive-singletons";
export { minMaxWithin } from "./quality/min-max-within";
export { weightedGroupMeans } from "./quality/weighted-group-means";
