# Joint balance of lalonde: the score fitted again by glm before matching and on matched rows, unweighted and weighted, its
# likelihood-ratio test, and Rubin's B and R of its index. Run from this folder: Rscript make-joint-balance.R
d <- read.csv("../data/lalonde.csv.gz")
f <- treat ~ age + educ + race + married + nodegree + re74 + re75
num <- function(x) sprintf("%.17g", x)
wvar <- function(x, w) { mu <- sum(w * x) / sum(w); sum(w * (x - mu)^2) / (sum(w) - sum(w^2) / sum(w)) }
case <- function(w, link) {
  k <- w > 0; s <- d[k, ]; s$w <- w[k]; ctl <- glm.control(epsilon = 1e-15, maxit = 200)
  g <- suppressWarnings(glm(f, binomial(link), s, weights = w, control = ctl)); t <- s$treat == 1
  # from its own solution again, until nothing moves any more: glm stops when the deviance doesn't
  for (again in 1:20) g <- suppressWarnings(glm(f, binomial(link), s, weights = w, control = ctl, start = coef(g)))
  x <- predict(g)
  m <- weighted.mean(x[t], s$w[t]) - weighted.mean(x[!t], s$w[!t]); v1 <- wvar(x[t], s$w[t]); v0 <- wvar(x[!t], s$w[!t])
  lr <- g$null.deviance - g$deviance; df <- g$df.null - g$df.residual
  sprintf("{\"nobs\": %d, \"pseudo_r2\": %s, \"lr\": %s, \"df\": %d, \"p\": %s, \"rubin_b\": %s, \"rubin_r\": %s}", sum(k), num(lr / g$null.deviance),
    num(lr), df, num(pchisq(lr, df, lower.tail = FALSE)), num(abs(m) / sqrt((v1 + v0) / 2)), num(v1 / v0))
}
files <- c("nn1_norep_data", "nn1_rep_caliper0.2sd", "nn3_rep")
ws <- lapply(files, function(z) read.csv(paste0("expected/match_lalonde_", z, "_weights.csv"))$weight)
rows <- function(link) c(before = case(rep(1, nrow(d)), link), setNames(sapply(ws, function(w) case(+(w > 0), link)), paste0(files, "_unweighted")),
  setNames(sapply(ws, case, link), paste0(files, "_weighted")))
out <- sapply(c(logit = "logit", probit = "probit"), function(l) { r <- rows(l); paste0("{\n", paste0("\"", names(r), "\": ", r, collapse = ",\n"), "}") })
cat("{\"software\": \"R ", as.character(getRversion()), "\"", sprintf(",\n\"%s\": %s", names(out), out), "}\n", sep = "", file = "joint-balance.json")
