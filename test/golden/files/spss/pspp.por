ASCII SPSS PORT FILE                    ASCII SPSS PORT FILE                    
ASCII SPSS PORT FILE                    ASCII SPSS PORT FILE                    
ASCII SPSS PORT FILE                    0000000000000000000000000000000000000000
0000000000000000000000000123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst
uvwxyz .<(+|&[]!$*);^-/|,%_>?`:$@'="000000~-0000123456789000-()0{}\0000000000000
00000000000000000000000000000000000000000000000000000000SPSSPORTA8/202611286/202
8461E/GNU pspp 1.6.23J/x86_64-pc-linux-gnu61/W4K/5B/70/2/ID5/4/0/5/4/0/CE/Row id
entifier70/1/W5/7/2/5/7/2/70/1/X5/L/A/5/L/A/CM/A number with "quotes"70/2/UM5/9/
2/5/9/2/88/89/70/3/LOW5/8/0/5/8/0/9-1/70/3/RNG5/8/0/5/8/0/BB/C/839/73/4/CODE1/3/
0/1/3/0/83/XX 7C/4/CITY1/C/0/1/C/0/CH/Größe der Stadt71A/4/LONG1/1A/0/1/1A/0/8
8/N/A and 70/1/DK/B/0/K/B/0/70/2/DTM/N/2/M/N/2/70/1/TL/B/2/L/B/2/70/1/MS/8/0/S/8
/0/70/1/QT/8/0/T/8/0/70/2/WK10/A/0/10/A/0/70/2/ADN/A/0/N/A/0/70/2/JDO/7/0/O/7/0/
70/3/DURP/E/0/P/E/0/70/3/PCT11/A/1/11/A/1/70/3/DOL4/H/2/4/H/2/D1/2/UM4/1/3/yes2/
2/no8/A/don't know9/7/refusedD1/4/CODE2/3/ab D/first letters3/yy 7/twice yD1/4/L
ONG2/1A/N/A and more text beyond eight          9/not there1A/long text of city 
one                   3/oneD1/1/D1/IRTQO00/8/leap dayE2/1D/DOCUMENT Made by PSPP
 for tests of readers.O/   (Entered 28 Nov 2026)F1/1.F/3.47D01EE08/1/-5/A/3/ab C
/München    1A/long text of city one                   IRTQO00/IRTSE9Q.7F/443.F
/IRQR600/IRNI+3/IRTH600/IRTQO00/IRTQO00/3E64/C.F/1B4.F/2/.F/-1BOSIHGBMH+6E/8/-1/
B/3/XX C/            1A/N/A and more text beyond eight          3600/3600/DA00/*
.*.*.3600/*.AJTTT/0/0/3/2/LFD7NO93SB-73/9/0/C/3/yy C/  leading   1A/            
                            *.*.*.*.*.*.*.*.*.*.*.4/1/*.*.7/39/3/   C/a,b'c     
  1A/中国的城市                         C4ARQO00/C4ARTTTT/0/C4AOKO00/C4AI5I
00/C4AR4C00/C4ARQO00/C4ARQO00/0/-3/-1/5/3/.3/2/3A/D/3/ab C/München    1A/long t
ext of city one                   GMPJI00/GMPKE00/35TT.TL/GMPJI00/GMPJI00/GMPJI0
0/GMPJI00/GMPJI00/GKA5/3A/39.TL/ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ
