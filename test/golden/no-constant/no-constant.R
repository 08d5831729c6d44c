# R2 of regressions without a constant by R's lm (uncentred) and about the mean, on data/grunfeld.csv.gz.
# Run in this folder: Rscript no-constant.R > no-constant.json
d <- read.csv(gzfile("../data/grunfeld.csv.gz"))
d$wt <- 1 + d$year %% 5 / 2
of <- function(weights) {
  w <- if (weights) d$wt else rep(1, nrow(d))
  fit <- lm(inv ~ 0 + value + capital, d, weights = w)
  s <- summary(fit)
  ssr <- sum(w * resid(fit)^2)
  tss <- sum(w * (d$inv - weighted.mean(d$inv, w))^2)
  sprintf('{"weights": %s, "uncentred_r2": %.17g, "adj_uncentred_r2": %.17g, "r2": %.17g}',
    tolower(weights), s$r.squared, s$adj.r.squared, 1 - ssr / tss)
}
cat('{"cases": [', of(FALSE), ", ", of(TRUE), '], "software": {"R": "', as.character(getRversion()), '"}}\n', sep = "")
