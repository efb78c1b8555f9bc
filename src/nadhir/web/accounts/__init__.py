"""People who sign in, the organisations they work for, their roles, and groups of organisations that share.

It must not know what is shared.
"""
