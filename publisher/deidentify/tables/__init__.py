"""Tables of counts and amounts that keep their sums and do not give their small numbers away.

`suppressing` hides more numbers than the small ones, `rounding` rounds so that sums still add up, `perturbing`
adds noise that a cell always has. Fischetti, Salazar-González 2001; Hundepool et al., Statistical Disclosure
Control, 2012, chapters 4 and 5.
"""
