/** What is taken away: files of the study. */
export function Save() {
  return null;
}
