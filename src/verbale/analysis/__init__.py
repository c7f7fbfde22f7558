"""From the record of a pair of countries to what an analyst is asked, with its uncertainty and its evidence.

Takes dated facts and events, gives findings about them: series, breaks, weighed hypotheses, forecasts, rankings. Pure
functions: the same record gives the same finding, and what a finding counts, it also names by id. Never reads text,
never writes to the ledger, never gives a number without what it rests on.
"""
