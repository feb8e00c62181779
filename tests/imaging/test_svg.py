import gzip
from pathlib import Path

import pytest
from lxml import etree

from ashim.imaging import InvalidImageError
from ashim.imaging.svg import sanitise

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'

LAUGHS = '<!ENTITY e0 "lolololololol">' + "".join(f'<!ENTITY e{n} "' + f"&e{n - 1};" * 10 + '">' for n in range(1, 10))
MULTIPLYING = '<rect id="u0"/>' + "".join(
    f'<g id="u{n}">' + f'<use href="#u{n - 1}"/>' * 10 + "</g>" for n in range(1, 9)
)


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
        (
            HEAD,
            MULTIPLYING,
            "more than 100000 elements",
        ),
    ],
)
def test_traps_are_refused(tmp_path: Path, head: str, body: str, words: str) -> None:
    with pytest.raises(InvalidImageError) as caught:
        cleaned(tmp_path, body, head=head)
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
