/** Level at which a referee reads a test. */
export const USUAL_LEVEL = 0.05;
