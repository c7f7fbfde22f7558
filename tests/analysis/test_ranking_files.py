"""Files of facts, good and bad, through the command itself."""
from __future__ import annotations

import json

import pytest

from verbale.analysis.ranking import Graph, read_facts
from verbale.cli.app import run
from verbale.errors import InputError

from .ranking_graphs import part, parts, planted, write


def test_tabs_spaces_hours_and_a_fifth_column_make_no_difference(tmp_path):
    facts = parts(planted())[0]
    plain = read_facts(write(tmp_path / "a", facts))
    other = read_facts(write(tmp_path / "b", facts, gap=" ", hours=24, fifth=True))
    assert (plain.subject == other.subject).all()
    one, two = Graph([plain]), Graph([other])
    assert (one.day == two.day).all()
    assert two.step == 24


@pytest.mark.parametrize(("line", "said"), [
    ("1\t2\t3", "3 columns"),
    ("1\t2\t3\t4\t5\t6", "6 columns"),
    ("1\tx\t3\t4", 'relation "x"'),
    ("1\t2\t-3\t4", 'object "-3"'),
    ("1\t2\t3\t4.5", 'time "4.5"'),
    ("1\t2\t3\t" + "9" * 40, "time"),
    ("²\t2\t3\t4", "subject"),
])
def test_a_bad_line_is_named(tmp_path, line, said):
    path = tmp_path / "facts.txt"
    path.write_text(f"0\t0\t1\t0\n\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_facts(path)
    assert error.value.code == "V173"
    assert f"{path}, line 3" in error.value.message
    assert said in error.value.message
    assert "whole numbers" in error.value.next_step


@pytest.mark.parametrize(("content", "code"), [(b"", "V172"), (b"\n\n", "V172"), (b"\xff\xfe\x00", "V171")])
def test_no_facts(tmp_path, content, code):
    path = tmp_path / "facts.txt"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_facts(path)
    assert error.value.code == code


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(InputError) as error:
        read_facts(tmp_path / "none")
    assert error.value.code == "V101"
    with pytest.raises(InputError) as error:
        read_facts(tmp_path)
    assert error.value.code == "V102"


def test_a_graph_beyond_the_tables_is_refused():
    facts = part([(0, relation, 1, 0) for relation in range(601)], 0, 1)
    with pytest.raises(InputError) as error:
        Graph([facts])
    assert error.value.code == "V174"


def test_the_command(tmp_path, capsys):
    files = [str(write(tmp_path / name, facts)) for name, facts in zip("abc", parts(planted()), strict=True)]
    assert run(["forecast-eval", *files, "--json", "--explain", "1"]) == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert list(figures) == ["mrr", "hits@1", "hits@3", "hits@10", "queries"]
    assert 0 <= figures["hits@1"] <= figures["hits@3"] <= figures["hits@10"] <= 1
    assert "score owed to" in err
    assert run(["forecast-eval", files[0], files[1], str(tmp_path / "none")]) == 2
