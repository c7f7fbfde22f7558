"""Takes dated facts and events, gives findings about them: series, breaks, rankings, weighed hypotheses.

Pure functions: never reads text, never writes to the ledger, never gives a number without what it rests on.
"""
