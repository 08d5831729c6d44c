# Counterfactual estimators by R's fect: writes expected/fect_*.json. Run in this folder.
suppressPackageStartupMessages({library(fect); library(jsonlite)})
read <- function(name) read.csv(gzfile(sprintf("../data/%s.csv.gz", name)))
record <- function(id, dataset, d, formula, index, ...) {
  set.seed(1)
  m <- fect(formula, data = d, index = index, se = FALSE, CV = FALSE, parallel = FALSE, ...)
  kept <- list(id = id, dataset = dataset, software = paste("fect", packageVersion("fect")), att_avg = m$att.avg, att_avg_unit = m$att.avg.unit,
    time = m$time, att = m$att, count = m$count, beta = as.numeric(m$beta), sigma2 = m$sigma2, rmse = m$rmse, niter = m$niter, r = m$r.cv, lambda = m$lambda.cv, mu = m$mu)
  write(toJSON(kept[!vapply(kept, is.null, TRUE)], auto_unbox = TRUE, digits = NA, na = "null"), sprintf("expected/%s.json", id))
}
tight <- list(tol = 1e-10, max.iteration = 50000)
run <- function(id, dataset, d, formula, index, ...) do.call(record, c(list(id, dataset, d, formula, index), tight, list(...)))
s <- read("simgsynth"); f <- Y ~ D + X1 + X2; i <- c("id", "time")
run("fect_simgsynth_fe", "simgsynth", s, f, i, force = "two-way", method = "fe")
record("fect_simgsynth_fe_default_tol", "simgsynth", s, f, i, force = "two-way", method = "fe", tol = 1e-3)
run("fect_simgsynth_ife_r2", "simgsynth", s, f, i, force = "two-way", method = "ife", r = 2)
run("fect_simgsynth_ife_r1_unit", "simgsynth", s, f, i, force = "unit", method = "ife", r = 1)
run("fect_simgsynth_mc_lambda", "simgsynth", s, f, i, force = "two-way", method = "mc", lambda = .005)
run("fect_simgsynth_gsynth_r2", "simgsynth", s, f, i, force = "two-way", method = "gsynth", r = 2)
run("fect_smartcity_fe", "smartcity_sim", read("smartcity_sim"), quality ~ did, c("city", "year"), force = "two-way", method = "fe")
k <- read("castle_switch"); k <- k[order(k$sid, k$year), ]
run("fect_castle_switch_fe", "castle_switch", k, l_homicide ~ d_switch, c("sid", "year"), force = "two-way", method = "fe")
run("fect_castle_switch_ife1", "castle_switch", k, l_homicide ~ d_switch, c("sid", "year"), force = "two-way", method = "ife", r = 1)
