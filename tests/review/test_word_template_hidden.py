"""What a Word template holds besides its looks: none of it travels into the document, or the template is refused."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from review.document.word import to_docx
from review.document.wordtemplate import ours, said
from review.word_templates import NotATemplate, refuse_unfit, trial
from tests.review.test_word_template import saved, with_parts

SECRET = "Anna of the Hidden Ministry"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PICTURE = b"\x89PNG\r\n\x1a\n"


def run(inner):
    return f"<w:r>{inner}</w:r>"


def with_header(*runs):
    """Our template with a header of its own: runs of XML after its one word."""
    document = Document(BytesIO(ours("en")))
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.text = "Letterhead"
    for piece in parse_xml(f"<w:p {nsdecls('w', 'r')} xmlns:v='urn:v' xmlns:o='urn:o'>{''.join(runs)}</w:p>"):
        paragraph._p.append(piece)
    return saved(document)


def before_end(tag, xml):
    return lambda part: part.replace(f"</{tag}>", f"{xml}</{tag}>")


def related(kind, target):
    return f'<Relationship Id="rId{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def relations_of(xml):
    return f'<Relationships xmlns="{PACKAGE}">{xml}</Relationships>'


def of_type(name, kind):
    return f'<Override PartName="/{name}" ContentType="{WORDS}.{kind}+xml"/>'


def notes(kind):
    return f"<w:{kind}s {nsdecls('w')}><w:{kind} w:id='2'><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:{kind}></w:{kind}s>"


def unpacked(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def naming_somebody(content):
    """The parts of the document made on a template that hold the secret."""
    refuse_unfit(content)
    return [name for name, data in unpacked(to_docx(trial(), content)).items() if SECRET.encode() in data]


def test_footnotes_and_endnotes_of_the_text_stay_behind():
    template = with_parts(
        ours("en"),
        **{
            "[Content_Types].xml": before_end("Types", "".join(of_type(f"word/{kind}.xml", kind) for kind in ("footnotes", "endnotes"))),
            "word/_rels/document.xml.rels": before_end(
                "Relationships", related("footnotes", "footnotes.xml") + related("endnotes", "endnotes.xml")
            ),
            "word/footnotes.xml": notes("footnote"),
            "word/endnotes.xml": notes("endnote"),
            "word/settings.xml": before_end("w:settings", '<w:footnotePr><w:footnote w:id="0"/></w:footnotePr>'),
            "word/document.xml": lambda xml: xml.replace("<w:pgSz", '<w:footnotePr><w:numFmt w:val="chicago"/></w:footnotePr><w:pgSz'),
        },
    )

    made = unpacked(to_docx(trial(), template))

    assert naming_somebody(template) == []
    assert [name for name, data in made.items() if "notes" in name or b"footnotePr" in data] == []
    assert SECRET not in said(template)


def test_running_lines_of_sections_that_are_gone_stay_behind():
    document = Document(BytesIO(ours("en")))
    document.sections[0].header.paragraphs[0].text = SECRET
    document.sections[0].footer.paragraphs[0].text = "Place des Nations"
    header = document.add_section().header
    header.is_linked_to_previous = False
    header.paragraphs[0].text = "Letterhead"
    template = saved(document)

    made = to_docx(trial(), template)

    assert naming_somebody(template) == []
    assert sorted(filter(None, said(template).split("\n"))) == ["Letterhead", "Place des Nations"]
    assert Document(BytesIO(made)).sections[0].header.paragraphs[0].text == "Letterhead"


def test_of_what_a_header_leads_to_only_pictures_and_addresses_travel():
    header = with_header()
    name = next(name for name in unpacked(header) if name.startswith("word/header"))
    leading = related("comments", "comments9.xml") + related("customXml", "../customXml/item9.xml") + related("image", "media/logo.png")
    leading += f'<Relationship Id="rIdWeb" Type="{OFFICE}/hyperlink" Target="https://rivers.example/" TargetMode="External"/>'
    template = with_parts(
        header,
        **{
            "[Content_Types].xml": before_end(
                "Types", '<Default Extension="png" ContentType="image/png"/>' + of_type("word/comments9.xml", "comments")
            ),
            f"word/_rels/{name.removeprefix('word/')}.rels": relations_of(leading),
            "word/media/_rels/logo.png.rels": relations_of(related("customXml", "../../customXml/item9.xml")),
            "word/media/logo.png": PICTURE,
            "word/comments9.xml": notes("comment"),
            "customXml/item9.xml": f"<a>{SECRET}</a>",
        },
    )

    made = to_docx(trial(), template)

    assert naming_somebody(template) == []
    relations = next(part for part in Document(BytesIO(made)).part.package.iter_parts() if "header" in part.partname).rels
    assert sorted(relation.target_ref for relation in relations.values()) == ["https://rivers.example/", "media/logo.png"]


def test_of_the_settings_only_those_that_decide_how_pages_look_travel():
    secrets = (
        f'<w:docVars><w:docVar w:name="a" w:val="{SECRET}"/></w:docVars>',
        f'<w:captions><w:caption w:name="{SECRET}" w:pos="below"/></w:captions>',
        f'<w:saveThroughXslt w:solutionID="{SECRET}"/>',
        f'<w:rsids><w:rsidRoot w:val="{SECRET}"/></w:rsids>',
        "<w:trackRevisions/><w:mirrorMargins/>",
    )
    template = with_parts(ours("en"), **{"word/settings.xml": before_end("w:settings", "".join(secrets))})

    settings = Document(BytesIO(to_docx(trial(), template))).settings.element

    assert naming_somebody(template) == []
    looks = "characterSpacingControl clrSchemeMapping compat decimalSymbol defaultTabStop listSeparator mirrorMargins themeFontLang"
    assert sorted({child.tag.rpartition("}")[2] for child in settings}) == looks.split()


BY = f'w:id="5" w:author="{SECRET}" w:date="2026-01-01T00:00:00Z"'
HIDING = '<w:style w:type="paragraph" w:styleId="Ghost"><w:name w:val="Ghost"/><w:rPr><w:vanish/></w:rPr></w:style>'
HIDING += '<w:style w:type="character" w:styleId="Ghostly"><w:name w:val="Ghostly"/><w:basedOn w:val="Ghost"/></w:style>'
CHART = '<c:chart xmlns:c="urn:c" r:id="rId77"/>'
TRACKED, UNSEEN = (
    "The file holds tracked changes (in word/%s.xml) with names; accept or reject all changes",
    "The file holds hidden text (“%s”, in ",
)


def with_styles(xml, *runs):
    return with_parts(with_header(*runs), **{"word/styles.xml": xml if callable(xml) else before_end("w:styles", xml)})


def hiding_normal(xml):
    start = xml.index("<w:rPr>", xml.index('w:styleId="Normal"')) + len("<w:rPr>")
    return xml[:start] + "<w:vanish/>" + xml[start:]


REFUSED = {
    "deleted": (lambda: with_header(f"<w:del {BY}>{run('<w:delText>No</w:delText>')}</w:del>"), TRACKED % "header1"),
    "inserted": (lambda: with_header(f"<w:ins {BY}>{run('<w:t>Yes</w:t>')}</w:ins>"), TRACKED % "header1"),
    "moved": (lambda: with_header(f"<w:moveFrom {BY}>{run('<w:t>No</w:t>')}</w:moveFrom>"), TRACKED % "header1"),
    "moved, its range": (lambda: with_header(f'<w:moveToRangeStart w:id="1" w:name="{SECRET}"/>'), TRACKED % "header1"),
    "look changed": (
        lambda: with_header(run(f"<w:rPr><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr><w:t>Yes</w:t>")),
        TRACKED % "header1",
    ),
    "style changed": (
        lambda: with_styles(lambda xml: xml.replace("<w:rPr>", f"<w:rPr><w:rPrChange {BY}><w:rPr/></w:rPrChange>", 1)),
        TRACKED % "styles",
    ),
    "hidden": (lambda: with_header(run("<w:rPr><w:vanish/></w:rPr><w:t>Not yet decided</w:t>")), UNSEEN % "Not yet decided"),
    "hidden by its style": (
        lambda: with_styles(HIDING, run('<w:rPr><w:rStyle w:val="Ghostly"/></w:rPr><w:t>Not yet decided</w:t>')),
        UNSEEN % "Not yet decided",
    ),
    "named style hides": (lambda: with_styles(hiding_normal), "The style “Normal” hides its text"),
    "chart": (lambda: with_header(run(f"<w:drawing>{CHART}</w:drawing>")), "The file holds a chart (in word/header1.xml)"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_nobody_sees_in_a_part_that_travels_is_refused_with_the_remedy(case):
    make, sentence = REFUSED[case]

    with pytest.raises(NotATemplate) as refusal:
        refuse_unfit(make())

    assert str(refusal.value).startswith(sentence)


def test_styles_that_hide_and_changes_in_the_text_that_stays_behind_are_no_reason_to_refuse():
    """Word's own “HTML Top of Form” hides what it is given; nothing in the running lines is."""
    shown = run('<w:rPr><w:rStyle w:val="Ghostly"/><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t>')
    deleted = f"<w:p><w:del {BY}>{run(f'<w:delText>{SECRET}</w:delText>')}</w:del></w:p><w:sectPr"

    template = with_parts(with_styles(HIDING, shown), **{"word/document.xml": lambda xml: xml.replace("<w:sectPr", deleted, 1)})

    assert naming_somebody(template) == []


