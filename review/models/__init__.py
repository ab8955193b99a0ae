from review.models.codebook import Code
from review.models.coding import Coding, Excerpt
from review.models.screening import Note, Preparation, Redaction, Review
from review.models.summary import Section, Summary

__all__ = ("Code", "Coding", "Excerpt", "Note", "Preparation", "Redaction", "Review", "Section", "Summary")
