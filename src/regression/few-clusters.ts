/**
 * From which numbers of clusters on what can be believed: the one table of cut-offs that verbs, notes, studies, inspect and the audit read, each with
 * its evidence. Numbers alone; who counts clusters, and what is said of them, is elsewhere. docs/few-clusters.md shows it.
 */

export const FEW_CLUSTERS = {
  /**
   * Below this many clusters (G) they are few: intervals take t with G - 1 degrees of freedom, where by asymptotics they would be normal. "Few" ends
   * between 20 and 50, the later the less alike clusters are (Cameron & Miller 2015, Journal of Human Resources 50(2), doi:10.3368/jhr.50.2.317); from 40
   * on the 97.5% quantile of t(G - 1) is within 3.2% of the normal's.
   */
  clusters: 40,
  /**
   * Below this many effective clusters (G*: Carter, Schnepel & Steigerwald 2017, Review of Economics and Statistics 99(4), doi:10.1162/REST_a_00639) the p of
   * the restricted wild bootstrap stands before that of t: the least of the 20 to 50 of Cameron & Miller, of the effective number. Where
   * G alone is known, as of a printed table, G stands in its place: G* is no larger.
   */
  effective: 20,
  /**
   * With at most this many treated clusters, or untreated ones, no wild bootstrap is believed, and t still less: the largest number at which some
   * design rejects a true hypothesis of 5% in fewer than 3% or more than 7.5% of samples. Clusters of 4 to 400 rows, 20, 40 or 100 of them, the
   * smallest or the largest treated, errors 0.5 to 3 times those of the others: bench/results/few-clusters.json, in bench/RESULTS.md, 10,000
   * samples a design. At 6 the worst design rejects in 7.7% (standard error 0.3 points), at 5 in 9.0%, at 4 in 0.8% and 11.0%; at 7 all are inside.
   * MacKinnon & Webb (2017), Journal of Applied Econometrics 32(2), doi:10.1002/jae.2508, say why.
   */
  treated: 6,
  /**
   * Below this many treated units, or clusters, clustered standard errors are too small: Conley & Taber (2011), Review of Economics and Statistics 93(1),
   * doi:10.1162/REST_a_00049. In the same study t with G - 1 degrees of freedom still rejects a true hypothesis of 5% in up to 10% of samples with 10.
   */
  treatedUnits: 10,
  /** Below this many clusters random signs give too few draws that differ, and Webb's six points are taken (Webb 2023, Canadian Journal of Economics 56(3), doi:10.1111/caje.12661). */
  signs: 12,
  /** Below this many clusters inspect, which sees data before a method is chosen, says so: within the 20 to 50 of Cameron & Miller. */
  inspected: 30,
  /** Below this many, clusters are no choice of a variance that could be suggested, and errors by them need another method (inspect: serious). */
  suggested: 10,
  /** An effective number below this share of the clusters is reported by the diagnosis of clusters. */
  effectiveShare: 1 / 2,
} as const;
