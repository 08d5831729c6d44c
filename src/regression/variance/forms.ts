/**
 * How variances of a regression by least squares are written, for messages and help: apart from what makes them, so that a list of
 * commands loads no mathematics.
 */
export const VCOV_FORMS: readonly string[] = [
  ...["iid", "hetero", "HC0", "HC2", "HC3", "HC4", "HC4m", "HC5", "cluster:a", "cluster:a+b", "CR2:a", "CR3:a"],
  ...["NW:lag", "DK:lag", "conley:lat,lon,km", "CHS:lag"],
];

/** The same for the help of commands that take all of them. */
export const EVERY_VCOV = `${VCOV_FORMS.join(", ")} (required); cluster:a^b for combinations of columns`;