NOTES = {
    "Exif": b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00MM\x00*",
    "Exif of a PNG": PICTURE + b"\x00\x00\x00\x40eXIfMM\x00*",
    "XMP": b"\xff\xd8\xff\xe1\x00\x40http://ns.adobe.com/xap/1.0/\x00",
    "Photoshop": b"\xff\xd8\xff\xed\x00\x40Photoshop 3.0\x008BIM",
    "text": PICTURE + b"\x00\x00\x00\x40tEXtAuthor\x00" + SECRET.encode(),
    "Inkscape": f'<svg xmlns:s="urn:s" s:docname="{SECRET}.svg"/>'.encode(),
}


def with_picture(data):
    header = with_header()
    types = before_end("Types", '<Default Extension="png" ContentType="image/png"/>')
    relations = {"word/_rels/header1.xml.rels": relations_of(related("image", "media/logo.png"))}
    return with_parts(header, **{"[Content_Types].xml": types, "word/media/logo.png": data}, **relations)


@pytest.mark.parametrize("kind", NOTES)
def test_a_picture_whose_file_tells_of_its_maker_is_refused(kind):
    with pytest.raises(NotATemplate) as refusal:
        refuse_unfit(with_picture(NOTES[kind]))

    assert str(refusal.value).startswith("The picture word/media/logo.png holds notes, perhaps on who made it")


def test_a_picture_that_tells_of_no_more_than_a_program_is_taken():
    picture = PICTURE + b"\x00\x00\x00\x19tEXtSoftware\x00Microsoft Office"

    made = unpacked(to_docx(trial(), with_picture(picture)))

    refuse_unfit(with_picture(picture))
    assert made["word/media/logo.png"] == picture
