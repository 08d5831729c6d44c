/**
 * Plain TypeScript references of the passes of iterated least squares: the textbook formulas row by row.
 */
import type { Arrays } from "../cases/row.js";

export function irlsPass(given: Arrays<"irlsPass">): number {
  const { n, family, weighted, share, step, y, w, saturated, linear, direction, eta, weight, root, working } = given;
  const { sums, residual } = given;
  sums.fill(0);
  residual.fill(0);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const move = step === 0 ? 0 : direction[i]!;
    const x = linear[i]! + step * move;
    const factor = weighted ? w[i]! : 1;
    const mean = family === 1 ? 1 / (1 + Math.exp(-x)) : Math.exp(x);
    const information = family === 1 ? mean / (1 + Math.exp(x)) : mean;
    const half = family === 1 ? Math.log1p(Math.exp(y[i] === 1 ? -x : x)) : saturated[i]! - (y[i]! * x - mean);
    eta[i] = x;
    const curvature = Math.max(information, share * Math.abs(y[i]! - mean));
    weight[i] = factor * curvature;
    root[i] = Math.sqrt(weight[i]!);
    working[i] = (y[i]! - mean) / curvature;
    residual[0] = Math.max(residual[0]!, Math.abs(working[i]!));
    sums[0]! += factor * half;
    sums[1]! += weight[i]!;
    sums[2]! += weight[i]! * move ** 2;
    largest = Math.max(largest, Math.abs(move));
  }
  return largest;
}

export function poissonSaturated({ n, weighted, y, w, saturated }: Arrays<"poissonSaturated">): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const value = y[i]!;
    saturated[i] = value > 0 ? value * Math.log(value) - value : 0;
    sum += (weighted ? w[i]! : 1) * (saturated[i]! - logGamma(value + 1));
  }
  return sum;
}

/** log Gamma(z), z >= 1: two terms of Stirling's series far enough out, and the product that leads there. */
function logGamma(z: number): number {
  let [far, product] = [z, 0];
  for (; far < 200; far++) product += Math.log(far);
  const rest = 1 / (12 * far) - 1 / (360 * far ** 3);
  return (far - 0.5) * Math.log(far) - far + Math.log(2 * Math.PI) / 2 + rest - product;
}
