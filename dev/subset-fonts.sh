#!/bin/sh
# Makes the font subsets of assets/fonts anew from Debian's Noto packages. They are committed: run this only to change them.
# Needs: apt-get install fonts-noto-cjk fonts-noto-core; pip install fonttools
set -eu
cd "$(dirname "$0")/../assets/fonts"
cjk=/usr/share/fonts/opentype/noto
core=/usr/share/fonts/truetype/noto
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# 通用规范汉字表 (8,105) ∪ GB/T 2312 (6,763 characters and its symbol rows) ∪ what letters and official texts use beside them.
python3 - "$work/characters.txt" <<'PY'
import sys
wanted = set()
for line in open("hanzi-8105.txt", encoding="utf-8"):
    wanted.update(line.strip())
assert len(wanted) == 8105, len(wanted)
for high in range(0xA1, 0xF8):
    for low in range(0xA1, 0xFF):
        try:
            wanted.add(bytes([high, low]).decode("gb2312"))
        except UnicodeDecodeError:
            pass
ranges = [
    (0x20, 0x7E), (0xA0, 0x17F),      # Latin, its accents
    (0x1CD, 0x1DC), (0x1F8, 0x1F9),   # pinyin tones
    (0x2010, 0x2027), (0x2030, 0x2033), (0x203B, 0x203C),
    (0x2460, 0x249B), (0x2160, 0x216B), (0x2170, 0x2179),
    (0x3000, 0x301F), (0xFF01, 0xFFE6),
    (0x338E, 0x338F), (0x339C, 0x33A2), (0x33C4, 0x33C4),
]
for first, last in ranges:
    wanted.update(map(chr, range(first, last + 1)))
wanted.update("€₤℃℉№™Ω√≈≠≤≥←↑→↓■□▲△◆◇○●★☆✓✔☑☒☐〇々〆﹣")
open(sys.argv[1], "w", encoding="utf-8").write("".join(sorted(wanted)))
PY

chinese() { # chinese FACE OUTPUT — face 2 of the collection is Simplified Chinese
  pyftsubset "$cjk/$1" --font-number=2 --text-file="$work/characters.txt" --output-file="$2" \
    --layout-features=ccmp,liga,locl,kern,halt,palt,chws,mark,mkmk --no-hinting --desubroutinize \
    --name-IDs='*' --notdef-outline
}
uyghur() {
  pyftsubset "$core/$1" --unicodes=20,2D,28,29,AB,BB,A0,600-6FF,200B-200F,2026,2039,203A,FB50-FDFF,FE70-FEFC \
    --output-file="$2" --layout-features='*' --name-IDs='*' --notdef-outline
}
chinese NotoSerifCJK-Regular.ttc NotoSerifSC-Regular.otf
chinese NotoSerifCJK-Bold.ttc NotoSerifSC-Bold.otf
uyghur NotoNaskhArabic-Regular.ttf NotoNaskhArabic-Regular.ttf
uyghur NotoNaskhArabic-Bold.ttf NotoNaskhArabic-Bold.ttf
ls -l ./*.otf ./*.ttf
