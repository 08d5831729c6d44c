# Elasticities by product group of customs_sim.csv.gz by fixest, a regression of its own for each group: 2SLS of ln q on
# ln p with the mean ln p of the same firm, product and year in other destinations, effects hs8 + country^year, errors
# clustered by firm; least squares on the same rows; first-stage F by the same variance.
# Run from this folder: Rscript make-iv-by-group.R
library(fixest)
setFixest_nthreads(1)
setFixest_estimation(fixef.tol = 1e-11, fixef.iter = 1e6)
d <- read.csv(gzfile("customs_sim.csv.gz"), colClasses = c(firm = "character", hs8 = "character", hs6 = "character", country = "character"))
d$lp <- log(d$value / d$quantity)
d$lq <- log(d$quantity)
key <- paste(d$firm, d$hs8, d$year)
n <- ave(d$lp, key, FUN = length)
d$z <- ifelse(n > 1, (ave(d$lp, key, FUN = sum) - d$lp) / (n - 1), NA)
d <- d[!is.na(d$z), ]
num <- function(x) formatC(x, digits = 17, format = "g")
for (by in c("hs8", "hs6")) {
  rows <- lapply(sort(unique(d[[by]])), function(g) {
    s <- d[d[[by]] == g, ]
    iv <- feols(lq ~ 1 | hs8 + country^year | lp ~ z, s, cluster = ~firm, notes = FALSE)
    fs <- feols(lp ~ z | hs8 + country^year, s, cluster = ~firm, notes = FALSE)
    ols <- feols(lq ~ lp | hs8 + country^year, s, cluster = ~firm, notes = FALSE)
    ci <- confint(iv)
    data.frame(group = g, n = iv$nobs, sigma = num(-coef(iv)[["fit_lp"]]), std_error = num(se(iv)[["fit_lp"]]),
      conf_low = num(-ci[[2]]), conf_high = num(-ci[[1]]), first_stage = num(coef(fs)[["z"]]),
      first_stage_F = num((coef(fs)[["z"]] / se(fs)[["z"]])^2), ols = num(-coef(ols)[["lp"]]), ols_std_error = num(se(ols)[["lp"]]))
  })
  write.csv(do.call(rbind, rows), sprintf("expected/customs_iv_by_%s.csv", by), row.names = FALSE, quote = 1)
}
