import base64
import gzip
import io
from pathlib import Path

import numpy as np
import pytest
import pyvips
from lxml import etree
from PIL import Image

from ashim.imaging import InvalidImageError
from ashim.imaging.svg import sanitise
from tests.corpus import noise

pytestmark = pytest.mark.usefixtures("worker")

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'

LAUGHS = '<!ENTITY e0 "lolololololol">' + "".join(f'<!ENTITY e{n} "' + f"&e{n - 1};" * 10 + '">' for n in range(1, 10))
MULTIPLYING = '<rect id="u0"/>' + "".join(
    f'<g id="u{n}">' + f'<use href="#u{n - 1}"/>' * 10 + "</g>" for n in range(1, 9)
)


def nested(name: str, content: str, times: int) -> str:
    """Give eight definitions, each of which draws the one before it several times, and what draws the last."""
    levels = (f'<{name} id="u{level}">{content.format(level - 1) * times}</{name}>' for level in range(1, 9))
    return "".join(levels) + content.format(8)


def cleaned(folder: Path, body: str, *, head: str = HEAD, limit: int = 100_000) -> str:
    path = folder / "a.svg"
    path.write_text(f"{head}{body}</svg>")
    text = sanitise(path, limit).decode()
    etree.fromstring(text)
    return text


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        "<iframe src='http://evil'/>",
        "<animate attributeName='href' to='http://evil'/>",
        "<set attributeName='href' to='http://evil'/>",
        "<rect onclick='evil()'/>",
        "<rect OnLoad='evil()'/>",
        "<image href='http://evil/a.png'/>",
        "<image xlink:href='file:///etc/evil'/>",
        "<image href='data:image/svg+xml,evil'/>",
        "<use href='http://evil#a'/>",
        "<a href='javascript:evil()'/>",
        "<rect fill='url(http://evil/#a)'/>",
        "<rect style='fill: url(  \"http://evil\" )'/>",
        "<rect style='fill: u\\72l(http://evil)'/>",
        "<rect style='fill: u/**/rl(http://evil)'/>",
        "<style>@import 'http://evil';</style>",
        "<style>@\\69mport 'http://evil';</style>",
        "<style><![CDATA[rect { fill: url(//evil) }]]></style>",
        "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='evil'/>",
        "<?xml-stylesheet href='evil'?>",
        "<!-- evil -->",
        "<g xml:base='http://evil/'/>",
        "<feImage href='https://evil'/>",
        "<image href='data:image/svg+xml;base64,evil'/>",
        "<image href=' data:text/html,evil'/>",
        "<image href='\tfile:///evil'/>",
        "<image href='//evil/a.png'/>",
        "<image href='evil.png'/>",
        "<use xlink:href='file:///etc/passwd#evil'/>",
        "<use href='data:image/png;base64,evil#a'/>",
        "<textPath href='evil.svg#a'/>",
        "<linearGradient href='http://evil#g'/>",
        "<pattern xlink:href='../evil.svg#p'/>",
        "<style>@font-face { font-family: a; src: url(http://evil/a.woff) }</style>",
        "<style>@font-face { src: url('data:font/woff;base64,evil') }</style>",
        "<style>@import url(evil.css);</style>",
        "<style>rect { background: image-set('evil.png' 1x) }</style>",
        "<style>rect { fill: URL( 'http://evil' ) }</style>",
        "<style>/* */ @/**/import 'evil';</style>",
        "<style>rect { fill: u\\0072 l(evil) }</style>",
        "<style>rect { fill: url(#a) } g { mask: url(evil#b) }</style>",
        "<rect mask='url(evil.svg#m)'/>",
        "<rect filter='url(#a) url(evil#b)'/>",
        "<rect cursor='url(evil.cur)'/>",
        "<a xlink:href='JaVaScRiPt:evil()'><rect/></a>",
        "<rect onbegin='evil'/>",
        "<animateTransform attributeName='transform' onend='evil'/>",
        "<animate xlink:href='#a' attributeName='xlink:href' values='evil'/>",
        "<handler type='text/javascript'>evil()</handler>",
        "<video href='evil.mp4'/>",
        "<embed src='evil'/>",
        "<g><script xlink:href='evil.js'/></g>",
        "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>evil()</h:script>",
        "<switch><foreignObject><p>evil</p></foreignObject></switch>",
        "<metadata><x xmlns='urn:evil'/></metadata>",
        "<rect xmlns:e='urn:e' e:href='evil'/>",
    ],
)
def test_what_acts_or_reaches_out_is_left_out(tmp_path: Path, body: str) -> None:
    assert "evil" not in cleaned(tmp_path, body)


@pytest.mark.parametrize(
    "body",
    [
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        '<image xlink:href="data:image/jpeg;base64,/9j/"/>',
        '<use href="#shape"/>',
        '<rect fill="url(#gradient)" style="stroke: #fff; filter: url(\'#blur\')"/>',
        "<style>rect { fill: red }</style>",
        '<text xml:space="preserve">a &lt; b</text>',
        '<linearGradient id="gradient"><stop offset="1" stop-color="red"/></linearGradient>',
    ],
)
def test_what_is_harmless_stays(tmp_path: Path, body: str) -> None:
    assert etree.canonicalize(f"{HEAD}{body}</svg>") == etree.canonicalize(cleaned(tmp_path, body))


def test_text_after_a_removed_element_stays(tmp_path: Path) -> None:
    assert "one two" in cleaned(tmp_path, "<text>one<script/> two</text>")
    assert "</tspan> two" in cleaned(tmp_path, "<text><tspan>one</tspan><script/> two</text>")


