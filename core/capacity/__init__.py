"""Capacity: how many agents the work needs, what happens with those there are, and what it costs."""
