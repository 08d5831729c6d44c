# Effects on the treated of bootstrap draws of LaLonde's data, all pairs, score estimated anew: how often each row counts in
# a draw comes from expected/att_bootstrap_counts.csv (Philox4x32-10, seed 20240601). Run in this folder. Writes
# expected/att_bootstrap.csv.
d <- read.csv(gzfile("../data/lalonde.csv.gz")); counts <- read.csv("expected/att_bootstrap_counts.csv")
f <- treat ~ age + educ + race + married + nodegree + re74 + re75
converged <- function(b, link) {
  g <- glm(f, binomial(link), b, control = glm.control(epsilon = 1e-14, maxit = 100))
  for (i in 1:10) g <- glm(f, binomial(link), b, start = coef(g), control = glm.control(epsilon = 1e-14, maxit = 100))
  g
}
kernel <- function(index, tr, y, K, h, line = FALSE, common = FALSE) {
  one <- which(tr == 1); none <- which(tr == 0)
  if (common) one <- one[index[one] <= max(index[none]) & index[one] >= min(index[none])]
  U <- outer(index[one], index[none], "-") / h; W <- K(U); dim(W) <- dim(U); keep <- rowSums(W) > 0; W <- W[keep, ]; U <- U[keep, ]
  if (line) { m <- rowSums(W * U) / rowSums(W); V <- rowSums(W * (U - m)^2); W <- W * (1 / rowSums(W) - m * (U - m) / V) } else W <- W / rowSums(W)
  mean(y[one[keep]]) - mean(W %*% y[none])
}
rows <- lapply(seq_len(nrow(counts)), function(r) {
  b <- d[rep(seq_len(nrow(d)), unlist(counts[r, ])), ]; tr <- b$treat; y <- b$re78
  logit <- converged(b, "logit"); probit <- converged(b, "probit"); p <- fitted(logit); w <- p / (1 - p)
  e <- y - predict(lm(update(f, re78 ~ .), b, subset = treat == 0), b)
  data.frame(
    epanechnikov = kernel(p, tr, y, function(u) pmax(0, 1 - u^2), 0.06, common = TRUE),
    radius_linear = kernel(predict(probit), tr, y, function(u) as.numeric(abs(u) <= 1), 0.1),
    line = kernel(p, tr, y, dnorm, 0.1, line = TRUE),
    weights = mean(y[tr == 1]) - weighted.mean(y[tr == 0], w[tr == 0]),
    doubly_robust = mean(e[tr == 1]) - weighted.mean(e[tr == 0], w[tr == 0]))
})
out <- do.call(rbind, rows)
write.csv(as.data.frame(lapply(out, formatC, digits = 17, format = "g", width = 1)), "expected/att_bootstrap.csv", row.names = FALSE, quote = FALSE)
