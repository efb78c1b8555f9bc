"""Agreements between institutions and what they promise: instruments, with their parties and dates."""
