"""Links: what leads nowhere, leads elsewhere than it says, or takes a detour."""
