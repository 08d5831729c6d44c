# Balance of lalonde before and after matching: variance ratios and distances of distributions by MatchIt's summary, t tests
# by weighted lm, Kolmogorov-Smirnov tests by ks.test. Run from this folder: Rscript make-balance.R
suppressPackageStartupMessages(library(MatchIt))
d <- read.csv("../data/lalonde.csv.gz"); s <- read.csv("expected/match_lalonde_ps.csv")
f <- treat ~ age + educ + race + married + nodegree + re74 + re75
num <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
obj <- function(x) paste0("{", paste0("\"", names(x), "\": ", x, collapse = ", "), "}")
X <- cbind(d[c("age", "educ")], sapply(c(black = "black", hispan = "hispan", white = "white"), function(l) +(d$race == l)),
  d[c("married", "nodegree", "re74", "re75")])
names(X)[3:5] <- paste0("race", names(X)[3:5])
set.seed(1)
m <- list(
  nn1_norep_data = matchit(f, d, distance = s$logit_ps_round9, m.order = "data"),
  nn3_rep = matchit(f, d, distance = s$logit_ps_round9, replace = TRUE, ratio = 3),
  "nn1_rep_caliper0.2sd" = matchit(f, d, distance = s$logit_ps_round9, replace = TRUE, caliper = 0.2))
row <- function(v, w, ratio, ecdf, weighted) {
  x <- X[[v]]; k <- w > 0
  l <- summary(lm(x ~ treat, data.frame(x, treat = d$treat)[k, ], weights = w[k]))$coefficients["treat", 3:4]
  out <- c(variance_ratio = num(ratio), ecdf_max = num(ecdf), t = num(l[[1]]), p = num(l[[2]]))
  if (!weighted) {
    ks <- suppressWarnings(ks.test(x[d$treat == 1], x[d$treat == 0], exact = FALSE))
    z <- sqrt(185 * 429 / 614) * ks$statistic[[1]]; i <- 1:200
    # the limiting distribution with terms to spare; ks.test stops earlier
    tail <- if (z < 1) 1 - sqrt(2 * pi) / z * sum(exp(-((2 * i - 1) * pi)^2 / (8 * z^2))) else 2 * sum((-1)^(i - 1) * exp(-2 * i^2 * z^2))
    out <- c(out, ks_d = num(ks$statistic[[1]]), ks_p_limit = num(tail), ks_p_test = num(ks$p.value))
  }
  obj(out)
}
# MatchIt leaves the variance ratio of binary covariates out: those are taken by the same formula
wvar <- function(x, w) { mu <- sum(w * x) / sum(w); sum(w * (x - mu)^2) / (sum(w) - sum(w^2) / sum(w)) }
block <- function(S, w, weighted) obj(sapply(names(X), function(v) {
  r <- S[v, "Var. Ratio"]; t1 <- d$treat == 1
  own <- wvar(X[[v]][t1], w[t1]) / wvar(X[[v]][!t1], w[!t1])
  stopifnot(is.na(r) || abs(r - own) < 1e-12 * own)
  row(v, w, if (is.na(r)) own else r, S[v, "eCDF Max"], weighted)
}))
before <- block(summary(m[[1]])$sum.all, rep(1, nrow(d)), FALSE)
after <- sapply(m, function(z) block(summary(z)$sum.matched, unname(z$weights), TRUE))
weights <- sapply(m, function(z) paste0("[", paste(num(unname(z$weights)), collapse = ", "), "]"))
cat(obj(c(software = sprintf("\"MatchIt %s, R %s\"", packageVersion("MatchIt"), getRversion()),
  before = before, after = obj(after), weights = obj(weights))), "\n", file = "balance.json", sep = "")
