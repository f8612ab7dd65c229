"""eSpeak NG as a process of its own: `python -m api.espeak` reads what to say and writes WAV, until its input ends.

Nothing imports this file, and it alone loads the library, which is under GPL-3 (decision 59). A request is one line of
JSON with text, voice, words_per_minute and pitch (0 to 99, 50 is usual); an answer is four bytes of length, most
significant first, and as many of WAV: none where nothing came of it.
https://github.com/espeak-ng/espeak-ng/blob/1.52.0/src/include/espeak-ng/speak_lib.h
"""

import ctypes
import io
import json
import struct
import sys
import wave
from typing import Any

import espeakng_loader

SYNCHRONOUS, UTF_8, RATE, PITCH, BY_CHARACTER, OK = 2, 1, 1, 3, 1, 0
Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The library, opened once."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._samples = bytearray()
        self._heard = Callback(self._hear)  # kept, because the library keeps no reference
        self.hertz: int = self._library.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
        if self.hertz <= 0:
            raise OSError("eSpeak NG does not find its data")
        self._library.espeak_SetSynthCallback(self._heard)

    def _hear(self, samples: Any, count: int, _events: object) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, count * 2)
        return 0

    def say(self, text: str, voice: str, words_per_minute: int, pitch: int) -> bytes:
        """Return a WAV of 16-bit mono samples, empty where the voice is unknown or nothing can be heard."""
        self._samples.clear()
        if self._library.espeak_SetVoiceByName(voice.encode()) != OK:
            return b""
        self._library.espeak_SetParameter(RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(PITCH, pitch, 0)
        spoken = text.encode()
        self._library.espeak_Synth(spoken, len(spoken) + 1, 0, BY_CHARACTER, 0, UTF_8, None, None)
        return as_wav(bytes(self._samples), self.hertz) if self._samples else b""


def as_wav(samples: bytes, hertz: int) -> bytes:
    """Return mono samples of 16 bits as a WAV."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(hertz)
        written.writeframes(samples)
    return file.getvalue()


def main() -> None:
    """Answer until the input ends."""
    espeak = Espeak()
    for line in sys.stdin.buffer:
        audio = espeak.say(**json.loads(line))
        sys.stdout.buffer.write(struct.pack(">I", len(audio)) + audio)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
