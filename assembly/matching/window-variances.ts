import { f64At, setF64, u32At } from "../abi";

// Sample variances of windows of places, in time that grows with the log of their length: places stand in blocks, and a
// binary tree over the blocks has count, mean and sum of squares about it for each node, so that nothing cancels.
// Source of the update: Chan, Golub & LeVeque (1983), The American Statistician 37(3),
// doi:10.1080/00031305.1983.10483115.

/** Places of a block, as a shift. */
const BLOCK: usize = 6;
/** Windows up to this length are summed place by place. */
const SHORT: usize = 128;
/** Bytes of a node: count, mean, squares. */
const NODE: usize = 24;

/** Leaves of the tree over n places: a power of two. The tree has twice as many nodes; node 0 is scratch, 1 the root. */
// @ts-ignore: decorator
@inline export function leavesFor(n: usize): usize {
  const blocks = (n >> BLOCK) + 1;
  let leaves: usize = 1;
  while (leaves < blocks) leaves <<= 1;
  return leaves;
}

/** Adds another sample to that at `node`. */
function absorb(node: usize, count: f64, mean: f64, squares: f64): void {
  if (count == 0) return;
  const own = f64At(node, 0);
  const total = own + count, delta = mean - f64At(node, 1);
  setF64(node, 0, total);
  setF64(node, 1, f64At(node, 1) + delta * (count / total));
  setF64(node, 2, f64At(node, 2) + (squares + delta * delta * (own * count / total)));
}

/** Adds the y of places low .. high-1 to the sample at `node`. */
function absorbPlaces(node: usize, low: usize, high: usize, y: usize, order: usize): void {
  if (low >= high) return;
  const count = <f64>(high - low);
  let sum: f64 = 0;
  for (let i = low; i < high; i++) sum += f64At(y, u32At(order, i));
  const mean = sum / count;
  let squares: f64 = 0;
  for (let i = low; i < high; i++) {
    const deviation = f64At(y, u32At(order, i)) - mean;
    squares += deviation * deviation;
  }
  absorb(node, count, mean, squares);
}

/** Fills the tree over n places, place i having y[order[i]]. */
export function growTree(n: usize, y: usize, order: usize, tree: usize): void {
  const leaves = leavesFor(n);
  memory.fill(tree, 0, (leaves << 1) * NODE);
  for (let leaf: usize = 0; (leaf << BLOCK) < n; leaf++) {
    absorbPlaces(tree + (leaves + leaf) * NODE, leaf << BLOCK, min((leaf + 1) << BLOCK, n), y, order);
  }
  for (let node = leaves - 1; node > 0; node--) {
    const at = tree + node * NODE, child = tree + (node << 1) * NODE;
    memory.copy(at, child, NODE);
    absorb(at, f64At(child, 3), f64At(child, 4), f64At(child, 5));
  }
}

/** Sample variance of y over places low .. high-1; node 0 of the tree over n places is written. */
export function windowVariance(n: usize, low: usize, high: usize, y: usize, order: usize, tree: usize): f64 {
  memory.fill(tree, 0, NODE);
  if (high - low <= SHORT) absorbPlaces(tree, low, high, y, order);
  else {
    const first = (low + (1 << BLOCK) - 1) >> BLOCK, last = high >> BLOCK;
    absorbPlaces(tree, low, first << BLOCK, y, order);
    const leaves = leavesFor(n);
    let left = first + leaves, right = last + leaves;
    for (; left < right; left >>= 1, right >>= 1) {
      if (left & 1) absorbNode(tree, left++);
      if (right & 1) absorbNode(tree, --right);
    }
    absorbPlaces(tree, last << BLOCK, high, y, order);
  }
  return f64At(tree, 2) / (f64At(tree, 0) - 1);
}

// @ts-ignore: decorator
@inline function absorbNode(tree: usize, node: usize): void {
  const at = tree + node * NODE;
  absorb(tree, f64At(at, 0), f64At(at, 1), f64At(at, 2));
}
