"""Listens to random calls joined from the shipped clips, and counts the files.

Other pairings than the clips were let in with: an honest figure for the README.
It changes nothing.

    python verify.py [--calls 40] [--seed 1]
"""

import argparse
import json
import os
import random

import opus
import phrases
import render
import speech


def sound_of(clips, clip_id):
    with open(os.path.join(render.VOICE_DIR, clips[clip_id]["file"]), "rb") as f:
        return opus.decode(f.read())


def check_files(clips):
    shipped = set()
    for folder, _, names in os.walk(os.path.join(render.VOICE_DIR, "clips")):
        shipped |= {os.path.relpath(os.path.join(folder, n), render.VOICE_DIR) for n in names}
    named = {entry["file"] for entry in clips.values()}
    assert shipped == named, f"files and manifest differ: {sorted(shipped ^ named)[:10]}"
    size = sum(os.path.getsize(os.path.join(render.VOICE_DIR, f)) for f in shipped)
    print(f"{len(named)} clips, {size} bytes, every file in the manifest and back")


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--calls", type=int, default=40)
    args.add_argument("--seed", type=int, default=1)
    given = args.parse_args()
    with open(os.path.join(render.VOICE_DIR, "manifest.json"), encoding="utf-8") as f:
        manifest = json.load(f)
    clips = manifest["clips"]
    check_files(clips)
    print("seed", given.seed)
    dice = random.Random(given.seed)
    run = argparse.Namespace(listener=speech.Listener())
    for language in ("zh", "en"):
        tickets = [k.split("/")[2] for k in clips if k.startswith(f"{language}/n/")]
        counted = {"plain": 0, "sound": 0, "form": 0, None: 0}
        for _ in range(given.calls if tickets else 0):
            ticket, counter = dice.choice(tickets), dice.choice(list(phrases.ZH_COUNTER))
            parts = [sound_of(clips, f"{language}/n/{ticket}"), sound_of(clips, f"{language}/c/{counter}")]
            how, heard = render.gate_call(run, language, parts, ticket, counter)
            counted[how] += 1
            print("  ", how or "wrong", language, ticket, counter, heard, flush=True)
        print(language, {str(k): v for k, v in counted.items()}, flush=True)


if __name__ == "__main__":
    main()
