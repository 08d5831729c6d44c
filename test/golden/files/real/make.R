# Grunfeld's panel (test/golden/data/grunfeld.csv.gz) in the formats R writes, with labels. Run in this folder.
suppressPackageStartupMessages({library(haven); library(openxlsx)})
d <- read.csv(gzfile("../../data/grunfeld.csv.gz"))
attr(d$inv, "label") <- "Gross investment"
attr(d$value, "label") <- "Market value"
attr(d$capital, "label") <- "Stock of plant and equipment"
write_sav(d, "grunfeld.sav", compress = "none")
write_sav(d, "grunfeld.zsav", compress = "zsav")
write_dta(d, "grunfeld.dta", version = 14)
write_dta(d, "grunfeld-113.dta", version = 8)
write_xpt(d, "grunfeld.xpt", version = 8, name = "GRUNFELD")
write.xlsx(d, "grunfeld.xlsx")
saveRDS(d, "grunfeld.rds")
x <- 1:3
save(d, x, file = "grunfeld.RData")
