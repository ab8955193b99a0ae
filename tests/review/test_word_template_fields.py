"""What a Word template may fetch when somebody opens the document: nothing, by whatever way a field or an address is written."""

import pytest

from review.word_templates import NotATemplate, refuse_unfit
from tests.review.test_word_template import with_parts
from tests.review.test_word_template_hidden import run, unpacked, with_header

PICTURE = '"http://x.example/a.png"'
BEGIN, SEPARATE, END = (run(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))


def code(text):
    return run(f'<w:instrText xml:space="preserve">{text}</w:instrText>')


def field(*codes):
    return "".join((BEGIN, *(each if each.startswith("<") else code(each) for each in codes), SEPARATE, run("<w:t>1</w:t>"), END))


def branch(kind, inner):
    return f'<mc:{kind} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{inner}</mc:{kind}>'


def vml(inner):
    return run(f"<w:pict><v:shape>{inner}</v:shape></w:pict>")


def renamed(ending):
    """A header whose name ends otherwise; its content type says what it is."""
    header = with_header(field(f"INCLUDEPICTURE {PICTURE}"))
    old, new = "header1.xml", f"header1.{ending}"
    parts = unpacked(header)
    naming = {name: parts[name].decode().replace(old, new) for name in ("[Content_Types].xml", "word/_rels/document.xml.rels")}
    return with_parts(header, **naming, **{f"word/{old}": b"<a/>", f"word/{new}": parts[f"word/{old}"]})


REFUSED = {
    "cut into runs": ((" INCL", f"UDEPICTURE {PICTURE}"), "INCLUDEPICTURE"),
    "behind another": (("PAGE", f"INCLUDEPICTURE {PICTURE}"), "PAGEINCLUDEPICTURE"),
    "old name": (('INCLUDE "http://x.example/a.docx"',), "INCLUDE"),
    "name made by another": ((" ", field("REF name"), PICTURE), "{}"),
    "in plain text": ((run(f"<w:t>INCLUDEPICTURE {PICTURE}</w:t>"),), "INCLUDEPICTURE"),
    "behind a branch that nobody reads": ((branch("Choice", code("PAGE ")), f"INCLUDEPICTURE {PICTURE}"), "INCLUDEPICTURE"),
    "in a pattern": (('DATE \\@ "', 'INCLUDEPICTURE http://x.example/a.png "" '), "DATE"),
    "link to a file": (('HYPERLINK "file:///C:/Users/anna/plan.docx"',), "HYPERLINK"),
    "folder": (("FILENAME \\p \\* MERGEFORMAT",), "FILENAME"),
    "words not shown": (('IF 1 = 2 "Not yet decided" ""',), "IF"),
    "property of the file": (("DOCPROPERTY Client",), "DOCPROPERTY"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_field_that_is_not_known_to_be_harmless_is_refused(case):
    codes, name = REFUSED[case]

    with pytest.raises(NotATemplate) as refusal:
        refuse_unfit(with_header(field("PAGE"), field(*codes)))

    assert str(refusal.value).startswith(f"The file holds a field {name} (in word/header1.xml)")


@pytest.mark.parametrize("ending", ("XML", "bin"))
def test_a_header_is_read_whatever_its_name_ends_in(ending):
    with pytest.raises(NotATemplate) as refusal:
        refuse_unfit(renamed(ending))

    assert str(refusal.value).startswith(f"The file holds a field INCLUDEPICTURE (in word/header1.{ending})")


@pytest.mark.parametrize("address", ("http://x.example/v.png", "file:///C:/v.png", "\\\\x.example\\v.png", "//x.example/v.png"))
@pytest.mark.parametrize("where", ("v:imagedata src", "v:fill o:href", "v:imagedata o:althref"))
def test_an_address_in_an_attribute_is_refused(where, address):
    with pytest.raises(NotATemplate) as refusal:
        refuse_unfit(with_header(vml(f'<{where}="{address}"/>')))

    assert str(refusal.value).startswith(f"The file takes something from elsewhere ({address}, in word/header1.xml)")


def test_text_of_a_part_counts_as_text_whatever_its_name_ends_in():
    content = with_header()
    large = b"<a>" + b" " * (9 << 20) + b"</a>"
    typed = (
        unpacked(content)["[Content_Types].xml"].decode().replace("<Override", '<Default Extension="bin" ContentType="a/xml"/><Override', 1)
    )

    with pytest.raises(NotATemplate) as refusal:
        refuse_unfit(with_parts(content, **{"[Content_Types].xml": typed, "word/a.bin": large}))

    assert str(refusal.value).startswith("The file unpacks to 9 MB")


def test_what_running_lines_usually_hold_is_taken():
    usual = (
        *(
            "PAGE",
            " PAGE   \\* MERGEFORMAT ",
            "NUMPAGES \\* Arabic",
            'DATE \\@ "dd/MM/yyyy HH:mm"',
            "TITLE",
            "FILENAME",
            'STYLEREF "Heading 1" \\n',
        ),
        *(
            'HYPERLINK "https://rivers.example/" \\o "Rivers"',
            'HYPERLINK \\l "_Toc1"',
            'TOC \\o "1-3" \\h \\z \\u',
            "PAGEREF _Toc1 \\h",
            "",
        ),
    )
    simple = '<w:fldSimple w:instr=" SECTIONPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    box = branch("Choice", field("PA", "GE")) + branch("Fallback", field("PAGE"))
    contents = BEGIN + code("TOC \\u") + SEPARATE + field("PAGEREF _Toc1") + END

    refuse_unfit(with_header(*map(field, usual), simple, box, contents, vml('<v:imagedata src="rivers.png"/>')))
