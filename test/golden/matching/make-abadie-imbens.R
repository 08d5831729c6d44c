# Matching::Match on lalonde with constant and neighbour variances, for the population and for the sample, with and without a
# caliper. Run from this folder: Rscript make-abadie-imbens.R
suppressPackageStartupMessages(library(Matching))
d <- read.csv("../data/lalonde.csv.gz"); x <- read.csv("expected/match_lalonde_ps.csv")$logit_ps_round9
num <- function(x) sprintf("%.17g", x)
case <- function(M, neighbours, sample, caliper) {
  m <- Match(Y = d$re78, Tr = d$treat, X = x, estimand = "ATT", M = M, Var.calc = neighbours, sample = sample, caliper = caliper, version = "standard")
  sprintf("{\"M\": %d, \"neighbours\": %d, \"sample\": %s, \"caliper_sd\": %s, \"att\": %s, \"se\": %s, \"se_standard\": %s, \"n_pairs\": %d, \"n_dropped\": %d}",
    M, neighbours, tolower(sample), if (is.null(caliper)) "null" else num(caliper), num(m$est), num(m$se), num(m$se.standard), length(m$index.treated), length(m$index.dropped))
}
g <- expand.grid(M = c(1L, 2L, 4L), neighbours = 0:4, sample = c(FALSE, TRUE))
# With a caliper only the constant variance: Match has the caliper cut off neighbours in the own group too, and takes a unit
# without any to have variance zero.
h <- expand.grid(M = c(1L, 2L, 4L), sample = c(FALSE, TRUE), caliper = c(0.2, 0.01))
cases <- c(mapply(function(M, v, s) case(M, v, s, NULL), g$M, g$neighbours, g$sample),
  mapply(function(M, s, w) case(M, 0L, s, w), h$M, h$sample, h$caliper))
cat(sprintf("{\"software\": \"Matching %s, R %s\",\n\"cases\": [\n%s\n]}\n", packageVersion("Matching"), getRversion(), paste(cases, collapse = ",\n")), file = "abadie-imbens.json")
