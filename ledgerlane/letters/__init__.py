"""Letters: wording by kind and language, and the forms they leave in.

`render` makes text, Markdown and HTML of a `ledgerlane.domain.letter.Letter`; `pdf` and
`mail` the files that are sent. Import the modules where a letter is made, not before:
templates and number formats are no part of starting the program.
"""
