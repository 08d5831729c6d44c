# Variances along time of an equation with instruments: AER's ivreg under sandwich's vcovPL on the Grunfeld panel, Bartlett's
# weights, no small-sample factor, as along-time.json.  Rscript along-time.R
suppressPackageStartupMessages({ library(AER); library(sandwich); library(jsonlite) })
g <- read.csv(gzfile("../data/grunfeld.csv.gz"))
g <- g[order(g$firm, g$year), ]
lag1 <- function(x) ave(x, g$firm, FUN = function(v) c(NA, head(v, -1)))
g$value_1 <- lag1(g$value); g$capital_1 <- lag1(g$capital)
g <- g[!is.na(g$value_1), ]
m <- ivreg(inv ~ value + capital | value + value_1 + capital_1, data = g)
fe <- ivreg(inv ~ value + capital + factor(firm) | value + factor(firm) + value_1 + capital_1, data = g)
keep <- c("value", "capital")
of <- function(m, keep, lag, aggregate) {
  v <- vcovPL(m, cluster = g$firm, order.by = g$year, lag = lag, aggregate = aggregate, adjust = FALSE)
  sqrt(diag(v))[keep]
}
all <- names(coef(m))
out <- list(
  software = paste0("AER ", packageVersion("AER"), ", sandwich ", packageVersion("sandwich"), ", R ", getRversion()),
  pooled = list(coef = as.list(coef(m)), NW = lapply(setNames(0:3, 0:3), function(l) as.list(of(m, all, l, FALSE))),
                DK = lapply(setNames(0:3, 0:3), function(l) as.list(of(m, all, l, TRUE)))),
  effects = list(coef = as.list(coef(fe)[keep]), NW = lapply(setNames(0:3, 0:3), function(l) as.list(of(fe, keep, l, FALSE))),
                 DK = lapply(setNames(0:3, 0:3), function(l) as.list(of(fe, keep, l, TRUE)))))
write(toJSON(out, auto_unbox = TRUE, digits = NA, pretty = TRUE), "along-time.json")
