"""Opus in Ogg by opus-tools: sound to the file that is shipped, and back to what a browser plays."""

import io
import subprocess
import tempfile
import wave

import numpy as np

import speech


def encode(audio, kbit=24):
    """Opus in Ogg, with a fixed serial so that the same sound gives the same file."""
    wav = io.BytesIO()
    with wave.open(wav, "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(speech.RATE_HZ)
        w.writeframes((np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())
    command = ["opusenc", "--quiet", "--bitrate", str(kbit), "--serial", "1", "--padding", "0",
               "--discard-comments", "-", "-"]
    return subprocess.run(command, input=wav.getvalue(), capture_output=True, check=True).stdout


def decode(ogg):
    """What a browser will play: the gate listens to this, not to the original."""
    with tempfile.NamedTemporaryFile(suffix=".ogg") as f:
        f.write(ogg)
        f.flush()
        command = ["opusdec", "--quiet", "--force-wav", "--rate", str(speech.RATE_HZ), f.name, "-"]
        out = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(out[44:], dtype="<i2").astype(np.float32) / 32767
