"""Nadhir: early warning and prevention of atrocity crimes and of the incitement that prepares them."""

__version__ = "0.1.0"
