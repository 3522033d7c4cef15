"""Makes report.ttf out of WenQuanYi Micro Hei: the characters of GB/T 2312, ASCII and the marks that reports use.

    python3 make_report_font.py wqy-microhei.ttc

Needs fonttools. Refuses a character that the font has no outline for.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

EXTRA = "–—‘’“”…·×÷±≤≥≈→←↑↓□■○●¥％（），。：；、？！《》【】％‰㎡"


def gb2312() -> set[str]:
    chars = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                chars.add(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                pass
    return {char for char in chars if "\u3000" <= char <= "\u303f" or "\u4e00" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"}


def main() -> None:
    font = TTFont(sys.argv[1], fontNumber=0)
    have = font.getBestCmap()
    wanted = gb2312() | {chr(code) for code in range(0x20, 0x7F)} | set(EXTRA)
    missing = sorted(char for char in wanted if ord(char) not in have)
    print("left out, for the font has none:", "".join(missing))
    wanted -= set(missing)
    glyphs = font["glyf"]
    empty = [char for char in wanted if not char.isspace() and glyphs[have[ord(char)]].numberOfContours == 0]
    if empty:
        sys.exit("no outline: " + "".join(sorted(empty)))
    options = Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "DSIG", "gasp", "post"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(char) for char in wanted])
    subsetter.subset(font)
    font.save(Path(__file__).with_name("report.ttf"))


main()
