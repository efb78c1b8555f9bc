"""The statistical model of screening: how hateful, how offensive and how inciting a text reads.

A linear model over hashed features, trained by the project's own command from labelled posts and scored
by array operations, a batch of texts at a time. It knows words and parts of words and nothing of who does
what to whom; that is read elsewhere. Which data it saw, and how well it does where, stands in `card.json`.
"""
