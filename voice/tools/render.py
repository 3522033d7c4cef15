"""Renders, gates and encodes the voice clips, and writes the manifest.

Resumable: a clip already in the manifest with its file in place is not made
again, so a stopped run goes on where it was. A clip that no take gets through
the gate is left out and listed as rejected; the player then says the fallback.
It must never ship a number or a counter that was not read back right.

    python render.py --voices DIR_OF_KOKORO_JS_VOICES [--languages zh en] [--only REGEX] [--adopt | --retry]
"""

import argparse
import difflib
import json
import os
import re

import numpy as np
from pypinyin import lazy_pinyin

import phrases
import speech
from opus import decode, encode

HERE = os.path.dirname(os.path.abspath(__file__))
VOICE_DIR = os.path.dirname(HERE)
VOICE = {"zh": "zf_xiaoxiao", "en": "af_heart"}
PAUSE_MS = 200
# The first is the pace of the hall; the others are only for what fails at it.
SPEEDS = (0.90, 0.86, 0.95)
NUMBERS = {
    "zh": [("A", 200), ("B", 100), ("C", 60)],
    "en": [("A", 200), ("B", 100), ("C", 60)],
}
# Gives the recogniser the form of a call, never the number under test.
FORM = {
    "zh": ["请C七八五号顾客，到六号窗口办理业务。", "请C七八五号顾客，到四号窗口办理业务。"],
    "en": ["Ticket C785, please go to counter 6.", "Ticket C785, please go to counter 4."],
}
HEARD_CALL = {"zh": phrases.heard_call_zh, "en": phrases.heard_call_en}


class Run:
    """What one run holds open: the models and the manifest on disk."""

    def __init__(self, voices_dir, only):
        self.only = re.compile(only)
        self.speaker = speech.Speaker(voices_dir)
        self.listener = speech.Listener()
        self.path = os.path.join(VOICE_DIR, "manifest.json")
        self.clips, self.rejected = {}, {}
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as f:
                old = json.load(f)
            self.clips, self.rejected = old["clips"], old["rejected"]

    def path_of(self, clip_id):
        return os.path.join(VOICE_DIR, f"clips/{clip_id}.ogg")

    def english(self, text):
        return self.speaker.english_phonemes(text)

    def done(self, clip_id):
        """Nothing to do for this id: made, rejected, or not asked for."""
        if clip_id in self.rejected or not self.only.search(clip_id):
            return True
        entry = self.clips.get(clip_id)
        return entry is not None and os.path.exists(os.path.join(VOICE_DIR, entry["file"]))

    def keep(self, clip_id, text, audio, ogg, gate):
        path = self.path_of(clip_id)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(ogg)
        self.rejected.pop(clip_id, None)
        self.clips[clip_id] = {
            "file": f"clips/{clip_id}.ogg",
            "text": text,
            "duration_ms": round(len(audio) * 1000 / speech.RATE_HZ),
            "gate": gate,
        }
        print(clip_id, gate, len(ogg), flush=True)

    def save(self):
        head = {
            "version": 1,
            "codec": "Opus 24 kbit/s mono in Ogg",
            "pause_ms": PAUSE_MS,
            "model": f"Kokoro-82M v1.0 int8, sha256 {self.speaker.model_sha256}",
            "voices": VOICE,
            "gate": f"Whisper base, sha256 {self.listener.model_sha256}",
        }
        lines = [f" {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}," for k, v in head.items()]
        for name, table in (("clips", self.clips), ("rejected", self.rejected)):
            rows = [
                f"  {json.dumps(k)}: {json.dumps(table[k], ensure_ascii=False, separators=(',', ':'))}"
                for k in sorted(table, key=natural)
            ]
            body = "{\n" + ",\n".join(rows) + "\n }" if rows else "{}"
            lines.append(f" {json.dumps(name)}: {body}{',' if name == 'clips' else ''}")
        with open(self.path + ".new", "w", encoding="utf-8") as f:
            f.write("{\n" + "\n".join(lines) + "\n}\n")
        os.replace(self.path + ".new", self.path)


