"""Tests of the sample website: that it is what its truth says, and that its server answers as declared."""
