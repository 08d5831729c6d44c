# Synthetic differences-in-differences by R's synthdid with steps that go on until they bring nothing, under R 4.2.2:
#   Rscript make-sdid.R path/to/data expected/sdid_converged.json
# `staggered`: cohorts one by one, averaged by their treated rows; its jackknife leaves one unit out of all cohorts, by synthdid_estimate at
# the weights there are (Arkhangelsky et al. 2021, algorithm 3).
suppressPackageStartupMessages({library(synthdid); library(jsonlite)})
args <- commandArgs(TRUE)
read <- function(name) read.csv(file.path(args[1], name))
far <- function(s) synthdid_estimate(s$Y, s$N0, s$T0, min.decrease = 1e-14, max.iter = 1e6, sparsify = NULL)
show <- function(e, jackknife) list(estimate = c(e), curve = as.numeric(synthdid_effect_curve(e)),
  lambda = as.numeric(attr(e, "weights")$lambda), jackknife = if (jackknife) sqrt(as.numeric(vcov(e, method = "jackknife"))))
california <- far(panel.matrices(read("california_prop99.csv")))
S <- read("smartcity_sim.csv")
starts <- c(2012, 2013, 2014)
cohort <- lapply(starts, function(b) { k <- S[S$g %in% c(0, b), ]; k$D <- as.numeric(k$g == b & k$year >= b); s <- panel.matrices(k[, c("city", "year", "quality", "D")]); c(s, list(e = far(s))) })
without <- function(unit) {
  parts <- vapply(cohort, function(one) {
    at <- which(rownames(one$Y) == unit); w <- attr(one$e, "weights"); N0 <- one$N0; Y <- one$Y
    if (length(at) == 1) { Y <- Y[-at, ]; if (at <= N0) { w$omega <- w$omega[-at] / sum(w$omega[-at]); N0 <- N0 - 1 } }
    c(c(synthdid_estimate(Y, N0, one$T0, weights = w, update.lambda = FALSE, update.omega = FALSE)), (nrow(Y) - N0) * (ncol(Y) - one$T0))
  }, numeric(2))
  sum(parts[1, ] * parts[2, ]) / sum(parts[2, ])
}
units <- unique(unlist(lapply(cohort, function(one) rownames(one$Y))))
left <- vapply(units, without, 0); n <- length(units)
r <- list(software = paste("synthdid", packageVersion("synthdid"), "under R", getRversion()), california = show(california, FALSE),
  cohorts = setNames(lapply(cohort, function(one) show(one$e, TRUE)), starts),
  staggered = list(estimate = without("none"), jackknife = sqrt((n - 1) / n * sum((left - mean(left))^2)), units = n))
write_json(r, args[2], auto_unbox = TRUE, digits = NA, null = "null", pretty = TRUE)
