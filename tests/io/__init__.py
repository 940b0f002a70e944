"""Tests of input and output."""
