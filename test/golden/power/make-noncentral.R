# Powers of the two-sample t test by R's own noncentral t: Rscript make-noncentral.R > noncentral.json
library(jsonlite)
cases <- expand.grid(delta = c(0, 0.15, 0.6, 1.5), n = c(3, 25, 400), sig = c(0.01, 0.05, 0.2))
cases$power <- mapply(function(d, n, s) power.t.test(n = n, delta = d, sd = 1.3, sig.level = s, strict = TRUE)$power,
  cases$delta, cases$n, cases$sig)
cases$one <- mapply(function(d, n, s) power.t.test(n = n, delta = d, sd = 1.3, sig.level = s, alternative = "one.sided")$power,
  cases$delta, cases$n, cases$sig)
detect <- expand.grid(n = c(4, 25, 400), power = c(0.5, 0.8, 0.95))
detect$delta <- mapply(function(n, p) power.t.test(n = n, power = p, sd = 1.3, strict = TRUE, tol = 1e-14)$delta, detect$n, detect$power)
cat(toJSON(list(software = R.version.string, cases = cases, detect = detect), digits = NA, pretty = TRUE))
