"""The search indexes words: no pictures, and each coloured word whole."""

from publish.hook import words


def test_pictures_and_styles_are_no_words():
    html = "<p>a</p><svg><text>b</text></svg><style>c</style><figcaption>d</figcaption>"
    assert words(html) == "<p>a</p><figcaption>d</figcaption>"


def test_colours_are_no_words():
    html = '<pre><code><span class="k">def</span> <span class="nf">go</span>()</code></pre>'
    assert words(html) == "<pre><code>def go()</code></pre>"


def test_the_sign_of_a_link_to_a_heading_is_none():
    assert 'class="headerlink"' in words('<h2 id="a">A<a class="anchor-link" href="#a">¶</a></h2>')
