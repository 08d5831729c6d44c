/** Level at which an estimate is called distinguishable from zero, and a test is read. */
export const USUAL_LEVEL = 0.05;