def test_entities_of_the_document_are_replaced(tmp_path: Path) -> None:
    head = f'<!DOCTYPE svg [<!ENTITY colour "#123456">]>{HEAD}'
    text = cleaned(tmp_path, '<rect fill="&colour;"/>', head=head)
    assert "#123456" in text
    assert "DOCTYPE" not in text


@pytest.mark.parametrize(
    ("head", "body", "words"),
    [
        (f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}', "<text>&x;</text>", "not valid XML"),
        (
            f"<!DOCTYPE svg [{LAUGHS}]>{HEAD}",
            "<text>&e9;</text>",
            "not valid XML",
        ),
        (HEAD, "<g>", "not valid XML"),
        ("<svg>", "", "no SVG drawing"),
        (HEAD, '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "inside itself"),
        (HEAD, '<g id="a"><use href="#a"/></g>', "inside itself"),
        (HEAD, MULTIPLYING, "more than 200000 elements"),
        (HEAD, nested("mask", '<rect mask="url(#u{})"/>', 10), "more than 200000 elements"),
        (HEAD, nested("clipPath", "<rect clip-path=\"url( '#u{}' )\"/>", 10), "more than 200000 elements"),
        (HEAD, nested("pattern", '<rect style="fill: url(#u{})"/>', 10), "more than 200000 elements"),
        (HEAD, nested("marker", f'<path d="{"L1 1 0 0 " * 50}" marker-mid="url(#u{{}})"/>', 1), "more than 200000"),
        (HEAD, f'<filter id="f">{"<feTurbulence/>" * 2500}</filter><g filter="url(#f)"/>', "more than 200000 elements"),
        (HEAD, f"<style>{'*{fill:red}' * 1000}</style>{'<g/>' * 20_001}", "too many style rules"),
        (HEAD.replace('"9"', '"1e9"'), "", "more than 10000000 pixels wide or high"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0,0,1,20000000">', "", "more than 10000000 pixels"),
        (f'<!DOCTYPE svg [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>{HEAD}', "<text>&y;</text>", "not valid XML"),
        (f'<!DOCTYPE svg SYSTEM "http://evil/a.dtd">{HEAD}', "<text>&y;</text>", "not valid XML"),
        (f'<!DOCTYPE svg [<!ENTITY x "&y;"><!ENTITY y "&x;">]>{HEAD}', "<text>&x;</text>", "not valid XML"),
    ],
)
def test_traps_are_refused(tmp_path: Path, head: str, body: str, words: str) -> None:
    with pytest.raises(InvalidImageError) as caught:
        cleaned(tmp_path, body, head=head, limit=1_000_000)
    assert words in str(caught.value)


def test_a_compressed_bomb_is_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "a.svgz"
    path.write_bytes(gzip.compress(HEAD.encode() + b" " * 30_000_000 + b"</svg>"))
    with pytest.raises(InvalidImageError, match="SVG exceeds maximum size of 1MB"):
        sanitise(path, 1_000_000)
    path.write_bytes(gzip.compress(b"<svg/>")[:-9])
    with pytest.raises(InvalidImageError):
        sanitise(path, 1_000_000)


def test_deep_nesting_is_refused_rather_than_a_crash(tmp_path: Path) -> None:
    with pytest.raises(InvalidImageError):
        cleaned(tmp_path, "<g>" * 5000 + "</g>" * 5000)


# Drawings as people make them: gradients, clips, masks, markers, patterns, filters, style sheets, symbols, text.
DRAWING = """
<style>.a { fill: url(#warm); stroke: #123 } #dot { fill: teal }</style>
<defs>
  <linearGradient id="warm"><stop offset="0" stop-color="#fe8"/><stop offset="1" stop-color="#c30"/></linearGradient>
  <clipPath id="round"><circle cx="40" cy="30" r="25"/></clipPath>
  <mask id="fade"><rect width="80" height="60" fill="url(#warm)"/></mask>
  <pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><circle id="dot" r="2" cx="3" cy="3"/></pattern>
  <filter id="soft"><feGaussianBlur stdDeviation="1"/></filter>
  <marker id="end" markerWidth="4" markerHeight="4"><path d="M0 0L4 2L0 4z"/></marker>
  <symbol id="leaf"><path d="M0 0Q9 0 9 9Q0 9 0 0"/></symbol>
</defs>
<rect class="a" width="80" height="60" clip-path="url(#round)"/>
<g mask="url(#fade)"><rect x="4" y="4" width="30" height="20" fill="url(#dots)"/></g>
<use href="#leaf" x="50" y="5" fill="green"/><use xlink:href="#leaf" x="60" y="30" fill="blue"/>
<polyline points="2,50 30,40 60,55" fill="none" stroke="black" marker-mid="url(#end)" filter="url(#soft)"/>
<image href="data:image/png;base64,{png}" x="60" y="40" width="12" height="12"/>
"""


def test_a_drawing_looks_as_before(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(noise(12, 12)).save(buffer, "PNG")
    head = HEAD.replace('width="9" height="9"', 'width="80" height="60"')
    body = DRAWING.replace("{png}", base64.b64encode(buffer.getvalue()).decode())
    before = pyvips.Image.svgload_buffer(f"{head}{body}</svg>".encode()).numpy()
    after = pyvips.Image.svgload_buffer(cleaned(tmp_path, body, head=head).encode()).numpy()
    assert len(np.unique(before.reshape(-1, 4), axis=0)) > 200
    assert np.array_equal(before, after)


def test_a_chart_of_many_lines_with_markers_is_drawn(tmp_path: Path) -> None:
    points = " ".join(f"{x},{x % 7}" for x in range(500))
    line = f'<polyline points="{points}" marker-mid="url(#dot)"/>'
    assert cleaned(tmp_path, f'<marker id="dot"><circle r="1"/></marker>{line * 20}').count("polyline") == 20
