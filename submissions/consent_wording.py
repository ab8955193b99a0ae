"""The words with which consent is asked. What was shown is stored with each consent record, so the words may improve over time."""

from django.utils.translation import gettext_lazy as _

from submissions.vocabulary import ConsentLevel

INTRODUCTION = _(
    "The secretariat reads every submission and takes it into account. You decide whether the public may read yours. You can take your "
    "consent back at any time with your private link: what was published is then removed from this portal at once, but copies that others "
    "have made cannot be recalled."
)
STATEMENTS = {
    ConsentLevel.NAMED: _(
        "Publish with name. The name, stakeholder type, scope, country and region, the organizations that join, and the answers may be "
        "published on this portal, as open data and in documents of the secretariat."
    ),
    ConsentLevel.ANONYMOUS: _(
        "Publish anonymously. The answers may be published in the same places with stakeholder type, region and language only. I have made "
        "sure that the answers themselves do not say who I am."
    ),
    ConsentLevel.NONE: _("Do not publish. Only the secretariat reads this submission. It is counted, but neither named nor quoted."),
}
WITHDRAWAL = _("I take my consent back. My submission is no longer published.")
SUBMISSION_WITHDRAWAL = _("I withdraw my submission as a whole. It is neither counted nor published.")


def wording(level):
    """Everything that was shown with one choice, in the active language, as it is stored."""
    return f"{INTRODUCTION}\n\n{STATEMENTS[ConsentLevel(level)]}"
