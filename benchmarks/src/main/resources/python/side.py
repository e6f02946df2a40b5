"""Python's side of a comparison: side.py SCENARIO DIVISOR, told what to do line by line.

Kept short, since every process that is spawned reads it again.
"""

import sys

if __name__ == "__main__":
    import serving

    serving.serve(sys.argv[1], int(sys.argv[2]))
