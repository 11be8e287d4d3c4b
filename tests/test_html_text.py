"""HTML reads as browsers show it: paragraphs apart, space collapsed, all else as it is."""

import pytest

from index.readers.entries import ArticleInvalid
from index.readers.html_text import fragment_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Rain\n  fell.</p>\n<p> Boats </p>", "Rain fell.\n\nBoats"),
        (
            "Rain <b>fell</b>, <i>hard</i>.<div>Boats</div>stayed",
            "Rain fell, hard.\n\nBoats\n\nstayed",
        ),
        ("<p>A <b> b </b> c<br> d <br/><br>e</p>", "A b c\nd\n\ne"),
        ("<p>5&nbsp;&#8239;000&thinsp;€ &amp;lt;</p>", "5\u00a0\u202f000\u2009€ &lt;"),
        ("<p>&nbsp;</p><p> </p><p>x", "x"),
        ("<pre>a\n  b</pre>c\n d", "a\nb\n\nc d"),
        ("<p>a<script>b</script>c<style>d</style><!-- e -->f</p>", "acf"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", "a b\n\nc"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "a\n\nb\n\nc"),
        ("a<span>b</span>c<wbr>d", "abcd"),
        ("x < y & z &lt;b>", "x < y & z <b>"),
        ("Rain.\n\nBoats &amp; men.", "Rain.\n\nBoats & men."),
    ],
)
def test_what_is_read(html: str, text: str) -> None:
    assert fragment_text(html) == text


def test_what_cannot_be_stored_is_named() -> None:
    for html in ("<p>\0", "<p>\ud800"):
        with pytest.raises(ArticleInvalid, match="HTML holds a"):
            fragment_text(html)
