# Weak-instrument robust inference by explicit regressions in fixest: Anderson-Rubin tests and the ends of their sets, and
# plausibly exogenous instruments. Run from this folder: Rscript make-iv-robust.R
suppressPackageStartupMessages(library(fixest)); setFixest_nthreads(1); setFixest_notes(FALSE)
d <- read.csv("../data/card.csv.gz")
W <- c("exper", "expersq", "black", "south", "smsa", paste0("reg", 661:668), "smsa66")
num <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
arr <- function(x) paste0("[", paste(num(x), collapse = ", "), "]")
none <- ssc(adj = FALSE, cluster.adj = FALSE); G <- length(unique(d$age)); n <- nrow(d)
vcs <- list(iid = "iid", hetero = "hetero", cluster = ~age)
# Without a small-sample factor; fixest leaves n - 1 in classical errors, where e'e / n is meant
cov0 <- function(m, vc) if (vc == "iid") vcov(m, "iid") * (n - length(coef(m))) / n else vcov(m, vcs[[vc]], ssc = none)
# Wald test of the instruments in a regression of y - b x on W and Z; F scaled as ivreg2 does
ar <- function(b, Z, vc) {
  d$u <- d$lwage - b * d$educ
  m <- feols(as.formula(paste("u ~", paste(c(W, Z), collapse = "+"))), d)
  V <- cov0(m, vc)[Z, Z, drop = FALSE]; c <- coef(m)[Z]
  chi2 <- drop(t(c) %*% solve(V) %*% c); L <- length(coef(m)); k <- length(Z)
  f <- if (vc == "cluster") chi2 / (n - 1) * (n - L) * (G - 1) / G / k else chi2 / n * (n - L) / k
  df2 <- if (vc == "cluster") G - 1 else n - L
  c(f = f, p = pf(f, k, df2, lower.tail = FALSE), df2 = df2)
}
# S of Stock and Wright: scores of the instruments net of W with the residual of y - b x net of W
sw <- function(b, Z, vc) {
  net <- function(v) resid(feols(as.formula(paste(v, "~", paste(W, collapse = "+"))), d))
  d$u <- d$lwage - b * d$educ; e <- net("u"); z <- sapply(Z, net)
  S <- switch(vc, iid = crossprod(z) * mean(e^2), hetero = crossprod(z * e), cluster = crossprod(rowsum(z * e, d$age)))
  g <- crossprod(z, e); drop(t(g) %*% solve(S) %*% g)
}
ends <- function(Z, vc, level) {
  f <- function(b) ar(b, Z, vc)[["p"]] - (1 - level); grid <- seq(-1, 2, by = 0.01); v <- sapply(grid, f)
  at <- which(v[-1] * v[-length(v)] < 0)
  sapply(at, function(i) uniroot(f, grid[c(i, i + 1)], tol = 1e-14)$root)
}
# 2SLS of lwage less the instruments' direct effects
tsls <- function(g, Z, vc) {
  d$v <- d$lwage - drop(as.matrix(d[Z]) %*% g)
  m <- feols(as.formula(paste("v ~", paste(W, collapse = "+"), "| educ ~", paste(Z, collapse = "+"))), d)
  V <- cov0(m, vc); c(coef(m)[["fit_educ"]], sqrt(V["fit_educ", "fit_educ"]))
}
union <- function(box, Z, vc, q) {
  side <- lapply(box, function(r) seq(r[1], r[2], length.out = if (length(Z) == 1) 41 else 11)); at <- as.matrix(expand.grid(side))
  e <- apply(at, 1, function(g) tsls(g, Z, vc)); c(min(e[1, ]), max(e[1, ]), min(e[1, ] - q * e[2, ]), max(e[1, ] + q * e[2, ]))
}
# The shift of the estimate by a unit of each direct effect, from the estimates themselves
local <- function(mu, Omega, Z, vc) {
  k <- length(Z); b0 <- tsls(rep(0, k), Z, vc); A <- sapply(1:k, function(j) tsls(diag(k)[j, ], Z, vc)[1] - b0[1])
  c(b0[1] + sum(A * mu), sqrt(b0[2]^2 + drop(t(A) %*% Omega %*% A)))
}
cases <- list(just = "nearc4", over = c("nearc4", "nearc2")); out <- c()
for (name in names(cases)) for (vc in names(vcs)) {
  Z <- cases[[name]]; k <- length(Z); betas <- c(0, 0.05, 0.13, 0.5, -3)
  tests <- sapply(betas, ar, Z = Z, vc = vc); q <- qt(0.975, 2000)
  box <- list(c(-0.01, 0.02), c(0, 0.015))[1:k]; mu <- c(0.005, -0.004)[1:k]; Omega <- matrix(c(1, 0.3, 0.3, 2), 2)[1:k, 1:k, drop = FALSE] * 1e-4
  out <- c(out, sprintf('{"case": "%s", "vcov": "%s", "betas": %s, "f": %s, "p": %s, "df2": %s, "s": %s,\n  "ends95": %s, "ends90": %s,\n  "quantile": %s, "union": %s, "local": %s}',
    name, vc, arr(betas), arr(tests["f", ]), arr(tests["p", ]), num(tests["df2", 1]), arr(sapply(betas, sw, Z = Z, vc = vc)),
    arr(ends(Z, vc, 0.95)), arr(ends(Z, vc, 0.9)), num(q), arr(union(box, Z, vc, q)), arr(local(mu, Omega, Z, vc))))
}
writeLines(c("[", paste(out, collapse = ",\n"), "]"), "card.json")
