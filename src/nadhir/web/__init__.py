"""The Django shell that people work in: the only package that may import Django.

Its apps follow the thread from left to right: intake, situations, warnings, response. A service writes,
a selector reads, `core.policy` guards every outlet and `core.ledger` records every act. Nothing here
knows a foreign file format (`nadhir.sources`) or a model's inside (`screening`, `forecasting`).
"""
