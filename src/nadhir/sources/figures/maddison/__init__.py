"""Maddison Project Database."""
