"""Threads, clock and incumbent around the compiled search."""
