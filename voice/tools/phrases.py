"""The wording of every clip, its pronunciation, and what a listener must hear.

A call is two phrases: who is called, and where to go. Each is a whole prosodic
phrase, so that one clip stands for one breath; nothing smaller is ever joined.
This file does no I/O and loads no model.
"""

import re
from collections import namedtuple

# id: name in the manifest. text: what is said, as shown to people.
# takes: phoneme strings in order of preference, each tried until one passes.
Phrase = namedtuple("Phrase", "id text takes")

ZH_PINYIN = dict(
    zip("0123456789", "ling2 yao1 er4 san1 si4 wu3 liu4 qi1 ba1 jiu3".split())
)
ZH_SPOKEN = dict(zip("0123456789", "零幺二三四五六七八九"))
# A Mandarin speaker reads the letters with Mandarin sounds. B in the fourth
# tone: in the first it is a vulgar word.
ZH_LETTER_TAKES = {
    "A": ["ei→", "ˈA"],
    "B": ["pi↘", "bˈi"],
    "C": ["sei→", "sˈi"],
}
ZH_COUNTER = {
    1: ("一", "yi1"), 2: ("二", "er4"), 3: ("三", "san1"), 4: ("四", "si4"),
    5: ("五", "wu3"), 6: ("六", "liu4"), 7: ("七", "qi1"), 8: ("八", "ba1"),
    9: ("九", "jiu3"), 10: ("十", "shi2"), 11: ("十一", "shi2 yi1"), 12: ("十二", "shi2 er4"),
}
EN_DIGIT = dict(
    zip("0123456789", "zero one two three four five six seven eight nine".split())
)
EN_COUNTER = (
    "one two three four five six seven eight nine ten eleven twelve".split()
)

# Words are groups of tone-numbered pinyin; third-tone sandhi is written out.
ZH_FIXED = {
    "welcome": ("欢迎光临供电营业厅。", "huan1ying2 guang1lin2, gong1dian4 ying2ye4ting1."),
    "recall": ("再次呼叫，", "zai4ci4 hu1jiao4,"),
    "next_on_screen": (
        "请下一位顾客看屏幕上的号码。",
        "qing3 xia4yi2wei4 gu4ke4, kan4 ping2mu4 shang4de5 hao4ma3.",
    ),
    "self_service": ("请到自助服务区办理。", "qing3 dao4 zi4zhu4 fu2wu4qu1 ban4li3."),
    "guide_desk": ("请到引导台咨询。", "qing3 dao4 yin2dao3tai2 zi1xun2."),
    "closing_soon": (
        "营业厅即将结束营业，请抓紧时间办理业务。",
        "ying2ye4ting1 ji2jiang1 jie2shu4 ying2ye4, qing3 zhua1jin3 shi2jian1 ban4li3 ye4wu4.",
    ),
    "closed": (
        "今天的营业已经结束，感谢您的光临。",
        "jin1tian1de5 ying2ye4 yi3jing1 jie2shu4, gan3xie4 nin2de5 guang1lin2.",
    ),
    "choose_service": ("请选择您要办理的业务。", "qing2 xuan3ze2 nin2yao4 ban4li3de5 ye4wu4."),
    "take_slip": ("请取走您的小票。", "qing3 qu2zou3 nin2de5 xiao3piao4."),
    "paper_out": (
        "小票机缺纸，请记下屏幕上的号码。",
        "xiao3piao4ji1 que1zhi3, qing3 ji4xia4 ping2mu4 shang4de5 hao4ma3.",
    ),
    "please_wait": ("请在休息区等候叫号。", "qing3 zai4 xiu1xi1qu1 deng3hou4 jiao4hao4."),
    "scan_id": ("请将身份证放在读卡区。", "qing3 jiang1 shen1fen4zheng4, fang4zai4 du2ka3qu1."),
    "ask_staff": ("如需帮助，请联系工作人员。", "ru2xu1 bang1zhu4, qing3 lian2xi4 gong1zuo4 ren2yuan2."),
    "please_rate": (
        "请您对本次服务进行评价。",
        "qing3nin2 dui4 ben3ci4 fu2wu4, jin4xing2 ping2jia4.",
    ),
    "counter_on_screen": (
        "到屏幕上显示的窗口办理业务。",
        "dao4 ping2mu4 shang4 xian3shi4de5 chuang1kou3, ban4li3 ye4wu4.",
    ),
    "thanks_rated": ("感谢您的评价。", "gan3xie4 nin2de5 ping2jia4."),
}
EN_FIXED = {
    "welcome": "Welcome to the electricity service hall.",
    "recall": "Calling again.",
    "next_on_screen": "Next customer, please see the number on the screen.",
    "self_service": "Please go to the self service area.",
    "guide_desk": "Please ask at the guide desk.",
    "closing_soon": "The hall is closing soon. Please finish your business.",
    "closed": "The hall is now closed. Thank you for your visit.",
    "choose_service": "Please choose a service.",
    "take_slip": "Please take your ticket.",
    "paper_out": "The printer is out of paper. Please note the number on the screen.",
    "please_wait": "Please take a seat and wait for your number.",
    "scan_id": "Please place your card on the reader.",
    "ask_staff": "Please ask our staff if you need help.",
    "please_rate": "Please rate our service.",
    "counter_on_screen": "please go to the counter shown on the screen.",
    "thanks_rated": "Thank you for your rating.",
}


