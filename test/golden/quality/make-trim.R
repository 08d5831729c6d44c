# Percentile bounds of unit values within product-year, by base R. Run from this folder: Rscript make-trim.R
d <- read.csv("../../../examples/fish/fish_export_ship.csv.gz", colClasses = c(i = "character", j = "character", k = "character"))
p <- d$v_usd / d$q_kg
cell <- interaction(d$k, d$t, drop = TRUE, sep = "|")
bound <- function(prob) ave(p, cell, FUN = function(x) quantile(x, prob, type = 7, names = FALSE))
low <- bound(0.01)
high <- bound(0.99)
out <- p < low | p > high
one <- !duplicated(cell)
r <- data.frame(k = d$k, t = d$t, low = sprintf("%.17g", low), high = sprintf("%.17g", high),
                n = ave(p, cell, FUN = length), n_dropped = ave(as.numeric(out), cell, FUN = sum))[one, ]
write.csv(r[order(r$k, r$t), ], "expected/fish_trim_0.01.csv", row.names = FALSE, quote = FALSE)
