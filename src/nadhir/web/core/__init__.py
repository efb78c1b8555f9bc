"""What every app of the shell stands on: identifiers, the policy, the ledger, the outbox, words.

It must not know any other app.
"""
