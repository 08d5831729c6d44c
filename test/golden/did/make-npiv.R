# Sieves of a regression chosen by the data (Chen, Christensen and Kankanala), their curves, errors and critical values, by npiv 0.1.3. Run in
# this folder.
suppressPackageStartupMessages({library(npiv); library(jsonlite)})
set.seed(20250)
sample <- function(n, f, s) { x <- round(runif(n, .1, 2), 6); list(x = x, y = round(f(x) + s * rnorm(n), 6)) }
samples <- list(
  line = sample(120, function(x) 1 + x, .4), sine = sample(300, function(x) sin(3 * x), .3),
  wave = sample(300, function(x) sin(12 * x), .2), kink = sample(200, function(x) abs(x - 1), .15)
)
fit <- function(name) {
  x <- samples[[name]]$x; y <- samples[[name]]$y; grid <- min(x) + (max(x) - min(x)) * (0:49) / 49; grid[50] <- max(x)
  same <- list(Y = y, X = x, W = x, X.grid = grid, J.x.degree = 3, K.w.degree = 3, K.w.smooth = 0, knots = "uniform", boot.num = 9999, progress = FALSE)
  chosen <- do.call(npiv_choose_J, same)
  found <- do.call(npiv, c(same, list(X.eval = grid)))
  list(name = name, x = x, y = y, segments = chosen$J.x.segments.set, chosen = chosen$J.x.seg, theta = chosen$theta.star,
    h = as.numeric(found$h), se = as.numeric(found$asy.se), deriv = as.numeric(found$deriv), deriv_se = as.numeric(found$deriv.asy.se),
    critical = found$cv, critical_deriv = found$cv.deriv)
}
write_json(list(software = paste("npiv", packageVersion("npiv"), R.version.string), cases = lapply(names(samples), fit)),
  "expected/npiv_adaptive.json", digits = 16, auto_unbox = TRUE)
