"""Tests of days made from benchmark instances."""
