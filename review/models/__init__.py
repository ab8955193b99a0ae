from review.models.campaign import Campaign, CampaignMember
from review.models.codebook import Code, CodebookChange, CodebookVersion
from review.models.coding import Coding, Excerpt
from review.models.edition import Edition, EditionFile
from review.models.memo import Memo
from review.models.reading import Assignment, Translation
from review.models.screening import Note, Preparation, Redaction, Review
from review.models.summary import Evidence, Section, Statement, Summary, WordTemplate

__all__ = (
    "Assignment",
    "Campaign",
    "CampaignMember",
    "Code",
    "CodebookChange",
    "CodebookVersion",
    "Coding",
    "Edition",
    "EditionFile",
    "Evidence",
    "Excerpt",
    "Memo",
    "Note",
    "Preparation",
    "Redaction",
    "Review",
    "Section",
    "Statement",
    "Summary",
    "Translation",
    "WordTemplate",
)
