"""Text in, finding out: who is spoken of, what is said of them and in what mode.

Knows languages, lexicons and the structure of sentences. It must not know where a text came from, who
may read it, or what a person decided about it.
"""
