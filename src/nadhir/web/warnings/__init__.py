"""Alerts and advisory notes to named people: drafted, approved, issued, acknowledged, decided upon.

It must not know what is done afterwards."""
