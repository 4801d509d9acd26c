"""The record on paper, from the same template as its page. See docs/adr/0008-printing.md."""
