"""Push: bring every portal to the desired state, verified as an anonymous reader."""
