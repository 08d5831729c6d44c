# plm without its fast mode on an unbalanced panel, sandwich's clustered covariances in two ways, and Grunfeld's data.
# Run in this folder: Rscript make-presets.R. Reads ../data, writes presets.json and ../data/grunfeld.csv.gz.
suppressMessages({library(plm); library(sandwich)})
options(plm.fast = FALSE)
number <- function(v) paste0("{", paste0('"', names(v), '":', sprintf("%.17g", v), collapse = ","), "}")
errors <- function(V, keep) number(sqrt(diag(V))[keep])
E <- read.csv("../data/EmplUK.csv.gz")
p <- plm(log(emp) ~ log(wage) + log(capital) + log(output), pdata.frame(E, index = c("firm", "year")), model = "within", effect = "twoways")
plmKeys <- c(se = number(summary(p)$coefficients[, 2]), se_arellano_HC0 = errors(vcovHC(p, method = "arellano", type = "HC0")),
  se_arellano_sss = errors(vcovHC(p, method = "arellano", type = "sss")), se_white1_HC0 = errors(vcovHC(p, method = "white1", type = "HC0")),
  se_scc_HC0_default = errors(vcovSCC(p, type = "HC0")), se_scc_HC0_lag2 = errors(vcovSCC(p, type = "HC0", maxlag = 2)),
  se_double_cluster_HC0 = errors(vcovDC(p, type = "HC0")))
object <- function(keys) paste0("{", paste0('"', names(keys), '":', keys, collapse = ","), "}")
two <- function(data, formula, keep, cluster, weights = NULL) {
  d <- read.csv(paste0("../data/", data, ".csv.gz")); if (!is.null(d$treat)) d$tp <- d$treat * d$post
  d$.w <- if (is.null(weights)) 1 else d[[weights]]
  m <- lm(as.formula(formula), d, weights = .w)
  paste0('{"data":"', data, '","lm":"', formula, '","weights":', if (is.null(weights)) "null" else paste0('"', weights, '"'),
    ',"cluster":"', paste(all.vars(cluster), collapse = "+"), '","df":', df.residual(m), ',"coef":', number(coef(m)[keep]),
    ',"HC1":', errors(vcovCL(m, cluster = cluster, type = "HC1"), keep), ',"HC0":', errors(vcovCL(m, cluster = cluster, type = "HC0"), keep),
    ',"HC0_cadjust_FALSE":', errors(vcovCL(m, cluster = cluster, type = "HC0", cadjust = FALSE), keep), "}")
}
twoWays <- c(two("base_did", "y ~ x1 + treat + post + tp", c("x1", "treat", "post", "tp"), ~ id + period),
  two("base_did", "y ~ x1 + tp + factor(id) + factor(period)", c("x1", "tp"), ~ id + period),
  two("castle", "l_homicide ~ post + l_police + unemployrt + factor(state) + factor(year)", c("post", "l_police", "unemployrt"), ~ state + year, "popwt"))
data(Grunfeld)
con <- gzfile("../data/grunfeld.csv.gz", "w"); write.csv(Grunfeld[, c("firm", "year", "inv", "value", "capital")], con, row.names = FALSE); close(con)
writeLines(paste0('{"plm":', object(plmKeys), ',\n"sandwich":[', paste(twoWays, collapse = ",\n"), "]}"), "presets.json")
