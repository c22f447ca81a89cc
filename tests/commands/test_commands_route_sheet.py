"""``gridtui route-sheet``: printed, filled in, typed back, all without the app."""

import zipfile

from tests.tools.office_host import SECRETARY, WORKER, OfficeHost


def test_a_day_goes_out_on_paper_and_comes_back(host: OfficeHost) -> None:
    """Print as text and as a document, enter a file, see the visits; the exit status tells of refused lines."""
    sheet = host.json("route-sheet", "--limit", "4", account=WORKER)
    labels = [row["label"] for row in sheet["rows"]]
    assert len(labels) == 4
    text = host.run("route-sheet", "--limit", "4", account=WORKER).stdout
    assert all(label in text for label in labels)
    host.run("route-sheet", "--limit", "4", "--format", "docx", "--out", "day.docx", account=WORKER)
    with zipfile.ZipFile(host.home / "day.docx") as archive:
        document = archive.read("word/document.xml").decode()
    assert all(label in document for label in labels)

    (host.home / "back.txt").write_text(f"{sheet['number']}\n{labels[0]} 1\n{labels[1]}2\n{labels[0]} 1\n", "utf-8")
    said = host.run("route-sheet", "--enter", "back.txt", account=WORKER, status=1).stdout
    assert "已经记过" in said
    listed = host.json("route-sheet", "--list", account=WORKER)
    assert [(line["number"], line["rows"], line["entered"]) for line in listed] == [(sheet["number"], 4, 2)]
    assert {row["outcome"] for row in host.json("visits", account=WORKER)} == {"met", "no_answer"}


def test_lines_come_from_standard_input_too(host: OfficeHost) -> None:
    """One JSON document says what became of each."""
    sheet = host.json("route-sheet", "--limit", "1", account=WORKER)
    told = f"{sheet['number']}\n{sheet['rows'][0]['label']} 1\n"
    host.run("route-sheet", "--enter", "-", "--json", account=WORKER, stdin=told)
    assert len(host.json("visits", account=WORKER)) == 1


def test_the_secretary_prints_for_others_by_name(host: OfficeHost) -> None:
    """A name nobody has is said to be unknown."""
    sheet = host.json("route-sheet", "--of", "张三", "--limit", "2", account=SECRETARY)
    assert sheet["staff"] == "张三"
    assert "无名氏" in host.run("route-sheet", "--of", "无名氏", account=SECRETARY, status=1).stderr
