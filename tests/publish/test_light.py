"""Lighter pages say and look the same."""

from publish.light import bare, shrink


def test_indentation_and_empty_lines_go():
    assert (
        shrink("<ul>\n\n    <li>one\n      two</li>\n</ul>\n") == "<ul>\n<li>one\ntwo</li>\n</ul>\n"
    )


def test_words_of_two_lines_stay_apart():
    assert shrink("one\n   two") == "one\ntwo"


def test_preformatted_text_and_scripts_stay_as_they_are():
    for kept in (
        "<pre><code>if x:\n\n\n    y\n</code></pre>",
        '<pre id="x">\n  a\n</pre>',
        "<script>\n  go()\n\n</script>",
        "<textarea>\n  a</textarea>",
    ):
        assert shrink(f"<p>\n  {kept}\n\n</p>") == f"<p>\n{kept}\n</p>"


def test_a_script_loses_lines_of_comment_and_nothing_else():
    script = """/* What it is.
 */
  // why
const one = /** @type {any} */ (two); // stays
  /** @type {number} */ (x) = 1;
/** A.
 * B */
const url = "https://example.org"
"""
    assert bare(script) == (
        "const one = /** @type {any} */ (two); // stays\n"
        "  /** @type {number} */ (x) = 1;\n"
        'const url = "https://example.org"\n'
    )