def _fixed_id(language, name):
    return f"{language}/c/screen" if name == "counter_on_screen" else f"{language}/s/{name}"


def zh_digits(number, mandarin):
    """Digit by digit, 1 as yāo; the first of two third tones rises."""
    syllables = [ZH_PINYIN[d] for d in number]
    for i in range(len(syllables) - 1):
        if syllables[i].endswith("3") and syllables[i + 1].endswith("3"):
            syllables[i] = syllables[i][:-1] + "2"
    return [mandarin([s]) for s in syllables]


def zh_number(ticket, mandarin):
    letter, number = ticket[0], ticket[1:]
    text = f"请{letter}{''.join(ZH_SPOKEN[d] for d in number)}号顾客，"
    please, tail = mandarin(["qing3"]), mandarin(["hao4"])
    customer = mandarin(["gu4", "ke4"])
    digits = zh_digits(number, mandarin)
    takes = []
    for said in ZH_LETTER_TAKES[letter]:
        # Digits apart were read back right more often than digits run together.
        takes.append(f"{please} {said} {' '.join(digits)} {tail} {customer},")
        takes.append(f"{please}, {said} {''.join(digits)}{tail} {customer},")
    for said in ZH_LETTER_TAKES[letter]:
        # The letter apart, for numbers whose first digit runs into it.
        takes.append(f"{please} {said}, {' '.join(digits)} {tail} {customer},")
    return Phrase(f"zh/n/{ticket}", text, takes)


def zh_number_with_yi(ticket, mandarin):
    """The same with 1 read yī: correct and understood, but only where yāo failed."""
    phrase = zh_number(ticket, lambda s: mandarin(["yi1" if x == "yao1" else x for x in s]))
    return phrase._replace(text=phrase.text.replace("幺", "一"))


def zh_counter(counter, mandarin):
    spoken, pinyin = ZH_COUNTER[counter]
    to, number = mandarin(["dao4"]), mandarin(pinyin.split() + ["hao4"])
    counter_word, handle = mandarin(["chuang1", "kou3"]), mandarin(["ban4", "li3"])
    business = mandarin(["ye4", "wu4"])
    takes = [
        f"{to} {number} {counter_word} {handle} {business}.",
        f"{to}{number}{counter_word} {handle}{business}.",
        f"{to} {number}{counter_word}, {handle} {business}.",
    ]
    return Phrase(f"zh/c/{counter}", f"到{spoken}号窗口办理业务。", takes)


