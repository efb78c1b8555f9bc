"""The front rooms, and the pages where several rooms meet: watch list and map, the desk (inbox and item),
the ledger from warning to result, sign-in and navigation. Nothing may build on them.
"""
