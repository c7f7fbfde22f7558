"""From the record of a pair of countries to what an analyst is asked, with its uncertainty and its evidence.

Pure functions: the same record gives the same finding. What a finding counts, it also names by id.
"""
