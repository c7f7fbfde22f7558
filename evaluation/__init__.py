"""Evaluation: how well Verbale does, measured against material that lies beside the repository.

`python -m evaluation` measures and compares with the floors in tests/floors.json; `python -m evaluation.bench` times.
"""
