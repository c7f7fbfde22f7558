"""Naming: words -> identities (who, when, how many).

Takes sentences and text, gives mentions, the parties of noun phrases, dates and amounts, each with its span. Knows
nothing of claims; what the tables lack stays unresolved (code None), never guessed.
"""
