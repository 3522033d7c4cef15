"""Makes ticket24.bin, the 24-dot strike of the virtual ticket printer, from Noto Sans Mono CJK SC (OFL 1.1).

    apt-get install fonts-noto-cjk && pip install pillow && python3 make_ticket24.py

Characters: ASCII (12 x 24 dots), and 24 x 24 dots for the symbols of GB 2312 rows 1 and 3, its level-1 hanzi, and
extra.txt (place, service and personal names beyond level 1). Format, all big-endian: "GT24", u32 count of full-width
glyphs, their code points as u32 in ascending order, 95 half-width glyphs from U+0020 (24 rows of 2 bytes, the first 12
bits used), the full-width glyphs (24 rows of 3 bytes). Every glyph is checked not to be empty or the font's .notdef.
"""

import struct

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
FACE_MONO_SC = 7
BASELINE = 20


def gb2312(rows):
    for row in rows:
        for cell in range(1, 95):
            try:
                yield bytes([row + 0xA0, cell + 0xA0]).decode("gb2312")
            except UnicodeDecodeError:
                pass


def bits(font, char, width):
    image = Image.new("1", (width, 24), 0)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"
    draw.text((0, BASELINE), char, font=font, fill=1, anchor="ls")
    out = bytearray()
    for y in range(24):
        row = 0
        for x in range(width):
            row = row << 1 | (1 if image.getpixel((x, y)) else 0)
        out += (row << (-width % 8)).to_bytes((width + 7) // 8, "big")
    return bytes(out)


def main():
    font = ImageFont.truetype(FONT, 23, index=FACE_MONO_SC)
    assert font.getname()[0] == "Noto Sans Mono CJK SC", font.getname()
    extra = open("extra.txt", encoding="utf8").read().strip()
    missing = bits(font, "\U0010FFFD", 24)
    wide = sorted({c for c in [*gb2312([1, 3, *range(16, 56)]), *extra] if ord(c) >= 0x80 and c != "\u3000"})
    glyphs = {c: bits(font, c, 24) for c in wide}
    absent = [c for c, b in glyphs.items() if not any(b) or b == missing]
    for c in absent:
        print("not in the font:", hex(ord(c)), c)
        del glyphs[c]
    half = [bits(font, chr(c), 12) for c in range(0x20, 0x7F)]
    with open("ticket24.bin", "wb") as out:
        out.write(b"GT24" + struct.pack(">I", len(glyphs)))
        for c in sorted(glyphs):
            out.write(struct.pack(">I", ord(c)))
        for b in half:
            out.write(b)
        for c in sorted(glyphs):
            out.write(glyphs[c])
    print(len(glyphs), "full-width glyphs")


if __name__ == "__main__":
    main()
