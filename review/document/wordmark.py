"""The word across every page of a draft in Word, as Word itself writes one: a shape of VML, which LibreOffice draws as well."""

from docx.oxml.parser import parse_xml

from submissions.texts import normalise

SHAPE = """<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
  xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
    <v:formulas>
      <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
      <v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>
    </v:formulas>
    <v:path textpathok="t" o:connecttype="none"/>
    <v:textpath on="t" fitshape="t"/>
  </v:shapetype>
  <v:shape type="#_x0000_t136" o:allowincell="f" fillcolor="#dddddd" stroked="f"
    style="position:absolute;width:480pt;height:48pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;\
mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin">
    <v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt"/>
  </v:shape>
</w:pict>"""


def watermark(text):
    """The element of a run in a header that draws the text, grey and slanting, behind every page that the header is of."""
    drawn, text = parse_xml(SHAPE), normalise(text)
    shape = drawn[-1]
    shape.set("alt", text)
    shape[-1].set("string", text)
    return drawn