def natural(clip_id):
    return [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", clip_id)]


def joined(*parts):
    out = [speech.silence(200)]
    for part in parts:
        out += [part, speech.silence(PAUSE_MS)]
    return np.concatenate(out)


def gate_call(run, language, parts, ticket, counter):
    """How the call was read back, and the words.

    "plain": right from sound alone. "sound": the right syllables in other
    characters. "form": right once told the form of a call. None: wrong.
    """
    audio = joined(*parts)
    form = FORM[language][1 if counter == 6 else 0]
    for prompt, how in ((None, "plain"), (form, "form")):
        heard = run.listener.hear(audio, language, prompt)
        if HEARD_CALL[language](heard) == (ticket, counter):
            return how, heard
        if language == "zh" and phrases.heard_call_zh_by_sound(heard) == (ticket, counter):
            return "sound", heard
    return None, heard


def takes_of(phrase):
    """Every take at the hall's pace first, then the best take slower and faster."""
    for take in phrase.takes[:2]:
        yield take, SPEEDS[0], 0
    for speed in SPEEDS[1:]:
        yield phrase.takes[0], speed, 0
    for take in phrase.takes[2:]:
        yield take, SPEEDS[0], 0


def further_takes_of(phrase):
    """For what failed once: the same words in slightly other melodies, paces and letters."""
    for shift in (6, -6, 12, 20):
        yield phrase.takes[0], SPEEDS[0], shift
    yield phrase.takes[0], 0.82, 6
    for take in phrase.takes[1:]:
        yield take, SPEEDS[0], 6
        yield take, 0.86, -6
    for speed in (0.88, 0.92, 0.98):
        for shift in (3, -3):
            yield phrase.takes[0], speed, shift


def render_counter(run, language, counter):
    """The take of the second phrase that is read right after most first phrases."""
    make = {"zh": phrases.zh_counter, "en": phrases.en_counter}[language]
    say = speech.mandarin_phonemes if language == "zh" else run.english
    phrase = make(counter, say)
    if run.done(phrase.id):
        return
    best = (0, 0, 0, None, None)
    firsts = [(t, first_phrase(run, language, t)) for t in ("A012", "B149", "C053")]
    candidates = [cut_second(run, language, phrase.takes[0], "A012")]
    candidates += [speak(run, language, *take) for take in takes_of(phrase)]
    for audio in candidates:
        if audio is None:
            continue
        ogg = encode(audio)
        sound = decode(ogg)
        plain = right = clear = 0
        for ticket, first in firsts:
            how, heard = gate_call(run, language, (first, sound), ticket, counter)
            right += how is not None
            plain += how == "plain"
            clear += how == "plain" and phrases.place_is_clear(heard, language)
            print("  ", phrase.id, how, heard, flush=True)
        if (right, plain + clear, clear) > (best[0], best[1] + best[2], best[2]):
            best = (right, plain, clear, audio, ogg)
        if plain == len(firsts) and clear >= 2:
            break
    if best[0] >= 2:
        gate = f"right {best[0]}/{len(firsts)}, plain {best[1]}, words {best[2]}"
        run.keep(phrase.id, phrase.text, best[3], best[4], gate)
    else:
        run.rejected[phrase.id] = f"right {best[0]}/{len(firsts)}"
    run.save()


def speak(run, language, phonemes, speed, style_shift=0):
    return speech.level_to(run.speaker.say(phonemes, VOICE[language], speed, style_shift))


def number_phrase(run, language, ticket):
    if language == "zh":
        return phrases.zh_number(ticket, speech.mandarin_phonemes)
    return phrases.en_number(ticket, run.english)


def first_phrase(run, language, ticket):
    return speak(run, language, number_phrase(run, language, ticket).takes[0], SPEEDS[0])


def cut_second(run, language, phonemes, ticket):
    """The second phrase as it sounds inside a whole sentence, or None without a clear pause."""
    whole = number_phrase(run, language, ticket).takes[0] + " " + phonemes
    audio = speak(run, language, whole, SPEEDS[0])
    hop = speech.RATE_HZ // 100
    frames = len(audio) // hop
    level = np.sqrt((audio[: frames * hop].reshape(frames, hop) ** 2).mean(axis=1) + 1e-12)
    quiet = 20 * np.log10(level / level.max()) < -38
    best, start = (0, 0), None
    for i, q in enumerate([*quiet, False]):
        if q and start is None:
            start = i
        elif not q and start is not None:
            best, start = max(best, (i - start, i)), None
    length, end = best
    if length < 8 or not 0.3 < end / frames < 0.7:
        return None
    return speech.level_to(speech.trim(audio[end * hop - hop * 3 :]))


def first_tries(run, language, ticket):
    phrase = number_phrase(run, language, ticket)
    return [(phrase, take) for take in takes_of(phrase)]


def further_tries(run, language, ticket):
    phrase = number_phrase(run, language, ticket)
    tries = [(phrase, take) for take in further_takes_of(phrase)]
    if language == "zh" and "1" in ticket:
        other = phrases.zh_number_with_yi(ticket, speech.mandarin_phonemes)
        tries += [(other, (other.takes[0], SPEEDS[0], shift)) for shift in (0, 6)]
    return tries


def gate_number(run, language, ticket, sound, seconds):
    """Each number meets another counter, so the counters are gated many times over."""
    keys = sorted(seconds)
    counter = keys[int(ticket[1:]) % len(keys)]
    return gate_call(run, language, (sound, seconds[counter]), ticket, counter)


def keep_first_right(run, language, ticket, seconds, tries):
    """Keeps the first of `tries` that is read back right; without one the number is rejected."""
    heard = ""
    for phrase, take in tries:
        audio = speak(run, language, *take)
        ogg = encode(audio)
        gate, heard = gate_number(run, language, ticket, decode(ogg), seconds)
        if gate:
            run.keep(phrase.id, phrase.text, audio, ogg, gate)
            break
    else:
        run.rejected[phrase.id] = heard
        print(phrase.id, "REJECTED", heard, flush=True)
    run.save()


def render_number(run, language, ticket, seconds):
    if not run.done(f"{language}/n/{ticket}"):
        keep_first_right(run, language, ticket, seconds, first_tries(run, language, ticket))


def retry_number(run, language, ticket, seconds):
    """Only what was rejected, in other takes."""
    clip_id = f"{language}/n/{ticket}"
    if clip_id in run.rejected and run.only.search(clip_id):
        keep_first_right(run, language, ticket, seconds, further_tries(run, language, ticket))


def adopt_number(run, language, ticket, seconds):
    """Lists a file that lies on disk unlisted if it passes the gate now; otherwise deletes it."""
    clip_id = f"{language}/n/{ticket}"
    path = run.path_of(clip_id)
    if clip_id in run.clips or not os.path.exists(path) or not run.only.search(clip_id):
        return
    with open(path, "rb") as f:
        ogg = f.read()
    sound = decode(ogg)
    gate, heard = gate_number(run, language, ticket, sound, seconds)
    text = text_of_take(run, language, ticket, sound) if gate else None
    if text:
        run.keep(clip_id, text, sound, ogg, gate)
    else:
        os.remove(path)
        print(clip_id, "DELETED", heard if gate is None else "no take of ours", flush=True)
    run.save()


def text_of_take(run, language, ticket, sound):
    """The words of the take that this sound is, or None.

    The reading does not tell 幺 from 一; to be the same sound as a take of ours
    does. Other takes correlate below 0.3. Where there is one wording, that is it.
    """
    tries = first_tries(run, language, ticket) + further_tries(run, language, ticket)
    if len({phrase.text for phrase, _ in tries}) == 1:
        return tries[0][0].text
    for phrase, take in tries:
        again = decode(encode(speak(run, language, *take)))
        if len(again) == len(sound) and np.corrcoef(again, sound)[0, 1] > 0.97:
            return phrase.text
    return None


def sounds(text, language):
    """What two texts that sound the same have in common."""
    bare = phrases.letters_only(text)
    return lazy_pinyin(bare) if language == "zh" else list(bare)


def render_fixed(run, language, name):
    make = {"zh": phrases.zh_fixed, "en": phrases.en_fixed}[language]
    phrase = make(name, speech.mandarin_phonemes if language == "zh" else run.english)
    if run.done(phrase.id):
        return
    best = (0.0, None, None, "")
    for speed in (0.90, 0.95, 0.86, 1.0):
        audio = speak(run, language, phrase.takes[0], speed)
        ogg = encode(audio)
        heard = run.listener.hear(joined(decode(ogg)), language)
        said, read = sounds(phrase.text, language), sounds(heard, language)
        score = difflib.SequenceMatcher(None, said, read, autojunk=False).ratio()
        if score > best[0]:
            best = (score, audio, ogg, heard)
        if score == 1.0:
            break
    score, audio, ogg, heard = best
    if score >= 0.8:
        gate = "plain" if score == 1.0 else f"near {score:.2f}: {heard}"
        run.keep(phrase.id, phrase.text, audio, ogg, gate)
    else:
        run.rejected[phrase.id] = heard
        print(phrase.id, "REJECTED", heard, flush=True)
    run.save()


def render_chime(run):
    """Ding-dong: two struck tones, a major third apart, made from sines alone."""
    if run.done("chime"):
        return
    rate = speech.RATE_HZ
    out = np.zeros(int(rate * 1.25), dtype=np.float64)
    for at_s, hz in ((0.0, 659.25), (0.42, 523.25)):
        t = np.arange(len(out) - int(rate * at_s)) / rate
        tone = sum(
            g * np.sin(2 * np.pi * hz * k * t) * np.exp(-t * d)
            for k, g, d in ((1, 1.0, 4.5), (2, 0.35, 7.0), (3, 0.12, 11.0))
        )
        out[int(rate * at_s) :] += tone * np.minimum(1, t / 0.006)
    out *= np.minimum(1, (len(out) - np.arange(len(out))) / (0.12 * rate))
    out = (out / np.abs(out).max() * 0.5).astype(np.float32)
    run.keep("chime", "", out, encode(out, kbit=32), "synthesised")
    run.save()


def seconds_of(run, language):
    out = {}
    for counter in phrases.ZH_COUNTER:
        entry = run.clips.get(f"{language}/c/{counter}")
        # Counter 6 stands in the form given to the recogniser, so it proves nothing here.
        if entry and counter != 6:
            with open(os.path.join(VOICE_DIR, entry["file"]), "rb") as f:
                out[counter] = decode(f.read())
    return out


def render_language(run, language, each_number):
    for counter in phrases.ZH_COUNTER:
        render_counter(run, language, counter)
    for name in phrases.ZH_FIXED if language == "zh" else phrases.EN_FIXED:
        render_fixed(run, language, name)
    seconds = seconds_of(run, language)
    for prefix, count in NUMBERS[language]:
        for n in range(1, count + 1):
            each_number(run, language, f"{prefix}{n:03d}", seconds)


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--voices", required=True, help="the `voices` folder of npm kokoro-js")
    args.add_argument("--languages", nargs="+", default=["zh", "en"], choices=["zh", "en"])
    args.add_argument("--only", default="", help="only ids that match, such as ^zh/n/A")
    way = args.add_mutually_exclusive_group()
    way.add_argument("--adopt", action="store_true", help="gate number files that lie unlisted on disk")
    way.add_argument("--retry", action="store_true", help="only numbers that were rejected, in other takes")
    given = args.parse_args()
    run = Run(given.voices, given.only)
    render_chime(run)
    each_number = adopt_number if given.adopt else retry_number if given.retry else render_number
    for language in given.languages:
        render_language(run, language, each_number)


if __name__ == "__main__":
    main()
