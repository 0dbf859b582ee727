"""The check digit of national ID numbers and of the UI numbers of foreign residents, old and new.

Letter values and weights: Ministry of the Interior, as restated by taiwan-id-validator 2.1.0 and checked against
it.
"""

from __future__ import annotations

from operator import mul

LETTER_VALUES = {
    letter: value
    for value, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", start=10)  # W 32, Z 33, I 34, O 35
}
_WEIGHTS = (7, 6, 5, 4, 3, 2, 1, 1)
"""Of the digits from the third character on; those before weigh 1, 9 (the letter) and 8."""


def is_valid_id(number: str) -> bool:
    """Whether a letter and nine characters (upper case) have the right check digit.

    One in ten random strings passes: a checksum alone is no proof.
    """
    first = LETTER_VALUES[number[0]]
    second = LETTER_VALUES[number[1]] % 10 if number[1].isalpha() else int(number[1])
    rest: int = sum(map(mul, map(int, number[2:]), _WEIGHTS))
    return (first // 10 + first % 10 * 9 + second * 8 + rest) % 10 == 0