def zh_fixed(name, mandarin):
    """The sentence, or for `c/screen` the second phrase of a call to any other counter."""
    text, pinyin = ZH_FIXED[name]
    words = []
    for word in pinyin.split():
        bare = word.rstrip(",.")
        words.append(mandarin(re.findall(r"[a-z]+[1-5]", bare)) + word[len(bare):])
    return Phrase(_fixed_id("zh", name), text, [" ".join(words)])


def en_number(ticket, english):
    digits = " ".join(EN_DIGIT[d] for d in ticket[1:])
    text = f"Ticket {ticket[0]} {digits},"
    return Phrase(f"en/n/{ticket}", text, [english(text), english(f"Ticket {ticket[0]}, {digits},")])


def en_counter(counter, english):
    text = f"please go to counter {EN_COUNTER[counter - 1]}."
    return Phrase(f"en/c/{counter}", text, [english(text)])


def en_fixed(name, english):
    text = EN_FIXED[name]
    return Phrase(_fixed_id("en", name), text, [english(text)])


# ---- what was heard, reduced to what must be right ----

_SAME = str.maketrans("請號顧辦業務裡到", "请号顾办业务里到")
_ZH_DIGIT = dict(zip("零〇一二三四五六七八九幺两", "0012345678912"))


def _arabic(text):
    """Chinese digits to figures; 十 only as it occurs in 10 to 12."""
    text = text.translate(_SAME)
    text = text.replace("十一", "11").replace("十二", "12").replace("十", "10")
    return "".join(_ZH_DIGIT.get(c, c) for c in text)


def heard_call_zh(text):
    """("A012", 3) when a ticket and a counter can be read out of it, else None."""
    bare = re.sub(r"[\s\-－·,，。.、�]", "", _arabic(text)).upper()
    m = re.search(r"请([A-Z])(\d+)号.*?到(\d+)号", bare)
    return (m[1] + m[2], int(m[3])) if m else None


_DIGIT_BY_SOUND = {
    "ling": "0", "yao": "1", "yi": "1", "er": "2", "san": "3", "si": "4", "wu": "5",
    "liu": "6", "qi": "7", "ba": "8", "jiu": "9",
}


def heard_call_zh_by_sound(text):
    """As above, where the recogniser heard the syllables and chose other characters.

    "要好顾客" is yāo hào as much as "幺号": the same syllables, tones aside.
    """
    from pypinyin import lazy_pinyin

    bare = re.sub(r"[\s\-－·,，。.、�]", "", _arabic(text)).upper()
    m = re.search(r"请(.)(.*?)顾客.*?到(\d+)号", bare)
    if not m:
        return None
    letter = "B" if lazy_pinyin(m[1]) == ["bi"] else m[1]
    said = "".join(_DIGIT_BY_SOUND.get(p, p) for c in m[2] for p in lazy_pinyin(c))
    number = re.fullmatch(r"(\d+)hao", said)
    return (letter + number[1], int(m[3])) if number and letter in "ABC" else None


_EN_WORDS = {w: str(i) for i, w in enumerate(EN_DIGIT.values())} | {
    "ten": "10", "eleven": "11", "twelve": "12", "oh": "0", "o": "0",
}


def heard_call_en(text):
    words = [_EN_WORDS.get(w, w) for w in re.findall(r"[a-z]+|\d+", text.lower())]
    bare = "".join(words)
    m = re.search(r"ticket(?:number)?([a-z])(\d+?)pleasegoto(?:the)?counter(\d+)", bare)
    return (m[1].upper() + m[2], int(m[3])) if m else None


def place_is_clear(text, language):
    """Whether the words around the counter's number were also heard exactly."""
    if language == "zh":
        return "窗口办理业务" in letters_only(text)
    return "please go to" in text.lower() and "counter" in text.lower()


def letters_only(text):
    """For whole sentences: case, spacing, punctuation and script do not count."""
    return re.sub(r"[^\w]", "", _arabic(text)).lower()
