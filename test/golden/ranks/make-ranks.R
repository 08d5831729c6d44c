# Rank correlations and pair counts of columns of castle.csv.gz by base R. Run from this folder: Rscript make-ranks.R
d <- read.csv("../data/castle.csv.gz")
pairs <- list(c("homicide", "robbery"), c("unemployrt", "poverty"), c("homicide_c", "jhcitizen_c"), c("effyear", "police"))
row <- function(x, y, a, b, year) {
  sx <- sign(outer(x, x, "-")); sy <- sign(outer(y, y, "-")); up <- upper.tri(sx); s <- (sx * sy)[up]
  data.frame(x = a, y = b, year = year, n = length(x),
             spearman = sprintf("%.17g", cor(x, y, method = "spearman")), kendall = sprintf("%.17g", cor(x, y, method = "kendall")),
             concordant = sum(s > 0), discordant = sum(s < 0), tied_x = sum((sx == 0 & sy != 0)[up]),
             tied_y = sum((sx != 0 & sy == 0)[up]), tied_both = sum((sx == 0 & sy == 0)[up]))
}
out <- list()
for (p in pairs) {
  k <- d[complete.cases(d[, p]), ]
  out <- c(out, list(row(k[[p[1]]], k[[p[2]]], p[1], p[2], "all")))
  for (t in sort(unique(k$year))) out <- c(out, list(with(k[k$year == t, ], row(get(p[1]), get(p[2]), p[1], p[2], t))))
}
write.csv(do.call(rbind, out), "castle_ranks.csv", row.names = FALSE, quote = FALSE)
