"""Tables of counts and amounts as their reader sees them: their sums, and what these tell of hidden numbers.

The gate judges what was published by it, and the transform asks it whether what it hides stays hidden. It is
the attacker of both, and neither's way to a result.
"""
